package answergen

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
)

// candidates lists values that may fit a slot, in the order in which they should be tried: at random, but the number of
// rows of a repeat small first. Constraints are not looked at.
func (s *filling) candidates(slot *form.Slot) []survey.Value {
	g, f := s.g, slot.Field
	if f.Kind.Examples == nil {
		return nil
	}
	out := f.Kind.Examples(&f.Question, s.hints(slot))
	if f.Kind.Choosing() {
		return out // codes are in a random order
	}
	shuffle(g.rand, out)
	if g.known.counting[f] {
		few := func(v survey.Value) bool { n, err := strconv.Atoi(v.Text); return err == nil && n >= 1 && n <= 3 }
		slices.SortStableFunc(out, func(a, b survey.Value) int { return rank(few(a)) - rank(few(b)) })
	}
	return out
}

// hints is what helps to answer a slot.
func (s *filling) hints(slot *form.Slot) kinds.Hints {
	p, zone := s.g.known.pools[slot.Field], s.g.clock.Zone
	if zone == nil {
		zone = time.UTC
	}
	return kinds.Hints{Texts: p.texts, Numbers: p.numbers, Rand: s.g.rand, Now: s.g.clock.Now().In(zone),
		Patterns: func() []string { return s.g.examples(slot.Field) }, Codes: func() []string { return s.codes(slot) }}
}

func rank(first bool) int {
	if first {
		return 0
	}
	return 1
}

// codes lists the choices that are offered, those that conditions name first; of long lists a part.
func (s *filling) codes(slot *form.Slot) []string {
	const many = 40
	var named, others []string
	for _, c := range s.x.Choices(slot) {
		if strings.ContainsAny(c.Code, " \t") && slot.Field.Kind.Several() {
			continue // several codes are joined by blanks
		}
		if slices.Contains(s.g.known.pools[slot.Field].texts, c.Code) {
			named = append(named, c.Code)
		} else {
			others = append(others, c.Code)
		}
	}
	shuffle(s.g.rand, named)
	shuffle(s.g.rand, others)
	if len(named)+len(others) <= many {
		all := append(named, others...)
		shuffle(s.g.rand, all)
		return all
	}
	return slices.Concat(named[:min(len(named), many)], others[:min(len(others), many)])
}

// examples are texts for the patterns that a field is held to.
func (g *Generator) examples(f *form.Field) []string {
	var out []string
	for _, e := range g.known.patterns[f] {
		for range 6 {
			if text, ok := e.Example(g.rand.IntN); ok {
				out = append(out, text)
			}
		}
	}
	return out
}
