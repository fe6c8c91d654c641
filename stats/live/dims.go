package live

import (
	"context"
	"strings"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/survey"
)

// Variables beside the items begin with a mark that no item's name can hold.
const (
	unitVariable = "@unit:" // + level: the place of the response at that level, by its key
	waveVariable = "@wave"  // in the sheets of repeats, too
)

// ByLevel before a level of units names, in breaks and conditions, the unit of that level: "_unit_huyen".
const ByLevel = "_unit_"

// dimensions are what breaks and conditions know of a response beside its answers, under the names by which they call it.
var dimensions = []struct {
	name, variable string
	of             func(r *survey.Response) string
}{
	{"_class", "@class", func(r *survey.Response) string { return r.Class }},
	{"_wave", waveVariable, func(r *survey.Response) string { return r.Wave }},
	{"_mode", "@mode", func(r *survey.Response) string { return string(r.Channel) }},
	{"_language", "@language", func(r *survey.Response) string { return r.Language }},
	{"_version", "@version", func(r *survey.Response) string { return r.Version }},
	{"_link", "@link", func(r *survey.Response) string { return r.Link }},
}

// dimension is the variable that a name stands for; "" for one that stands for none. An anonymous survey keeps no links.
func (c *columns) dimension(name string) string {
	if level, ok := strings.CutPrefix(name, ByLevel); ok {
		if c.main.frame.Index(unitVariable+level) >= 0 {
			return unitVariable + level
		}
		return ""
	}
	for _, d := range dimensions {
		if d.name == name && (name != "_link" || c.mode == survey.Named) {
			return d.variable
		}
	}
	return ""
}

// reset starts the frames anew.
func (c *columns) reset(ctx context.Context, sv *survey.Survey) error {
	main, err := newSheet(nil)
	if err != nil {
		return err
	}
	c.main, c.repeats, c.known, c.built = main, map[string]*sheet{}, map[string]*entry{}, false
	c.noted, c.tides, c.texts, c.results = map[string]Seen{}, map[string]*tide{}, map[string]string{}, map[string]*finished{}
	c.around++
	for _, level := range c.places.All.Levels() {
		if err := main.dimension(unitVariable + level); err != nil {
			return err
		}
	}
	for _, d := range dimensions {
		if err := main.dimension(d.variable); err != nil {
			return err
		}
	}
	return c.layOut()
}

// dimension adds the column of a dimension, whose codes come with the rows.
func (s *sheet) dimension(name string) error {
	_, err := s.frame.AddColumn(stats.Variable{Name: name, Kind: stats.Single, Open: true})
	return err
}

// place writes where the response comes from.
func (c *columns) place(row *stats.Row, e *entry) {
	f := c.main.frame
	for _, level := range c.places.All.Levels() {
		row.SetMissing(f.Index(unitVariable+level), stats.NotAnswered)
	}
	for _, key := range c.places.Find(e.wave, e.unit) {
		u, _ := c.places.All.Unit(key)
		set(row.SetCode(f.Index(unitVariable+u.Level), key))
	}
}

// describe writes the dimensions of a response.
func (c *columns) describe(row *stats.Row, r *survey.Response) {
	for _, d := range dimensions {
		setCode(row, c.main.frame.Index(d.variable), d.of(r))
	}
}

// setCode writes a code of an open list; "" is none.
func setCode(row *stats.Row, at int, code string) {
	if code == "" {
		row.SetMissing(at, stats.NotAnswered)
		return
	}
	set(row.SetCode(at, code))
}
