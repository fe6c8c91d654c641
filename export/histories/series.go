package histories

import (
	"path"
	"slices"

	"github.com/khaosat/khaosat/survey"
)

// series is what is counted together: answers to one item under some editions.
type series struct {
	item     string
	name     string // as figures and files call it
	head     *edition
	look     look // the head's
	previous bool // the current version does not have the item, or what it asks cannot be put together with these answers
	editions []int
	choices  []choice
}

// choice is one of a series; previous is the newest version that has it where the head does not.
type choice struct {
	survey.Choice
	previous string
}

// number tells whether the answers are numbers.
func (g *series) number() bool { return numeric(g.look.kind) }

func (g *series) ranks() bool { return g.look.kind == survey.Rank }

// repeated tells whether rows of the repeat are counted.
func (g *series) repeated() bool { return g.look.place == inRepeat }

// figured tells whether there are figures of it: of what a person answers.
func (g *series) figured() bool { return isAsked(g.look.kind) }

func (g *series) choice(code string) *choice {
	return &g.choices[slices.IndexFunc(g.choices, func(c choice) bool { return c.Code == code })]
}

// scale tells whether the item rates something.
func (g *series) scale() bool {
	return g.look.kind == survey.Single &&
		slices.ContainsFunc(g.look.list, func(c survey.Choice) bool { return c.Role != "" && !c.Role.Missing() })
}

// roles are the codes with one of some roles.
func (g *series) roles(roles ...survey.Role) []string {
	var out []string
	for _, c := range g.choices {
		if slices.Contains(roles, c.Role) {
			out = append(out, c.Code)
		}
	}
	return out
}

// series lists what is shown: the items of the current version, each followed by what is kept apart from it, then those
// that it has no more.
func (m *model) series() []*series {
	if of := [2]int{len(m.editions), m.current}; of != m.allOf {
		m.all, m.allOf = m.listSeries(), of
	}
	return m.all
}

func (m *model) listSeries() []*series {
	current := m.editions[m.current]
	names := map[string]bool{inGroup: false, current.repeat: true}
	for group := path.Dir(current.repeat); group != "."; group = path.Dir(group) {
		names[group] = true
	}
	var items []string
	for _, q := range current.inOrder() {
		items = append(items, current.item(q))
		names[current.path(q)] = true
		names[inGroup] = names[inGroup] || current.looks[q].place == inGroup
	}
	for i := range m.editions {
		for _, q := range m.editions[i].inOrder() {
			if item := m.editions[i].item(q); !slices.Contains(items, item) {
				items = append(items, item)
			}
		}
	}
	var out []*series
	for _, item := range items {
		left := []int{}
		for at := range m.editions {
			if m.editions[at].as(item) != "" {
				left = append(left, at)
			}
		}
		for len(left) > 0 {
			at := left[len(left)-1]
			if slices.Contains(left, m.current) {
				at = m.current
			}
			g := &series{item: item, head: m.editions[at], previous: at != m.current}
			g.look = g.head.looks[g.head.as(item)]
			var rest []int
			for _, was := range left {
				if m.together(item, was, at) {
					g.editions = append(g.editions, was)
				} else {
					rest = append(rest, was)
				}
			}
			left = rest
			if g.name = g.head.path(g.head.as(item)); g.previous && names[g.name] {
				g.name += "@" + g.head.version
			}
			names[g.name] = true
			m.list(g)
			out = append(out, g)
		}
	}
	return out
}

// list gathers the choices of a series: those of its head, then those that others had, the newest first.
func (m *model) list(g *series) {
	take := func(e *edition) {
		for _, c := range e.looks[e.as(g.item)].list {
			if slices.ContainsFunc(g.choices, func(x choice) bool { return x.Code == c.Code }) {
				continue
			}
			x := choice{Choice: c}
			if e != g.head {
				x.previous = e.version
			}
			g.choices = append(g.choices, x)
		}
	}
	take(g.head)
	for _, at := range slices.Backward(g.editions) {
		take(m.editions[at])
	}
}

// repeats are the paths of the repeats that have a column of their own, that of the current version first.
func (m *model) repeats() []string {
	current := m.editions[m.current]
	out := []string{current.repeat}
	for _, e := range m.editions {
		if !current.keyed && !slices.Contains(out, e.repeat) {
			out = append(out, e.repeat)
		}
	}
	return out
}

// inColumn are the rows of an answer as rowsOf writes them, where they stand in the column of a repeat.
func (m *model) inColumn(repeat string, a *answer) string {
	e := m.editions[a.edition]
	if !e.keyed && e.repeat != repeat {
		return ""
	}
	return a.said.listed(e)
}

// figured are the series that there are figures of.
func (m *model) figured() []*series {
	return slices.DeleteFunc(slices.Clone(m.series()), func(g *series) bool { return !g.figured() })
}

// shown is the series of a question of the current version, nil where it does not ask it.
func (m *model) shown(question string) *series {
	item := m.editions[m.current].item(question)
	for _, g := range m.series() {
		if g.item == item && !g.previous {
			return g
		}
	}
	return nil
}
