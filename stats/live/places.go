package live

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// places tells where answers come from: in the register of units as it was on the day of their wave. One code may stand for two places
// on two days; such places have two keys. Columns and sums name places by key, which is the code wherever that means one place.
type places struct {
	*survey.Register
	keys map[survey.Day]map[string]string // by code; only those that are not the code
	all  *survey.UnitTree                 // the places of all days, by key
	day  func(wave string) survey.Day
}

// placing says what places were made from: answers are placed anew when any of it changes, whoever changed it.
type placing struct {
	units    string
	revision int64 // of the register
	item     string
	days     string // of all waves
}

func placingOf(sv *survey.Survey, revision int64) placing {
	p := placing{units: sv.Units, revision: revision, item: sv.UnitItem, days: string(sv.DayOfWave(""))}
	for _, w := range sv.Waves {
		p.days += fmt.Sprintf(" %q=%s", w.Code, sv.DayOfWave(w.Code))
	}
	return p
}

func newPlaces(sv *survey.Survey, register *survey.Register) *places {
	p := &places{Register: register, keys: map[survey.Day]map[string]string{}, day: sv.DayOfWave}
	days := register.Days()
	p.all = register.On(days[0])
	if len(days) > 1 {
		p.join(days)
	}
	return p
}

// join gives keys to the places of several days, and makes the tree of all of them.
func (p *places) join(days []survey.Day) {
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
	p.all = survey.NewUnitTree(units, "")
}

// meaning is what a code stands for in a tree: its name and level, and those of all above it.
func meaning(tree *survey.UnitTree, code string) string {
	var b strings.Builder
	for _, c := range tree.Path(code) {
		u, _ := tree.Unit(c)
		fmt.Fprintf(&b, "%q %q %q\n", c, u.Name, u.Level)
	}
	return b.String()
}

func (p *places) keyOn(day survey.Day, code string) string { return cmp.Or(p.keys[day][code], code) }

// tree is the register as figures of a wave, or of all waves, show it.
func (p *places) tree(scope string) *survey.UnitTree {
	if scope == survey.AllWaves {
		return p.all
	}
	return p.Tree(waveOf(scope))
}

// waveOf is the wave that answers of a scope name.
func waveOf(scope string) string {
	if scope == survey.NoWave {
		return ""
	}
	return scope
}

// key names the place of a code in the tree of a scope.
func (p *places) key(scope, code string) string {
	if scope == survey.AllWaves {
		return code // its tree is by key
	}
	return p.keyOn(p.day(waveOf(scope)), code)
}

// find returns the keys of the place of an answer and of all above it, the place first; nil for a code that the register does not have
// on the day of the wave, or that means two places while no day is known.
func (p *places) find(wave, code string) []string {
	tree := p.Tree(wave)
	if !tree.Places(code) {
		return nil
	}
	path := tree.Path(code)
	for i, c := range path {
		path[i] = p.key(wave, c)
	}
	return path
}

// unclear lists the codes that mean two places in a scope, because no day says which.
func (p *places) unclear(scope string) []string {
	if scope != survey.AllWaves {
		return p.tree(scope).Unclear()
	}
	if days := p.Days(); days[0] == "" {
		return p.On("").Unclear()
	}
	return nil
}

// register brings the places up to date with the survey's settings and its register of units. It is true when answers have to be
// placed anew.
func (c *columns) register(ctx context.Context, sv *survey.Survey) (bool, error) {
	register, err := c.svc.Register(ctx, sv)
	if err != nil {
		return false, err
	}
	want := placingOf(sv, register.Revision)
	if c.places != nil && c.placing == want {
		return false, nil
	}
	c.places, c.placing = newPlaces(sv, register), want
	return true, nil
}
