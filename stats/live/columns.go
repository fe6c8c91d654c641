package live

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// columns are the frames of one survey: one row for each response that counts, and for each repeat a frame of its own with one
// row for each row of the repeat.
type columns struct {
	svc     *survey.Service
	slug    string
	mode    survey.Mode
	created time.Time

	mu       sync.Mutex
	main     *sheet
	repeats  map[string]*sheet // by path of the repeat
	known    map[string]*entry // by response id
	states   map[survey.State]int64
	tree     *survey.UnitTree
	treeOf   [3]string // units set and day that tree was made for, and the unit item by which rows were placed
	survey   *survey.Survey
	built    bool
	polled   time.Time
	changes  uint64 // grows with every change
	results  *results.Results
	computed stamp

	pendingMu sync.Mutex
	pending   map[string]bool
	compare   bool // many may have changed: compare all ids
}

// stamp says what results were computed from.
type stamp struct {
	changes uint64
	form    *survey.Form
	survey  survey.Survey
}

// entry is what is kept of a response beside its cells.
type entry struct {
	revision int
	hash     string // row hash: an import that was undone and done again may bring other content as revision 1
	state    survey.State
	row      stats.RowID
	rows     map[string][]stats.RowID // rows of repeats
	there    bool                     // it has a row
}

func newColumns(svc *survey.Service, sv *survey.Survey) *columns {
	return &columns{svc: svc, slug: sv.Slug, mode: sv.Mode, created: sv.Created, known: map[string]*entry{},
		states: map[survey.State]int64{}, pending: map[string]bool{}, repeats: map[string]*sheet{}}
}

func (c *columns) resultsOf(sv *survey.Survey, form *survey.Form) bool {
	return c.computed.changes == c.changes && c.computed.form == form && reflect.DeepEqual(c.computed.survey, *sv)
}

// follow brings the columns up to date with the store.
func (c *columns) follow(ctx context.Context, sv *survey.Survey, form *survey.Form) error {
	c.survey = sv
	if err := c.units(ctx, sv); err != nil {
		return err
	}
	if c.main == nil || c.mode != sv.Mode {
		c.mode = sv.Mode
		if err := c.reset(ctx, sv); err != nil {
			return err
		}
	}
	if err := c.extend(form); err != nil {
		return err
	}
	c.pendingMu.Lock()
	pending, compare := slices.Sorted(maps.Keys(c.pending)), c.compare
	c.pending, c.compare = map[string]bool{}, false
	c.pendingMu.Unlock()
	now := c.svc.Now()
	err := c.fetch(ctx, pending, compare, now)
	if err != nil { // nothing is lost: the next question asks again
		c.pendingMu.Lock()
		c.compare = true
		c.pendingMu.Unlock()
	}
	return err
}

func (c *columns) fetch(ctx context.Context, pending []string, compare bool, now time.Time) error {
	responses := c.svc.Store().Responses()
	since := now.Sub(c.polled)
	switch {
	case !c.built:
		for r, err := range responses.Scan(ctx, c.slug) {
			if err != nil {
				return err
			}
			if err := c.take(ctx, r); err != nil {
				return err
			}
		}
		c.built, c.polled = true, now
		return nil
	case compare || c.mode == survey.Anonymous && since >= pollAnonymous:
		return c.reconcile(ctx, now)
	}
	if len(pending) > 0 {
		if err := c.refresh(ctx, pending); err != nil {
			return err
		}
	}
	if c.mode == survey.Anonymous || since < pollNamed {
		return nil
	}
	for r, err := range responses.Changes(ctx, c.slug, c.polled.Add(-overlap)) {
		if err != nil {
			return err
		}
		if err := c.take(ctx, r); err != nil {
			return err
		}
	}
	c.polled = now
	return nil
}

// reconcile compares the ids and revisions of the store with those that are known.
func (c *columns) reconcile(ctx context.Context, now time.Time) error {
	keys, err := c.svc.Store().Responses().Keys(ctx, c.slug)
	if err != nil {
		return err
	}
	there := make(map[string]bool, len(keys))
	var stale []string
	for _, k := range keys {
		there[k.ID] = true
		if e := c.known[k.ID]; e == nil || e.revision != k.Revision || e.hash != k.Row {
			stale = append(stale, k.ID)
		}
	}
	for id := range c.known {
		if !there[id] {
			c.drop(id)
		}
	}
	if err := c.refresh(ctx, stale); err != nil {
		return err
	}
	c.polled = now
	return nil
}

// fewAtOnce bounds how many responses are fetched by id in one question.
const fewAtOnce = 500

func (c *columns) refresh(ctx context.Context, ids []string) error {
	for chunk := range slices.Chunk(ids, fewAtOnce) {
		found, err := c.svc.Store().Responses().Few(ctx, c.slug, chunk)
		if err != nil {
			return err
		}
		missing := map[string]bool{}
		for _, id := range chunk {
			missing[id] = true
		}
		for _, r := range found {
			delete(missing, r.ID)
			if err := c.take(ctx, r); err != nil {
				return err
			}
		}
		for id := range missing {
			c.drop(id)
		}
	}
	return nil
}

// take brings in one response in its newest revision. Revision 0 means that it is gone.
func (c *columns) take(ctx context.Context, r *survey.Response) error {
	e := c.known[r.ID]
	switch {
	case r.Revision == 0:
		c.drop(r.ID)
		return nil
	case e != nil && e.revision == r.Revision && e.hash == r.RowHash:
		return nil
	case e == nil:
		e = &entry{rows: map[string][]stats.RowID{}}
		c.known[r.ID] = e
	default:
		c.states[e.state]--
	}
	c.changes++
	e.revision, e.hash, e.state = r.Revision, r.RowHash, r.State
	c.states[r.State]++
	if !r.State.Counts() {
		c.hide(e)
		return nil
	}
	form, err := c.svc.Form(ctx, c.slug, r.Version)
	if err != nil {
		return err
	}
	if err := c.extend(form); err != nil {
		return err
	}
	return c.put(e, form, r)
}

// put writes the cells of a response that counts.
func (c *columns) put(e *entry, form *survey.Form, r *survey.Response) error {
	row := c.main.frame.NewRow()
	c.main.write(row, form, r.Answers, skipped(r.Skipped, ""))
	c.place(row, form, r)
	if e.there {
		c.main.frame.Restore(e.row)
		c.main.frame.Replace(e.row, row)
	} else {
		e.row, e.there = c.main.frame.Append(row), true
	}
	for path, s := range c.repeats {
		old := e.rows[path]
		rows := repeatRows(form, r.Answers, path)
		for i, answers := range rows {
			row := s.frame.NewRow()
			s.write(row, form, answers.answers, skipped(r.Skipped, answers.prefix))
			if i < len(old) {
				s.frame.Restore(old[i])
				s.frame.Replace(old[i], row)
			} else {
				old = append(old, s.frame.Append(row))
			}
		}
		for _, id := range old[min(len(rows), len(old)):] {
			s.frame.Withdraw(id)
		}
		e.rows[path] = old
	}
	return nil
}

func (c *columns) hide(e *entry) {
	if e.there {
		c.main.frame.Withdraw(e.row)
	}
	for path, rows := range e.rows {
		for _, id := range rows {
			c.repeats[path].frame.Withdraw(id)
		}
	}
}

func (c *columns) drop(id string) {
	if e := c.known[id]; e != nil {
		c.hide(e)
		c.states[e.state]--
		delete(c.known, id)
		c.changes++
	}
}

func (c *columns) keys() []survey.Key {
	out := make([]survey.Key, 0, len(c.known))
	for id, e := range c.known {
		if e.state.Counts() {
			out = append(out, survey.Key{ID: id, Revision: e.revision, Row: e.hash})
		}
	}
	return out
}
