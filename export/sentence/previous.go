package sentence

import (
	"strings"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// Previous marks what is of other versions than the shown one: “phiên bản trước: 1, 2”.
func Previous(lang string, versions ...string) string {
	return survey.OfPreviousVersions(versions...).In(lang)
}

// Mark is Previous in brackets for an item whose answers stand apart from those that are shown; "" for any other.
func (s Speaker) Mark(it *results.Item) string {
	if !it.Previous() {
		return ""
	}
	return " (" + Previous(s.lang, it.Series.Versions...) + ")"
}

// Marked puts the marks of a choice behind its label: that only previous versions have it, or that not all were offered it.
func (s Speaker) Marked(row results.Row, label string) string {
	switch {
	case row.Previous != "":
		return label + " (" + Previous(s.lang, row.Previous) + ")"
	case row.Offered:
		return label + s.say(" (trên %s người được hỏi có lựa chọn này)", " (of %s people who were offered it)", s.count(row.Base))
	}
	return label
}

// Apart says of an item which answers are not counted in it and why: one line for each previous version that stands apart.
func (s Speaker) Apart(it *results.Item, all []*results.Item) []string {
	var out []string
	why := func(series *survey.Series) string {
		parts := make([]string, len(series.Why))
		for i, w := range series.Why {
			parts[i] = w.In(s.lang)
		}
		return strings.Join(parts, "; ")
	}
	if it.Previous() {
		if it.Series.Of == nil {
			return []string{s.say("Phiên bản hiện hành không còn hỏi câu này.", "The current version does not ask this any more.")}
		}
		return []string{s.say("Không gộp với phiên bản hiện hành: %s.", "Not counted with the current version: %s.", why(it.Series))}
	}
	for _, other := range all {
		if it.Series != nil && other.Previous() && other.Series.Of == it.Series {
			out = append(out, s.say("Không tính %[1]s câu trả lời theo phiên bản %[2]s, để riêng vì: %[3]s.", "%[1]s answers to version %[2]s are not counted here: %[3]s.",
				s.count(other.Base.Answered), strings.Join(other.Series.Versions, ", "), why(other.Series)))
		}
	}
	return out
}
