package table

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/khaosat/khaosat/survey"
)

// Decode turns the bytes of a text file into NFC text and names the encoding: UTF-8 with or without a mark, UTF-16 by its mark, and of the
// one-byte encodings of Viet Nam the one whose letters make Vietnamese.
func Decode(b []byte) (text, encoding string) {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return strings.ToValidUTF8(string(b[3:]), "\uFFFD"), "utf-8"
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return fromUTF16(b[2:], binary.LittleEndian), "utf-16"
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return fromUTF16(b[2:], binary.BigEndian), "utf-16"
	case utf8.Valid(b):
		return string(b), "utf-8"
	}
	if rarelyMarked(b) {
		return oneByte(b, charmap.Windows1252.DecodeByte), "windows-1252"
	}
	best, bestScore := "", -1<<62
	for _, c := range []struct {
		name string
		text string
	}{
		{"windows-1258", survey.NFC(oneByte(b, charmap.Windows1258.DecodeByte))},
		{"tcvn3", oneByte(b, tcvn3Rune)},
		{"windows-1252", oneByte(b, charmap.Windows1252.DecodeByte)},
	} {
		if score := vietnamese(c.text); score > bestScore {
			best, bestScore, encoding = c.text, score, c.name
		}
	}
	return best, encoding
}

func fromUTF16(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}

func oneByte(b []byte, decode func(byte) rune) string {
	var s strings.Builder
	s.Grow(len(b) + len(b)/4)
	for _, c := range b {
		s.WriteRune(decode(c))
	}
	return s.String()
}

// tcvn3 maps the bytes of TCVN3 (fonts .VnTime) above 0x7F; capital letters with tones are small letters in a capital font.
var tcvn3 = func() map[byte]rune {
	m := map[byte]rune{}
	for _, part := range []struct {
		from byte
		to   string
	}{
		{0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"}, {0xB5, "àảãáạ"}, {0xBB, "ằẳẵắ"}, {0xC6, "ặầẩẫấậè"}, {0xCE, "ẻẽéẹềểễếệìỉ"},
		{0xDC, "ĩíịò"}, {0xE1, "ỏõóọồổỗốộờởỡớợù"}, {0xF1, "ủũúụừửữứựỳỷỹýỵ"},
	} {
		at := part.from
		for _, r := range part.to {
			m[at] = r
			at++
		}
	}
	return m
}()

func tcvn3Rune(c byte) rune {
	if r, ok := tcvn3[c]; ok {
		return r
	}
	if c >= 0x80 {
		return utf8.RuneError
	}
	return rune(c)
}

const marked = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"

// rarelyMarked reports whether fewer than one byte in fifty is beyond ASCII: in Vietnamese it is one in five.
func rarelyMarked(b []byte) bool {
	high := 0
	for _, c := range b {
		if c >= 0x80 {
			high++
		}
	}
	return high*50 < len(b)
}

// vietnamese scores how much a text looks like Vietnamese: its own letters count for it; loose marks, symbols, letters of
// others and two toned vowels side by side, or a toned vowel before a capital, against it.
func vietnamese(s string) int {
	score := 0
	before := ' '
	for _, r := range s {
		if r < utf8.RuneSelf {
			before = r
			continue
		}
		low := unicode.ToLower(r)
		switch {
		case unicode.Is(unicode.Mn, r), r == utf8.RuneError:
			score -= 5
		case low == 'đ':
			score++
		case !strings.ContainsRune(marked, low):
			score -= 3
		case toned(before) && toned(low):
			score -= 4
		default:
			score++
		}
		before = low
	}
	return score
}

func toned(r rune) bool {
	return strings.ContainsRune(marked, r) && !strings.ContainsRune("ăâêôơư", r)
}
