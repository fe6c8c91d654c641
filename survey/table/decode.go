package table

import (
	"bufio"
	"bytes"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"github.com/khaosat/khaosat/survey"
)

// Decode turns the bytes of a text file into text and names the encoding: UTF-8 with or without a mark, UTF-16, and of
// the one-byte encodings of Viet Nam the one that makes words of Vietnamese.
func Decode(b []byte) (text, encoding string) {
	in := bytes.NewReader(b)
	g, _ := newGuess(in) // memory can be read
	var out strings.Builder
	_, _ = io.Copy(&out, g.decoded(in)) // from memory to memory; what is no letter becomes the sign for that
	return out.String(), g.name()
}

// name is the encoding in a word.
func (g *guess) name() string { return strings.TrimSuffix(strings.TrimSuffix(g.encoding, "le"), "be") }

// decoded reads the text that was guessed on from its beginning, as UTF-8 without a mark and in NFC, with line feeds at
// the ends of lines.
func (g *guess) decoded(r io.Reader) io.Reader {
	switch {
	case g.page != nil:
		r = norm.NFC.Reader(&pageReader{in: r, page: g.page})
	case g.encoding == utf16Little:
		r = norm.NFC.Reader(transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()))
	case g.encoding == utf16Big:
		r = norm.NFC.Reader(transform.NewReader(r, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder()))
	default:
		r = g.plain(r)
	}
	if g.lines == 0 && g.returns > 0 {
		r = &lineReader{r}
	}
	return r
}

// plain reads UTF-8; what is UTF-8 in NFC throughout is passed on as it is.
func (g *guess) plain(r io.Reader) io.Reader {
	broken := !g.isUTF8 || len(g.tail) > 0
	if broken {
		r = transform.NewReader(r, unicode.UTF8.NewDecoder())
	}
	if broken || !g.normal {
		r = norm.NFC.Reader(r)
	}
	in := bufio.NewReaderSize(r, 1<<16)
	if mark, _ := in.Peek(3); string(mark) == "\xef\xbb\xbf" {
		_, _ = in.Discard(3) // what was peeked is there
	}
	return in
}

// pageReader decodes a page.
type pageReader struct {
	in   io.Reader
	page *page
	raw  [1 << 12]byte
	out  []byte
	err  error
}

// Read implements io.Reader.
func (r *pageReader) Read(b []byte) (int, error) {
	for len(r.out) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		var n int
		n, r.err = r.in.Read(r.raw[:])
		for _, c := range r.raw[:n] {
			r.out = append(r.out, r.page.runes[c]...)
		}
	}
	n := copy(b, r.out)
	r.out = r.out[n:]
	return n, nil
}

// lineReader reads a file whose lines end in the carriage returns of old Macs.
type lineReader struct{ in io.Reader }

// Read implements io.Reader.
func (r *lineReader) Read(b []byte) (int, error) {
	n, err := r.in.Read(b)
	for i := range b[:n] {
		if b[i] == '\r' {
			b[i] = '\n'
		}
	}
	return n, err
}

// EncodingWords says how a file was read, "" for one that is UTF-8 or a workbook: that leaves nothing to doubt.
func EncodingWords(encoding string) *survey.Words {
	if encoding == utf8Name || encoding == workbookName || encoding == "" {
		return nil
	}
	w := survey.Say("rows.file_not_utf_read", "encoding", encoding)
	return &w
}
