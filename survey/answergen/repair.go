package answergen

import (
	"cmp"
	"math"
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/form"
)

// repair gives other answers to what items that cannot be answered depend on.
func (s *filling) repair() {
	for range 40 {
		stuck := s.unanswered()
		if len(stuck) == 0 || s.work <= 0 {
			return
		}
		slot := stuck[s.g.rand.IntN(len(stuck))]
		e, sources := s.sources(slot)
		shuffle(s.g.rand, sources)
		mended := false
		for i := 0; i < len(sources) && !mended; i++ {
			if s.g.chance(1, 8) {
				s.another(sources[i])
			} else {
				s.approach(sources[i], slot, e)
			}
			mended = !slot.Asked || len(s.x.Wrong(slot)) == 0 && !slot.Value.Empty()
		}
		s.complete()
	}
}

// sources draws one of the expressions on which depends whether a slot can be answered, and lists the slots that it
// reads.
func (s *filling) sources(slot *form.Slot) (*expr.Expr, []*form.Slot) {
	list := []string{"constraint", "constraint", "choice_filter", "choice_filter", "calculation", "required",
		"relevant"}
	shuffle(s.g.rand, list)
	for _, column := range list {
		e := s.g.known.expressions[slot.Field][column]
		if e == nil {
			continue
		}
		c := s.g.known.causes(slot.Field, e)
		var typed, others []*form.Slot
		for _, f := range append(c.items, c.hidden...) {
			for i, near := range s.nearest(f, slot.Path) {
				switch {
				case i >= 3 || near == slot:
				case s.typed(near):
					typed = append(typed, near)
				default:
					others = append(others, near)
				}
			}
		}
		if len(typed) > 0 {
			return e, typed
		}
		if len(others) > 0 {
			return e, others
		}
	}
	return nil, nil
}

// another gives a slot another answer that fits.
func (s *filling) another(slot *form.Slot) {
	for _, v := range s.candidates(slot) {
		if s.try(slot, v) {
			return
		}
	}
}

// approach gives a slot the fitting answer with which a comparison at another place comes closest to turning; repeated
// over several slots it finds numbers that add up.
func (s *filling) approach(slot, at *form.Slot, e *expr.Expr) {
	roots := s.roots(slot, at, e)
	if len(roots) == 0 {
		s.another(slot)
		return
	}
	target := expr.TextValue(roots[0].Text).Number()
	values := append(roots, s.candidates(slot)...)
	distance := func(v survey.Value) float64 { return math.Abs(expr.TextValue(v.Text).Number() - target) }
	slices.SortStableFunc(values, func(a, b survey.Value) int { return cmp.Compare(distance(a), distance(b)) })
	for _, v := range values {
		if s.try(slot, v) {
			return
		}
	}
}

// unanswered lists asked items that have no answer though they should, or a wrong one.
func (s *filling) unanswered() []*form.Slot {
	var out []*form.Slot
	for _, slot := range s.x.All {
		if !slot.Asked || !slot.Field.Kind.Asked() {
			continue
		}
		if len(s.x.Wrong(slot)) > 0 || slot.Value.Empty() && s.typed(slot) && !s.blank[slot.Path] {
			out = append(out, slot)
		}
	}
	return out
}
