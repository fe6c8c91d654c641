package survey

import (
	"sync"
	"time"
)

// SteadyClock is a clock that never runs backwards, also when the clock that it reads is set back: then it goes on from
// the latest moment that it told. It is safe for concurrent use.
type SteadyClock struct {
	now func() time.Time

	mu   sync.Mutex
	told time.Time // the latest moment that was told
	read time.Time // what now said then, with its monotonic reading when it has one
}

// NewSteadyClock makes a clock over now.
func NewSteadyClock(now func() time.Time) *SteadyClock { return &SteadyClock{now: now} }

// Tell is the moment, in UTC to the millisecond.
func (c *SteadyClock) Tell() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.now()
	if passed := n.Sub(c.read); passed > 0 {
		c.told = c.told.Add(passed)
	}
	if wall := n.Round(0); wall.After(c.told) {
		c.told = wall
	}
	c.read = n
	return c.told.UTC().Truncate(time.Millisecond)
}

// AtLeast makes the clock tell t or later from now on.
func (c *SteadyClock) AtLeast(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.told) {
		c.told, c.read = t.Round(0), c.now()
	}
}
