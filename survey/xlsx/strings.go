package xlsx

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// readShared reads the table of texts that cells point into. Runs of rich text are joined; what is written above a text
// for its pronunciation is left out.
func (b *Book) readShared(part string) error {
	var text strings.Builder
	aside := 0
	return b.a.decode(part, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "rPh":
			aside++
		case "si":
			text.Reset()
		}
		return nil
	}, func(in string, t xml.CharData) error {
		if in != "t" || aside > 0 {
			return nil
		}
		text.Write(t)
		return b.longer(len(t))
	}, func(name string) error {
		switch name {
		case "rPh":
			aside--
		case "si":
			b.shared = append(b.shared, unescaped(text.String()))
			return b.longer(16)
		}
		return nil
	})
}

// longer counts bytes of texts that are kept.
func (b *Book) longer(n int) error {
	if b.text += int64(n); b.text > b.a.limits.Text {
		return refuse("xml.large:workbook_holds_too", "mb", b.a.limits.Text>>20)
	}
	return nil
}

var escapes = regexp.MustCompile(`(?:_x[0-9A-Fa-f]{4}_)+`)

// unescaped puts characters in the place of _x000D_ and its kind (ECMA-376-1, 22.9.2.19); ends of lines are line feeds.
func unescaped(s string) string {
	if strings.Contains(s, "_x") {
		s = escapes.ReplaceAllStringFunc(s, func(run string) string {
			units := make([]uint16, 0, len(run)/7)
			for i := 0; i < len(run); i += 7 {
				n, _ := strconv.ParseUint(run[i+2:i+6], 16, 16) // four hex digits, as the expression has them
				units = append(units, uint16(n))
			}
			return string(utf16.Decode(units))
		})
	}
	return strings.ReplaceAll(s, "\r\n", "\n")
}
