package service

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
)

// cell is a unit and a class.
type cell struct{ unit, class string }

// quotaCount is how many responses each quota of a wave has. What changed is told by notices, and counted again when
// the count is next asked for.
type quotaCount struct {
	slug, wave string

	mu      sync.Mutex // held while something is counted
	rows    []survey.Quota
	have    []int           // as rows
	of      map[string]cell // responses that are counted, by id
	flying  map[string]cell // those of them that are about to be stored
	bounds  map[cell][]int  // the rows that a cell counts in
	tree    *places.UnitTree
	counted time.Time     // when all was counted; zero = never
	took    time.Duration // how long that was

	told  sync.Mutex
	stale bool            // all is to be counted again
	dirty map[string]bool // these responses are
}

// heard takes a notice: single responses, or anything else after which all is counted again.
func (c *quotaCount) heard(n Notice) {
	c.told.Lock()
	defer c.told.Unlock()
	if n.Of != OfResponses || n.IDs == nil {
		c.stale = true
		return
	}
	if c.dirty == nil {
		c.dirty = map[string]bool{}
	}
	for _, id := range n.IDs {
		c.dirty[id] = true
	}
}

// news is what was told since the last time.
func (c *quotaCount) news() (stale bool, dirty []string) {
	c.told.Lock()
	defer c.told.Unlock()
	stale, dirty = c.stale, slices.Collect(maps.Keys(c.dirty))
	c.stale, c.dirty = false, nil
	return stale, dirty
}

// begin empties the count for quotas that were read anew.
func (c *quotaCount) begin(rows []survey.Quota, tree *places.UnitTree) {
	c.rows, c.have, c.tree = rows, make([]int, len(rows)), tree
	c.bounds, c.of = map[cell][]int{}, map[string]cell{}
}

// bound lists the rows that responses of a cell count in.
func (c *quotaCount) bound(at cell) []int {
	if rows, known := c.bounds[at]; known {
		return rows
	}
	rows := []int{}
	for i, q := range c.rows {
		if (q.Unit == "" || q.Unit == at.unit || c.tree.Under(at.unit, q.Unit)) &&
			(q.Class == "" || q.Class == at.class) {
			rows = append(rows, i)
		}
	}
	c.bounds[at] = rows
	return rows
}

func (c *quotaCount) full(rows []int) bool {
	return slices.ContainsFunc(rows, func(i int) bool { return c.have[i] >= c.rows[i].Most })
}

// add counts a response, once.
func (c *quotaCount) add(id string, at cell) {
	if _, counted := c.of[id]; counted {
		return
	}
	c.of[id] = at
	for _, i := range c.bound(at) {
		c.have[i]++
	}
}

// drop counts a response no more.
func (c *quotaCount) drop(id string) {
	if at, counted := c.of[id]; counted {
		delete(c.of, id)
		for _, i := range c.bound(at) {
			c.have[i]--
		}
	}
}

// take counts a response that is about to be stored.
func (c *quotaCount) take(id string, at cell) {
	c.add(id, at)
	if c.flying == nil {
		c.flying = map[string]cell{}
	}
	c.flying[id] = at
}
