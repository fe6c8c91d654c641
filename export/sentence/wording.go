package sentence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// Base is the noun of the base that a share stands on, with the widest name that is true of it: "số người được hỏi"
// when everybody who was asked has a valid answer, "số người trả lời" when everybody who answered has, else "số người
// có ý kiến đánh giá".
func (s Speaker) Base(it *results.Item) string {
	switch it.Base.Valid {
	case it.Base.Asked:
		return s.say("sentence.people_asked")
	case it.Base.Answered:
		return s.say("sentence.people_who_answered")
	}
	return s.say("sentence.people_who_gave_rating")
}

// Label is the item's label in the speaker's language, on one line and without its final mark; its name when it has no
// label.
func (s Speaker) Label(it *results.Item) string {
	label := strings.Join(strings.Fields(it.Field.Item.Label.In(s.chain...)), " ")
	if label == "" {
		return it.Field.Item.Name + s.Mark(it)
	}
	return strings.TrimRight(label, "?:. ") + s.Mark(it)
}

// predicate is the author's report phrase in the speaker's language; "" when there is none in it, because a sentence
// does not change its language half way.
func (s Speaker) predicate(it *results.Item) string {
	for _, l := range []string{s.lang, ""} {
		if p := strings.TrimSpace(it.Field.Item.ReportPhrase[l]); p != "" {
			return strings.TrimRight(p, ". ")
		}
	}
	return ""
}

// levelStated reports whether the report phrase names the strongest level in its own words, in any language: then the
// sentence does not say it again.
func (s Speaker) levelStated(it *results.Item) bool {
	for lang, phrase := range it.Field.Item.ReportPhrase {
		for _, row := range strongest(it) {
			if hasWords(phrase, row.Label[lang]) {
				return true
			}
		}
	}
	return false
}

// hasWords reports whether the words stand in the text, whole and in any case.
func hasWords(text, words string) bool {
	text, words = strings.ToLower(survey.NFC(text)), strings.ToLower(survey.NFC(strings.TrimSpace(words)))
	for from := 0; words != ""; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(words)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if !letter(before) && !letter(after) {
			return true
		}
		from = end
	}
	return false
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// strongest are the choices of the top-box: those with the strongest positive role that the list has.
func strongest(it *results.Item) []results.Row {
	for _, role := range []survey.Role{survey.PositiveStrong, survey.Positive} {
		if rows := withRoles(it, role); len(rows) > 0 {
			return rows
		}
	}
	return nil
}

// positives are the choices of the top-2-box.
func positives(it *results.Item) []results.Row {
	return withRoles(it, survey.PositiveStrong, survey.Positive)
}

func withRoles(it *results.Item, roles ...survey.Role) []results.Row {
	var out []results.Row
	for _, row := range it.Rows {
		for _, r := range roles {
			if row.Role == r {
				out = append(out, row)
			}
		}
	}
	return out
}

// choice is the label of a choice, its code when it has none.
func (s Speaker) choice(row results.Row) string {
	if label := strings.TrimSpace(row.Label.In(s.chain...)); label != "" {
		return label
	}
	return row.Code
}

// quoted lists choices as the respondent read them: “Tốt” hoặc “Khá tốt”.
func (s Speaker) quoted(rows []results.Row) string {
	labels := make([]string, len(rows))
	for i, row := range rows {
		labels[i] = "“" + s.choice(row) + "”"
	}
	return s.join(labels, s.say("sentence.or"))
}

// levels lists choices within a sentence: tốt và khá tốt.
func (s Speaker) levels(rows []results.Row) string {
	labels := make([]string, len(rows))
	for i, row := range rows {
		first, size := utf8.DecodeRuneInString(s.choice(row))
		labels[i] = string(unicode.ToLower(first)) + s.choice(row)[size:]
	}
	return s.join(labels, s.say("sentence.and"))
}

func (s Speaker) join(parts []string, last string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " " + last + " " + parts[len(parts)-1]
}

// TopName names the top-box of an item by its choices: "Tốt".
func (s Speaker) TopName(it *results.Item) string { return s.named(strongest(it)) }

// Top2Name names the top-2-box of an item by its choices: "Tốt + Khá tốt".
func (s Speaker) Top2Name(it *results.Item) string { return s.named(positives(it)) }

func (s Speaker) named(rows []results.Row) string {
	labels := make([]string, len(rows))
	for i, row := range rows {
		labels[i] = s.choice(row)
	}
	return strings.Join(labels, " + ")
}
