package table

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// page is an encoding of one byte a letter. Tones and marks that are bytes of their own come as combining marks behind
// their letter, as NFC wants them.
type page struct {
	name  string
	runes [256]string
	caps  bool // has fonts that show small letters as capitals
	latin bool // of western Europe: words are judged by its letters
}

// pages are the encodings still met in Viet Nam, the likelier first.
var pages = []*page{windows1258(), tcvn3(), vni(), windows1252()}

func newPage(name string) *page {
	p := &page{name: name}
	for b := range p.runes {
		p.runes[b] = string(utf8.RuneError)
		if b < utf8.RuneSelf {
			p.runes[b] = string(rune(b))
		}
	}
	return p
}

func ofCharmap(name string, m *charmap.Charmap) *page {
	p := newPage(name)
	for b := utf8.RuneSelf; b < 256; b++ {
		p.runes[b] = string(m.DecodeByte(byte(b)))
	}
	return p
}

func windows1258() *page { return ofCharmap("windows-1258", charmap.Windows1258) }

func windows1252() *page {
	p := ofCharmap("windows-1252", charmap.Windows1252)
	p.latin = true
	return p
}

// from puts letters at a byte and those after it.
func (p *page) from(at byte, letters string) {
	for _, r := range letters {
		p.runes[at] = string(r)
		at++
	}
}

// tcvn3 is TCVN 5712-3, for fonts such as .VnTime; capital letters with tones are small letters in a capital font such
// as .VnTimeH.
func tcvn3() *page {
	p := newPage("tcvn3")
	p.caps = true
	for b := 0x80; b <= 0xA0; b++ { // quotes and dashes, as Windows writes them
		p.runes[b] = string(charmap.Windows1252.DecodeByte(byte(b)))
	}
	p.from(0xA1, "ĂÂÊÔƠƯĐăâêôơưđ")
	p.from(0xB5, "àảãáạ")
	p.from(0xBB, "ằẳẵắ")
	p.from(0xC6, "ặầẩẫấậè")
	p.from(0xCE, "ẻẽéẹềểễếệìỉ")
	p.from(0xDC, "ĩíịò")
	p.from(0xE1, "ỏõóọồổỗốộờởỡớợù")
	p.from(0xF1, "ủũúụừửữứựỳỷỹýỵ")
	return p
}

// The marks that VNI writes behind a vowel, by the letter of windows-1252 that its byte is.
const (
	breve, circumflex                = "\u0306", "\u0302"
	acute, grave, hook, tilde, below = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
)

var vniMarks = map[string]string{
	"ù": acute, "ø": grave, "û": hook, "õ": tilde, "ï": below,
	"â": circumflex, "á": circumflex + acute, "à": circumflex + grave, "å": circumflex + hook, "ã": circumflex + tilde,
	"ä": circumflex + below,
	"ê": breve, "é": breve + acute, "è": breve + grave, "ú": breve + hook, "ü": breve + tilde, "ë": breve + below,
	"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ",
}

// vni is VNI for Windows, for fonts such as VNI-Times: a vowel, then a byte for its mark and tone.
func vni() *page {
	p := ofCharmap("vni", charmap.Windows1252)
	for letter, means := range vniMarks {
		for _, one := range []struct{ letter, means string }{{letter, means},
			{strings.ToUpper(letter), strings.ToUpper(means)}} {
			b, _ := charmap.Windows1252.EncodeRune([]rune(one.letter)[0])
			p.runes[b] = one.means
		}
	}
	return p
}
