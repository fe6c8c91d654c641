package form

import (
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// Initial is what an item holds before anybody answers it: the author's default, worked out when it is an expression.
// Absent when the item has none, it cannot be worked out, or the item cannot hold it: nobody could mend that where it
// is read-only.
func (x *Filled) Initial(s *Slot) survey.Value {
	text := strings.TrimSpace(s.Field.Item.Default)
	if text == "" || s.Row > 0 {
		return survey.Value{}
	}
	if e := s.Field.initial; e != nil {
		v, err := e.Eval(x.at(s))
		if err != nil {
			return survey.Value{}
		}
		text = v.Text()
	}
	v := s.Field.FromInput([]string{text})
	if v.Empty() || !s.Field.Kind.Asked() {
		return v
	}
	fits, bad := s.Field.Kind.Accept(&s.Field.Question, v)
	if bad != nil {
		return survey.Value{}
	}
	if _, out := (&checker{x: x}).notOffered(s, fits); out {
		return survey.Value{}
	}
	return v
}

// RowsWanted is how many rows repeat_count asks of a repeat now; false when the author gives none or it cannot be
// worked out.
func (x *Filled) RowsWanted(s *Slot) (int, bool) { return x.rowsWanted(s) }

// ReadOnly reports whether the item is only shown.
func (x *Filled) ReadOnly(s *Slot) bool {
	if s.Field.readOnly == nil {
		return IsYes(s.Field.Item.ReadOnly)
	}
	return x.truth(s, s.Field.readOnly, "read_only")
}

// chanceFunctions give another value each time.
var chanceFunctions = []string{"random", "uuid", "once", "now"}

// Drawn reports whether the item's calculation depends on chance or the moment: what it gave first must hold until the
// form is sent, so whoever shows the form in steps keeps it among the answers.
func (f *Field) Drawn() bool {
	return f.calculation != nil && slices.ContainsFunc(f.calculation.Functions(), func(name string) bool {
		return slices.Contains(chanceFunctions, name)
	})
}
