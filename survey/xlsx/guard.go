package xlsx

import (
	"bytes"
	"io"
	"strings"
)

// guard walks over XML parts before they are parsed, byte by byte: no document type, no other encoding than UTF-8, no
// deep nesting, no absurd counts.
type guard struct{ tags, limit int }

// guarded is a part that is walked over while it is read.
type guarded struct {
	io.ReadCloser
	g     *guard
	walk  walk
	begun bool
}

// over walks over a part. Drawings in VML hold loose HTML (<br> without an end), so their depth is not counted.
func (g *guard) over(r io.ReadCloser, name string) *guarded {
	return &guarded{ReadCloser: r, g: g,
		walk: walk{open: make([]byte, 0, 16), nests: !strings.HasSuffix(strings.ToLower(name), ".vml")}}
}

// Read implements io.Reader.
func (p *guarded) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	if e := p.look(b[:n]); e != nil {
		return 0, e
	}
	return n, err
}

func (p *guarded) look(b []byte) error {
	if !p.begun && len(b) > 1 {
		p.begun = true
		if (b[0] == 0xFE && b[1] == 0xFF) || (b[0] == 0xFF && b[1] == 0xFE) || b[0] == 0 || b[1] == 0 {
			return otherEncoding()
		}
	}
	return p.g.bytes(&p.walk, b)
}

func otherEncoding() *Refusal {
	return refuse("xml.encoding")
}

// inspect walks over all XML parts of the archive.
func (a *archive) inspect() error {
	buf := make([]byte, 64<<10)
	for name, f := range a.parts {
		if !isXML(name) {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return truncated()
		}
		_, err = io.CopyBuffer(io.Discard, struct{ io.Reader }{a.guard.over(r, name)}, buf)
		r.Close()
		if err != nil {
			return unreadable(err)
		}
	}
	return nil
}

// Where the walk is inside the markup.
const (
	inText = iota
	inTag  // after <, up to >
	inQuote
	inComment
	inCDATA
	inInstruction
)

// walk is the state of one part's walk.
type walk struct {
	nests  bool
	state  int
	quote  byte
	depth  int
	merges int
	run    int    // bytes of the present tag or text
	open   []byte // the tag so far: enough of its start to know what it is, and its last byte
	last   byte
	tail   [2]byte // last two bytes, for --> ]]> ?>
}

func (g *guard) bytes(w *walk, b []byte) error {
	for len(b) > 0 {
		if w.state == inText {
			i := bytes.IndexByte(b, '<')
			if i < 0 {
				return w.longer(len(b))
			}
			if err := w.longer(i); err != nil {
				return err
			}
			b = b[i+1:]
			w.state, w.open, w.run = inTag, w.open[:0], 0
			if g.tags++; g.tags > g.limit {
				return refuse("xml.large:workbook_too_many", "limit", g.limit)
			}
			continue
		}
		c := b[0]
		b = b[1:]
		if err := w.longer(1); err != nil {
			return err
		}
		if err := w.step(c); err != nil {
			return err
		}
		if w.state == inText {
			w.run = 0
		}
	}
	return nil
}

// longer counts the bytes of the tag or text that is being walked over.
func (w *walk) longer(n int) error {
	if w.run += n; w.run > maxRun {
		return refuse("xml.large:workbook_text", "kb", maxRun>>10)
	}
	return nil
}

func (w *walk) step(c byte) error {
	switch w.state {
	case inQuote:
		if c == w.quote {
			w.state = inTag
		}
	case inComment:
		w.leave(c, '-', '-')
	case inCDATA:
		w.leave(c, ']', ']')
	case inInstruction:
		w.leave(c, 0, '?')
	case inTag:
		return w.tag(c)
	}
	return nil
}

// leave goes back to text after a, b, '>'; a = 0 asks only for b.
func (w *walk) leave(c, a, b byte) {
	if c == '>' && w.tail[1] == b && (a == 0 || w.tail[0] == a) {
		w.state = inText
	}
	w.tail[0], w.tail[1] = w.tail[1], c
}

func (w *walk) tag(c byte) error {
	if c == '>' {
		w.state = inText
		return w.close()
	}
	if (c == '"' || c == '\'') && len(w.open) > 0 && w.open[0] != '!' {
		w.state, w.quote = inQuote, c
		w.last = c
		return nil
	}
	if len(w.open) < cap(w.open) {
		w.open = append(w.open, c)
	}
	w.last = c
	switch {
	case len(w.open) == 1 && c == '?':
		w.state, w.tail = inInstruction, [2]byte{}
	case string(w.open) == "!--":
		w.state, w.tail = inComment, [2]byte{}
	case string(w.open) == "![CDATA[":
		w.state, w.tail = inCDATA, [2]byte{}
	case w.open[0] == '!' && len(w.open) == 3 && string(w.open) != "!--" && w.open[1] != '[':
		return refuse("xml.doctype")
	}
	return nil
}

var mergeCell = []byte("mergeCell ")

// close counts the element that a '>' has just ended.
func (w *walk) close() error {
	switch {
	case len(w.open) == 0 || w.open[0] == '!':
	case w.open[0] == '/':
		w.depth--
	case w.last == '/':
	default:
		w.depth++
	}
	if w.nests && w.depth > maxDepth {
		return refuse("xml.deep", "most", maxDepth)
	}
	name := w.open
	if i := bytes.IndexByte(name, ':'); i >= 0 && i < 5 {
		name = name[i+1:]
	}
	if bytes.HasPrefix(name, mergeCell) {
		if w.merges++; w.merges > maxMerges {
			return refuse("xml.merges", "most", maxMerges)
		}
	}
	return nil
}
