package service_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// states counts the responses by state.
func (w *world) states(t *testing.T) map[survey.State]int {
	t.Helper()
	out := map[survey.State]int{}
	for _, r := range w.stored(t) {
		out[r.State]++
	}
	return out
}

// quotaWorld has the district h with the communes x1 and x2 below it, two classes, and these quotas.
func quotaWorld(t *testing.T, mode survey.Mode, q ...survey.Quota) *world {
	t.Helper()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{Mode: mode})
	units := []survey.Unit{{Code: "h", Name: "Huyện"}, {Code: "x1", Name: "Xã 1", Parent: "h"},
		{Code: "x2", Name: "Xã 2", Parent: "h"}}
	if err := w.ImportUnits(w.ctx, admin, survey.UnitSet{ID: "u", Units: units}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Change(w.ctx, admin, "yk", func(sv *survey.Survey) {
		sv.Units, sv.Classes = "u", []survey.Class{{Code: "dan"}, {Code: "can_bo"}}
	}); err != nil {
		t.Fatal(err)
	}
	if err := w.SetQuotas(w.ctx, admin, "yk", "", q); err != nil {
		t.Fatal(err)
	}
	return w
}

// from sends a response from a unit and class, and tells how it was taken: "counts" or the code of the refusal.
func (w *world) from(t *testing.T, n int, unit, class string) string {
	t.Helper()
	in := answer(n, "tot")
	in.Unit, in.Class = unit, class
	receipt, err := w.Submit(w.ctx, "yk", in)
	switch {
	case err == nil && receipt.State == survey.Submitted:
		return "counts"
	case survey.KindOf(err) == survey.Closed && receipt.Receipt != "":
		return err.(*survey.Error).Code
	}
	t.Fatalf("got %+v, %v", receipt, err)
	return ""
}

// have is what each quota has, in the order in which they were set.
func (w *world) have(t *testing.T) []int {
	t.Helper()
	list, err := w.Quotas(w.ctx, admin, "yk", "")
	if err != nil {
		t.Fatal(err)
	}
	var out []int
	for _, q := range list {
		out = append(out, q.Have)
	}
	return out
}

func TestAQuotaStopsCounting(t *testing.T) {
	t.Parallel()
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			w := quotaWorld(t, mode, survey.Quota{Unit: "x1", Class: "dan", Most: 2}, survey.Quota{Unit: "h", Most: 4})
			for n, c := range []struct{ unit, class, want string }{
				{"x1", "dan", "counts"}, {"x1", "dan", "counts"}, {"x1", "dan", "quota.full"},
				{"x1", "can_bo", "counts"}, {"x2", "dan", "counts"}, // the district has its four
				{"x2", "can_bo", "quota.full"}, {"h", "", "quota.full"}, {"", "dan", "counts"},
			} {
				if got := w.from(t, n, c.unit, c.class); got != c.want {
					t.Errorf("answer %d from %s of %s: %s, want %s", n, c.unit, c.class, got, c.want)
				}
			}
			if got := w.have(t); !slices.Equal(got, []int{2, 4}) {
				t.Errorf("the quotas have %v", got)
			}
			if got := w.from(t, 0, "x1", "dan"); got != "counts" { // sent again
				t.Errorf("the first sent again: %s", got)
			}
			if got := w.from(t, 2, "x1", "dan"); got != "quota.full" {
				t.Errorf("the third sent again: %s", got)
			}
		})
	}
}

// TestQuotasFollowTheDesk: what is rejected, accepted, erased or imported changes what is left.
func TestQuotasFollowTheDesk(t *testing.T) {
	t.Parallel()
	w := quotaWorld(t, survey.Named, survey.Quota{Most: 1})
	if w.from(t, 1, "", "") != "counts" || w.from(t, 2, "", "") != "quota.full" {
		t.Fatal("a quota of one takes one")
	}
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	do(w.Review(w.ctx, admin, "yk", id(1), survey.Rejected, "phiếu thử"))
	if got := w.from(t, 3, "", ""); got != "counts" {
		t.Errorf("after one was rejected: %s", got)
	}
	do(w.Review(w.ctx, admin, "yk", id(2), survey.Submitted, "nhận thêm")) // the office may go beyond
	if got := w.have(t); !slices.Equal(got, []int{2}) {
		t.Errorf("accepted beyond the quota: %v", got)
	}
	do(w.Erase(w.ctx, admin, "yk", id(2)))
	do(w.Erase(w.ctx, admin, "yk", id(3)))
	if got := w.from(t, 4, "", ""); got != "counts" {
		t.Errorf("after two were erased: %s", got)
	}
	do(w.SetQuotas(w.ctx, admin, "yk", "", []survey.Quota{{Most: 2}}))
	if a, b := w.from(t, 5, "", ""), w.from(t, 6, "", ""); a != "counts" || b != "quota.full" {
		t.Errorf("a quota of two: %s, %s", a, b)
	}
	do(w.SetQuotas(w.ctx, admin, "yk", "", nil))
	if got := w.from(t, 7, "", ""); got != "counts" {
		t.Errorf("without quotas: %s", got)
	}
	do(w.SetFrame(w.ctx, admin, survey.SamplingFrame{Survey: "yk", Rows: []survey.FrameRow{{Unit: "x1"}}}))
	do(w.SetQuotas(w.ctx, admin, "yk", "", []survey.Quota{{Most: 9}}))
	do(w.SetFrame(w.ctx, admin, survey.SamplingFrame{Survey: "yk", Rows: []survey.FrameRow{{Unit: "x2"}}}))
	f, err := w.Frame(w.ctx, admin, "yk", "")
	if err != nil || len(f.Quotas) != 1 || len(f.Rows) != 1 || f.Rows[0].Unit != "x2" {
		t.Errorf("a new frame leaves %+v, %v", f, err)
	}
}

// TestAQuotaHoldsAgainstManyAtOnce: of a hundred at the same moment exactly as many count as the quota has.
func TestAQuotaHoldsAgainstManyAtOnce(t *testing.T) {
	t.Parallel()
	w := quotaWorld(t, survey.Anonymous, survey.Quota{Unit: "h", Class: "dan", Most: 30})
	var all sync.WaitGroup
	for n := range 100 {
		all.Go(func() {
			in := answer(n, "tot")
			in.Unit, in.Class = fmt.Sprint("x", n%2+1), "dan"
			for range 2 { // each sends again, as after a lost reply
				if _, err := w.Submit(w.ctx, "yk", in); err != nil && survey.KindOf(err) != survey.Closed {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if got := w.states(t); got[survey.Submitted] != 30 || got[survey.Quarantined] != 70 {
		t.Errorf("%v, want 30 that count and 70 that wait", got)
	}
}

// TestAPlaceIsTakenBeforeTheAnswerIsStored: of two that are under way at once only one gets the last place.
func TestAPlaceIsTakenBeforeTheAnswerIsStored(t *testing.T) {
	t.Parallel()
	w := quotaWorld(t, survey.Named, survey.Quota{Most: 1})
	meddled := &meddledStore{Store: w.store}
	svc, err := service.New(w.ctx, meddled, service.Options{})
	if err != nil {
		t.Fatal(err)
	}
	meddled.before = func(r *survey.Response) {
		if r.ID == id(1) {
			_, err := svc.Submit(w.ctx, "yk", answer(2, "tot"))
			kind(t, err, survey.Closed, "quota.full")
		}
	}
	if receipt, err := svc.Submit(w.ctx, "yk", answer(1, "tot")); err != nil || receipt.State != survey.Submitted {
		t.Errorf("the first: %+v, %v", receipt, err)
	}
}

// TestAQuotaIsForgottenByWhatWasNotStored: a place taken for an answer that could not be stored is free again.
func TestAQuotaIsForgottenByWhatWasNotStored(t *testing.T) {
	t.Parallel()
	w := quotaWorld(t, survey.Named, survey.Quota{Most: 1})
	w.have(t)
	fails := false
	ended := &meddledStore{Store: w.store, fails: func(*survey.Response) bool { return fails }}
	svc, err := service.New(w.ctx, ended, service.Options{})
	if err != nil {
		t.Fatal(err)
	}
	fails = true
	if _, err := svc.Submit(w.ctx, "yk", answer(1, "tot")); survey.KindOf(err) != survey.Unavailable {
		t.Fatal(err)
	}
	fails = false
	receipt, err := svc.Submit(w.ctx, "yk", answer(2, "tot"))
	if err != nil || receipt.State != survey.Submitted {
		t.Errorf("the place is still taken: %+v, %v", receipt, err)
	}
}

// TestAnAnswerThatIsStoredLaterTakesItsPlace: of an answer whose storing ended without a reply nobody knows; when it
// turns up it counts.
func TestAnAnswerThatIsStoredLaterTakesItsPlace(t *testing.T) {
	t.Parallel()
	w := quotaWorld(t, survey.Named, survey.Quota{Most: 2})
	var late *survey.Response
	meddled := &meddledStore{Store: w.store}
	svc, err := service.New(w.ctx, meddled, service.Options{})
	if err != nil {
		t.Fatal(err)
	}
	meddled.before = func(r *survey.Response) {
		if r.ID == id(1) {
			late = r
		}
	}
	meddled.fails = func(r *survey.Response) bool { return r.ID == id(1) }
	if _, err := svc.Submit(w.ctx, "yk", answer(1, "tot")); survey.KindOf(err) != survey.Unavailable {
		t.Fatal(err)
	}
	if _, err := svc.Submit(w.ctx, "yk", answer(2, "tot")); err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.Responses().Insert(w.ctx, late); err != nil {
		t.Fatal(err)
	}
	_, err = svc.Submit(w.ctx, "yk", answer(3, "tot"))
	kind(t, err, survey.Closed, "quota.full")
}

// TestCountingQuotasHoldsNobodyElseUp: while all is counted other surveys take answers, answers are withdrawn, and who
// asked first may hang up.
func TestCountingQuotasHoldsNobodyElseUp(t *testing.T) {
	t.Parallel()
	w := quotaWorld(t, survey.Named, survey.Quota{Most: 5})
	w.submit(t, answer(1, "tot"))
	q := questionnaire()
	if _, err := w.SaveDraft(w.ctx, admin, "khac", q); err != nil {
		t.Fatal(err)
	}
	if _, err := w.PublishDraft(w.ctx, admin, "khac", service.PublishOptions{}); err != nil {
		t.Fatal(err)
	}
	slow := &slowScan{Store: w.store, slug: "yk", begun: make(chan struct{}, 9), release: make(chan struct{})}
	svc, err := service.New(w.ctx, slow, service.Options{})
	if err != nil {
		t.Fatal(err)
	}
	impatient, hangUp := context.WithCancel(w.ctx)
	gone := make(chan error)
	go func() {
		_, err := svc.Submit(impatient, "yk", answer(2, "tot"))
		gone <- err
	}()
	<-slow.begun
	hangUp()
	if err := <-gone; survey.KindOf(err) != survey.Unavailable {
		t.Errorf("who hung up got %v", err)
	}
	patient := make(chan error)
	go func() {
		_, err := svc.Submit(w.ctx, "yk", answer(3, "tot"))
		patient <- err
	}()
	if _, err := svc.Submit(w.ctx, "khac", answer(4, "tot")); err != nil {
		t.Errorf("another survey: %v", err)
	}
	if err := svc.Erase(w.ctx, admin, "yk", id(1)); err != nil {
		t.Errorf("erased meanwhile: %v", err)
	}
	close(slow.release)
	if err := <-patient; err != nil {
		t.Error(err)
	}
	list, err := svc.Quotas(w.ctx, admin, "yk", "")
	if err != nil || len(list) != 1 || list[0].Have != 1 {
		t.Errorf("counted %+v, %v", list, err)
	}
	if n := len(slow.begun); n != 0 {
		t.Errorf("%d counts of all were begun after the first", n)
	}
}

// slowScan is a store in which going through a survey's responses waits.
type slowScan struct {
	survey.Store
	slug    string
	begun   chan struct{}
	release chan struct{}
}

func (s *slowScan) Responses() survey.ResponseStore { return slowResponses{s.Store.Responses(), s} }

type slowResponses struct {
	survey.ResponseStore
	of *slowScan
}

func (r slowResponses) Scan(ctx context.Context, slug string) iter.Seq2[*survey.Response, error] {
	if slug == r.of.slug {
		r.of.begun <- struct{}{}
		<-r.of.release
	}
	if ctx.Err() != nil {
		return func(yield func(*survey.Response, error) bool) { yield(nil, survey.Unanswered("Scan", ctx.Err())) }
	}
	return r.ResponseStore.Scan(ctx, slug)
}

func TestQuotasAreJudged(t *testing.T) {
	t.Parallel()
	w := quotaWorld(t, survey.Named)
	err := w.SetQuotas(w.ctx, admin, "yk", "", []survey.Quota{{Unit: "x9", Most: 1}, {Class: "ai", Most: 1},
		{Unit: "x1", Most: -1}, {Unit: "x1", Most: 3}})
	var got []string
	for _, p := range survey.ProblemsOf(err) {
		got = append(got, fmt.Sprintf("%d %s %s", p.Place.Row, p.Place.Item, p.Code))
	}
	want := []string{"1 unit unit.unknown", "2 class class.unknown", "3 quota number.bad", "4 unit frame.twice"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	kind(t, w.SetQuotas(w.ctx, survey.Actor{Name: "xem"}, "yk", "", nil), survey.Forbidden, "")
}
