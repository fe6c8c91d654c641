package edge

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Throttle bounds how often each key (a client's address, a name) may do something. It forgets keys that were quiet
// long enough to have their full burst again. Safe for concurrent use.
type Throttle struct {
	limit rate.Limit // events per second
	burst int
	now   func() time.Time

	mu   sync.Mutex
	keys map[string]*rate.Limiter
	tidy time.Time // when keys were last looked through
}

// maxKeys bounds the memory of a throttle: an attacker with many addresses cannot fill it.
const maxKeys = 50_000

func NewThrottle(limit rate.Limit, burst int, now func() time.Time) *Throttle {
	return &Throttle{limit: limit, burst: burst, now: now, keys: map[string]*rate.Limiter{}}
}

// Wait is how long the key must wait; 0 lets it pass and counts it.
func (t *Throttle) Wait(key string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	l := t.keys[key]
	if l == nil {
		t.forget(now)
		l = rate.NewLimiter(t.limit, t.burst)
		t.keys[key] = l
	}
	if l.AllowN(now, 1) {
		return 0
	}
	missing := 1 - l.TokensAt(now)
	return max(time.Second, time.Duration(missing/float64(t.limit)*float64(time.Second)))
}

// GiveBack uncounts what wait let pass: it was no attempt to guess.
func (t *Throttle) GiveBack(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if l := t.keys[key]; l != nil {
		l.AllowN(t.now(), -1)
	}
}

// forget drops the keys that have their full burst again, at most once a minute unless there are too many.
func (t *Throttle) forget(now time.Time) {
	if len(t.keys) < maxKeys && now.Sub(t.tidy) < time.Minute {
		return
	}
	t.tidy = now
	for k, l := range t.keys {
		if l.TokensAt(now) >= float64(t.burst) {
			delete(t.keys, k)
		}
	}
	if len(t.keys) >= maxKeys {
		clear(t.keys)
	}
}
