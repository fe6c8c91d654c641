package answergen

import (
	"maps"
	"math"
	"slices"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
)

func (s *filling) holds(path string, e *expr.Expr) bool {
	slot := s.slot(path)
	if slot == nil {
		return false
	}
	v, err := s.x.Eval(slot, e)
	return err == nil && v.Bool()
}

// satisfy changes answers until the expression is true, or false, at a place.
func (s *filling) satisfy(path string, e *expr.Expr, want bool, depth int) bool {
	slot := s.slot(path)
	if slot == nil || depth > maxDepth || s.work <= 0 {
		return false
	}
	if s.holds(path, e) == want {
		return true
	}
	parts := e.Parts()
	shuffle(s.g.rand, parts)
	switch op := e.Operator(); {
	case op == "and" && want, op == "or" && !want:
		for range 3 {
			for _, p := range parts {
				if !s.satisfy(path, p, want, depth+1) {
					return false
				}
			}
			if s.holds(path, e) == want {
				return true
			}
		}
		return false
	case op == "and", op == "or":
		for _, p := range parts {
			if s.satisfy(path, p, want, depth+1) && s.holds(path, e) == want {
				return true
			}
		}
		return false
	case op == "call" && e.Name() == "not":
		return s.satisfy(path, parts[0], !want, depth+1)
	}
	return s.search(path, e, want, depth)
}

// search looks for one answer, then for several together, with which a condition holds that cannot be taken apart.
func (s *filling) search(path string, e *expr.Expr, want bool, depth int) bool {
	c := s.g.known.causes(s.slot(path).Field, e)
	shuffle(s.g.rand, c.items)
	for _, f := range c.items {
		if s.asked(f) == nil && s.work > 0 {
			s.makeAsked(f, depth+1)
		}
	}
	done := func() bool { return s.slot(path) != nil && s.holds(path, e) == want }
	if done() || s.slot(path) == nil {
		return done()
	}
	for _, slot := range s.open(c, path, 3) {
		if s.vary(slot, append(s.candidates(slot), survey.Value{}), done) ||
			s.vary(slot, s.roots(slot, s.slot(path), e), done) || s.varyFiltered(slot, done, depth) {
			return true
		}
	}
	for range 2 {
		for _, slot := range s.open(c, path, 20) {
			if s.approach(slot, s.slot(path), e); done() {
				return true
			}
		}
	}
	return s.throughCalculations(path, c, done, depth) || s.varyRows(c, done) || s.varyAll(s.open(c, path, 3), done)
}

// open lists the slots that a person can fill in to change what a condition at a place gives, of each item the nearest.
func (s *filling) open(c causes, path string, nearest int) []*form.Slot {
	var out []*form.Slot
	for _, f := range c.items {
		near := s.nearest(f, path)
		out = append(out, near[:min(len(near), nearest)]...)
	}
	return slices.DeleteFunc(out, func(slot *form.Slot) bool { return !s.typed(slot) })
}

// vary tries values in a slot until done; else it puts back what was there.
func (s *filling) vary(slot *form.Slot, values []survey.Value, done func() bool) bool {
	before, was := slot.Value, s.blank[slot.Path]
	for _, v := range values {
		if s.work <= 0 {
			break
		}
		if s.try(slot, v) && done() {
			return true
		}
	}
	s.set(slot, before)
	s.blank[slot.Path] = was
	return false
}

// varyFiltered chooses the codes that conditions name and that the choice_filter leaves out now.
func (s *filling) varyFiltered(slot *form.Slot, done func() bool, depth int) bool {
	f := slot.Field
	if f.Item.ChoiceFilter == "" || f.List == nil {
		return false
	}
	for _, code := range s.g.known.pools[f].texts {
		if s.choose(slot, code, depth) && done() {
			return true
		}
	}
	return false
}

// choose chooses a code, after answers with which the choice_filter offers it: values of the choice's own columns.
func (s *filling) choose(slot *form.Slot, code string, depth int) bool {
	f := slot.Field
	value := survey.OfText(code)
	if f.Kind.Several() {
		value = survey.OfCodes(code)
	}
	choice := f.Choice(code)
	if choice == nil || depth > maxDepth || s.work <= 0 {
		return false
	}
	if s.try(slot, value) {
		return true
	}
	e := s.g.known.expressions[f]["choice_filter"]
	if e == nil {
		return false
	}
	for _, source := range s.open(s.g.known.causes(f, e), slot.Path, 3) {
		for _, column := range slices.Sorted(maps.Keys(choice.Columns)) {
			want := choice.Columns[column]
			if s.answer(source, want, depth+1) && s.try(slot, value) {
				return true
			}
		}
	}
	return false
}

// answer gives a slot an answer that is one text or code.
func (s *filling) answer(slot *form.Slot, text string, depth int) bool {
	if slot.Field.List != nil {
		return s.choose(slot, text, depth)
	}
	return s.try(slot, survey.OfText(text))
}

// try puts a value into a slot if it fits there, with what follows from it.
func (s *filling) try(slot *form.Slot, v survey.Value) bool {
	if !slot.Asked {
		return false
	}
	before := slot.Value
	s.x.Set(slot, v)
	if len(s.x.Wrong(slot)) > 0 {
		s.x.Set(slot, before)
		return false
	}
	s.blank[slot.Path] = v.Empty()
	s.set(slot, slot.Value)
	return true
}

// varyAll draws answers to all the slots together.
func (s *filling) varyAll(open []*form.Slot, done func() bool) bool {
	if len(open) < 2 {
		return false
	}
	for range 25 {
		for _, slot := range open {
			values := s.candidates(slot)
			for _, v := range values[:min(len(values), 4)] {
				if s.try(slot, v) {
					break
				}
			}
		}
		if s.work <= 0 || done() {
			return done()
		}
	}
	return false
}

// varyRows gives the repeats that a condition reads other numbers of rows.
func (s *filling) varyRows(c causes, done func() bool) bool {
	for _, f := range c.repeats {
		slot := s.asked(f)
		if slot == nil || s.g.known.expressions[f]["repeat_count"] != nil {
			continue
		}
		was := len(slot.Children)
		for _, n := range []int{2, 3, 1, 4, 6, 0, was} {
			s.rows[slot.Path] = n
			s.load(s.answers())
			if done() {
				return true
			}
		}
	}
	return false
}

// throughCalculations turns the conditions inside the calculations that a condition reads.
func (s *filling) throughCalculations(path string, c causes, done func() bool, depth int) bool {
	for _, f := range c.computed {
		if f.Item.Relevant != "" && s.asked(f) == nil {
			if s.makeAsked(f, depth+1) && done() {
				return true
			}
		}
		if near := s.nearest(f, path); len(near) > 0 {
			at := near[0].Path
			var conditions []*expr.Expr
			each(s.g.known.expressions[f]["calculation"], func(p *expr.Expr) {
				switch p.Operator() {
				case "and", "or":
					conditions = append(conditions, p)
				case "call":
					if p.Name() == "if" {
						conditions = append(conditions, p.Parts()[0])
					}
				}
			})
			for i, p := range conditions[:min(len(conditions), 12)] {
				if slot := s.slot(at); slot == nil || s.work <= 0 {
					break
				}
				deeper := depth + min(i+1, 2)
				if s.satisfy(at, p, !s.holds(at, p), deeper) && done() {
					return true
				}
			}
		}
	}
	return false
}

// roots are values of a numeric slot or a date near which a comparison at a place turns, found where the straight line
// through two values crosses: exact for sums and differences, good enough for ages.
func (s *filling) roots(slot, at *form.Slot, e *expr.Expr) []survey.Value {
	kind := slot.Field.Kind
	if !kind.Numeric() && kind.Moment != kinds.Day {
		return nil
	}
	before := slot.Value
	defer func() { s.set(slot, before) }()
	value := func(n float64) survey.Value {
		if kind.Moment == kinds.Day {
			return survey.OfText(time.Unix(0, 0).UTC().AddDate(0, 0, int(n)).Format(time.DateOnly))
		}
		return kinds.OfFloat(n)
	}
	var out []survey.Value
	each(e, func(p *expr.Expr) {
		switch p.Operator() {
		case "=", "!=", "<", "<=", ">", ">=":
		default:
			return
		}
		gap := func(n float64) float64 {
			s.set(slot, value(n))
			sides := p.Parts()
			l, err1 := s.x.Eval(at, sides[0])
			r, err2 := s.x.Eval(at, sides[1])
			if err1 != nil || err2 != nil || s.work <= 0 {
				return math.NaN()
			}
			return l.Number() - r.Number()
		}
		a, b := 10.0, 1010.0
		if kind.Moment == kinds.Day {
			a, b = 18000, 20000
		}
		x, y := gap(a), gap(b)
		root := a - x*(b-a)/(y-x)
		if math.IsNaN(root) || math.Abs(root) > 1e9 {
			return
		}
		for _, n := range []float64{root, root - 1, root + 1, root - 0.5, root + 0.5} {
			if !kind.Numeric() || slot.Field.Whole() {
				n = math.Round(n)
			}
			out = append(out, value(math.Round(n*1e6)/1e6))
		}
	})
	shuffle(s.g.rand, out)
	return out
}
