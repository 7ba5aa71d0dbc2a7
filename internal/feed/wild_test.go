package feed

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTheWild reads answers as they come over the network, one file for each thing that goes wrong out there; the file is
// named after it. What comes of each is beside it.
func TestTheWild(t *testing.T) {
	files, err := filepath.Glob("testdata/wild/*.http")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".http"), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := seen(t, raw)
			golden := strings.TrimSuffix(file, ".http") + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("not as in %s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

// seen is what comes of an answer: the document, or the fault.
func seen(t *testing.T, raw []byte) []byte {
	t.Helper()
	resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }() // only read
	const at = "https://news.example.org/feed/"
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	body, err := readBody(u, resp)
	if err == nil {
		out, err = Parse(testSource, Response{Body: body, ContentType: resp.Header.Get("Content-Type"), URL: at})
	}
	if err != nil {
		out = map[string]string{"kind": string(KindOf(err)), "error": err.Error()}
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

func FuzzBody(f *testing.F) {
	f.Add([]byte("<rss/>"), "")
	f.Add([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"), "gzip")
	f.Add([]byte("\x0b\x02\x80<rss/>\x03"), "br")
	f.Fuzz(func(t *testing.T, raw []byte, encoding string) {
		resp := &http.Response{Header: http.Header{"Content-Encoding": {encoding}}, Body: io.NopCloser(bytes.NewReader(raw)), ContentLength: -1}
		body, err := readBody(&url.URL{Scheme: "https", Host: "news.example.org"}, resp)
		if err != nil && KindOf(err) == "" || len(body) > maxBody {
			t.Errorf("%d bytes, %v", len(body), err)
		}
	})
}
