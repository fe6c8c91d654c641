package live

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/places"
)

// Cell is one row of a plan: a unit and an audience class.
type Cell struct{ Unit, Class string }

// Seen is what the desk's lists show of one response.
type Seen struct {
	ID, Name, Unit string
	Received       time.Time // zero in an anonymous survey
	Flags          []string
}

// Fieldwork is what came in against what was planned, of one wave. It is shared: it must not be changed.
type Fieldwork struct {
	Wave    string // as in results.Results
	Waves   []results.Wave
	Made    time.Time // when the store was last asked, by its clock
	Tag     string    // changes when any of this may have
	Tree    *places.UnitTree
	Frame   *survey.SamplingFrame
	States  map[survey.State]int64
	Counted int64
	// counted answers of each unit with all below it, by class; class "" = all together, unit "" = none given
	Sums    map[Cell]int64
	Day     survey.Day // today in the survey's zone, by the clock that stamps answers as received
	Today   int64      // received since midnight; always 0 in an anonymous survey, which keeps no times
	Waiting []Seen     // in quarantine, at most MostSeen, ordered by id
	Flagged []Seen     // counted, with something that a reviewer should see, at most MostSeen, ordered by id
	Flags   int        // how many there are
}

// MostSeen is how many responses the desk's lists hold at once.
const MostSeen = 200

// Late lists the plan's rows whose day is over and whose number is not reached.
func (f *Fieldwork) Late() []survey.FrameRow {
	var out []survey.FrameRow
	for _, row := range f.Frame.Rows {
		if row.Due != "" && row.Due < f.Day && f.Sums[Cell{row.Unit, row.Class}] < int64(row.Planned) {
			out = append(out, row)
		}
	}
	return out
}

// Fieldwork brings the columns up to date and returns what came in.
func (b *Board) Fieldwork(ctx context.Context, slug string, asked results.Scope) (*Fieldwork, error) {
	var out *Fieldwork
	err := b.locked(ctx, slug, false, func(c *columns, sv *survey.Survey, _ *form.Form) error {
		scope, err := c.scope(sv, asked)
		if err != nil {
			return err
		}
		out = c.fieldwork(sv, scope)
		return nil
	})
	return out, err
}

func (c *columns) fieldwork(sv *survey.Survey, scope string) *Fieldwork {
	t := c.tide(scope)
	f := &Fieldwork{Wave: scope, Waves: c.waves(sv), Made: c.asked, Tag: c.tag(scope), Tree: c.places.Of(scope),
		Frame: c.plan(sv, scope), States: t.present(),
		Counted: t.counted(), Sums: maps.Clone(t.sums), Day: survey.DayOf(c.svc.Now().In(sv.Zone()))}
	f.Today = t.days[f.Day]
	if scope == survey.AllWaves {
		c.strangers(f.Sums)
	} else {
		c.byCode(f.Sums, f.Tree, scope)
		add(f.Sums, t.lost)
	}
	codes := c.codes(scope)
	for id, seen := range c.noted {
		switch e := c.known[id]; {
		case !slices.Contains(codes, e.wave):
		case e.state == survey.Quarantined:
			f.Waiting = append(f.Waiting, seen)
		case e.state.Counts():
			f.Flagged = append(f.Flagged, seen)
		}
	}
	f.Flags = len(f.Flagged)
	f.Waiting, f.Flagged = few(f.Waiting), few(f.Flagged)
	return f
}

func few(list []Seen) []Seen {
	slices.SortFunc(list, func(a, b Seen) int { return cmp.Compare(a.ID, b.ID) })
	return list[:min(len(list), MostSeen)]
}

// byCode names the places of a wave's sums by their codes in place of their keys.
func (c *columns) byCode(sums map[Cell]int64, tree *places.UnitTree, wave string) {
	codes := map[string]string{}
	for _, code := range tree.Codes() {
		if key := c.places.Key(wave, code); key != code {
			codes[key] = code
		}
	}
	moved := map[Cell]int64{}
	for at, n := range sums {
		if code, ok := codes[at.Unit]; ok {
			delete(sums, at)
			moved[Cell{code, at.Class}] = n
		}
	}
	add(sums, moved)
}

// strangers adds the answers of all waves whose unit is no place on the day of their wave.
func (c *columns) strangers(sums map[Cell]int64) {
	for wave, t := range c.tides {
		for at, n := range t.lost {
			sums[Cell{c.places.Called(wave, at.Unit), at.Class}] += n
		}
	}
}

// plan is the sampling frame of a scope; of all waves that of every wave, its units named by key.
func (c *columns) plan(sv *survey.Survey, scope string) *survey.SamplingFrame {
	wave := places.WaveOf(scope)
	if scope != survey.AllWaves {
		return &survey.SamplingFrame{Survey: sv.Slug, Wave: wave, Rows: c.frames[wave]}
	}
	all := &survey.SamplingFrame{Survey: sv.Slug, Wave: scope}
	for _, wave := range slices.Sorted(maps.Keys(c.frames)) {
		for _, row := range c.frames[wave] {
			row.Unit = c.places.Called(wave, row.Unit)
			all.Rows = append(all.Rows, row)
		}
	}
	return all
}

// planned loads the sampling frames of all waves. It is true when one has changed.
func (c *columns) planned(ctx context.Context) (bool, error) {
	rows, err := c.svc.Frames(ctx, reader, c.slug)
	if err != nil {
		return false, err
	}
	revisions, frames := map[string]int64{}, map[string][]survey.FrameRow{}
	for _, row := range rows {
		revisions[row.Key], frames[row.Value.Wave] = row.Revision, row.Value.Rows
	}
	if c.frames != nil && maps.Equal(revisions, c.framesOf) {
		return false, nil
	}
	c.frames, c.framesOf = frames, revisions
	return true, nil
}
