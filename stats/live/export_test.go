package live

import "time"

// Pass lets an interval go by without waiting for it.
func (b *Board) Pass(d time.Duration) {
	before := b.elapsed
	b.mu.Lock()
	defer b.mu.Unlock()
	b.elapsed = func() time.Duration { return before() + d }
	for _, c := range b.surveys {
		c.elapsed = b.elapsed
	}
}
