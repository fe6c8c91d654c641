package live

import (
	"maps"
	"slices"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// tide is what is counted of the answers of one wave beside their columns.
type tide struct {
	states map[survey.State]int64
	// counted answers by place and class, each place with all below it; class "" = all together
	sums map[Cell]int64
	lost map[Cell]int64 // the same of units that are no place, by what the answers call them; "" = nothing
	// counted answers by the day on which they came, in the survey's zone; named surveys only
	days     map[survey.Day]int64
	unplaced int64  // counted answers whose unit is not known
	changes  uint64 // grows with every change
}

func newTide() *tide {
	return &tide{states: map[survey.State]int64{}, sums: map[Cell]int64{}, lost: map[Cell]int64{},
		days: map[survey.Day]int64{}}
}

func (t *tide) counted() int64 { return t.states[survey.Submitted] }

// tideOf is the tide of a wave; "" = answers that belong to none.
func (c *columns) tideOf(wave string) *tide {
	if c.tides[wave] == nil {
		c.tides[wave] = newTide()
	}
	return c.tides[wave]
}

// waves lists the waves that figures can be of: those of the survey in their order, those that only answers name, and
// last the answers that belong to none. Nil when neither the survey nor any answer knows a wave.
func (c *columns) waves(sv *survey.Survey) []results.Wave {
	var out []results.Wave
	for _, w := range sv.Waves {
		out = append(out, results.Wave{Code: w.Code, Label: w.Label, Counted: c.tideOf(w.Code).counted()})
	}
	for _, code := range slices.Sorted(maps.Keys(c.tides)) {
		if _, listed := sv.FindWave(code); code != "" && !listed && len(c.tides[code].present()) > 0 {
			out = append(out, results.Wave{Code: code, Label: survey.Text{"": code}, Counted: c.tides[code].counted()})
		}
	}
	if out == nil {
		return nil
	}
	if none := c.tideOf(""); none.counted() > 0 {
		out = append(out, results.Wave{Counted: none.counted()})
	}
	return out
}

// present are the states in which there are answers.
func (t *tide) present() map[survey.State]int64 {
	out := map[survey.State]int64{}
	for state, n := range t.states {
		if n != 0 {
			out[state] = n
		}
	}
	return out
}

// scope is the wave that figures are of: the one asked for, else the survey's current one, else answers without a wave,
// if there are any, else the last wave. It is "" in a survey without waves.
func (c *columns) scope(sv *survey.Survey, asked results.Scope) (string, error) {
	waves := c.waves(sv)
	there := func(code string) bool {
		return slices.ContainsFunc(waves, func(w results.Wave) bool { return w.Code == code })
	}
	switch {
	case asked.Wave == survey.AllWaves, asked.Wave == survey.NoWave:
		if waves == nil {
			return "", nil
		}
		return asked.Wave, nil
	case asked.Wave != "" && !there(asked.Wave):
		return "", survey.Fail(survey.NotFound, "wave.unknown", "wave", asked.Wave)
	case asked.Wave != "":
		return asked.Wave, nil
	case sv.Wave != "" || waves == nil:
		return sv.Wave, nil
	case there(""):
		return survey.NoWave, nil
	}
	return waves[len(waves)-1].Code, nil
}

// codes are the tides that a scope is of.
func (c *columns) codes(scope string) []string {
	switch scope {
	case "", survey.AllWaves:
		return slices.Sorted(maps.Keys(c.tides))
	case survey.NoWave:
		return []string{""}
	}
	return []string{scope}
}

// tide adds up what is counted of a scope.
func (c *columns) tide(scope string) *tide {
	codes := c.codes(scope)
	if len(codes) == 1 {
		return c.tideOf(codes[0])
	}
	out := newTide()
	for _, code := range codes {
		t := c.tideOf(code)
		out.unplaced += t.unplaced
		out.changes += t.changes
		add(out.states, t.states)
		add(out.sums, t.sums)
		add(out.lost, t.lost)
		add(out.days, t.days)
	}
	return out
}

func add[K comparable](to, from map[K]int64) {
	for k, n := range from {
		to[k] += n
	}
}

// within tells which rows of a layout a scope is of; nil = all.
func (s *layout) within(scope string) func(row int) bool {
	if scope == "" || scope == survey.AllWaves {
		return nil
	}
	wave := s.frame.Column(results.WaveVariable)
	return func(row int) bool {
		code, _ := wave.Code(row)
		if code < 0 {
			return scope == survey.NoWave
		}
		return wave.Variable.Codes[code].Value == scope
	}
}

// count counts one answer more, or one less.
func (c *columns) count(e *entry, by int64) {
	t := c.tideOf(e.wave)
	t.changes++
	t.states[e.state] += by
	if !e.state.Counts() {
		return
	}
	if e.day != "" {
		bump(t.days, e.day, by)
	}
	path, sums := c.places.Find(e.wave, e.unit), t.sums
	if path == nil {
		path, sums = []string{e.unit}, t.lost
		t.unplaced += by
	}
	for _, key := range path {
		bump(sums, Cell{key, ""}, by)
		if e.class != "" {
			bump(sums, Cell{key, e.class}, by)
		}
	}
}

// bump changes a count and forgets it at 0.
func bump[K comparable](m map[K]int64, k K, by int64) {
	if m[k] += by; m[k] == 0 {
		delete(m, k)
	}
}

// design is a simple random sample of the rows of a scope: each wave is a sample of its own.
func (s *layout) design(scope string) (*stats.Design, error) {
	if in := s.within(scope); in != nil {
		return stats.NewDesignOf(s.frame, stats.DesignSpec{}, in)
	}
	return stats.NewDesign(s.frame, stats.DesignSpec{})
}
