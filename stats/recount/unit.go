package recount

import (
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
)

// shownUnits lists the units of the tables in the register's order.
func (c *counter) shownUnits() {
	levels, depth, all := results.LevelsShown(c.tree)
	c.levels, c.shown = all, len(levels) > 0
	c.below("", depth)
}

func (c *counter) below(code string, depth map[string]int) {
	for _, child := range c.tree.Children(code) {
		u, _ := c.tree.Unit(child)
		if d, ok := depth[u.Level]; ok {
			c.keys = append(c.keys, c.places.Key(c.Wave, child))
			c.units = append(c.units, results.Unit{Code: u.Code, Name: u.Name, Level: u.Level,
				Parent: u.Parent, Depth: d})
		}
		c.below(child, depth)
	}
}

// planned adds up what the frame of the wave, or of all waves, plans for each unit and all below it.
func (c *counter) planned() map[string]int64 {
	plan := map[string]int64{}
	for _, f := range c.Frames {
		if c.Wave != survey.AllWaves && f.Wave != places.WaveOf(c.Wave) {
			continue
		}
		for _, row := range f.Rows {
			unit := row.Unit
			if c.Wave == survey.AllWaves {
				unit = c.places.Called(f.Wave, unit)
			}
			for _, code := range c.tree.Path(unit) {
				plan[code] += int64(row.Planned)
			}
		}
	}
	return plan
}
