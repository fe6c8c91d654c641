package xlsform

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/xlsx"
)

// maxLanguages bounds how many languages a form may have.
const maxLanguages = 100

// languages gives each language of a workbook its id, in the order of first appearance.
type languages struct {
	list []survey.Language
	ids  map[string]string // header's spelling → id
}

var (
	taggedHeader = regexp.MustCompile(`^(.*?)\s*\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\s*\)$`)
	bareTag      = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
)

// ownNames are the names that languages give themselves, for headers that are a bare tag.
var ownNames = map[string]string{
	"vi": "Tiếng Việt", "en": "English", "fr": "Français", "es": "Español", "pt": "Português", "de": "Deutsch",
	"it": "Italiano",
	"ru": "Русский", "zh": "中文", "ja": "日本語", "ko": "한국어", "th": "ไทย", "lo": "ລາວ", "km": "ខ្មែរ", "my": "မြန်မာ",
	"id": "Bahasa Indonesia",
	"ms": "Bahasa Melayu", "hi": "हिन्दी", "ne": "नेपाली", "bn": "বাংলা", "ur": "اردو", "ar": "العربية", "fa": "فارسی",
	"prs": "دری", "ps": "پښتو",
	"sw": "Kiswahili", "am": "አማርኛ", "om": "Afaan Oromoo", "ti": "ትግርኛ", "ha": "Hausa", "ig": "Igbo", "yo": "Yorùbá",
	"rw": "Kinyarwanda",
	"lg": "Luganda", "tet": "Tetun", "blt": "ꪼꪕꪒꪾ", "hmn": "Hmoob", "mww": "Hmoob Dawb", "tyz": "Tày", "nut": "Nùng",
	"hni": "Haqniqdoq", "ium": "Iu Mienh",
}

// tagsOfNames are names that headers use without a tag, in lower case.
var tagsOfNames = map[string]string{
	"vietnamese": "vi", "viet": "vi", "tieng viet": "vi", "việt": "vi", "english": "en", "tiếng anh": "en",
	"french": "fr", "spanish": "es", "portuguese": "pt",
	"german": "de", "italian": "it", "russian": "ru", "chinese": "zh", "japanese": "ja", "korean": "ko", "thai": "th",
	"lao": "lo", "khmer": "km",
	"indonesian": "id", "hindi": "hi", "nepali": "ne", "bengali": "bn", "urdu": "ur", "arabic": "ar", "عربى": "ar",
	"عربي": "ar", "farsi": "fa", "dari": "prs", "pashto": "ps",
	"swahili": "sw", "amharic": "am", "oromiffa": "om", "oromo": "om", "tigrigna": "ti", "tigrinya": "ti",
	"hausa": "ha", "igbo": "ig", "yoruba": "yo", "kinyarwanda": "rw",
	"luganda": "lg", "lugbara": "lgg", "luo": "luo", "lusoga": "xog", "ateso": "teo", "tetun": "tet", "hmong": "hmn",
}

func init() {
	for tag, name := range ownNames {
		tagsOfNames[strings.ToLower(name)] = tag
	}
}

// describe reads a language from a header's spelling: its id, its own name, and whether a tag of the IANA registry
// stood in brackets.
func describe(spelling string) (l survey.Language, tagged bool) {
	l = survey.Language{ID: spelling, Header: spelling, Name: spelling}
	if m := taggedHeader.FindStringSubmatch(spelling); m != nil {
		l.ID, l.Name = tag(m[2]), m[1]
		if l.Name == "" {
			l.Name = spelling
		}
		_, err := language.ParseBase(strings.SplitN(m[2], "-", 2)[0])
		return l, err == nil
	}
	if t, ok := tagsOfNames[strings.ToLower(spelling)]; ok {
		l.ID = t
		return l, false
	}
	if bareTag.MatchString(spelling) {
		if _, err := language.ParseBase(strings.SplitN(spelling, "-", 2)[0]); err == nil {
			l.ID = tag(spelling)
			if n := ownNames[l.ID]; n != "" {
				l.Name = n
			}
		}
	}
	return l, false
}

func tag(s string) string {
	base, rest, more := strings.Cut(s, "-")
	if !more {
		return strings.ToLower(s)
	}
	return strings.ToLower(base) + "-" + rest
}

// id gives the id of the language that a header names. A second header that means the same language keeps its spelling
// as its id, for its texts are others.
func (ls *languages) id(spelling string) string {
	if id, ok := ls.ids[spelling]; ok {
		return id
	}
	if len(ls.list) >= maxLanguages {
		return ls.list[0].ID
	}
	l, _ := describe(spelling)
	l.ID = ls.free(l.ID, spelling)
	ls.ids[spelling] = l.ID
	ls.list = append(ls.list, l)
	return l.ID
}

// free gives the id if no language has it, else the header's spelling, with a number where that is taken as well: "vi"
// beside "Vi".
func (ls *languages) free(id, spelling string) string {
	taken := map[string]bool{}
	for _, l := range ls.list {
		taken[l.ID] = true
	}
	if taken[id] {
		id = spelling
	}
	for n := 2; taken[id]; n++ {
		id = spelling + "-" + strconv.Itoa(n)
	}
	return id
}

// texts collects a translatable column of a row. The plain column has the id of languages.plain.
func (r *reader) texts(rec record, name string) survey.Text {
	var out survey.Text
	for _, c := range rec.cells {
		h := rec.t.headers[rec.t.at[c.column]]
		if h.name != name || c.text == "" {
			continue
		}
		id := r.plainID
		if h.language != "" {
			id = r.langs.id(h.language)
		}
		if out == nil {
			out = survey.Text{}
		}
		out[id] = c.text
	}
	return out
}

// readLanguages registers the languages of the tables' headers, says which have no tag, and settles the default one.
func (r *reader) readLanguages(defaultLanguage string, tables ...*table) {
	r.langs = &languages{ids: map[string]string{}}
	plainTexts := false
	for _, t := range tables {
		if t == nil {
			continue
		}
		for _, h := range t.headers {
			if !translatable[h.name] {
				continue
			}
			if h.language == "" {
				plainTexts = plainTexts || h.name == colLabel
				continue
			}
			if _, seen := r.langs.ids[h.language]; !seen {
				if _, tagged := describe(h.language); !tagged {
					r.warn(t.sheet, xlsx.CellName(1, h.column), "language.code", "language", h.language)
				}
			}
			if _, seen := r.langs.ids[h.language]; !seen && len(r.langs.list) == maxLanguages {
				r.fail(t.sheet, xlsx.CellName(1, h.column), "language.many", "most", maxLanguages)
				break
			}
			r.langs.id(h.language)
			if strings.Contains(h.text, "::") {
				r.res.Languages = appendNew(r.res.Languages, h.language)
			} else {
				r.warn(t.sheet, xlsx.CellName(1, h.column), "header.colon", "better", h.name+"::"+h.language)
			}
		}
	}
	r.resolveDefault(defaultLanguage, plainTexts)
}

// resolveDefault finds the default language, and which language the columns without one are in: the default one, unless
// columns of its own carry it.
func (r *reader) resolveDefault(spelling string, plainTexts bool) {
	q := r.q
	if id, ok := r.langs.ids[spelling]; ok && spelling != "" {
		q.DefaultLanguage = id
		spelling = ""
	}
	if plainTexts && spelling != "" && spelling != "default" {
		l, _ := describe(spelling)
		l.ID = r.langs.free(l.ID, spelling)
		r.plainID, q.DefaultLanguage = l.ID, l.ID
		l.Header = ""
		r.langs.list = append([]survey.Language{l}, r.langs.list...)
	} else if plainTexts && len(r.langs.list) > 0 {
		r.langs.list = append([]survey.Language{{Name: "Default"}}, r.langs.list...)
	}
	r.checkDefaultLanguage(spelling, plainTexts)
	if len(r.langs.list) > 0 {
		q.Languages = r.langs.list
		if q.DefaultLanguage == "" {
			q.DefaultLanguage = q.Languages[0].ID
		}
	}
}

// checkDefaultLanguage warns of a default language that no column is in, or that columns without one are taken to be in
// although another spelling of it has columns.
func (r *reader) checkDefaultLanguage(unknown string, plainTexts bool) {
	if unknown == "" || unknown == "default" || len(r.res.Languages) == 0 {
		return
	}
	hint := didYouMean(unknown, set(r.res.Languages...))
	for _, spelling := range r.res.Languages { // "English" is that of "English (en)"
		if l, _ := describe(spelling); strings.EqualFold(l.Name, unknown) || strings.EqualFold(l.ID, unknown) ||
			tagsOfNames[strings.ToLower(unknown)] == l.ID {
			hint = survey.Say("hint.did_you_mean", "word", spelling)
		}
	}
	if plainTexts && hint.IsZero() {
		return // the language of the columns without one
	}
	r.warn(r.settings.sheet, r.settings.rows[0].at("default_language"), "default_language.unknown", "unknown", unknown,
		"hint", hint)
}

// namePlain names the language of columns that name none, where others do.
func (r *reader) namePlain() {
	for i := range r.q.Languages {
		if l := &r.q.Languages[i]; l.ID == "" && r.plainVietnamese() {
			l.Name = ownNames["vi"]
		}
	}
}

// plainVietnamese reports whether some label without a language is in Vietnamese.
func (r *reader) plainVietnamese() bool {
	found := false
	r.q.Walk(func(_ string, it *survey.Item) bool {
		found = found || looksVietnamese(it.Label[""])
		return !found
	})
	for _, l := range r.q.Lists {
		for _, c := range l.Choices {
			found = found || looksVietnamese(c.Label[""])
		}
	}
	return found
}

func appendNew(list []string, s string) []string {
	for _, x := range list {
		if x == s {
			return list
		}
	}
	return append(list, s)
}
