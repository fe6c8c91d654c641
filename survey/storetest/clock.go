package storetest

import (
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

var clockIdeas = []idea{
	{"stamps-are-by-it", func(t *testing.T, h Harness) {
		before := clock(t, h.Store)
		store(t, h.Store, named(slug, "a"))
		after := clock(t, h.Store)
		if at := get(t, h.Store, slug, "a").Changed; at.Before(before) || at.After(after) {
			t.Fatalf("stamped at %v, want between %v and %v", at, before, after)
		}
		if before.Location() != time.UTC || before.Nanosecond()%1e6 != 0 {
			t.Fatalf("got %v, want UTC to the millisecond", before)
		}
	}},
	{"another-process-whose-clock-is-an-hour-behind",
		func(t *testing.T, h Harness) { nothingIsLost(t, h.Store, h.secondAt(-time.Hour)) }},
	{"another-process-whose-clock-is-an-hour-ahead",
		func(t *testing.T, h Harness) { nothingIsLost(t, h.Store, h.secondAt(time.Hour)) }},
	{"reopened-with-the-clock-set-back-a-day", func(t *testing.T, h Harness) {
		somethingToChange(t, h.Store, slug)
		tick()
		mark := clock(t, h.Store)
		s := h.reopenedAt(-24 * time.Hour)
		changeEverything(t, s, slug)
		equal(t, "Changes", sorted(gather(t, s.Responses().Changes(bg, slug, mark))), everythingChanged)
		if now := clock(t, s); now.Before(mark) {
			t.Fatalf("the clock ran back from %v to %v", mark, now)
		}
	}},
	{"a-batch-is-stamped-by-it", func(t *testing.T, h Harness) {
		store(t, h.Store, inBatch(slug, "a", "lô"))
		other := h.secondAt(-time.Hour)
		before := clock(t, h.Store)
		must(t, other.Responses().CommitBatch(bg, survey.Batch{ID: "lô", Survey: slug}))
		if at := one[[]survey.Batch](t)(h.Store.Responses().Batches(bg,
			slug))[0].Committed; at.Before(before.Add(-slack)) {
			t.Fatalf("committed at %v by a clock of %v", at, before)
		}
	}},
}

// slack is how far two measurements of one clock may differ.
const slack = time.Second

// clock is the store's time.
func clock(t testing.TB, s survey.Store) time.Time {
	t.Helper()
	return one[time.Time](t)(s.Clock(bg))
}

// nothingIsLost fails when one of two processes does not see what the other does after a mark that it took itself.
func nothingIsLost(t *testing.T, here, there survey.Store) {
	t.Helper()
	for i, pair := range [][2]survey.Store{{here, there}, {there, here}} {
		writer, reader := pair[0], pair[1]
		slug := []string{"xuôi", "ngược"}[i]
		somethingToChange(t, writer, slug)
		mark := clock(t, reader).Add(-slack)
		changeEverything(t, writer, slug)
		equal(t, "Changes", sorted(gather(t, reader.Responses().Changes(bg, slug, mark))), everythingChanged)
		equal(t, "Changes to come",
			len(gather(t, reader.Responses().Changes(bg, slug, clock(t, reader).Add(time.Minute)))), 0)
	}
}

// somethingToChange stores what changeEverything changes.
func somethingToChange(t *testing.T, s survey.Store, slug string) {
	t.Helper()
	store(t, s, named(slug, "a"), inBatch(slug, "b", "lô 1"), inBatch(slug, "c", "lô 2"), named(slug, "d"))
	must(t, s.Responses().CommitBatch(bg, survey.Batch{ID: "lô 1", Survey: slug}))
}

// changeEverything changes responses in each way that there is; everythingChanged is how Changes tells it.
func changeEverything(t *testing.T, s survey.Store, slug string) {
	t.Helper()
	must(t, s.Responses().Revise(bg, next(named(slug, "a"), survey.Rejected, "trùng")))
	must(t, s.Responses().UndoBatch(bg, slug, "lô 1"))
	must(t, s.Responses().CommitBatch(bg, survey.Batch{ID: "lô 2", Survey: slug}))
	must(t, s.Responses().Erase(bg, slug, "d"))
	store(t, s, named(slug, "e"))
}

const everythingChanged = "a:2 b:0 c:1 d:0 e:1"
