package table

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/khaosat/khaosat/survey"
)

// Encodings that are known by their bytes.
const (
	utf8Name    = "utf-8"
	utf16Little = "utf-16le"
	utf16Big    = "utf-16be"
)

// guess is how a text is encoded: by its mark, by the zero bytes of UTF-16, else by which encoding makes plausible
// words of the words with bytes beyond ASCII. However few these are, they decide: a file of numbers with one name among
// them is read as well as a letter.
type guess struct {
	head     []byte // the beginning
	lines    int    // line feeds
	returns  int    // carriage returns
	isUTF8   bool
	normal   bool           // NFC, as far as it is UTF-8
	tail     []byte         // of a letter that goes on
	words    map[string]int // those with bytes beyond ASCII, where the text is not UTF-8, by how often they stand there
	encoding string
	page     *page // of an encoding of one byte a letter
}

const (
	guessHead  = 1 << 16
	guessWords = 20_000 // more say nothing new
	guessWord  = 64     // bytes of a word
)

// newGuess reads a text to its end, and once more where it is not UTF-8, and leaves it at its beginning.
func newGuess(r io.ReadSeeker) (*guess, error) {
	g := &guess{isUTF8: true, normal: true}
	if _, err := io.CopyBuffer(g, struct{ io.Reader }{r}, make([]byte, 1<<20)); err != nil {
		return nil, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	if g.encoding = g.certain(); g.encoding != "" {
		return g, nil
	}
	if err := g.count(r); err != nil {
		return nil, err
	}
	g.encoding, g.page = g.likely()
	_, err := r.Seek(0, io.SeekStart)
	return g, err
}

// Write implements io.Writer.
func (g *guess) Write(b []byte) (int, error) {
	if room := guessHead - len(g.head); room > 0 {
		g.head = append(g.head, b[:min(room, len(b))]...)
	}
	g.lines += bytes.Count(b, []byte{'\n'})
	g.returns += bytes.Count(b, []byte{'\r'})
	if len(g.tail) > 0 || !ascii(b) {
		g.check(b)
	}
	return len(b), nil
}

func ascii(b []byte) bool {
	for len(b) >= 8 {
		if (b[0]|b[1]|b[2]|b[3]|b[4]|b[5]|b[6]|b[7])&0x80 != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// check looks whether the text is UTF-8 and in NFC; a letter that the next bytes end waits for them.
func (g *guess) check(b []byte) {
	if !g.isUTF8 {
		return
	}
	text := append(g.tail, b...)
	end := len(text)
	for i := max(0, end-utf8.UTFMax+1); i < end; i++ {
		if utf8.RuneStart(text[i]) && !utf8.FullRune(text[i:]) {
			end = i
		}
	}
	g.tail = bytes.Clone(text[end:])
	if !utf8.Valid(text[:end]) {
		g.isUTF8 = false
	} else if !norm.NFC.IsNormal(text[:end]) || bytes.ContainsAny(text[:min(end, 3)],
		"\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323") {
		g.normal = false
	}
}

func letterByte(c byte) bool {
	return c >= utf8.RuneSelf || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// count counts the words with bytes beyond ASCII.
func (g *guess) count(r io.Reader) error {
	g.words = map[string]int{}
	in := bufio.NewReaderSize(r, 1<<16)
	var word []byte
	for {
		c, err := in.ReadByte()
		if err == nil && letterByte(c) {
			if len(word) <= guessWord {
				word = append(word, c)
			}
			continue
		}
		if len(word) <= guessWord && !ascii(word) && (g.words[string(word)] > 0 || len(g.words) < guessWords) {
			g.words[string(word)]++
		}
		word = word[:0]
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// certain is the encoding that the bytes leave no doubt of, "" for none.
func (g *guess) certain() string {
	switch zeros := zeroBytes(g.head); {
	case bytes.HasPrefix(g.head, []byte("\xff\xfe")), zeros == utf16Little:
		return utf16Little
	case bytes.HasPrefix(g.head, []byte("\xfe\xff")), zeros == utf16Big:
		return utf16Big
	case g.isUTF8 && len(g.tail) == 0, bytes.HasPrefix(g.head, []byte("\xef\xbb\xbf")):
		return utf8Name
	}
	return ""
}

// likely is the encoding that makes the most plausible words, and its page; UTF-8 has none, with a broken letter here
// and there.
func (g *guess) likely() (string, *page) {
	best, most := (*page)(nil), g.score(nil)
	for _, p := range pages {
		if n := g.score(p); n > most {
			best, most = p, n
		}
	}
	if best == nil {
		return utf8Name, nil
	}
	return best.name, best
}

// zeroBytes tells UTF-16 without a mark by its zero bytes: every other one of ASCII text.
func zeroBytes(b []byte) string {
	var zeros [2]int
	for i, c := range b {
		if c == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case zeros[1] > 4*zeros[0] && zeros[1]*5 > len(b):
		return utf16Little
	case zeros[0] > 4*zeros[1] && zeros[0]*5 > len(b):
		return utf16Big
	}
	return ""
}

// score says how plausible the words are that an encoding makes.
func (g *guess) score(p *page) int {
	score := 0
	for bytes, n := range g.words {
		n = min(n, 100) // one word that stands everywhere decides nothing
		text := bytes
		if p != nil {
			text = p.decode(bytes)
		}
		for _, w := range strings.FieldsFunc(text, between) {
			switch marked := !ascii([]byte(w)); {
			case !marked:
			case strings.ContainsRune(w, utf8.RuneError):
				score -= 3 * n
			case p != nil && p.latin && western(w):
				score += n
			case (p == nil || !p.latin) && syllable(w, p != nil && p.caps):
				score += 2 * n
			case p == nil:
			default:
				score -= 2 * n
			}
		}
	}
	return score
}

// between tells what stands round words and is none of their letters: quotes, dashes, dots, currency.
func between(r rune) bool {
	return r != '’' && r != utf8.RuneError && r >= utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r)
}

// decode is a text of the page in NFC.
func (p *page) decode(b string) string {
	var s strings.Builder
	s.Grow(len(b) + len(b)/2)
	for i := range len(b) {
		s.WriteString(p.runes[b[i]])
	}
	return survey.NFC(s.String())
}
