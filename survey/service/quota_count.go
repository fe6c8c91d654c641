package service

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
)

// cell is a unit and a class.
type cell struct{ unit, class string }

// quotaTally is how many responses each quota of a wave has.
type quotaTally struct {
	rows   []survey.Quota
	have   []int           // as rows
	of     map[string]cell // responses that are counted, by id
	bounds map[cell][]int  // the rows that a cell counts in
	tree   *places.UnitTree
}

func newQuotaTally(rows []survey.Quota, tree *places.UnitTree) *quotaTally {
	return &quotaTally{rows: rows, have: make([]int, len(rows)), tree: tree, bounds: map[cell][]int{},
		of: map[string]cell{}}
}

// bound lists the rows that responses of a cell count in.
func (t *quotaTally) bound(at cell) []int {
	if rows, known := t.bounds[at]; known {
		return rows
	}
	rows := []int{}
	for i, q := range t.rows {
		if (q.Unit == "" || q.Unit == at.unit || t.tree.Under(at.unit, q.Unit)) &&
			(q.Class == "" || q.Class == at.class) {
			rows = append(rows, i)
		}
	}
	t.bounds[at] = rows
	return rows
}

// full reports whether no further response of a cell counts.
func (t *quotaTally) full(at cell) bool {
	return slices.ContainsFunc(t.bound(at), func(i int) bool { return t.have[i] >= t.rows[i].Most })
}

// add counts a response, once.
func (t *quotaTally) add(id string, at cell) {
	if _, counted := t.of[id]; counted {
		return
	}
	t.of[id] = at
	for _, i := range t.bound(at) {
		t.have[i]++
	}
}

// drop counts a response no more.
func (t *quotaTally) drop(id string) {
	if at, counted := t.of[id]; counted {
		delete(t.of, id)
		for _, i := range t.bound(at) {
			t.have[i]--
		}
	}
}

// quotaCount keeps the tally of a wave up to date. What changed is told by notices, and looked at when the count is
// next asked for.
type quotaCount struct {
	slug, wave string

	mu      sync.Mutex      // of the tally; nobody scans under it
	tally   *quotaTally     // nil = all has to be counted
	flying  map[string]cell // responses that are counted and about to be stored
	running *counting       // nil = nobody counts all
	counted time.Time       // when all was counted
	took    time.Duration   // how long that was

	told  sync.Mutex
	stale bool                 // all is to be counted again
	dirty map[string]time.Time // these are to be looked at again, until when and at least once
}

// counting is what those wait for who need a count of all.
type counting struct {
	done chan struct{}
	err  error // once it is done
}

var errStillCounting = errors.New("quotas are being counted")

// over waits until a count of all is done; "store.busy" when that takes long.
func (c *counting) over(ctx context.Context) error {
	long := time.NewTimer(quotaPatience)
	defer long.Stop()
	select {
	case <-c.done:
		return c.err
	case <-long.C:
		e := survey.Fail(survey.Unavailable, "store.busy")
		e.Op, e.Err = "Service.Submit", errStillCounting
		return e
	case <-ctx.Done():
		return survey.Unanswered("Service.Submit", ctx.Err())
	}
}

const (
	// unsureFor is how long a response is looked for of which nobody knows whether it was stored.
	unsureFor = time.Minute
	// mostDirty is how many are looked at one by one; of more all is counted.
	mostDirty = 5000
)

// heard takes a notice: single responses, or anything else after which all is counted again.
func (c *quotaCount) heard(n Notice) {
	if n.Of == OfResponses && n.IDs != nil {
		c.look(0, n.IDs...)
		return
	}
	c.told.Lock()
	defer c.told.Unlock()
	c.stale = true
}

// look notes responses that are to be looked at again, once, and then for some time.
func (c *quotaCount) look(longer time.Duration, ids ...string) {
	c.told.Lock()
	defer c.told.Unlock()
	if c.dirty == nil {
		c.dirty = map[string]time.Time{}
	}
	for _, id := range ids {
		if until := time.Now().Add(longer); until.After(c.dirty[id]) {
			c.dirty[id] = until
		}
	}
	if len(c.dirty) > mostDirty {
		c.stale, c.dirty = true, nil
	}
}

// news is what was told since the last time, and what is still looked for.
func (c *quotaCount) news() (stale bool, dirty []string) {
	c.told.Lock()
	defer c.told.Unlock()
	for id, until := range c.dirty {
		dirty = append(dirty, id)
		if time.Now().After(until) {
			delete(c.dirty, id)
		}
	}
	return c.stale, dirty
}

// begin forgets that all is to be counted, as somebody does; changed reports whether it has to be done again.
func (c *quotaCount) begin() {
	c.told.Lock()
	defer c.told.Unlock()
	c.stale = false
}

func (c *quotaCount) changed() bool {
	c.told.Lock()
	defer c.told.Unlock()
	return c.stale
}

// take counts a response that is about to be stored.
func (c *quotaCount) take(id string, at cell) {
	c.tally.add(id, at)
	if c.flying == nil {
		c.flying = map[string]cell{}
	}
	c.flying[id] = at
}
