package xlsform

import (
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// listFacts is what is asked of a choice list again and again: gathered once.
type listFacts struct {
	codes   map[string]bool
	columns map[string]bool // that some choice fills, beside name and label
	blank   *survey.Choice  // the first one whose code has a blank
}

// facts gathers what a list holds. The choice that or_other adds later counts as one of its codes.
func (r *reader) facts(l *survey.ChoiceList) *listFacts {
	if f := r.known[l.Name]; f != nil {
		return f
	}
	f := &listFacts{codes: map[string]bool{}, columns: map[string]bool{"name": true, "label": true}}
	for i := range l.Choices {
		c := &l.Choices[i]
		f.codes[c.Code] = true
		for k := range c.Columns {
			f.columns[k] = true
		}
		if f.blank == nil && strings.Contains(c.Code, " ") {
			f.blank = c
		}
	}
	if r.known == nil {
		r.known = map[string]*listFacts{}
	}
	r.known[l.Name] = f
	return f
}

// otherLabels gives the words of the choice and of the question that or_other adds, in the languages of the list's
// labels.
func (r *reader) otherLabels(l *survey.ChoiceList) (choice, question survey.Text) {
	if t, ok := r.others[l.Name]; ok {
		return t[0], t[1]
	}
	t := [2]survey.Text{r.inEveryLanguage(l, "Khác", "Other"),
		r.inEveryLanguage(l, "Xin ghi rõ ý khác.", "Specify other.")}
	if r.others == nil {
		r.others = map[string][2]survey.Text{}
	}
	r.others[l.Name] = t
	return t[0], t[1]
}

// inEveryLanguage gives a text of ours for the languages in which a list's labels are written: Vietnamese for vi and
// for texts without a language that look Vietnamese, English otherwise.
func (r *reader) inEveryLanguage(list *survey.ChoiceList, vi, en string) survey.Text {
	out := survey.Text{}
	for _, c := range list.Choices {
		for lang, s := range c.Label {
			if lang == "vi" || (lang == "" && looksVietnamese(s)) {
				out[lang] = vi
			} else if out[lang] == "" {
				out[lang] = en
			}
		}
	}
	if len(out) == 0 {
		out[r.plainID] = en
	}
	return out
}

// looksVietnamese reports whether a text has a letter that only Vietnamese uses among the languages written in Latin
// script.
func looksVietnamese(s string) bool {
	for _, r := range s {
		if r == 'đ' || r == 'Đ' || r == 'ơ' || r == 'Ơ' || r == 'ư' || r == 'Ư' || (r >= 0x1EA0 && r <= 0x1EF9) {
			return true
		}
	}
	return false
}
