package feed

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/andybalholm/brotli"
)

// encodings is what a server may compress its answer with.
const encodings = "gzip, br"

// wire is the body as it comes over the network; it remembers what broke it, so that a fault of the network is not
// taken for one of the compression.
type wire struct {
	io.Reader
	err error
}

// Read implements io.Reader.
func (w *wire) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err //nolint:wrapcheck // io.Reader
}

// readBody returns the body without its compression. The limit is on what comes out, however little goes in.
func readBody(address *url.URL, resp *http.Response) ([]byte, error) {
	at := shown(address)
	if resp.ContentLength > maxBody {
		return nil, fail(KindTooLarge, fmt.Errorf("%s: %w", at, errBigBody))
	}
	in := &wire{Reader: resp.Body}
	plain, err := unpack(resp.Header.Get("Content-Encoding"), in)
	var body []byte
	if err == nil {
		body, err = io.ReadAll(io.LimitReader(plain, maxBody+1))
	}
	switch {
	case len(body) > maxBody:
		return nil, fail(KindTooLarge, fmt.Errorf("%s: %w", at, errBigBody))
	case err == nil:
		return body, nil
	case errors.Is(err, errEncoding):
		return nil, fail(KindNetwork, fmt.Errorf("%s: %w", at, err))
	case in.err != nil && !errors.Is(in.err, io.ErrUnexpectedEOF):
		return nil, transportError(address, in.err)
	}
	return nil, fail(KindTruncated, fmt.Errorf("%s: the answer broke off after %d bytes: %w", at, len(body), err))
}

var errEncoding = errors.New("compressed in a way that was not asked for")

// unpack returns a reader of what was compressed.
func unpack(encoding string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "", "identity":
		return in, nil
	case "gzip", "x-gzip":
		return gzip.NewReader(in)
	case "br":
		return brotli.NewReader(in), nil
	}
	return nil, fmt.Errorf("%w: %.40q", errEncoding, encoding)
}
