package respond

import (
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey/form"
)

// leftOut lists the items that routing does not reach any more although an answer was typed there: it will not be sent,
// and whoever typed it has to know. What the form worked out or was filled in with by itself is no such answer.
func (f *filling) leftOut() []*form.Slot {
	var out []*form.Slot
	for _, s := range f.filled.All {
		kind := s.Field.Kind
		if s.Asked || !kind.Asked() || s.Value.Empty() || s.Field.Item.Calculation != "" || f.fixed(s) {
			continue
		}
		texts := f.state.Texts[s.Path]
		if blank(texts) || slices.Equal(texts, textsOf(f.filled.Initial(s))) {
			continue
		}
		out = append(out, s)
	}
	return out
}

// untold are those of leftOut that the respondent was not told of yet; they count as told from now on.
func (f *filling) untold() []*form.Slot {
	out := slices.DeleteFunc(f.leftOut(), func(s *form.Slot) bool { return slices.Contains(f.state.Left, s.Path) })
	f.tell(out)
	return out
}

func (f *filling) tell(slots []*form.Slot) {
	for _, s := range slots {
		if !slices.Contains(f.state.Left, s.Path) {
			f.state.Left = append(f.state.Left, s.Path)
		}
	}
}

// mostNamed is how many answers that are left out are named.
const mostNamed = 10

// nameLeft names the questions whose answers are left out, "" when there are none.
func (f *filling) nameLeft(slots []*form.Slot) string {
	var names []string
	for i, s := range slots {
		if i == mostNamed {
			names = append(names, "…")
			break
		}
		label, _ := f.question(s)
		if label = plain(label); label == "" {
			label = s.Path
		}
		names = append(names, "“"+label+"”")
	}
	return strings.Join(names, ", ")
}
