package sentence

import (
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey/versions"
)

// Previous marks what is of other versions than the shown one: “phiên bản trước: 1, 2”.
func Previous(lang string, editions ...string) string {
	return versions.OfPreviousVersions(editions...).In(lang)
}

// Mark is Previous in brackets for an item whose answers stand apart from those that are shown; "" for any other.
func (s Speaker) Mark(it *results.Item) string {
	if !it.Previous() {
		return ""
	}
	return it.Series.Mark().In(s.lang)
}

// Marked puts the marks of a choice behind its label: that only previous versions have it, or that not all were offered
// it.
func (s Speaker) Marked(row results.Row, label string) string {
	switch {
	case row.Previous != "":
		return label + " (" + Previous(s.lang, row.Previous) + ")"
	case row.Offered:
		return s.say("sentence.people_who_offered", "label", label, "n", s.count(row.Base))
	}
	return label
}

// Apart says of an item which answers are not counted in it and why: one line for each previous version that stands
// apart.
func (s Speaker) Apart(it *results.Item, all []*results.Item) []string {
	if it.Previous() {
		return []string{it.Series.Stands().In(s.lang)}
	}
	var out []string
	for _, other := range all {
		if it.Series != nil && other.Previous() && other.Series.Of == it.Series {
			out = append(out, other.Series.NotCounted(s.count(other.Base.Answered)).In(s.lang))
		}
	}
	return out
}
