package web

import (
	"context"
	"sync"
	"time"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// cell is one row of a frame: a unit and an audience class.
type cell struct{ unit, class string }

// progress counts what came in, for plans and the review tray.
type progress struct {
	tag     string
	done    map[cell]int64                    // counted responses
	states  map[string]map[survey.State]int64 // by unit
	waiting []*survey.Response                // in quarantine, at most maxWaiting, ordered by id
	today   int64                             // received since midnight; always 0 in an anonymous survey, which keeps no times
	day     survey.Day
}

// maxWaiting is how many quarantined responses are held for the tray.
const maxWaiting = 200

// progressCache keeps one progress for each survey until the state of its responses changes.
type progressCache struct {
	mu       sync.Mutex
	bySurvey map[string]*progress
}

// progressOf counts the responses of a survey by unit and class. It reads every response once after each change; only totals
// leave it, and the tray, which its page shows to those who may see rows.
func (d *desk) progressOf(ctx context.Context, sv *survey.Survey, r *results.Results) (*progress, error) {
	midnight := midnightOf(d.Now(), sv.Zone())
	tag, day := stateTag(r), survey.DayOf(midnight)
	d.progress.mu.Lock()
	kept := d.progress.bySurvey[sv.Slug]
	d.progress.mu.Unlock()
	if kept != nil && kept.tag == tag && kept.day == day {
		return kept, nil
	}
	p := &progress{tag: tag, day: day, done: map[cell]int64{}, states: map[string]map[survey.State]int64{}}
	for x, err := range d.Service.Responses(ctx, survey.System("desk"), sv.Slug) {
		if err != nil {
			return nil, err
		}
		p.add(x, midnight)
	}
	d.progress.mu.Lock()
	d.progress.bySurvey[sv.Slug] = p
	d.progress.mu.Unlock()
	return p, nil
}

func (p *progress) add(x *survey.Response, midnight time.Time) {
	if p.states[x.Unit] == nil {
		p.states[x.Unit] = map[survey.State]int64{}
	}
	p.states[x.Unit][x.State]++
	if x.State.Counts() {
		p.done[cell{x.Unit, x.Class}]++
		if !x.Received.IsZero() && !x.Received.Before(midnight) {
			p.today++
		}
	}
	if x.State == survey.Quarantined && len(p.waiting) < maxWaiting {
		p.waiting = append(p.waiting, x)
	}
}

func midnightOf(now time.Time, zone *time.Location) time.Time {
	y, m, day := now.In(zone).Date()
	return time.Date(y, m, day, 0, 0, 0, 0, zone)
}

// doneUnder is how many counted responses of a class ("" = any) a unit and all below it have.
func (p *progress) doneUnder(tree *survey.UnitTree, unit, class string) int64 {
	var n int64
	for c, count := range p.done {
		if (class == "" || c.class == class) && (c.unit == unit || tree.Under(c.unit, unit)) {
			n += count
		}
	}
	return n
}

// late lists the frame's rows whose day is over and whose plan is not reached.
func (p *progress) late(tree *survey.UnitTree, frame *survey.Frame, today survey.Day) []survey.FrameRow {
	var out []survey.FrameRow
	for _, row := range frame.Rows {
		if row.Due != "" && row.Due < today && p.doneUnder(tree, row.Unit, row.Class) < int64(row.Planned) {
			out = append(out, row)
		}
	}
	return out
}
