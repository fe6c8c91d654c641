package histories

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// least is of how many people rows with their unit are in an anonymous survey.
const least = 5

// printed are the answers that count as files of rows have them.
func (m *model) printed() []*answer {
	counted := m.counted(survey.AllWaves)
	if m.mode != survey.Anonymous {
		return counted
	}
	out := []*answer{}
	few := m.few(counted)
	for _, a := range counted {
		shown := *a
		shown.unit = m.unitOf(a)
		if few[m.groupOf(a)] {
			shown.unit = ""
			m.withhold(&shown)
		}
		out = append(out, &shown)
	}
	return out
}

// leavesOut tells whether the rows of a report of a scope are not all with their unit.
func (m *model) leavesOut(scope string) bool {
	return m.mode == survey.Anonymous && len(m.few(m.counted(scope))) > 0
}

// group is what rows say of their people: wave, class and place.
type group [3]string

func (m *model) groupOf(a *answer) group {
	place := a.unit
	if said := a.said.said["noi"].text; m.unitItem != "" && said != a.unit {
		place += " " + said
	}
	return group{a.wave, a.class, strings.TrimSpace(place)}
}

// few are the groups whose rows come without their unit: those of fewer people, then the next smallest of the class
// until there are enough of them together.
func (m *model) few(answers []*answer) map[group]bool {
	people := map[group]int{}
	for _, a := range answers {
		if g := m.groupOf(a); g[2] != "" {
			people[g]++
		}
	}
	out := map[group]bool{}
	for _, class := range slices.Collect(maps.Keys(people)) {
		var of []group
		for g := range people {
			if g[0] == class[0] && g[1] == class[1] {
				of = append(of, g)
			}
		}
		slices.SortFunc(of, func(a, b group) int { return cmp.Or(people[a]-people[b], cmp.Compare(a[2], b[2])) })
		hidden := 0
		for i := 0; i < len(of) && (people[of[i]] < least || i > 0 && hidden < least); i++ {
			out[of[i]] = true
			hidden += people[of[i]]
		}
	}
	return out
}

// withhold takes out what can tell the unit: the answer to the unit item, and those to what is asked, offered or worked
// out by it.
func (m *model) withhold(a *answer) {
	e := m.editions[a.edition]
	if m.unitItem == "" {
		return
	}
	asks := map[string]string{"chua": "q1", "khac": "q1", "so": "so", "tuoi": "tuoi", "lon": "tuoi", "noi": "noi"}
	tied := map[string]bool{"noi": true}
	for range questions {
		for _, q := range questions {
			l := e.looks[q]
			tied[q] = tied[q] || e.asks(q) && (l.calc != "" || l.filter) && tied["q1"] ||
				slices.ContainsFunc(e.condition(q), func(c string) bool { return tied[asks[c]] })
		}
	}
	gone := map[string]bool{}
	for _, q := range e.inOrder() {
		gone[e.path(q)] = tied[q]
	}
	was := a.said
	a.said.passed = slices.DeleteFunc(was.skipped(e), func(path string) bool {
		for i := range was.rows {
			path = strings.Replace(path, "["+string(rune('1'+i))+"]", "", 1)
		}
		return gone[path]
	})
	keep := func(said row) row {
		out := maps.Clone(said)
		maps.DeleteFunc(out, func(q string, _ saying) bool { return tied[q] })
		return out
	}
	a.said.said, a.said.rows = keep(was.said), nil
	for _, here := range was.rows {
		a.said.rows = append(a.said.rows, keep(here))
	}
}
