// Package live keeps the answers of surveys as columns beside the store, follows what is new, changed or gone, and
// makes results, tables and fieldwork from them. The store stays the truth; columns are a cache that is built from it
// once. What changed is found by the store's own clock and by content (id, revision, row hash), never by the clock of a
// process: in a named survey by asking for changes since a while before the last question, in an anonymous one, where
// nothing has a time, by comparing all keys. Notices make what this process did seen at once. Now and then all keys are
// compared in every survey, so that nothing stays lost whatever the clocks did.
package live

import (
	"context"
	"reflect"
	"sync"
	"time"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/service"
)

// overlap is how far before the last question changes are asked for again: more than the machines of a store differ and
// a commit takes.
const overlap = time.Minute

// The follow interval: how often what other processes did is looked for. Named surveys ask for changes, anonymous ones
// compare all keys.
const (
	pollNamed     = time.Second
	pollAnonymous = 10 * time.Second
)

// All keys are compared once in slowRound, less often where that takes long: at most one part in slowShare of the time.
const (
	slowRound = time.Minute
	slowShare = 20
)

func pollOf(mode survey.Mode) time.Duration {
	if mode == survey.Anonymous {
		return pollAnonymous
	}
	return pollNamed
}

// Board holds the columns of all surveys that somebody has looked at. It is safe for concurrent use.
type Board struct {
	svc     *service.Service
	elapsed func() time.Duration

	mu      sync.Mutex
	surveys map[string]*columns
}

// NewBoard makes a board that follows a service.
func NewBoard(svc *service.Service) *Board {
	start := time.Now() // its monotonic part alone is used: nobody sets it
	b := &Board{svc: svc, elapsed: func() time.Duration { return time.Since(start) }, surveys: map[string]*columns{}}
	svc.OnChange(b.notice)
	return b
}

// notice remembers what to ask for before the next figures.
func (b *Board) notice(n service.Notice) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for slug, c := range b.surveys {
		if n.Survey == "" || n.Survey == slug {
			c.notice(n)
		}
	}
}

func (c *columns) notice(n service.Notice) {
	c.pendingMu.Lock()
	defer c.pendingMu.Unlock()
	switch {
	case n.Of != service.OfResponses:
		c.overdue = true
	case n.IDs == nil:
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
		c = newColumns(b.svc, sv, b.elapsed)
		b.surveys[sv.Slug] = c
	}
	return c
}

// Results returns the figures of a survey as they were within the last follow interval; answers that this process
// acknowledged are in them. The result is shared: it must not be changed.
func (b *Board) Results(ctx context.Context, slug string, asked results.Scope) (*results.Results, error) {
	r, _, err := b.figures(ctx, slug, asked, false)
	return r, err
}

// ResultsWithKeys returns figures that hold everything which was stored before the call, by whatever process, together
// with identity and revision of the responses that they count, for a report and its snapshot.
func (b *Board) ResultsWithKeys(
	ctx context.Context, slug string, asked results.Scope,
) (*results.Results, []survey.Key, error) {
	return b.figures(ctx, slug, asked, true)
}

func (b *Board) figures(
	ctx context.Context, slug string, asked results.Scope, fresh bool,
) (r *results.Results, keys []survey.Key, err error) {
	err = b.locked(ctx, slug, fresh, func(c *columns, sv *survey.Survey, form *form.Form) error {
		scope, err := c.scope(sv, asked)
		if err != nil {
			return err
		}
		if r, err = c.figures(sv, form, scope); err != nil {
			return err
		}
		if asked.Identified || fresh {
			r = c.identify(r, scope)
		}
		if fresh {
			keys = c.keys(scope)
		}
		return nil
	})
	return r, keys, err
}

// figures are the results of a scope, made anew when what they are made from has changed.
func (c *columns) figures(sv *survey.Survey, form *form.Form, scope string) (*results.Results, error) {
	f, tag := c.results[scope], c.tag(scope)
	if f == nil || f.tag != tag || f.form != form || !reflect.DeepEqual(f.survey, *sv) {
		r, err := c.compute(sv, form, scope)
		if err != nil {
			return nil, err
		}
		f = &finished{results: r, tag: tag, form: form, survey: *sv}
		c.results[scope] = f
	}
	if !f.results.Made.Equal(c.asked) || !reflect.DeepEqual(f.results.Waves, c.waves(sv)) {
		r := *f.results
		r.Made, r.Waves = c.asked, c.waves(sv)
		f.results = &r
	}
	return f.results, nil
}

// identify gives results with their snapshot's id, and keeps it for as long as they stand.
func (c *columns) identify(of *results.Results, scope string) *results.Results {
	if of.Snapshot != "" {
		return of
	}
	r := *of
	r.Snapshot = survey.SnapshotID(c.keys(scope))
	c.results[scope].results = &r
	return &r
}

// locked brings the columns of a survey up to date and uses them while nobody else does.
func (b *Board) locked(ctx context.Context, slug string, fresh bool,
	use func(*columns, *survey.Survey, *form.Form) error) error {
	sv, err := b.svc.Survey(ctx, slug)
	if err != nil {
		return err
	}
	form, err := b.svc.Form(ctx, slug, "")
	if err != nil {
		return err
	}
	c := b.columnsOf(sv)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.follow(ctx, sv, fresh); err != nil {
		return err
	}
	return use(c, sv, form)
}
