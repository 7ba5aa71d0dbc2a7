package feed

import (
	"bytes"
	"fmt"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// toUTF8 returns a document as UTF-8 without byte order mark, XML declaration and the control characters that XML
// forbids. What a byte order mark says counts before the server's label, and that before the document's own.
func toUTF8(raw []byte, contentType string) ([]byte, error) {
	enc, name, err := encodingOf(raw, contentType)
	if err != nil {
		return nil, err
	}
	text := mendUTF8(raw)
	if enc != nil && (name != "windows-1252" || !isMultibyteUTF8(raw)) { // many servers label UTF-8 as ISO-8859-1
		if text, err = enc.NewDecoder().Bytes(raw); err != nil {
			return nil, fail(KindMalformed, fmt.Errorf("not readable as %s: %w", name, err))
		}
	}
	text = bytes.TrimLeft(text, "\ufeff \t\r\n")
	if bytes.HasPrefix(text, []byte("<?xml")) { // it names an encoding that is no longer true
		if _, rest, ok := bytes.Cut(text, []byte("?>")); ok {
			text = rest
		}
	}
	return bytes.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f || r == '\ufffe' || r == '\uffff' {
			return -1
		}
		return r
	}, text), nil
}

// encodingOf finds the encoding of a document; nil means UTF-8.
func encodingOf(raw []byte, contentType string) (encoding.Encoding, string, error) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xef, 0xbb, 0xbf}):
		return nil, "utf-8", nil
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}), bytes.HasPrefix(raw, []byte{'<', 0}):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "utf-16le", nil
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}), bytes.HasPrefix(raw, []byte{0, '<'}):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "utf-16be", nil
	}
	label := ""
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		label = params["charset"]
	}
	if label == "" {
		label = declared(raw)
	}
	enc, name := charset.Lookup(label)
	switch {
	case label == "", name == "utf-8", strings.HasPrefix(name, "utf-16"): // UTF-16 that has a '<' of one byte is not UTF-16
		return nil, "utf-8", nil
	case enc == nil:
		return nil, "", fail(KindMalformed, fmt.Errorf("labelled with the unknown encoding %.40q", label))
	}
	return enc, name, nil
}

// declared returns the encoding that an XML declaration names, or "".
func declared(raw []byte) string {
	head := string(raw[:min(len(raw), 256)])
	head, _, ok := strings.Cut(strings.TrimLeft(head, " \t\r\n"), "?>")
	if !ok || !strings.HasPrefix(head, "<?xml") {
		return ""
	}
	_, value, _ := strings.Cut(head, "encoding")
	value = strings.TrimLeft(value, "= \t\r\n")
	if value == "" || value[0] != '"' && value[0] != '\'' {
		return ""
	}
	label, _, _ := strings.Cut(value[1:], value[:1])
	return label
}

func isMultibyteUTF8(raw []byte) bool {
	return utf8.Valid(raw) && bytes.ContainsFunc(raw, func(r rune) bool { return r >= utf8.RuneSelf })
}

// mendUTF8 keeps what is UTF-8 and reads any other byte as windows-1252, which is what a document labelled UTF-8 by
// mistake is written in.
func mendUTF8(raw []byte) []byte {
	if utf8.Valid(raw) {
		return raw
	}
	out := make([]byte, 0, len(raw)+len(raw)/8)
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(raw[i])
		}
		out = utf8.AppendRune(out, r)
		i += size
	}
	return out
}
