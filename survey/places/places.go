package places

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// Places tells where answers come from: in the register of units as it was on the day of their wave. One code may stand
// for two places on two days; such places have two keys. Columns and sums name places by key, which is the code
// wherever that means one place.
type Places struct {
	*Register
	keys map[survey.Day]map[string]string // by code; only those that are not the code
	All  *UnitTree                        // the places of all days, by key
	day  func(wave string) survey.Day
}

// NewPlaces joins the trees of all days.
func NewPlaces(sv *survey.Survey, register *Register) *Places {
	p := &Places{Register: register, keys: map[survey.Day]map[string]string{}, day: sv.DayOfWave}
	days := register.Days()
	p.All = register.On(days[0])
	if len(days) > 1 {
		p.join(days)
	}
	return p
}

// join gives keys to the places of several days, and makes the tree of all of them.
func (p *Places) join(days []survey.Day) {
	keyOf := map[string]string{} // by what a code means
	taken := map[string]bool{}
	var units []survey.Unit
	for _, day := range days {
		tree := p.On(day)
		p.keys[day] = map[string]string{}
		fresh := map[string]bool{}
		for _, code := range tree.Codes() {
			m := meaning(tree, code)
			key, known := keyOf[m]
			if !known {
				key = code
				if taken[key] {
					key = code + "@" + string(day)
				}
				keyOf[m], taken[key], fresh[code] = key, true, true
			}
			if key != code {
				p.keys[day][code] = key
			}
		}
		for _, code := range tree.Codes() {
			if u, _ := tree.Unit(code); fresh[code] {
				u.Code, u.Parent = p.keyOn(day, code), p.keyOn(day, u.Parent)
				units = append(units, u)
			}
		}
	}
	p.All = NewUnitTree(units, "")
}

// meaning is what a code stands for in a tree: its name and level, and those of all above it.
func meaning(tree *UnitTree, code string) string {
	var b strings.Builder
	for _, c := range tree.Path(code) {
		u, _ := tree.Unit(c)
		fmt.Fprintf(&b, "%q %q %q\n", c, u.Name, u.Level)
	}
	return b.String()
}

func (p *Places) keyOn(day survey.Day, code string) string { return cmp.Or(p.keys[day][code], code) }

// Of is the register as figures of a wave, or of all waves, show it.
func (p *Places) Of(scope string) *UnitTree {
	if scope == survey.AllWaves {
		return p.All
	}
	return p.Tree(WaveOf(scope))
}

// WaveOf is the wave that answers of a scope name.
func WaveOf(scope string) string {
	if scope == survey.NoWave {
		return ""
	}
	return scope
}

// Key names the place of a code in the tree of a scope.
func (p *Places) Key(scope, code string) string {
	if scope == survey.AllWaves {
		return code // its tree is by key
	}
	return p.keyOn(p.day(WaveOf(scope)), code)
}

// Called is how figures of all waves name a code of a wave: by the key of its place; one that is no place on the day of
// the wave has that day behind it where the code is one on another day.
func (p *Places) Called(wave, code string) string {
	if p.Tree(wave).Path(code) == nil && p.All.Path(code) != nil {
		return code + "@" + string(p.day(wave))
	}
	return p.Key(wave, code)
}

// Find returns the keys of the place of an answer and of all above it, the place first; nil for a code that the
// register does not have on the day of the wave, or that means two places while no day is known.
func (p *Places) Find(wave, code string) []string {
	tree := p.Tree(wave)
	if !tree.Places(code) {
		return nil
	}
	path := tree.Path(code)
	for i, c := range path {
		path[i] = p.Key(wave, c)
	}
	return path
}

// UnclearIn lists the codes that mean two places in a scope, because no day says which.
func (p *Places) UnclearIn(scope string) []string {
	if scope != survey.AllWaves {
		return p.Of(scope).Unclear()
	}
	if days := p.Days(); days[0] == "" {
		return p.On("").Unclear()
	}
	return nil
}
