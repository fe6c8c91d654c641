package form

import (
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
)

// Checked is what an acceptable filled form comes to.
type Checked struct {
	Answers survey.Answers // full paths, only what was asked and answered, computed values included
	// paths of asked kinds of items that routing did not reach, document order, rows of repeats included
	Skipped []string
	Unread  []survey.Unread // by Keep: what is no answer to its item
}

// Check judges a filled form: types, choices, required items, constraints, rows of repeats. With strict an answer to an
// item that routing does not reach is a problem; without, it is left out: a page on a phone may still hold answers to
// questions that a later correction has hidden.
func (x *Filled) Check(strict bool) (*Checked, []survey.Problem) {
	c := &checker{x: x, strict: strict}
	c.problems = append(c.problems, x.failed...)
	c.out.Answers = make(survey.Answers, len(x.All))
	c.slots(x.Top, c.out.Answers)
	return &c.out, c.problems
}

// Keep is Check, not strict, of a form that somebody finished elsewhere and that cannot be asked again: what stands
// only against what is required, a constraint, a choice_filter, a number of rows or a calculation is kept as it was
// answered. What is no answer to its item is left out of the answers and stands in Unread. flaws tell of both.
func (x *Filled) Keep() (kept *Checked, flaws []survey.Problem) {
	c := &checker{x: x, keep: true, flaws: x.failed}
	c.out.Answers = make(survey.Answers, len(x.All))
	c.slots(x.Top, c.out.Answers)
	return &c.out, c.flaws
}

type checker struct {
	x        *Filled
	strict   bool
	keep     bool // what can be kept is told in flaws
	flaws    []survey.Problem
	out      Checked
	problems []survey.Problem
	given    map[repeatAnswers]map[string]bool // codes of choices that rows give
}

func (c *checker) add(s *Slot, f *survey.Flaw) { c.problems = append(c.problems, c.problem(s, f, nil)) }

// refuse tells what makes an answer none, and keeps what was given as text where nobody can be asked again.
func (c *checker) refuse(s *Slot, f *survey.Flaw) {
	if !c.against(s, f, nil) || s.Field.Kind.From == kinds.FromDevice {
		return
	}
	c.out.Unread = append(c.out.Unread, survey.Unread{Item: s.Path, Text: s.Value.Said()})
}

// against tells what stands against a form, in the author's own words where he has some, and reports whether it is kept
// all the same.
func (c *checker) against(s *Slot, f *survey.Flaw, own survey.Text) (kept bool) {
	if c.keep {
		c.flaws = append(c.flaws, c.problem(s, f, own))
	} else {
		c.problems = append(c.problems, c.problem(s, f, own))
	}
	return c.keep
}

func (c *checker) problem(s *Slot, f *survey.Flaw, own survey.Text) survey.Problem {
	return survey.Problem{Code: f.Code, Place: survey.Place{Item: s.Path}, Words: f.Words, Own: c.x.fillIn(s, own)}
}

// slots puts what is good of the slots' answers into out.
func (c *checker) slots(slots []*Slot, out survey.Answers) {
	for _, s := range slots {
		switch s.Field.Item.Kind {
		case survey.Group:
			c.slots(s.Children, out)
		case survey.Repeat:
			if v, ok := c.repeat(s); ok {
				out[s.Field.Path] = v
			}
		default:
			if !s.Field.Kind.Holds() {
				continue
			}
			if v, ok := c.item(s); ok {
				out[s.Field.Path] = v
			}
		}
	}
}

func (c *checker) repeat(s *Slot) (survey.Value, bool) {
	if !s.Asked {
		if len(s.Children) > 0 && c.strict {
			c.add(s, notAsked())
		}
		c.skip(s)
		return survey.Value{}, false
	}
	if want, ok := c.x.rowsWanted(s); ok && want != len(s.Children) && min(want, MaxRows) != len(s.Children) {
		c.against(s, survey.NewFlaw("answer.rows", "wanted", want, "n", len(s.Children)), nil)
	}
	v := survey.Value{Kind: survey.VRows}
	for _, row := range s.Children {
		answers := survey.Answers{}
		c.slots(row.Children, answers)
		v.Rows = append(v.Rows, answers)
	}
	return v, len(v.Rows) > 0
}

// rowsWanted is what repeat_count says, when the author gives one.
func (x *Filled) rowsWanted(s *Slot) (int, bool) {
	if s.Field.count == nil {
		return 0, false
	}
	v, err := s.Field.count.Eval(x.at(s))
	if err != nil {
		return 0, false
	}
	return rowCount(v)
}

// skip notes everything below that routing did not reach.
func (c *checker) skip(s *Slot) {
	for _, row := range s.Children {
		c.slots(row.Children, survey.Answers{})
	}
	if len(s.Children) == 0 && s.Field.Item.Kind == survey.Repeat {
		c.out.Skipped = append(c.out.Skipped, s.Path)
	}
}

func notAsked() *survey.Flaw {
	return survey.NewFlaw("answer.not_asked")
}

// item judges the answer of one slot. Constraints of what nobody is asked are not looked at, as in ODK: the person
// could neither see nor mend what is wrong.
func (c *checker) item(s *Slot) (survey.Value, bool) {
	it := s.Field.Item
	if !s.Asked {
		if s.Field.Kind.Asked() {
			c.out.Skipped = append(c.out.Skipped, s.Path)
			if !s.Value.Empty() && c.strict {
				c.add(s, notAsked())
			}
		}
		return survey.Value{}, false
	}
	if s.Value.Empty() {
		if s.Field.Kind.Asked() && c.x.required(s) && c.x.answerable(s) {
			c.against(s, survey.NewFlaw("answer.required"), it.RequiredMessage)
		}
		return survey.Value{}, false
	}
	if s.Value.Kind == survey.VStated {
		if !s.Field.Kind.Asked() {
			c.refuse(s, survey.NewFlaw("answer.type"))
			return survey.Value{}, false
		}
		return s.Value, true
	}
	v, bad := s.Field.Kind.Accept(&s.Field.Question, s.Value)
	if bad != nil {
		c.refuse(s, bad)
		return survey.Value{}, false
	}
	s.Value = v
	return v, !s.Field.Kind.Asked() || c.offered(s) && c.constraint(s)
}

// offered refuses a code that is not among the choices which the choice_filter leaves, or which the rows of a repeat
// give.
func (c *checker) offered(s *Slot) bool {
	code, out := c.notOffered(s, s.Value)
	return !out || c.against(s, survey.NewFlaw("answer.filtered", "code", code), nil)
}

// notOffered finds a code of an answer that cannot be chosen at the slot.
func (c *checker) notOffered(s *Slot, v survey.Value) (code string, found bool) {
	if s.Field.Source == nil && (s.Field.filter == nil || s.Field.List == nil) {
		return "", false
	}
	codes := v.Codes
	if v.Kind == survey.VText {
		codes = []string{v.Text}
	}
	offers := c.offers(s)
	for _, code := range codes {
		if !offers(code) {
			return code, true
		}
	}
	return "", false
}

// offers tells of a code whether it can be chosen at a slot.
func (c *checker) offers(s *Slot) func(code string) bool {
	if s.Field.Source != nil && s.Field.filter == nil {
		known := c.repeatCodes(s)
		return func(code string) bool { return known[code] }
	}
	choices := c.x.Choices(s)
	return func(code string) bool {
		return slices.ContainsFunc(choices, func(o *survey.Choice) bool { return o.Code == code })
	}
}

func (c *checker) constraint(s *Slot) bool {
	if s.Field.constraint == nil {
		return true
	}
	s.show()
	v, err := s.Field.constraint.Eval(c.x.at(s))
	if err == nil && v.Bool() {
		return true
	}
	return c.against(s, survey.NewFlaw("answer.constraint"), s.Field.Item.ConstraintMessage)
}

// required reports whether an asked item must be answered, given the other answers. What is only worked out need not
// be: nobody could enter it.
func (x *Filled) required(s *Slot) bool {
	if s.Field.Computed() {
		return false
	}
	if s.Field.required == nil {
		return s.Field.AlwaysRequired()
	}
	return x.truth(s, s.Field.required, "required")
}

// Required reports whether the slot must be answered now, for the mark beside its label.
func (x *Filled) Required(s *Slot) bool { return s.Asked && x.required(s) }

// Judge normalizes, fills and checks posted answers in one go.
func (f *Form) Judge(posted survey.Answers, clock Clock, strict bool) (*Checked, []survey.Problem) {
	answers, problems := f.Normalize(posted)
	checked, more := f.Fill(answers, clock).Check(strict)
	return checked, append(problems, more...)
}
