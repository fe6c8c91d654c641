package form

import (
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/words"
)

// maxPasses bounds how often relevance and calculations are worked out until nothing changes. In the order of their
// turns one pass settles everything but fields that read each other.
const maxPasses = 100

// Recalculate works out relevance and calculations until nothing changes. Fill has done so; it is for answers changed
// by Set.
func (x *Filled) Recalculate() {
	for pass := 0; x.pass(); pass++ {
		if pass == maxPasses {
			x.failed = append(x.failed, survey.ProblemAt(survey.Place{}, "form.unstable"))
			break
		}
	}
	spread(x.Top, true)
}

// pass works out relevance and calculations once and reports whether anything changed.
func (x *Filled) pass() bool {
	x.failed = nil
	changed := false
	for _, s := range x.routed {
		if !s.parent.allRelevant() {
			continue
		}
		if s.Field.relevant != nil {
			if is := x.truth(s, s.Field.relevant, "relevant"); is != s.relevant {
				s.setRelevant(is)
				changed = true
			}
		}
		if s.relevant && s.Field.calculation != nil && x.calculate(s) {
			changed = true
		}
	}
	return changed
}

// allRelevant reports whether neither the slot nor a container around it is irrelevant. nil is the questionnaire
// itself.
func (s *Slot) allRelevant() bool {
	for ; s != nil; s = s.parent {
		if !s.relevant {
			return false
		}
	}
	return true
}

// setRelevant notes what a slot's own relevance is, where expressions see it; of a repeat, for all its rows.
func (s *Slot) setRelevant(is bool) {
	s.relevant = is
	if s.node != nil {
		s.node.Relevant = is
		return
	}
	for _, row := range s.Children {
		row.node.Relevant = is
	}
}

// spread writes down which slots routing reaches.
func spread(slots []*Slot, above bool) {
	for _, s := range slots {
		s.Asked = above && s.relevant
		spread(s.Children, s.Asked)
	}
}

// calculate sets a computed value. What depends on chance or the clock, and what a trigger guards, is computed by the
// phone when it happens: its value is kept when it came with the answers. What depends on chance is computed once.
func (x *Filled) calculate(s *Slot) bool {
	f := s.Field
	if s.kept && (f.Item.Trigger != "" || f.calculation.Volatile()) || f.byLot && !s.Value.Empty() {
		return false
	}
	if !s.kept && len(f.triggers) > 0 && !x.setOff(s) {
		return false
	}
	v, err := f.calculation.Eval(x.at(s))
	if err != nil {
		x.fail(s, "calculation", err)
		return false
	}
	before, held := s.node.Value, s.Value
	s.node.Set(v)
	s.Value = x.fit(s)
	if s.Value.Empty() {
		s.node.Value, s.node.Type = "", expr.Text
	} else if kind := f.Kind; kind.Asked() {
		if s.node.Value = kind.Node(s.Value); f.convert != nil {
			s.node.Type = expr.Text // a number of days was brought to a date
		}
	}
	if s.node.Value == before {
		s.Value = held
		return false
	}
	return true
}

// setOff reports whether a question that sets off the slot's calculation was answered.
func (x *Filled) setOff(s *Slot) bool {
	for _, f := range s.Field.triggers {
		if t := x.near(s, f.Path); t != nil && t.allRelevant() && !t.Value.Empty() {
			return true
		}
	}
	return false
}

func (x *Filled) truth(s *Slot, e *expr.Expr, column string) bool {
	v, err := e.Eval(x.at(s))
	if err != nil {
		x.fail(s, column, err)
		return true // asked rather than lost
	}
	return v.Bool()
}

func (x *Filled) fail(s *Slot, column string, err error) {
	w := words.Plain(err.Error())
	if e, ok := err.(*expr.EvalError); ok {
		w = e.Message
	}
	x.failed = append(x.failed,
		survey.ProblemAt(survey.Place{Item: s.Path}, "expression.failed", "column", column, "why", w))
}

// at is the context of expressions of a slot. There is one for all: it holds until the next call.
func (x *Filled) at(s *Slot) *expr.Context {
	node := s.node
	if node == nil { // a repeat as a whole: its expressions look from beside its rows, as pyxform's item NAME_count does
		up := x.root
		if s.parent != nil {
			up = s.parent.node
		}
		node = up.Beside(s.Field.Item.Name + "_count")
	}
	x.context.Node, x.context.Current = node, node
	return &x.context
}

func (x *Filled) choiceLabel(n *expr.Node, code string) string {
	if x.byNode == nil {
		x.byNode = make(map[*expr.Node]*Slot, len(x.All))
		for _, s := range x.All {
			if s.node != nil {
				x.byNode[s.node] = s
			}
		}
	}
	if of := x.byNode[n]; of != nil {
		if c := x.Choice(of, code); c != nil {
			return c.Label.In(x.Form.Q.DefaultLanguage)
		}
	}
	return code
}
