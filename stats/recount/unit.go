package recount

import "github.com/khaosat/khaosat/stats/results"

// manyUnits is how many units tables by unit may have; beyond it they stop at the first level of which there are several.
const manyUnits = 600

// shownUnits lists the units of the tables in the register's order.
func (c *counter) shownUnits() {
	count := map[string]int{}
	for _, code := range c.tree.Codes() {
		u, _ := c.tree.Unit(code)
		count[u.Level]++
	}
	levels := c.tree.Levels()
	for len(levels) > 1 && count[levels[0]] == 1 { // one province above all says nothing
		levels = levels[1:]
	}
	total := 0
	for i, level := range levels {
		if total += count[level]; total > manyUnits && i > 0 {
			levels = levels[:i]
			break
		}
	}
	c.levels = levels
	depth := map[string]int{}
	for i, level := range levels {
		depth[level] = i
	}
	c.below("", depth)
}

func (c *counter) below(code string, depth map[string]int) {
	for _, child := range c.tree.Children(code) {
		u, _ := c.tree.Unit(child)
		if d, ok := depth[u.Level]; ok {
			c.units = append(c.units, results.Unit{Code: u.Code, Name: u.Name, Level: u.Level, Depth: d})
		}
		c.below(child, depth)
	}
}

// planned adds up what the frame plans for each unit and all below it.
func (c *counter) planned() map[string]int64 {
	plan := map[string]int64{}
	for _, f := range c.Frame {
		for code := f.Unit; code != ""; {
			plan[code] += int64(f.Planned)
			u, _ := c.tree.Unit(code)
			code = u.Parent
		}
	}
	return plan
}
