package main

import (
	"context"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/mongostore"
)

// largestSkew is how far the clocks of process and store may differ without a word: closing times and days are by the
// one, what changed by the other.
const largestSkew = 10 * time.Second

// warnOfSkew names a difference between this machine's clock and the store's on standard error.
func warnOfSkew(t *terminal, store interface {
	Clock(ctx context.Context) (time.Time, error)
}) error {
	at, err := store.Clock(t.ctx)
	if err != nil {
		return err
	}
	skew := time.Until(at).Round(time.Second)
	if skew.Abs() > largestSkew {
		t.say("command.warning_stores_clock_off", "skew", skew, "time", at.Format(time.RFC3339))
	}
	return nil
}

// nowOf is the clock of a Service: that of MongoDB's server, which all processes share, else the machine's.
func nowOf(store survey.Store) func() time.Time {
	if _, shared := store.(*mongostore.Store); !shared {
		return time.Now
	}
	return func() time.Time {
		if at, err := store.Clock(context.Background()); err == nil {
			return at
		}
		return time.Now()
	}
}
