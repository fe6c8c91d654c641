package survey

import (
	"strings"
	"unicode"
)

// Clean is the one rule for a text that comes in, whatever the way: line ends are \n, the form is NFC, and blanks at
// both ends are taken off, not those inside. A text in which nothing can be seen is "".
// web/respond/static/respond_text.js says the same on the phone; testdata/text.json judges both. The hash of what was
// sent is made before, see ContentHash.
func Clean(s string) string {
	if strings.Contains(s, "\r") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	s = strings.TrimFunc(NFC(s), isBlank)
	if strings.ContainsFunc(s, func(r rune) bool { return !isBlank(r) && !unicode.Is(unseen, r) }) {
		return s
	}
	return ""
}

// isBlank reports whether a character is a blank of Unicode, or one without width that only stands for a break.
func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(noWidth, r) }

// noWidth are soft hyphen, Mongolian vowel separator, zero width space, word joiner and byte order mark.
var noWidth = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0xad, Hi: 0xad, Stride: 1},
	{Lo: 0x180e, Hi: 0x180e, Stride: 1}, {Lo: 0x200b, Hi: 0x200b, Stride: 1},
	{Lo: 0x2060, Hi: 0x2060, Stride: 1}, {Lo: 0xfeff, Hi: 0xfeff, Stride: 1}}, LatinOffset: 1}

// unseen are the other characters that show nothing by themselves but may mean something beside others (a joiner, a
// variation selector, a mark of direction): the default ignorable code points of Unicode, and the Braille pattern
// without dots.
var unseen = &unicode.RangeTable{
	R16: []unicode.Range16{{Lo: 0x34f, Hi: 0x34f, Stride: 1}, {Lo: 0x61c, Hi: 0x61c, Stride: 1},
		{Lo: 0x115f, Hi: 0x1160, Stride: 1},
		{Lo: 0x17b4, Hi: 0x17b5, Stride: 1}, {Lo: 0x180b, Hi: 0x180f, Stride: 1}, {Lo: 0x200b, Hi: 0x200f, Stride: 1},
		{Lo: 0x202a, Hi: 0x202e, Stride: 1},
		{Lo: 0x2060, Hi: 0x206f, Stride: 1}, {Lo: 0x2800, Hi: 0x2800, Stride: 1}, {Lo: 0x3164, Hi: 0x3164, Stride: 1},
		{Lo: 0xfe00, Hi: 0xfe0f, Stride: 1},
		{Lo: 0xffa0, Hi: 0xffa0, Stride: 1}, {Lo: 0xfff0, Hi: 0xfff8, Stride: 1}},
	R32: []unicode.Range32{{Lo: 0x1bca0, Hi: 0x1bca3, Stride: 1}, {Lo: 0x1d173, Hi: 0x1d17a, Stride: 1},
		{Lo: 0xe0000, Hi: 0xe0fff, Stride: 1}},
}

// Cleaned is an answer whose texts and codes are Clean; one without anything to be seen is Absent.
func Cleaned(v Value) Value {
	switch v.Kind {
	case VText:
		if v.Text = Clean(v.Text); v.Text == "" {
			return Value{}
		}
	case VCodes:
		for i, c := range v.Codes {
			if is := Clean(c); is != c {
				v.Codes = append([]string(nil), v.Codes...) // the answers as they were sent stay as they are
				for j := i; j < len(v.Codes); j++ {
					v.Codes[j] = Clean(v.Codes[j])
				}
				break
			}
		}
	}
	return v
}
