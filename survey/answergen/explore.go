package answergen

import (
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/form"
)

// explore changes answers until items are asked that no sheet before has reached, as many as go together.
func (s *filling) explore() {
	var held []*form.Field
	for _, f := range s.g.targets() {
		if s.work <= 0 {
			return
		}
		if s.asked(f) != nil {
			held = append(held, f)
			continue
		}
		answers, blank := s.answers(), cloneMap(s.blank)
		rows := cloneMap(s.rows)
		if !s.makeAsked(f, 0) {
			s.g.failed[f]++
			s.restore(answers, rows, blank)
			continue
		}
		s.complete()
		held = append(held, f)
		if slices.ContainsFunc(held, func(h *form.Field) bool { return s.asked(h) == nil }) {
			held = held[:len(held)-1] // they exclude each other: another sheet
			s.restore(answers, rows, blank)
		}
	}
}

func cloneMap[V any](m map[string]V) map[string]V {
	out := make(map[string]V, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

func (s *filling) restore(a survey.Answers, rows map[string]int, blank map[string]bool) {
	s.rows, s.blank = rows, blank
	s.load(a)
}

// asked is a slot of the field that routing reaches, of a repeat the whole; nil when there is none.
func (s *filling) asked(f *form.Field) *form.Slot {
	for _, slot := range s.slots[f] {
		if slot.Asked && slot.Row == 0 {
			return slot
		}
	}
	return nil
}

// maxDepth bounds how deep conditions of conditions are followed.
const maxDepth = 12

// makeAsked makes routing reach an item: the containers around it from outside in, then the item.
func (s *filling) makeAsked(f *form.Field, depth int) bool {
	var chain []*form.Field
	for up := f; up != nil; up = up.Parent {
		chain = append([]*form.Field{up}, chain...)
	}
	for _, a := range chain {
		if s.asked(a) == nil && !s.makeRelevant(a, depth) {
			return false
		}
		if a.Item.Kind == survey.Repeat && a != f && !s.someRow(a, depth) {
			return false
		}
	}
	return s.asked(f) != nil
}

// makeRelevant makes the relevance of a field hold in some place whose containers are asked.
func (s *filling) makeRelevant(f *form.Field, depth int) bool {
	e := s.g.known.expressions[f]["relevant"]
	if e == nil || depth > maxDepth {
		return false
	}
	tried := map[string]bool{}
	for range 4 {
		path := s.place(f, e, tried)
		if path == "" {
			break
		}
		tried[path] = true
		if s.satisfy(path, e, true, depth+1) && s.asked(f) != nil {
			return true
		}
	}
	return s.asked(f) != nil
}

// place is where a relevance is most likely to be made to hold: the row in which most of what it reads is asked
// already; "" when all were tried.
func (s *filling) place(f *form.Field, e *expr.Expr, tried map[string]bool) string {
	slots := slices.DeleteFunc(slices.Clone(s.slots[f]),
		func(slot *form.Slot) bool { return slot.Row > 0 || tried[slot.Path] })
	shuffle(s.g.rand, slots)
	best, most := "", -1
	for _, slot := range slots {
		n := 0
		for _, c := range s.g.known.causes(f, e).items {
			if near := s.nearest(c, slot.Path); len(near) > 0 {
				n += shared(near[0].Path, slot.Path)
			}
		}
		if n > most {
			best, most = slot.Path, n
		}
	}
	return best
}

// someRow makes sure that an asked repeat has a row.
func (s *filling) someRow(f *form.Field, depth int) bool {
	slot := s.asked(f)
	if slot == nil || len(slot.Children) > 0 {
		return slot != nil
	}
	if e := s.g.known.expressions[f]["repeat_count"]; e != nil {
		if !s.satisfy(slot.Path, e, true, depth+1) {
			return false
		}
	} else {
		s.rows[slot.Path] = 1 + s.g.rand.IntN(2)
	}
	s.fitRows()
	slot = s.asked(f)
	return slot != nil && len(slot.Children) > 0
}
