package form

import (
	"fmt"
	"sort"

	"github.com/khaosat/khaosat/survey"
)

// Normalize brings posted answers to full paths, also within the rows of repeats. Unknown and ambiguous names are
// problems, of the unknown ones the first few: nothing that was sent is passed over in silence. What stands under full
// paths already may come back itself.
func (f *Form) Normalize(posted survey.Answers) (survey.Answers, []survey.Problem) {
	n := normalizer{form: f}
	return n.answers(posted, nil, ""), n.problems
}

// NormalizeKept is Normalize of what cannot be asked again: what stands nowhere in the form is in unread.
func (f *Form) NormalizeKept(posted survey.Answers) (answers survey.Answers, unread []survey.Unread) {
	n := normalizer{form: f}
	return n.answers(posted, nil, ""), n.unread
}

type normalizer struct {
	form     *Form
	problems []survey.Problem
	unknown  int // names that no item has, listed or not
	unread   []survey.Unread
}

func (n *normalizer) answers(posted survey.Answers, repeat *Field, prefix string) survey.Answers {
	if repeat == nil && n.full(posted) {
		return posted
	}
	out := make(survey.Answers, len(posted))
	keys := make([]string, 0, len(posted))
	for k := range posted {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		v := posted[k]
		field, ok := n.field(k, repeat, prefix)
		if !ok {
			n.unread = append(n.unread, survey.Unread{Item: prefix + k, Text: v.Said()})
			continue
		}
		if _, twice := out[field.Path]; twice {
			n.add("answer.twice", prefix+k)
			n.unread = append(n.unread, survey.Unread{Item: prefix + k, Text: v.Said()})
			continue
		}
		if v.Kind == survey.VRows {
			rows := make([]survey.Answers, len(v.Rows))
			for i, row := range v.Rows {
				rows[i] = n.answers(row, field, fmt.Sprintf("%s%s[%d]/", prefix, field.Item.Name, i+1))
			}
			v.Rows = rows
		}
		out[field.Path] = v
	}
	return out
}

// full reports whether answers stand under full paths already, without rows.
func (n *normalizer) full(posted survey.Answers) bool {
	for key, v := range posted {
		f := n.form.ByPath[key]
		if f == nil || f.Repeat != nil || !f.Kind.Holds() || v.Kind == survey.VRows {
			return false
		}
	}
	return true
}

func (n *normalizer) field(key string, repeat *Field, prefix string) (*Field, bool) {
	var field *Field
	if repeat != nil {
		field = n.form.ByPath[repeat.Path+"/"+key]
	}
	if field == nil {
		found, ambiguous := n.form.Find(key)
		if ambiguous {
			n.add("answer.ambiguous", prefix+key)
			return nil, false
		}
		field = found
	}
	switch {
	case field == nil:
		if n.unknown++; n.unknown <= survey.FewUnknown {
			n.add("answer.unknown_item", prefix+key)
		}
		return nil, false
	case field.Repeat != repeat:
		n.add("answer.wrong_place", prefix+key)
		return nil, false
	case !field.Kind.Holds():
		n.add("answer.unknown_item:item_takes", prefix+key)
		return nil, false
	}
	return field, true
}

func (n *normalizer) add(key, item string) {
	n.problems = append(n.problems, survey.ProblemAt(survey.Place{Item: item}, key))
}
