package survey

import (
	"fmt"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Words is one message in the two languages in which khaosat speaks to its users. Both are always filled.
type Words struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

// Say makes a message of two formats that take the same arguments in the same order (use %[1]s to reorder).
func Say(vi, en string, args ...any) Words {
	if len(args) == 0 {
		return Words{VI: vi, EN: en}
	}
	return Words{VI: fmt.Sprintf(vi, args...), EN: fmt.Sprintf(en, args...)}
}

// In returns the message in the language, Vietnamese unless lang is English.
func (w Words) In(lang string) string {
	if strings.HasPrefix(lang, "en") {
		return w.EN
	}
	return w.VI
}

// String gives both languages, Vietnamese first, for terminals and logs.
func (w Words) String() string {
	switch {
	case w.VI == w.EN, w.EN == "":
		return w.VI
	case w.VI == "":
		return w.EN
	}
	return w.VI + " / " + w.EN
}

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
	ID     string `json:"id"`     // BCP 47 tag where the author gave or meant one ("vi", "blt"), else the header's spelling; "" = not named
	Header string `json:"header"` // as the author wrote it in the column header: "Tiếng Việt (vi)"
	Name   string `json:"name"`   // its own name, for the language button: "Tiếng Việt"
}

// NFC brings text to Unicode normal form C, in which all text is stored, compared and hashed.
func NFC(s string) string { return norm.NFC.String(s) }

func Decompose(s string) string { return norm.NFD.String(s) }

func IsMark(r rune) bool { return unicode.Is(unicode.Mn, r) }
