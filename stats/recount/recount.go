// Package recount counts the answers of a survey again from its responses, one by one, with nothing but maps and loops:
// no columns, no tallies, nothing of stats/live. It is the second route by which a report is verified: what both routes
// give was counted twice. What they share are the formulas (stats/results) and the meaning of questionnaire, units and
// waves (survey).
package recount

import (
	"iter"
	"time"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/versions"
)

// Source is what figures are made of.
type Source struct {
	Survey *survey.Survey
	// of the version whose items are shown: which answers are counted together
	Lineage  *versions.Lineage
	Form     func(version string) (*form.Form, error) // the version that a response was given to
	Units    []survey.Unit
	Frames   []survey.SamplingFrame // plans of all waves
	Wave     string                 // whose answers the rows are, as in results.Results
	Rows     iter.Seq2[*survey.Response, error]
	States   map[survey.State]int64 // of all responses, also those that do not count
	Made     time.Time
	Snapshot string
}

// Results counts the rows of a source. The figures are those of a survey with exactly these responses.
func Results(s *Source) (*results.Results, error) {
	c, err := newCounter(s)
	if err != nil {
		return nil, err
	}
	for r, err := range s.Rows {
		if err != nil {
			return nil, err
		}
		if err := c.take(r); err != nil {
			return nil, err
		}
	}
	return c.results(), nil
}

// counter is a count while it runs.
type counter struct {
	*Source
	places   *places.Places
	tree     *places.UnitTree
	shown    bool            // there are units that are shown
	levels   []results.Level // all, from the top down
	units    []results.Unit
	keys     []string // of the places, parallel to units
	items    []*itemCount
	counted  int64
	unplaced int64
	answers  map[string]int64 // of a unit and all below it
}

func newCounter(s *Source) (*counter, error) {
	c := &counter{Source: s, places: places.NewPlaces(s.Survey, places.NewRegister(s.Survey, s.Units)),
		answers: map[string]int64{}}
	c.tree = c.places.Of(s.Wave)
	c.shownUnits()
	for _, series := range s.Lineage.Series {
		if series.Field.Kind.Asked() {
			c.items = append(c.items, newItemCount(series))
		}
	}
	return c, nil
}

// take counts one response under every item that its version asked.
func (c *counter) take(r *survey.Response) error {
	if _, err := c.Form(r.Version); err != nil {
		return err
	}
	c.counted++
	places := c.places.Find(r.Wave, places.UnitOf(c.Survey, c.Lineage, r))
	if len(places) == 0 {
		c.unplaced++
	}
	for _, key := range places {
		c.answers[key]++
	}
	for _, it := range c.items {
		f := it.series.Member(r.Version)
		if f == nil {
			continue
		}
		if f.Repeat == nil {
			it.answer(r.Version, r.Answers[f.Path], within(r.Skipped, "")[f.Path], places)
			continue
		}
		for _, row := range rowsOf(f.Repeat, r.Answers) {
			it.answer(r.Version, row.answers[f.Path], within(r.Skipped, row.prefix)[f.Path], nil)
		}
	}
	return nil
}

// results puts the counts together.
func (c *counter) results() *results.Results {
	r := &results.Results{Survey: c.Survey, Wave: c.Wave, Levels: c.levels, Form: c.Lineage.Form, Lineage: c.Lineage,
		Snapshot: c.Snapshot, Made: c.Made, Counted: c.counted, States: c.States, Units: c.units}
	if len(c.tree.Codes()) > 0 {
		r.Unplaced, r.Unclear = c.unplaced, c.places.UnclearIn(c.Wave)
	}
	plan := c.planned()
	for i := range r.Units {
		r.Units[i].Responses, r.Units[i].Planned = c.answers[c.keys[i]], plan[r.Units[i].Code]
	}
	for _, it := range c.items {
		item := it.item()
		if c.shown && it.field.Repeat == nil {
			item.ByUnit = it.byUnit(c.keys)
		}
		r.Items = append(r.Items, item)
	}
	return r
}
