package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

var batchIdeas = []idea{
	{"undone-and-imported-again-is-another", func(t *testing.T, h Harness) {
		store(t, h.Store, inBatch(slug, "a", "lô 1"))
		commit(t, h.Store, "lô 1")
		before := one[[]survey.Key](t)(h.Store.Responses().Keys(bg, slug))
		must(t, h.Store.Responses().UndoBatch(bg, slug, "lô 1"))
		store(t, h.Store, saying(inBatch(slug, "a", "lô 2"), "kém"))
		commit(t, h.Store, "lô 2")
		for _, s := range []survey.Store{h.Store, h.second()} {
			after := one[[]survey.Key](t)(s.Responses().Keys(bg, slug))
			equal(t, "before", before, []survey.Key{{ID: "a", Revision: 1, Row: "row-a"}})
			equal(t, "after", after, []survey.Key{{ID: "a", Revision: 1, Row: "row-kém"}})
			if survey.SnapshotID(before) == survey.SnapshotID(after) {
				t.Fatal("other content under the same id makes the same snapshot")
			}
		}
	}},
	{"a-revision-has-a-row-hash-of-its-own", func(t *testing.T, h Harness) {
		r := named(slug, "a")
		store(t, h.Store, r)
		second := saying(next(r, survey.Submitted, "sửa"), "sửa")
		must(t, h.Store.Responses().Revise(bg, second))
		equal(t, "Keys", one[[]survey.Key](t)(h.reopened().Responses().Keys(bg, slug)),
			[]survey.Key{{ID: "a", Revision: 2, Row: "row-sửa"}})
	}},
	{"unseen-before-the-commit", func(t *testing.T, h Harness) {
		start := time.Now().Add(-time.Hour)
		store(t, h.Store, inBatch(slug, "a", "lô"), inBatch(slug, "b", "lô"), named(slug, "c"))
		for _, s := range []survey.Store{h.Store, h.second()} {
			wantUnseen(t, s, "a")
			wantSeen(t, s, slug, "c:1")
			equal(t, "Changes", sorted(gather(t, s.Responses().Changes(bg, slug, start))), "c:1")
			equal(t, "Few", brief(one[[]*survey.Response](t)(s.Responses().Few(bg, slug, []string{"a", "b", "c"}))),
				"c:1")
			equal(t, "Batches", len(one[[]survey.Batch](t)(s.Responses().Batches(bg, slug))), 0)
		}
	}},
	{"seen-whole-after-the-commit", func(t *testing.T, h Harness) {
		a := inBatch(slug, "a", "lô")
		store(t, h.Store, a, inBatch(slug, "b", "lô"))
		commit(t, h.Store, "lô")
		for _, s := range []survey.Store{h.Store, h.second()} {
			wantSeen(t, s, slug, "a:1 b:1")
			same(t, get(t, s, slug, "a"), a)
			same(t, one[*survey.Response](t)(s.Responses().ByReceipt(bg, slug, a.ReceiptHash)), a)
			equal(t, "Revisions", brief(one[[]*survey.Response](t)(s.Responses().Revisions(bg, slug, "a"))), "a:1")
		}
		existing, err := h.Store.Responses().Insert(bg, saying(named(slug, "a"), "khác"))
		must(t, err)
		same(t, existing[0], a)
	}},
	{"only-its-own-batch-is-seen", func(t *testing.T, h Harness) {
		store(t, h.Store, inBatch(slug, "a", "lô 1"), inBatch(slug, "b", "lô 2"), inBatch("khác", "c", "lô 1"))
		commit(t, h.Store, "lô 1")
		wantSeen(t, h.Store, slug, "a:1")
		wantSeen(t, h.Store, "khác", "")
		equal(t, "batches elsewhere", len(one[[]survey.Batch](t)(h.Store.Responses().Batches(bg, "khác"))), 0)
	}},
	{"a-committed-response-is-revised-like-any", func(t *testing.T, h Harness) {
		a := inBatch(slug, "a", "lô")
		store(t, h.Store, a)
		wantKind(t, h.Store.Responses().Revise(bg, next(a, survey.Rejected, "trùng")), survey.NotFound)
		commit(t, h.Store, "lô")
		second := next(a, survey.Rejected, "trùng")
		must(t, h.Store.Responses().Revise(bg, second))
		same(t, get(t, h.Store, slug, "a"), second)
	}},
	{"sending-an-unfinished-batch-again", func(t *testing.T, h Harness) {
		store(t, h.Store, inBatch(slug, "a", "lô"))
		store(t, h.Store, inBatch(slug, "a", "lô"), inBatch(slug, "b", "lô"))
		commit(t, h.Store, "lô")
		wantSeen(t, h.Store, slug, "a:1 b:1")
	}},
	{"an-abandoned-batch-is-in-nobodys-way", func(t *testing.T, h Harness) {
		store(t, h.Store, saying(inBatch(slug, "a", "bỏ dở"), "bỏ dở"))
		a := saying(inBatch(slug, "a", "lô"), "làm lại")
		store(t, h.Store, a, inBatch(slug, "b", "lô"))
		commit(t, h.Store, "lô")
		same(t, get(t, h.Store, slug, "a"), a)
		wantSeen(t, h.Store, slug, "a:1 b:1")
	}},
	{"who-was-seen-first-stays", func(t *testing.T, h Harness) {
		store(t, h.Store, saying(inBatch(slug, "a", "lô"), "từ tệp"), inBatch(slug, "b", "lô"))
		a := saying(named(slug, "a"), "tự gửi")
		store(t, h.Store, a)
		same(t, get(t, h.Store, slug, "a"), a)
		commit(t, h.Store, "lô")
		same(t, get(t, h.Store, slug, "a"), a)
		wantSeen(t, h.Store, slug, "a:1 b:1")
		second := next(a, survey.Rejected, "trùng")
		must(t, h.Store.Responses().Revise(bg, second))
		same(t, get(t, h.Store, slug, "a"), second)
		wantSeen(t, h.Store, slug, "a:2 b:1")
		must(t, h.Store.Responses().UndoBatch(bg, slug, "lô"))
		wantSeen(t, h.Store, slug, "a:2")
	}},
	{"commit-twice-is-conflict", func(t *testing.T, h Harness) {
		commit(t, h.Store, "lô")
		wantKind(t, h.Store.Responses().CommitBatch(bg, survey.Batch{ID: "lô", Survey: slug}), survey.Conflict)
		must(t, h.Store.Responses().UndoBatch(bg, slug, "lô"))
		wantKind(t, h.Store.Responses().CommitBatch(bg, survey.Batch{ID: "lô", Survey: slug}), survey.Conflict)
		must(t, h.Store.Responses().CommitBatch(bg, survey.Batch{ID: "lô", Survey: "khác"}))
	}},
	{"undo-hides-for-good", func(t *testing.T, h Harness) {
		a := inBatch(slug, "a", "lô")
		store(t, h.Store, a, inBatch(slug, "b", "lô"), named(slug, "c"))
		commit(t, h.Store, "lô")
		must(t, h.Store.Responses().Revise(bg, next(a, survey.Rejected, "trùng")))
		must(t, h.Store.Responses().UndoBatch(bg, slug, "lô"))
		for _, s := range []survey.Store{h.Store, h.second()} {
			wantUnseen(t, s, "a")
			wantSeen(t, s, slug, "c:1")
		}
		must(t, h.Store.Responses().UndoBatch(bg, slug, "lô"))
		batches := one[[]survey.Batch](t)(h.Store.Responses().Batches(bg, slug))
		if len(batches) != 1 || !batches[0].Undone {
			t.Fatalf("got %+v, want the undone batch", batches)
		}
	}},
	{"an-undone-import-can-be-made-again", func(t *testing.T, h Harness) {
		store(t, h.Store, saying(inBatch(slug, "a", "lô 1"), "sai cột"))
		commit(t, h.Store, "lô 1")
		must(t, h.Store.Responses().UndoBatch(bg, slug, "lô 1"))
		a := saying(inBatch(slug, "a", "lô 2"), "đúng cột")
		store(t, h.Store, a)
		wantUnseen(t, h.Store, "a")
		commit(t, h.Store, "lô 2")
		same(t, get(t, h.Store, slug, "a"), a)
		wantSeen(t, h.Store, slug, "a:1")
	}},
	{"undo-of-nothing-is-not-found", func(t *testing.T, h Harness) {
		store(t, h.Store, inBatch(slug, "a", "chưa xong"))
		wantKind(t, h.Store.Responses().UndoBatch(bg, slug, "none"), survey.NotFound)
		wantKind(t, h.Store.Responses().UndoBatch(bg, slug, "chưa xong"), survey.NotFound)
	}},
	{"batches-oldest-first-and-whole", func(t *testing.T, h Harness) {
		day := time.Date(2025, 7, 1, 7, 0, 0, 123_456_789, time.FixedZone("+07", 7*3600))
		want := survey.Batch{ID: "z.$1", Survey: slug, File: "phiếu xã.xlsx", SHA256: "ab", Rows: 12, By: "lan",
			Committed: day}
		must(t, h.Store.Responses().CommitBatch(bg,
			survey.Batch{ID: "b", Survey: slug, Committed: day.Add(2 * time.Hour)}))
		must(t, h.Store.Responses().CommitBatch(bg, want))
		must(t, h.Store.Responses().CommitBatch(bg, survey.Batch{ID: "a", Survey: slug, Committed: day.Add(time.Hour)}))
		var ids []string
		batches := one[[]survey.Batch](t)(h.Store.Responses().Batches(bg, slug))
		for _, b := range batches {
			ids = append(ids, b.ID)
		}
		equal(t, "order", ids, []string{"z.$1", "a", "b"})
		want.Committed = day.UTC().Truncate(time.Millisecond)
		equal(t, "batch", batches[0], want)
	}},
	{"the-store-says-when-nobody-did", func(t *testing.T, h Harness) {
		commit(t, h.Store, "lô")
		at := one[[]survey.Batch](t)(h.Store.Responses().Batches(bg, slug))[0].Committed
		if d := time.Since(at); d < -time.Minute || d > time.Minute || at.Location() != time.UTC {
			t.Fatalf("Committed is %v, want now in UTC", at)
		}
	}},
	{"a-few-hundred-rows", func(t *testing.T, h Harness) {
		var list []*survey.Response
		for i := range 120 {
			list = append(list, inBatch(slug, fmt.Sprintf("%03d", i), "lô"))
		}
		store(t, h.Store, list...)
		equal(t, "before", keys(t, h.Store, slug), "")
		commit(t, h.Store, "lô")
		equal(t, "after", len(one[[]survey.Key](t)(h.Store.Responses().Keys(bg, slug))), 120)
	}},
}

func commit(t *testing.T, s survey.Store, id string) {
	t.Helper()
	must(t, s.Responses().CommitBatch(bg, survey.Batch{ID: id, Survey: slug}))
}

// wantUnseen fails unless no method shows the response of the survey slug.
func wantUnseen(t *testing.T, s survey.Store, id string) {
	t.Helper()
	_, err := s.Responses().Get(bg, slug, id)
	wantKind(t, err, survey.NotFound)
	_, err = s.Responses().Revisions(bg, slug, id)
	wantKind(t, err, survey.NotFound)
	_, err = s.Responses().ByReceipt(bg, slug, named(slug, id).ReceiptHash)
	wantKind(t, err, survey.NotFound)
	equal(t, "Few", len(one[[]*survey.Response](t)(s.Responses().Few(bg, slug, []string{id}))), 0)
}
