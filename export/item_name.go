package export

import (
	"strings"
	"unicode"

	"github.com/khaosat/khaosat/survey"
)

func stem(form *survey.Form, f *survey.Field) string {
	if found, _ := form.Find(f.Item.Name); found == f {
		return nameText(f.Item.Name)
	}
	return nameText(f.Path)
}

// nameText replaces what a defined name cannot hold in every spreadsheet program. Letters of scripts other than Latin are replaced, too.
func nameText(s string) string {
	return strings.Map(func(r rune) rune {
		latin := r < 0x250 || r >= 0x1e00 && r < 0x1f00
		if r == '.' || r >= '0' && r <= '9' || latin && unicode.IsLetter(r) {
			return r
		}
		return '_'
	}, survey.NFC(s))
}
