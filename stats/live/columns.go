package live

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/versions"
)

// columns are the frames of one survey: one row for each response that counts, and for each repeat a frame of its own
// with one row for each row of the repeat.
type columns struct {
	svc     *service.Service
	slug    string
	created time.Time
	elapsed func() time.Duration // since some moment, by a clock that nobody sets

	mu       sync.Mutex
	survey   *survey.Survey // as last seen
	mode     survey.Mode
	main     *layout
	repeats  map[string]*layout // by name of the repeat's series
	lineage  *versions.Lineage
	known    map[string]*entry // by response id
	noted    map[string]Seen   // those that wait in quarantine or have flags
	tides    map[string]*tide  // by wave
	texts    map[string]string // short texts that many entries share
	places   *places.Places
	placing  placing
	frames   map[string][]survey.FrameRow // plans by wave
	framesOf map[string]int64             // their revisions
	results  map[string]*finished         // by scope

	mark       time.Time // of the store's clock: what was stored before it is known but for an overlap
	asked      time.Time // the store's clock when it was last asked
	askedAt    time.Duration
	comparedAt time.Duration // when ids were last compared
	comparing  time.Duration // how long that took
	built      bool
	around     uint64 // grows with every change of settings, register or plan
	born       uint64 // no other columns have it

	pendingMu sync.Mutex
	pending   map[string]bool
	compare   bool // many may have changed: compare all ids
	overdue   bool // something around the answers has changed
}

// finished are results with what they were computed from.
type finished struct {
	results *results.Results
	tag     string
	form    *form.Form
	survey  survey.Survey
}

// entry is what is kept of a response beside its cells.
type entry struct {
	revision    int
	hash        string // row hash: an import that was undone and done again may bring other content as revision 1
	state       survey.State
	wave        string
	unit, class string
	day         survey.Day // on which it came; "" when no time is kept
	row         stats.RowID
	rows        map[string][]stats.RowID // rows of repeats
	there       bool                     // it has a row
}

// reader follows all answers for the figures; who may see these was decided before they are asked for.
var reader = survey.System("live")

func newColumns(svc *service.Service, sv *survey.Survey, elapsed func() time.Duration) *columns {
	return &columns{svc: svc, slug: sv.Slug, created: sv.Created, elapsed: elapsed, survey: sv, born: rand.Uint64(),
		pending: map[string]bool{}}
}

// tag changes when a figure of a scope may have.
func (c *columns) tag(scope string) string {
	return fmt.Sprintf("%x-%d-%d", c.born, c.around, c.tide(scope).changes)
}

// follow brings the columns up to date with the store: at once with what this process was told of, and with what others
// did when an interval is over, or when fresh is asked for: then everything that was stored before the call is in them.
func (c *columns) follow(ctx context.Context, sv *survey.Survey, fresh bool) error {
	c.pendingMu.Lock()
	pending, compare, overdue := slices.Sorted(maps.Keys(c.pending)), c.compare, c.overdue
	c.pending, c.compare, c.overdue = map[string]bool{}, false, false
	c.pendingMu.Unlock()
	err := c.fetch(ctx, sv, pending, compare, fresh || overdue)
	if err != nil { // nothing is lost: the next question asks again
		c.pendingMu.Lock()
		c.compare, c.overdue = true, true
		c.pendingMu.Unlock()
	}
	return err
}

func (c *columns) fetch(ctx context.Context, sv *survey.Survey, pending []string, compare, fresh bool) error {
	now := c.elapsed()
	due := fresh || !c.built || now-c.askedAt >= pollOf(sv.Mode)
	if err := c.followSetup(ctx, sv, due); err != nil {
		return err
	}
	if !due && !compare {
		return c.refresh(ctx, pending)
	}
	mark, err := c.svc.Clock(ctx) // before the question: what is stored meanwhile is asked for again
	if err != nil {
		return err
	}
	switch {
	case !c.built:
		err = c.takeAll(ctx, c.svc.Responses(ctx, reader, c.slug))
		c.comparedAt = now
	case compare || fresh || sv.Mode == survey.Anonymous || now-c.comparedAt >= max(slowRound, slowShare*c.comparing):
		err = c.reconcile(ctx)
		c.comparedAt, c.comparing = now, c.elapsed()-now
	default:
		if err = c.refresh(ctx, pending); err == nil {
			err = c.takeAll(ctx, c.svc.ChangedSince(ctx, reader, c.slug, c.mark.Add(-overlap)))
		}
	}
	if err == nil {
		c.built, c.mark, c.asked, c.askedAt = true, mark, mark, now
	}
	return err
}

// followSetup takes in what stands around the answers: settings, register, plan and version. What places answers anew,
// or has others counted together, begins the columns anew.
func (c *columns) followSetup(ctx context.Context, sv *survey.Survey, due bool) error {
	lineage, err := c.svc.Lineage(ctx, sv)
	if err != nil {
		return err
	}
	changed := !reflect.DeepEqual(c.survey, sv)
	anew := c.main == nil || c.lineage != lineage || c.mode != sv.Mode || c.survey.TimeZone != sv.TimeZone
	if due || changed {
		placed, err := c.register(ctx, sv)
		if err != nil {
			return err
		}
		planned, err := c.planned(ctx)
		if err != nil {
			return err
		}
		changed, anew = changed || placed || planned, anew || placed
	}
	if changed {
		c.around++
	}
	c.survey, c.mode, c.lineage = sv, sv.Mode, lineage
	if anew {
		if err := c.reset(ctx, sv); err != nil {
			return err
		}
	}
	return nil
}

func (c *columns) takeAll(ctx context.Context, responses iter.Seq2[*survey.Response, error]) error {
	for r, err := range responses {
		if err != nil {
			return err
		}
		if err := c.take(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// reconcile compares the ids, revisions and row hashes of the store with those that are known.
func (c *columns) reconcile(ctx context.Context) error {
	keys, err := c.svc.Keys(ctx, reader, c.slug)
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
	return c.refresh(ctx, stale)
}

// fewAtOnce bounds how many responses are fetched by id in one question.
const fewAtOnce = 500

func (c *columns) refresh(ctx context.Context, ids []string) error {
	for chunk := range slices.Chunk(ids, fewAtOnce) {
		found, err := c.svc.ResponsesByID(ctx, reader, c.slug, chunk)
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
	}
	form, err := c.svc.Form(ctx, c.slug, r.Version)
	if err != nil {
		return err
	}
	if e == nil {
		e = &entry{}
		c.known[strings.Clone(r.ID)] = e
	} else {
		c.count(e, -1)
	}
	c.see(e, r)
	c.count(e, 1)
	if !r.State.Counts() {
		c.hide(e)
		return nil
	}
	return c.put(e, form, r)
}

// see notes what plans, lists and sums need of a response.
func (c *columns) see(e *entry, r *survey.Response) {
	e.revision, e.hash, e.state = r.Revision, strings.Clone(r.RowHash), r.State
	e.wave, e.unit, e.class, e.day = c.shared(r.Wave), c.shared(places.UnitOf(c.survey, c.lineage, r)),
		c.shared(r.Class), ""
	if !r.Received.IsZero() {
		e.day = survey.Day(c.shared(string(survey.DayOf(r.Received.In(c.survey.Zone())))))
	}
	delete(c.noted, r.ID)
	flags := places.FlagsOf(c.survey, c.lineage, r, c.places.Of(r.Wave))
	if r.State == survey.Quarantined || len(flags) > len(r.Flags) { // those it came with were decided about with it
		c.noted[r.ID] = Seen{ID: r.ID, Name: r.Name, Unit: e.unit, Received: r.Received, Flags: flags}
	}
}

// shared is one copy of a text that many responses have.
func (c *columns) shared(s string) string {
	if one, ok := c.texts[s]; ok {
		return one
	}
	s = strings.Clone(s)
	c.texts[s] = s
	return s
}

// put writes the cells of a response that counts.
func (c *columns) put(e *entry, form *form.Form, r *survey.Response) error {
	row := c.main.frame.NewRow()
	c.main.write(row, form, r.Answers, skipped(r.Skipped, ""))
	c.place(row, e)
	c.describe(row, r)
	if e.there {
		c.main.frame.Restore(e.row)
		c.main.frame.Replace(e.row, row)
	} else {
		e.row, e.there = c.main.frame.Append(row), true
	}
	for path, s := range c.repeats {
		old := e.rows[path]
		rows := repeatRows(form, r.Answers, s.pathIn(form))
		for i, answers := range rows {
			row := s.frame.NewRow()
			s.write(row, form, answers.answers, skipped(r.Skipped, answers.prefix))
			setCode(row, s.frame.Index(results.WaveVariable), e.wave)
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
		if len(old) > 0 {
			if e.rows == nil {
				e.rows = map[string][]stats.RowID{}
			}
			e.rows[path] = old
		}
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
		c.count(e, -1)
		delete(c.known, id)
		delete(c.noted, id)
	}
}

// keys identifies the responses that count in a scope.
func (c *columns) keys(scope string) []survey.Key {
	codes := c.codes(scope)
	out := make([]survey.Key, 0, len(c.known))
	for id, e := range c.known {
		if e.state.Counts() && slices.Contains(codes, e.wave) {
			out = append(out, survey.Key{ID: id, Revision: e.revision, Row: e.hash})
		}
	}
	return out
}
