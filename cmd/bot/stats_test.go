package main

import (
	"bytes"
	"context"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestStatsAreATableAndAPicture(t *testing.T) {
	var out, errs bytes.Buffer
	path := filepath.Join(t.TempDir(), "stats.png")
	if code := run(context.Background(), []string{"corpus", "stats", "--png", path}, streams{strings.NewReader(""), &out, &errs}); code != exitDone {
		t.Fatalf("exit %d: %s", code, &errs)
	}
	for _, want := range []string{"by first topic", "kinship-care", "by source cited", "cc-2024-10-31", "pledges by status", "announced"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, &out)
		}
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	im, err := png.Decode(f)
	if err != nil || im.Bounds().Dx() < 800 || im.Bounds().Dy() < 800 {
		t.Errorf("the picture: %v, %v", im, err)
	}
}
