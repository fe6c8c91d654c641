package cell

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxCell is how much text a cell of Excel holds, in UTF-16 units.
const MaxCell = 32767

// CutMark stands at the end of a text that was too long for a cell.
const CutMark = " […]"

// SheetText makes text fit for a cell: what XML cannot hold is shown by a sign of its own (␀ for a zero byte), line
// ends are those of Excel, and what is longer than a cell is cut at a whole character, with a mark. cut tells whether
// it was.
func SheetText(s string) (text string, cut bool) {
	if plainText(s) {
		return s, false
	}
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	s = strings.Map(Visible, s)
	if Utf16Len(s) <= MaxCell {
		return s, false
	}
	n := Utf16Len(CutMark)
	for i, r := range s {
		if n += utf16.RuneLen(r); n > MaxCell {
			return s[:i] + CutMark, true
		}
	}
	return s, false
}

// plainText tells quickly that nothing needs to be done.
func plainText(s string) bool {
	if len(s) > MaxCell {
		return false
	}
	for i := range len(s) {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// Visible maps a rune to one that XML can hold. Bytes that are no UTF-8 come as utf8.RuneError and stay that sign.
func Visible(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case r < 0x20:
		return '\u2400' + r
	case r == 0x7f:
		return '\u2421'
	case r == 0xfffe || r == 0xffff:
		return utf8.RuneError
	}
	return r
}

func Utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// Short is the beginning of a text in at most n runes, cut between words where it can be.
func Short(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	head := string(runes[:n-1])
	if at := strings.LastIndexByte(head, ' '); at > len(head)/2 {
		head = head[:at]
	}
	return strings.TrimRight(head, " ,;:.–-") + "…"
}
