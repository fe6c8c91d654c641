package storetest

import (
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

var changeIdeas = []idea{
	{"at-or-after-a-time", func(t *testing.T, h Harness) {
		store(t, h.Store, named(slug, "a"))
		tick()
		b := named(slug, "b")
		store(t, h.Store, b, named("khác", "c"))
		since := get(t, h.Store, slug, "b").Changed
		wantChanges(t, h, since, "b:1")
		wantChanges(t, h, since.Add(999*time.Microsecond), "b:1")
		wantChanges(t, h, get(t, h.Store, slug, "a").Changed, "a:1 b:1")
		wantChanges(t, h, time.Time{}, "a:1 b:1")
		wantChanges(t, h, time.Now().Add(time.Hour), "")
		same(t, gather(t, h.Store.Responses().Changes(bg, slug, since))[0], b)
	}},
	{"since-in-another-zone", func(t *testing.T, h Harness) {
		store(t, h.Store, named(slug, "a"))
		since := get(t, h.Store, slug, "a").Changed.In(time.FixedZone("+07", 7*3600))
		wantChanges(t, h, since, "a:1")
		wantChanges(t, h, since.Add(time.Millisecond), "")
	}},
	{"a-late-revision-of-an-old-response", func(t *testing.T, h Harness) {
		a := named(slug, "a")
		store(t, h.Store, a, named(slug, "b"))
		tick()
		must(t, h.Store.Responses().Revise(bg, next(a, survey.Withdrawn, "rút")))
		wantChanges(t, h, get(t, h.Store, slug, "a").Changed, "a:2")
	}},
	{"asking-again-with-an-overlap-gives-all-again", func(t *testing.T, h Harness) {
		store(t, h.Store, named(slug, "a"))
		since := get(t, h.Store, slug, "a").Changed
		for range 3 {
			wantChanges(t, h, since, "a:1")
		}
	}},
	{"a-batch-is-new-when-it-is-committed", func(t *testing.T, h Harness) {
		store(t, h.Store, inBatch(slug, "a", "lô"), inBatch(slug, "b", "lô"))
		tick()
		store(t, h.Store, named(slug, "c"))
		since := get(t, h.Store, slug, "c").Changed
		tick()
		commit(t, h.Store, "lô")
		if stored := get(t, h.Store, slug, "a").Changed; !stored.Before(since) {
			t.Fatalf("the batch's rows were stored at %v, want before %v", stored, since)
		}
		wantChanges(t, h, since, "a:1 b:1 c:1")
		tick()
		wantChanges(t, h, time.Now(), "")
	}},
	{"an-undone-batch-is-named-by-ids", func(t *testing.T, h Harness) {
		store(t, h.Store, inBatch(slug, "a", "lô"), inBatch(slug, "b", "lô"), named(slug, "c"))
		commit(t, h.Store, "lô")
		tick()
		store(t, h.Store, named(slug, "d"))
		since := get(t, h.Store, slug, "d").Changed
		tick()
		must(t, h.Store.Responses().UndoBatch(bg, slug, "lô"))
		wantChanges(t, h, since, "a:0 b:0 d:1")
		wantBare(t, h, since)
		tick()
		wantChanges(t, h, time.Now(), "")
	}},
	{"undone-and-imported-again-is-there", func(t *testing.T, h Harness) {
		store(t, h.Store, inBatch(slug, "a", "lô 1"), inBatch(slug, "b", "lô 1"))
		commit(t, h.Store, "lô 1")
		must(t, h.Store.Responses().UndoBatch(bg, slug, "lô 1"))
		store(t, h.Store, inBatch(slug, "a", "lô 2"))
		commit(t, h.Store, "lô 2")
		wantChanges(t, h, time.Now().Add(-time.Hour), "a:1 b:0")
	}},
	{"an-erased-response-is-named-by-id", func(t *testing.T, h Harness) {
		store(t, h.Store, named(slug, "a"), named(slug, "b"))
		tick()
		store(t, h.Store, named(slug, "c"))
		since := get(t, h.Store, slug, "c").Changed
		tick()
		must(t, h.Store.Responses().Erase(bg, slug, "a"))
		wantChanges(t, h, since, "a:0 c:1")
		wantBare(t, h, since)
		tick()
		wantChanges(t, h, time.Now(), "")
	}},
	{"may-be-left-early", func(t *testing.T, h Harness) {
		store(t, h.Store, named(slug, "a"), named(slug, "b"))
		for range 20 {
			for _, err := range h.Store.Responses().Changes(bg, slug, time.Time{}) {
				must(t, err)
				break
			}
		}
		store(t, h.Store, named(slug, "c"))
	}},
}

// wantChanges fails unless the store reports exactly these, each once.
func wantChanges(t *testing.T, h Harness, since time.Time, want string) {
	t.Helper()
	equal(t, "Changes", sorted(gather(t, h.Store.Responses().Changes(bg, slug, since))), want)
}

// wantBare fails when something that is gone comes with more than its identity.
func wantBare(t *testing.T, h Harness, since time.Time) {
	t.Helper()
	for _, r := range gather(t, h.Store.Responses().Changes(bg, slug, since)) {
		if r.Revision == 0 && (len(r.Answers) > 0 || r.SHA256 != "" || r.ReceiptHash != "" || r.State != "") {
			t.Fatalf("%s is gone and yet comes with %+v", r.ID, r)
		}
	}
}
