package places

import (
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/versions"
)

// UnitTree answers questions about the units that are valid on one day.
type UnitTree struct {
	units    map[string]survey.Unit
	children map[string][]string
	order    []string
	levels   []string
	unclear  map[string]bool // codes that mean two things, when no day says which
}

// NewUnitTree takes the units that are valid on the day ("" = all), in their order. Without a day, of several
// validities of one code the first stands in lists, and the code is unclear where they differ.
func NewUnitTree(units []survey.Unit, day survey.Day) *UnitTree {
	t := &UnitTree{units: map[string]survey.Unit{}, children: map[string][]string{}, unclear: map[string]bool{}}
	for _, u := range units {
		if !u.ValidOn(day) {
			continue
		}
		if first, there := t.units[u.Code]; there {
			if first.Name != u.Name || first.Level != u.Level || first.Parent != u.Parent {
				t.unclear[u.Code] = true
			}
			continue
		}
		t.units[u.Code] = u
		t.order = append(t.order, u.Code)
		t.children[u.Parent] = append(t.children[u.Parent], u.Code)
	}
	t.levels = t.walkLevels()
	return t
}

// Unit returns the unit with the code, and whether there is one.
func (t *UnitTree) Unit(code string) (survey.Unit, bool) { u, ok := t.units[code]; return u, ok }

// Codes lists all codes in the register's order.
func (t *UnitTree) Codes() []string { return t.order }

// Children lists the codes right below a unit; "" gives the top.
func (t *UnitTree) Children(code string) []string { return t.children[code] }

// Under reports whether a unit is top itself or lies below it.
func (t *UnitTree) Under(code, top string) bool {
	for steps := 0; steps <= len(t.units); steps++ {
		if code == top {
			return true
		}
		u, ok := t.units[code]
		if !ok || u.Parent == "" {
			return false
		}
		code = u.Parent
	}
	return false
}

// AtLevel returns the ancestor of a unit, or the unit itself, that has the level; "" when there is none.
func (t *UnitTree) AtLevel(code, level string) string {
	for steps := 0; steps <= len(t.units); steps++ {
		u, ok := t.units[code]
		if !ok {
			return ""
		}
		if u.Level == level {
			return code
		}
		code = u.Parent
	}
	return ""
}

// Levels lists the levels that occur, from the top of the tree down. The list is shared: it must not be changed.
func (t *UnitTree) Levels() []string { return t.levels }

// walkLevels visits every unit once.
func (t *UnitTree) walkLevels() []string {
	var levels []string
	seen := map[string]bool{}
	var visit func(code string)
	visit = func(code string) {
		for _, c := range t.children[code] {
			if l := t.units[c].Level; !seen[l] {
				seen[l], levels = true, append(levels, l)
			}
			visit(c)
		}
	}
	visit("") // a circle of parents is not below the top
	return levels
}

// Path lists a unit and all above it, the unit first; nil when the tree does not have it.
func (t *UnitTree) Path(code string) []string {
	var path []string
	for u, ok := t.units[code]; ok && len(path) <= len(t.units); u, ok = t.units[u.Parent] {
		path = append(path, u.Code)
	}
	return path
}

// Unclear lists the codes that have several validities of different meaning while no day says which is meant, in the
// register's order.
func (t *UnitTree) Unclear() []string {
	var out []string
	for _, code := range t.order {
		if t.unclear[code] {
			out = append(out, code)
		}
	}
	return out
}

// Places reports whether the code means one place: it is in the register, and neither it nor a unit above it is
// unclear.
func (t *UnitTree) Places(code string) bool {
	path := t.Path(code)
	for _, c := range path {
		if t.unclear[c] {
			return false
		}
	}
	return path != nil
}

// Register is a survey's units as they were on the day of each of its waves. It may be used by one goroutine at a time.
type Register struct {
	Revision int64 // grows by each import of the units; 0 = there are none

	sv    *survey.Survey
	Units []survey.Unit
	trees map[survey.Day]*UnitTree
}

// NewRegister takes the units of a survey.
func NewRegister(sv *survey.Survey, units []survey.Unit) *Register {
	return &Register{sv: sv, Units: units, trees: map[survey.Day]*UnitTree{}}
}

// On is the tree of a day.
func (r *Register) On(day survey.Day) *UnitTree {
	if r.trees[day] == nil {
		r.trees[day] = NewUnitTree(r.Units, day)
	}
	return r.trees[day]
}

// Tree is the tree in which the unit codes of a wave's answers are read.
func (r *Register) Tree(wave string) *UnitTree { return r.On(r.sv.DayOfWave(wave)) }

// Days are the days of all waves, and of answers without a wave, the earliest first.
func (r *Register) Days() []survey.Day {
	days := []survey.Day{r.sv.DayOfWave("")}
	for _, w := range r.sv.Waves {
		days = append(days, r.sv.DayOfWave(w.Code))
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// Unclear asks for a day where a response names a unit code that means two places.
func (r *Register) Unclear(l *versions.Lineage, x *survey.Response) []survey.Problem {
	unit, tree := UnitOf(r.sv, l, x), r.Tree(x.Wave)
	if path := tree.Path(unit); path == nil || tree.Places(unit) {
		return nil
	}
	item := survey.ColumnUnit
	if x.Unit == "" {
		item = r.sv.UnitItem
	}
	return []survey.Problem{survey.ProblemAt(survey.Place{Item: item}, "unit.day_missing", "unit", unit)}
}
