// Package storetest judges a survey.Store: one suite that every engine passes, so that what stands above a store cannot
// tell them apart. Each subtest gets a fresh store, settles one idea and uses few documents; none relies on how an
// engine works.
package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// Harness is one fresh, empty store and what else its engine can do. A capability that the engine has not is nil; the
// subtests that would use it then judge what is left.
type Harness struct {
	Store survey.Store
	// Again opens a second instance on the same database, as another process would. The engine's test closes it.
	Again func() survey.Store
	// Reopen ends Store without a goodbye where the engine can, and opens the same database anew.
	Reopen func() survey.Store
	// AgainAt is Again for a process whose clock is as given; ReopenAt is Reopen with the clock as given.
	AgainAt, ReopenAt func(clock func() time.Time) survey.Store
	// Holds reports whether the database of the answers has the text anywhere in it: files, collections, indexes, logs.
	Holds func(text string) bool
}

// second is another instance on the database, or the store itself where there can be none.
func (h Harness) second() survey.Store {
	if h.Again == nil {
		return h.Store
	}
	return h.Again()
}

// reopened is the store after its end and a new beginning.
func (h Harness) reopened() survey.Store {
	if h.Reopen == nil {
		return h.Store
	}
	return h.Reopen()
}

// secondAt is second with a clock that is off.
func (h Harness) secondAt(off time.Duration) survey.Store {
	if h.AgainAt == nil {
		return h.Store
	}
	return h.AgainAt(offBy(off))
}

// reopenedAt is reopened with a clock that is off.
func (h Harness) reopenedAt(off time.Duration) survey.Store {
	if h.ReopenAt == nil {
		return h.Store
	}
	return h.ReopenAt(offBy(off))
}

func offBy(off time.Duration) func() time.Time {
	return func() time.Time { return time.Now().Add(off) }
}

// holds asks Holds, no when the engine cannot tell.
func (h Harness) holds(text string) bool { return h.Holds != nil && h.Holds(text) }

// idea is one subtest.
type idea struct {
	name  string
	judge func(t *testing.T, h Harness)
}

// Run judges an engine, several ideas at a time. open gives a fresh store and cleans up with t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	groups := []struct {
		name  string
		ideas []idea
	}{
		{"table", tableIdeas},
		{"nouns", nounIdeas},
		{"response", responseIdeas},
		{"token", tokenIdeas},
		{"revision", revisionIdeas},
		{"answers", answerIdeas},
		{"batch", batchIdeas},
		{"changes", changeIdeas},
		{"clock", clockIdeas},
		{"erase", eraseIdeas},
		{"race", raceIdeas},
		{"privacy", privacyIdeas},
		{"blob", blobIdeas},
		{"context", contextIdeas},
		{"lasting", lastingIdeas},
	}
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			for _, i := range g.ideas {
				t.Run(i.name, func(t *testing.T) {
					t.Parallel()
					i.judge(t, open(t))
				})
			}
		})
	}
}

// bg is the context of calls whose context is not what is judged.
var bg = context.Background()
