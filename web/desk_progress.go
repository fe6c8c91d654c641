package web

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// cell is one row of a frame: a unit and an audience class.
type cell struct{ unit, class string }

// seen is what plans and the review tray know of one response.
type seen struct {
	id       string
	revision int
	row      string
	at       cell
	state    survey.State
	received time.Time // zero in an anonymous survey
	name     string    // of those in quarantine only
}

// progress counts what came in. It is not changed once it was made.
type progress struct {
	tag     string
	day     survey.Day     // on which it was made, in the survey's zone
	done    map[cell]int64 // counted responses
	waiting []seen         // in quarantine, at most maxWaiting, ordered by id
	today   int64          // received since midnight; always 0 in an anonymous survey, which keeps no times
}

// maxWaiting is how many quarantined responses the tray shows at once.
const maxWaiting = 200

// follower keeps of each response of a survey what plans need, and follows the store by identity and revision, so that a new answer
// costs that answer and not all of them.
type follower struct {
	mu        sync.Mutex
	responses map[string]seen
	last      *progress
}

// followers has one follower for each survey that somebody looked at.
type followers struct {
	mu       sync.Mutex
	bySurvey map[string]*follower
}

func (f *followers) of(slug string) *follower {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.bySurvey[slug] == nil {
		f.bySurvey[slug] = &follower{responses: map[string]seen{}}
	}
	return f.bySurvey[slug]
}

// progressOf counts the responses of a survey by unit and class, for whoever may see its totals; the tray is for those who may see rows.
func (d *desk) progressOf(ctx context.Context, sv *survey.Survey, r *results.Results) (*progress, error) {
	midnight := midnightOf(d.Now(), sv.Zone())
	tag, day := stateTag(r), survey.DayOf(midnight)
	f := d.followers.of(sv.Slug)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.last != nil && f.last.tag == tag && f.last.day == day {
		return f.last, nil
	}
	if err := f.follow(ctx, d.Service.Store().Responses(), sv); err != nil {
		return nil, err
	}
	f.last = f.count(midnight)
	f.last.tag, f.last.day = tag, day
	return f.last, nil
}

// fetchAtOnce is how many changed responses are asked for in one call.
const fetchAtOnce = 500

// follow fetches what is new or changed and drops what is gone. When most is new it reads the survey once through instead.
func (f *follower) follow(ctx context.Context, store survey.ResponseStore, sv *survey.Survey) error {
	keys, err := store.Keys(ctx, sv.Slug)
	if err != nil {
		return err
	}
	there := make(map[string]bool, len(keys))
	var changed []string
	for _, k := range keys {
		there[k.ID] = true
		if was := f.responses[k.ID]; was.revision != k.Revision || was.row != k.Row {
			changed = append(changed, k.ID)
		}
	}
	for id := range f.responses {
		if !there[id] {
			delete(f.responses, id)
		}
	}
	if len(changed) > len(keys)/2 {
		for x, err := range store.Scan(ctx, sv.Slug) {
			if err != nil {
				return err
			}
			f.see(sv, x)
		}
		return nil
	}
	for ids := range slices.Chunk(changed, fetchAtOnce) {
		few, err := store.Few(ctx, sv.Slug, ids)
		if err != nil {
			return err
		}
		for _, x := range few {
			f.see(sv, x)
		}
	}
	return nil
}

func (f *follower) see(sv *survey.Survey, x *survey.Response) {
	s := seen{id: x.ID, revision: x.Revision, row: x.RowHash, at: cell{sv.UnitOf(nil, x), x.Class}, state: x.State, received: x.Received}
	if x.State == survey.Quarantined {
		s.name = x.Name
	}
	f.responses[x.ID] = s
}

func (f *follower) count(midnight time.Time) *progress {
	p := &progress{done: map[cell]int64{}}
	for _, x := range f.responses {
		if x.state.Counts() {
			p.done[x.at]++
			if !x.received.IsZero() && !x.received.Before(midnight) {
				p.today++
			}
		}
		if x.state == survey.Quarantined {
			p.waiting = append(p.waiting, x)
		}
	}
	slices.SortFunc(p.waiting, func(a, b seen) int { return cmp.Compare(a.id, b.id) })
	p.waiting = p.waiting[:min(len(p.waiting), maxWaiting)]
	return p
}

func midnightOf(now time.Time, zone *time.Location) time.Time {
	y, m, day := now.In(zone).Date()
	return time.Date(y, m, day, 0, 0, 0, 0, zone)
}

// sums counts for each unit with all below it, by class; class "" is all classes together.
func (p *progress) sums(tree *survey.UnitTree) map[cell]int64 {
	out := map[cell]int64{}
	for at, n := range p.done {
		for unit, steps := at.unit, 0; steps <= len(tree.Codes()); steps++ {
			out[cell{unit, ""}] += n
			if at.class != "" {
				out[cell{unit, at.class}] += n
			}
			u, ok := tree.Unit(unit)
			if !ok || u.Parent == "" {
				break
			}
			unit = u.Parent
		}
	}
	return out
}

// late lists the frame's rows whose day is over and whose plan is not reached. sums are those of the progress.
func (p *progress) late(sums map[cell]int64, frame *survey.Frame) []survey.FrameRow {
	var out []survey.FrameRow
	for _, row := range frame.Rows {
		if row.Due != "" && row.Due < p.day && sums[cell{row.Unit, row.Class}] < int64(row.Planned) {
			out = append(out, row)
		}
	}
	return out
}
