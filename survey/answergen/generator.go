package answergen

import (
	"math/rand/v2"
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// Generator makes answers to one form. It belongs to one goroutine.
type Generator struct {
	form  *form.Form
	rand  *rand.Rand
	clock form.Clock
	known *knowledge

	reached map[*form.Field]bool
	failed  map[*form.Field]int // how often a branch was tried in vain
	last    *filling            // the newest valid sheet
	wrong   []survey.Problem
}

// New makes a Generator. Dates are drawn around the clock's today.
func New(fm *form.Form, rand *rand.Rand, clock form.Clock) *Generator {
	return &Generator{form: fm, rand: rand, clock: clock, known: study(fm), reached: map[*form.Field]bool{},
		failed: map[*form.Field]int{}}
}

// attempts is how many sheets are begun for one valid one.
const attempts = 8

// Valid returns answers that Form.Judge accepts under its strict rules, keyed by full paths. Every item that they reach
// is answered, unless an item further on is only asked when it is left blank, or no answer fits (a choice_filter that
// leaves nothing). Each call tries to reach items that no call before has reached. Attachments must be uploaded first:
// see Files. False when no such answers were found; Problems then tells what was wrong with the last ones.
func (g *Generator) Valid() (survey.Answers, bool) {
	for range attempts {
		s := g.newSheet()
		s.complete()
		s.explore()
		s.complete()
		s.repair()
		answers := s.answers()
		_, problems := g.form.Judge(answers, g.clock, true)
		if len(problems) > 0 {
			g.wrong = problems
			continue
		}
		g.wrong, g.last = nil, s
		for _, slot := range s.x.All {
			if slot.Asked && slot.Field.Kind.Asked() {
				g.reached[slot.Field] = true
			}
		}
		return answers, true
	}
	return nil, false
}

// Problems lists what was wrong with the last answers that were tried, when Valid found none.
func (g *Generator) Problems() []survey.Problem { return g.wrong }

// Covered tells how many of the items that a person answers were asked in some valid answers so far, and the paths of
// those that were not, in document order. Items that can never be asked stay among these.
func (g *Generator) Covered() (reached, total int, missing []string) {
	for _, f := range g.form.Fields {
		switch {
		case !f.Kind.Asked():
			continue
		case g.reached[f]:
			reached++
		default:
			missing = append(missing, f.Path)
		}
		total++
	}
	return reached, total, missing
}

// patience is how often an item is tried to be reached before it is taken to be out of reach.
const patience = 12

// targets lists the items that were not reached yet, those that were tried least first.
func (g *Generator) targets() []*form.Field {
	var out []*form.Field
	for _, f := range g.form.Fields {
		if f.Kind.Asked() && !g.reached[f] && g.failed[f] < patience {
			out = append(out, f)
		}
	}
	shuffle(g.rand, out)
	slices.SortStableFunc(out, func(a, b *form.Field) int { return g.failed[a] - g.failed[b] })
	return out
}

func shuffle[T any](r *rand.Rand, list []T) {
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// chance is true n times out of of.
func (g *Generator) chance(n, of int) bool { return g.rand.IntN(of) < n }
