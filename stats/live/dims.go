package live

import (
	"context"
	"strings"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// dimension is the variable that a name stands for; "" for one that stands for none. An anonymous survey keeps no
// links.
func (c *columns) dimension(name string) string {
	if level, ok := strings.CutPrefix(name, results.ByLevel); ok {
		if c.main.frame.Index(results.UnitVariable+level) >= 0 {
			return results.UnitVariable + level
		}
		return ""
	}
	for _, d := range results.Dimensions {
		if d.Name == name && (name != "_link" || c.mode == survey.Named) {
			return d.Variable
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
	c.main, c.repeats, c.known, c.built = main, map[string]*layout{}, map[string]*entry{}, false
	c.noted, c.tides, c.texts, c.results = map[string]Seen{}, map[string]*tide{}, map[string]string{},
		map[string]*finished{}
	c.around++
	for _, level := range c.places.All.Levels() {
		if err := main.dimension(results.UnitVariable + level); err != nil {
			return err
		}
	}
	for _, d := range results.Dimensions {
		if err := main.dimension(d.Variable); err != nil {
			return err
		}
	}
	return c.layOut()
}

// dimension adds the column of a dimension, whose codes come with the rows.
func (s *layout) dimension(name string) error {
	_, err := s.frame.AddColumn(stats.Variable{Name: name, Kind: stats.Single, Open: true})
	return err
}

// place writes where the response comes from.
func (c *columns) place(row *stats.Row, e *entry) {
	f := c.main.frame
	for _, level := range c.places.All.Levels() {
		row.SetMissing(f.Index(results.UnitVariable+level), stats.NotAnswered)
	}
	for _, key := range c.places.Find(e.wave, e.unit) {
		u, _ := c.places.All.Unit(key)
		set(row.SetCode(f.Index(results.UnitVariable+u.Level), key))
	}
}

// describe writes the dimensions of a response.
func (c *columns) describe(row *stats.Row, r *survey.Response) {
	for _, d := range results.Dimensions {
		setCode(row, c.main.frame.Index(d.Variable), d.Of(r))
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
