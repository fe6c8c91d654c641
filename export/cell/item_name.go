package cell

import (
	"strings"
	"unicode"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

func Stem(form *form.Form, f *form.Field) string {
	if found, _ := form.Find(f.Item.Name); found == f {
		return NameText(f.Item.Name)
	}
	return NameText(f.Path)
}

// NameText replaces what a defined name cannot hold in every spreadsheet program. Letters of scripts other than Latin
// are replaced, too.
func NameText(s string) string {
	return strings.Map(func(r rune) rune {
		latin := r < 0x250 || r >= 0x1e00 && r < 0x1f00
		if r == '.' || r >= '0' && r <= '9' || latin && unicode.IsLetter(r) {
			return r
		}
		return '_'
	}, survey.NFC(s))
}
