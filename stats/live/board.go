// Package live keeps the answers of surveys as columns beside the store and makes results from them. The store stays the truth;
// columns are a cache that is built from it once and then only follows what is new, changed or withdrawn: in a named
// survey by asking for changes since a while before the last question, reconciled by id and revision, because clocks do
// not agree; in an anonymous one, where nothing has a time, by notices inside the process and by comparing ids for
// what other processes did.
package live

import (
	"context"
	"sync"
	"time"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// overlap is how far before the last question changes are asked for again: more than clocks differ and a commit takes.
const overlap = time.Minute

// How often other processes' changes are looked for: named surveys ask for changes, anonymous ones compare all ids.
const (
	pollNamed     = time.Second
	pollAnonymous = 10 * time.Second
)

// Board holds the columns of all surveys that somebody has looked at. It is safe for concurrent use.
type Board struct {
	svc *survey.Service

	mu      sync.Mutex
	surveys map[string]*columns
}

// NewBoard makes a board that follows a service.
func NewBoard(svc *survey.Service) *Board {
	b := &Board{svc: svc, surveys: map[string]*columns{}}
	svc.OnChange(b.notice)
	return b
}

// notice remembers which responses to fetch before the next results.
func (b *Board) notice(n survey.Notice) {
	b.mu.Lock()
	c := b.surveys[n.Survey]
	b.mu.Unlock()
	if c == nil {
		return
	}
	c.pendingMu.Lock()
	defer c.pendingMu.Unlock()
	if n.IDs == nil {
		c.compare = true
	}
	for _, id := range n.IDs {
		c.pending[id] = true
	}
}

// Forget drops the columns of a survey; the next question builds them anew.
func (b *Board) Forget(slug string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.surveys, slug)
}

// columnsOf returns the columns of a survey, made anew when the survey was made anew under its name.
func (b *Board) columnsOf(sv *survey.Survey) *columns {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.surveys[sv.Slug]
	if c == nil || !c.created.Equal(sv.Created) {
		c = newColumns(b.svc, sv)
		b.surveys[sv.Slug] = c
	}
	return c
}

// Results brings the columns up to date and returns the figures of a survey. The result is shared: it must not be changed.
func (b *Board) Results(ctx context.Context, slug string) (*results.Results, error) {
	r, _, err := b.figures(ctx, slug, false)
	return r, err
}

// ResultsWithKeys returns the figures together with identity and revision of the responses that they count, for a snapshot.
func (b *Board) ResultsWithKeys(ctx context.Context, slug string) (*results.Results, []survey.Key, error) {
	return b.figures(ctx, slug, true)
}

func (b *Board) figures(ctx context.Context, slug string, withKeys bool) (r *results.Results, keys []survey.Key, err error) {
	sv, err := b.svc.Survey(ctx, slug)
	if err != nil {
		return nil, nil, err
	}
	form, err := b.svc.Form(ctx, slug, "")
	if err != nil {
		return nil, nil, err
	}
	c := b.columnsOf(sv)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.follow(ctx, sv, form); err != nil {
		return nil, nil, err
	}
	if c.results == nil || !c.resultsOf(sv, form) {
		if r, err = c.compute(ctx, sv, form); err != nil {
			return nil, nil, err
		}
		c.results, c.computed = r, stamp{c.changes, form, *sv}
	}
	if withKeys {
		keys = c.keys()
	}
	return c.results, keys, nil
}
