package histories

import (
	"slices"

	"github.com/khaosat/khaosat/survey"
)

// series is what is counted together: answers to one item under some editions.
type series struct {
	item     string
	name     string // as figures and files call it
	head     edition
	previous bool  // the current version does not have the item, or what it asks cannot be put together with these answers
	editions []int // whose answers these are
	choices  []choice
}

// choice is one of a series; previous is the newest version that has it where the head does not.
type choice struct {
	survey.Choice
	previous string
}

func (g *series) number() bool { return g.item == "so" || g.item == "nguoi/tuoi" }

func (g *series) ranks() bool { return g.item == "hang" && !g.head.unranked }

func (g *series) choice(code string) *choice {
	return &g.choices[slices.IndexFunc(g.choices, func(c choice) bool { return c.Code == code })]
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

// together tells whether answers under one edition are counted with those of another that is shown: an integer became a decimal, the item
// was renamed, moved or touched up with the same key, a choice was added to an unordered list or taken out of any, roles were told of
// choices that had none, or the author pooled them. Another kind, a step more, another role, swapped labels and what the author kept apart
// are not.
func together(item string, was, shown edition) bool {
	switch item {
	case "q1":
		return was.scale == shown.scale || was.scale == 1 && shown.scale == 0
	case "kenh":
		return was.era == shown.era
	case "so":
		return was.soEra == shown.soEra && (shown.fraction || !was.fraction)
	case "hang":
		return was.unranked == shown.unranked
	}
	return true
}

// series lists what is shown: the items of the current version, each followed by what is kept apart from it, then those that it has no more.
func (m *model) series() []*series {
	current := m.editions[m.current]
	names := map[string]bool{"nhom": current.place == 2}
	items := current.items()
	for _, item := range items {
		names[current.path(item)] = true
	}
	for _, e := range m.editions {
		for _, item := range e.items() {
			if !slices.Contains(items, item) {
				items = append(items, item)
			}
		}
	}
	var out []*series
	for _, item := range items {
		left := []int{}
		for at, e := range m.editions {
			if e.path(item) != "" {
				left = append(left, at)
			}
		}
		for len(left) > 0 {
			g := &series{item: item, head: m.editions[left[len(left)-1]]}
			g.previous = left[len(left)-1] != m.current
			left = slices.DeleteFunc(left, func(at int) bool {
				if together(item, m.editions[at], g.head) {
					g.editions = append(g.editions, at)
					return true
				}
				return false
			})
			if g.name = g.head.path(item); g.previous && names[g.name] {
				g.name += "@" + g.head.version
			}
			names[g.name] = true
			m.list(g)
			out = append(out, g)
		}
	}
	return out
}

// list gathers the choices of a series: those of its newest edition, then those that older ones had, the newest first.
func (m *model) list(g *series) {
	for _, at := range slices.Backward(g.editions) {
		for _, c := range m.editions[at].choices(g.item) {
			if slices.ContainsFunc(g.choices, func(x choice) bool { return x.Code == c.Code }) {
				continue
			}
			x := choice{Choice: c}
			if m.editions[at].version != g.head.version {
				x.previous = m.editions[at].version
			}
			g.choices = append(g.choices, x)
		}
	}
}

// shown is the series of an item of the current version.
func (m *model) shown(item string) *series {
	all := m.series()
	return all[slices.IndexFunc(all, func(g *series) bool { return g.item == item && !g.previous })]
}
