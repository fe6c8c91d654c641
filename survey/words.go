package survey

import (
	"sort"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/khaosat/khaosat/survey/words"
)

// Words is one message to a person, in the languages of the catalogue.
type Words = words.Message

// Say makes a message of a key of the catalogue and the names and values that its text asks for.
func Say(key string, pairs ...any) Words { return words.Say(key, pairs...) }

// Text is an author's text in the languages of a questionnaire: Language.ID to text in NFC. The id "" holds what was
// written without a language. A nil Text is empty.
type Text map[string]string

// In returns the text in the first of the languages that has it, then the one without a language, then any, in byte
// order of the ids: a question is never shown empty because a translation is missing.
func (t Text) In(langs ...string) string {
	for _, l := range langs {
		if s := t[l]; s != "" {
			return s
		}
	}
	if s := t[""]; s != "" {
		return s
	}
	ids := make([]string, 0, len(t))
	for id := range t {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	for _, id := range ids {
		if t[id] != "" {
			return t[id]
		}
	}
	return ""
}

// Empty reports whether no language has a text.
func (t Text) Empty() bool {
	for _, s := range t {
		if s != "" {
			return false
		}
	}
	return true
}

// Language is one language of a questionnaire.
type Language struct {
	// BCP 47 tag where the author gave or meant one ("vi", "blt"), else the header's spelling; "" = not named
	ID     string `json:"id"`
	Header string `json:"header"` // as the author wrote it in the column header: "Tiếng Việt (vi)"
	Name   string `json:"name"`   // its own name, for the language button: "Tiếng Việt"
}

// NFC brings text to Unicode normal form C, in which all text is stored, compared and hashed.
func NFC(s string) string { return norm.NFC.String(s) }

func Decompose(s string) string { return norm.NFD.String(s) }

func IsMark(r rune) bool { return unicode.Is(unicode.Mn, r) }
