package live_test

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
)

// counting is a store that counts what is read of responses.
type counting struct {
	survey.Store
	scanned, fetched, changed, keys int
}

type countingResponses struct {
	survey.ResponseStore
	n *counting
}

func (s *counting) Responses() survey.ResponseStore {
	return &countingResponses{s.Store.Responses(), s}
}

func (s *counting) reset() { s.scanned, s.fetched, s.changed, s.keys = 0, 0, 0, 0 }

func (r *countingResponses) count(n *int, in iter.Seq2[*survey.Response, error]) iter.Seq2[*survey.Response, error] {
	return func(yield func(*survey.Response, error) bool) {
		for x, err := range in {
			*n++
			if !yield(x, err) {
				return
			}
		}
	}
}

func (r *countingResponses) Scan(ctx context.Context, slug string) iter.Seq2[*survey.Response, error] {
	return r.count(&r.n.scanned, r.ResponseStore.Scan(ctx, slug))
}

func (r *countingResponses) Changes(
	ctx context.Context, slug string, since time.Time,
) iter.Seq2[*survey.Response, error] {
	return r.count(&r.n.changed, r.ResponseStore.Changes(ctx, slug, since))
}

func (r *countingResponses) Keys(ctx context.Context, slug string) ([]survey.Key, error) {
	keys, err := r.ResponseStore.Keys(ctx, slug)
	r.n.keys += len(keys)
	return keys, err
}

func (r *countingResponses) Few(ctx context.Context, slug string, ids []string) ([]*survey.Response, error) {
	r.n.fetched += len(ids)
	return r.ResponseStore.Few(ctx, slug, ids)
}

// A new answer is fetched by itself; nothing is fetched again, not even for the plans and lists of the desk.
func TestANewAnswerIsFetchedByItself(t *testing.T) {
	t.Parallel()
	store := &counting{Store: memstore.New(time.Now)}
	o := open(t, store, &clock{time.Now()})
	o.publish(survey.Named, form())
	for i := range 30 {
		o.answer(i, said("tot"), "")
	}
	for _, step := range []struct {
		what             string
		do               func() error
		counted          int64
		scanned, fetched int
	}{
		{"at first everything is read once", func() error { return nil }, 30, 30, 0},
		{"nothing new", func() error { return nil }, 30, 0, 0},
		{"one more", func() error { o.answer(30, said("kha"), ""); return nil }, 31, 0, 1},
		{"one rejected", func() error { return o.svc.Review(t.Context(), admin, "yk", uid(3), survey.Rejected, "thử") },
			30, 0, 1},
		{"one erased", func() error { return o.svc.Erase(t.Context(), admin, "yk", uid(4)) }, 29, 0, 1},
		{"a title", func() error { return o.change(func(s *survey.Survey) { s.Title = survey.Text{"": "Mới"} }) }, 29,
			0, 0},
	} {
		store.reset()
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		work := o.fieldwork(results.Scope{})
		if got := o.results().Counted; got != step.counted || work.Counted != step.counted ||
			store.scanned != step.scanned || store.fetched != step.fetched {
			t.Errorf("%s: figures of %d, fieldwork of %d, %d scanned and %d fetched; want %d, %d scanned and %d fetched", step.what, got, work.Counted, store.scanned, store.fetched,
				step.counted, step.scanned, step.fetched)
		}
	}
}

func uid(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

func (o *office) change(f func(*survey.Survey)) error {
	_, err := o.svc.Change(o.t.Context(), admin, "yk", f)
	return err
}

func (o *office) fieldwork(scope results.Scope) *live.Fieldwork {
	o.t.Helper()
	f, err := o.board.Fieldwork(o.t.Context(), "yk", scope)
	if err != nil {
		o.t.Fatal(err)
	}
	return f
}

// Twenty-five of 1,025 answers were missing where the clock of the process that made the figures was set back, or
// behind.
func TestAClockOfAProcessDecidesNothing(t *testing.T) {
	t.Parallel()
	for what, wrong := range map[string]time.Duration{"half an hour behind": -30 * time.Minute,
		"a day behind": -24 * time.Hour, "an hour ahead": time.Hour} {
		for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
			for _, late := range []bool{false, true} { // whose clock it is
				t.Run(fmt.Sprintf("%s/%s/%v", what, mode, late), func(t *testing.T) {
					start := time.Date(2025, 6, 1, 8, 0, 0, 0, time.UTC)
					right, off := &clock{start}, &clock{start}
					store := memstore.New(right.Now)
					asks, answers := off, right
					if late {
						asks, answers = right, off
					}
					here, there := open(t, store, asks), open(t, store, answers)
					there.publish(mode, form())
					for i := range 100 {
						there.answer(i, said("tot"), "")
					}
					if n := here.results().Counted; n != 100 {
						t.Fatalf("%d answers at first, want 100", n)
					}
					for i := range 25 {
						right.now = right.now.Add(time.Second)
						off.now = right.now.Add(wrong)
						there.answer(100+i, said("chua"), "")
					}
					r, keys, err := here.board.ResultsWithKeys(t.Context(), "yk", results.Scope{})
					if err != nil || r.Counted != 125 || len(keys) != 125 {
						t.Errorf("a report of %d answers, %v; want the 125 that were acknowledged", r.Counted, err)
					}
					there.answer(200, said("chua"), "")
					later(11*time.Second, here) // one follow interval
					if n := here.results().Counted; n != 126 {
						t.Errorf("the page shows %d answers after one interval, want 126", n)
					}
				})
			}
		}
	}
}

// lossy is a store whose question for changes finds nothing: whatever clocks may do to it.
type lossy struct{ survey.Store }

type lossyResponses struct{ survey.ResponseStore }

func (s lossy) Responses() survey.ResponseStore { return lossyResponses{s.Store.Responses()} }

func (lossyResponses) Changes(context.Context, string, time.Time) iter.Seq2[*survey.Response, error] {
	return func(func(*survey.Response, error) bool) {}
}

func TestNothingStaysLost(t *testing.T) {
	t.Parallel()
	store := memstore.New(time.Now)
	here, there := open(t, lossy{store}, &clock{time.Now()}), open(t, store, &clock{time.Now()})
	there.publish(survey.Named, form())
	there.answer(1, said("tot"), "")
	here.results()
	there.answer(2, said("chua"), "")
	later(time.Minute, here)
	if n := here.results().Counted; n != 2 {
		t.Errorf("%d answers after a slow round, want 2", n)
	}
}

// What stands around the answers is followed as they are, here and from another process.
func TestFollowsWhatStandsAround(t *testing.T) {
	t.Parallel()
	store := memstore.New(time.Now)
	here, there := open(t, store, &clock{time.Now()}), open(t, store, &clock{time.Now()})
	register := func(name, above string) {
		t.Helper()
		units := []survey.Unit{{Code: "12", Name: "Lai Châu", Level: "province"},
			{Code: "105", Name: name, Level: "district", Parent: "12"},
			{Code: "106", Name: "Huyện B", Level: "district", Parent: "12"},
			{Code: "x1", Name: "Xã 1", Level: "commune", Parent: above}}
		if err := here.svc.ImportUnits(t.Context(), admin, survey.UnitSet{ID: "u", Units: units}, nil); err != nil {
			t.Fatal(err)
		}
	}
	check := func(what, want string) {
		t.Helper()
		later(2*time.Second, there)
		for i, o := range []*office{here, there} {
			got := ""
			for _, u := range o.results().Units {
				got += fmt.Sprintf("%s %d/%d; ", u.Name, u.Responses, u.Planned)
			}
			if f := o.fieldwork(results.Scope{}); got != want || f.Counted != 2 ||
				f.Sums[live.Cell{Unit: "12"}]+f.Sums[live.Cell{}] != 2 {
				t.Errorf("%s, process %d: %s (%v of %d), want %s", what, i, got, f.Sums, f.Counted, want)
			}
		}
	}
	register("Huyện A", "105")
	here.publish(survey.Named, form())
	here.answer(1, survey.Answers{"vi_sao": survey.OfText("x1"), "q1": survey.OfText("chua")}, "")
	here.answer(2, survey.Answers{"vi_sao": survey.OfText("106"), "q1": survey.OfText("chua")}, "")
	check("no units", "")
	if err := here.change(func(s *survey.Survey) { s.Units = "u" }); err != nil {
		t.Fatal(err)
	}
	check("units", "Huyện A 0/0; Xã 1 0/0; Huyện B 0/0; ")
	if err := here.change(func(s *survey.Survey) { s.UnitItem = "vi_sao" }); err != nil {
		t.Fatal(err)
	}
	check("the unit item is chosen after the answers came", "Huyện A 1/0; Xã 1 1/0; Huyện B 1/0; ")
	if err := here.svc.SetFrame(t.Context(), admin,
		survey.SamplingFrame{Survey: "yk", Rows: []survey.FrameRow{{Unit: "x1", Planned: 5}}}); err != nil {
		t.Fatal(err)
	}
	check("a plan", "Huyện A 1/5; Xã 1 1/5; Huyện B 1/0; ")
	register("Thành phố A", "106")
	check("the register imported again", "Thành phố A 0/0; Huyện B 2/5; Xã 1 1/5; ")
}
