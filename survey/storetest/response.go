package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

var responseIdeas = []idea{
	{"what-has-no-row-hash-is-mended-once", func(t *testing.T, h Harness) {
		old := func(r *survey.Response) *survey.Response { r.RowHash = ""; return r }
		a := old(named(slug, "a"))
		store(t, h.Store, a, old(inBatch(slug, "b", "chưa xong")), named(slug, "c"), old(anonymous("khác", "a")),
			named(slug, "d"))
		mended := map[string]int{}
		must(t, h.Store.Responses().Revise(bg, old(next(a, survey.Rejected, "trùng"))))
		must(t, h.Store.Responses().Erase(bg, slug, "d"))
		for range 2 {
			must(t, h.Store.Responses().Mend(bg, slug, func(r *survey.Response) {
				mended[r.Survey]++
				r.RowHash, r.SHA256 = fmt.Sprint("row-", r.Survey, r.ID, r.Revision), "sha-mới"
			}))
			equal(t, "mended", mended, map[string]int{slug: 3})
		}
		revisions := one[[]*survey.Response](t)(h.second().Responses().Revisions(bg, slug, "a"))
		for i, r := range revisions {
			want := *a
			want.RowHash, want.SHA256 = fmt.Sprint("row-", slug, "a", i+1), "sha-mới"
			want.Revision, want.State, want.By, want.Why = r.Revision, r.State, r.By, r.Why
			same(t, r, &want)
		}
		commit(t, h.Store, "chưa xong")
		equal(t, "Keys", one[[]survey.Key](t)(h.Store.Responses().Keys(bg, slug)),
			[]survey.Key{{ID: "a", Revision: 2, Row: "row-" + slug + "a2"},
				{ID: "b", Revision: 1, Row: "row-" + slug + "b1"}, {ID: "c", Revision: 1, Row: "row-c"}})
	}},
	{"insert-then-get", func(t *testing.T, h Harness) {
		r := named(slug, "a")
		r.Unit, r.Class, r.Wave, r.Flags = "03163", "can.bo", "$1", []string{"closed", "đã đóng"}
		r.Name, r.Link, r.Of = vietnamese, "xã-105", "b"
		store(t, h.Store, r)
		same(t, get(t, h.Store, slug, "a"), r)
	}},
	{"insert-of-nothing", func(t *testing.T, h Harness) {
		existing, err := h.Store.Responses().Insert(bg)
		must(t, err)
		equal(t, "results", len(existing), 0)
	}},
	{"get-of-nothing-is-not-found", func(t *testing.T, h Harness) {
		_, err := h.Store.Responses().Get(bg, slug, "a")
		wantKind(t, err, survey.NotFound)
	}},
	{"the-same-id-gives-what-is-stored", func(t *testing.T, h Harness) {
		first := named(slug, "a")
		store(t, h.Store, first)
		existing, err := h.Store.Responses().Insert(bg, saying(named(slug, "a"), "khác"))
		must(t, err)
		same(t, existing[0], first)
		same(t, get(t, h.Store, slug, "a"), first)
	}},
	{"the-same-id-gives-the-first-revision", func(t *testing.T, h Harness) {
		first := named(slug, "a")
		store(t, h.Store, first)
		second := saying(next(first, survey.Submitted, "sửa"), "sửa")
		must(t, h.Store.Responses().Revise(bg, second))
		must(t, h.Store.Responses().Revise(bg, next(second, survey.Withdrawn, "rút")))
		existing, err := h.Store.Responses().Insert(bg, named(slug, "a"))
		must(t, err)
		same(t, existing[0], first)
	}},
	{"one-insert-of-new-and-old", func(t *testing.T, h Harness) {
		b := named(slug, "b")
		store(t, h.Store, b)
		existing, err := h.Store.Responses().Insert(bg, named(slug, "c"), saying(named(slug, "b"), "khác"),
			named(slug, "a"))
		must(t, err)
		if len(existing) != 3 || existing[0] != nil || existing[2] != nil {
			t.Fatalf("got %v, want only the second there already", existing)
		}
		same(t, existing[1], b)
		wantSeen(t, h.Store, slug, "a:1 b:1 c:1")
	}},
	{"one-insert-of-the-same-twice", func(t *testing.T, h Harness) {
		first := named(slug, "a")
		existing, err := h.Store.Responses().Insert(bg, first, saying(named(slug, "a"), "khác"))
		must(t, err)
		equal(t, "first is new", existing[0] == nil, true)
		same(t, existing[1], first)
		same(t, get(t, h.Store, slug, "a"), first)
	}},
	{"identity-is-survey-and-id", func(t *testing.T, h Harness) {
		for i, s := range []string{"a", "a/b", "a.b", "$a", "A", "á"} {
			for _, id := range []string{"b", "b/c", "b.c", "$b", "B"} {
				r := saying(named(s, id), fmt.Sprintf("%d %s", i, id))
				store(t, h.Store, r)
				same(t, get(t, h.Store, s, id), r)
			}
		}
		wantSeen(t, h.Store, "a", "$b:1 B:1 b:1 b.c:1 b/c:1")
		wantSeen(t, h.Store, "nowhere", "")
	}},
	{"scan-and-keys-in-byte-order", func(t *testing.T, h Harness) {
		for _, id := range []string{"b", "\U00010000", "a", "Z", "á", "a1", "\uFFFD", "a-", "10", "9"} {
			store(t, h.Store, named(slug, id))
		}
		wantSeen(t, h.Store, slug, "10:1 9:1 Z:1 a:1 a-:1 a1:1 b:1 á:1 \uFFFD:1 \U00010000:1")
	}},
	{"scan-gives-content", func(t *testing.T, h Harness) {
		a, b := named(slug, "a"), named(slug, "b")
		store(t, h.Store, b, a)
		list := gather(t, h.Store.Responses().Scan(bg, slug))
		equal(t, "scanned", brief(list), "a:1 b:1")
		same(t, list[0], a)
		same(t, list[1], b)
	}},
	{"scan-may-be-left-early", func(t *testing.T, h Harness) {
		for _, id := range []string{"a", "b", "c", "d"} {
			store(t, h.Store, named(slug, id))
		}
		for i := range 40 {
			for r, err := range h.Store.Responses().Scan(bg, slug) {
				must(t, err)
				equal(t, "first", r.ID, "a")
				break
			}
			if i%10 == 0 {
				store(t, h.Store, named(slug, fmt.Sprintf("x%02d", i)))
			}
		}
		equal(t, "all", keys(t, h.Store, slug), "a:1 b:1 c:1 d:1 x00:1 x10:1 x20:1 x30:1")
	}},
	{"the-store-may-be-used-while-scanning", func(t *testing.T, h Harness) {
		for _, id := range []string{"a", "b", "c"} {
			store(t, h.Store, named(slug, id))
		}
		for r, err := range h.Store.Responses().Scan(bg, slug) {
			must(t, err)
			if r.Revision == 1 {
				must(t, h.Store.Responses().Revise(bg, next(r, survey.Rejected, "trùng")))
			}
			equal(t, "revised while scanning", get(t, h.Store, slug, r.ID).Revision, 2)
		}
		wantSeen(t, h.Store, slug, "a:2 b:2 c:2")
	}},
	{"few-leaves-out-what-is-not-there", func(t *testing.T, h Harness) {
		store(t, h.Store, named(slug, "a"), named(slug, "b"), named("khác", "c"))
		few := one[[]*survey.Response](t)(h.Store.Responses().Few(bg, slug, []string{"b", "none", "a", "c", "b", ""}))
		equal(t, "few", sorted(few), "a:1 b:1")
		equal(t, "few of none", len(one[[]*survey.Response](t)(h.Store.Responses().Few(bg, slug, nil))), 0)
	}},
	{"hundreds-in-one-call", func(t *testing.T, h Harness) {
		var list []*survey.Response
		var ids []string
		for i := range 150 {
			id := fmt.Sprintf("%03d", i)
			list, ids = append(list, named(slug, id)), append(ids, id)
		}
		store(t, h.Store, list...)
		equal(t, "few", len(one[[]*survey.Response](t)(h.Store.Responses().Few(bg, slug, ids))), 150)
		existing, err := h.Store.Responses().Insert(bg, list...)
		must(t, err)
		for i, e := range existing {
			same(t, e, list[i])
		}
	}},
	{"by-receipt-gives-the-newest-revision", func(t *testing.T, h Harness) {
		a := named(slug, "a")
		store(t, h.Store, a, named(slug, "b"), named("khác", "a"))
		same(t, one[*survey.Response](t)(h.Store.Responses().ByReceipt(bg, slug, a.ReceiptHash)), a)
		second := next(a, survey.Withdrawn, "rút")
		must(t, h.Store.Responses().Revise(bg, second))
		same(t, one[*survey.Response](t)(h.Store.Responses().ByReceipt(bg, slug, a.ReceiptHash)), second)
		_, err := h.Store.Responses().ByReceipt(bg, "khác", a.ReceiptHash)
		wantKind(t, err, survey.NotFound)
	}},
	{"no-receipt-finds-nobody", func(t *testing.T, h Harness) {
		a, b := named(slug, "a"), named(slug, "b")
		a.ReceiptHash, b.ReceiptHash = "", ""
		store(t, h.Store, a, b)
		_, err := h.Store.Responses().ByReceipt(bg, slug, "")
		wantKind(t, err, survey.NotFound)
	}},
	{"times-are-utc-to-the-millisecond", func(t *testing.T, h Harness) {
		r := named(slug, "a")
		r.Received = time.Date(2025, 7, 1, 0, 30, 0, 123_999_999, time.FixedZone("+07", 7*3600))
		before := time.Now().Add(-time.Minute)
		store(t, h.Store, r)
		got := get(t, h.Store, slug, "a")
		equal(t, "Received", got.Received, time.Date(2025, 6, 30, 17, 30, 0, 123_000_000, time.UTC))
		equal(t, "zone of Changed", got.Changed.Location(), time.UTC)
		equal(t, "Changed to the millisecond", got.Changed.Truncate(time.Millisecond), got.Changed)
		if got.Changed.Before(before) || got.Changed.After(time.Now().Add(time.Minute)) {
			t.Fatalf("Changed is %v, want now", got.Changed)
		}
	}},
	{"what-is-put-in-is-not-kept-by-reference", func(t *testing.T, h Harness) {
		r, want := named(slug, "a"), named(slug, "a")
		store(t, h.Store, r)
		r.Answers["q1"] = survey.OfText("sửa sau khi gửi")
		same(t, get(t, h.Store, slug, "a"), want)
		get(t, h.Store, slug, "a").Answers["q1"] = survey.OfText("sửa sau khi đọc")
		same(t, get(t, h.Store, slug, "a"), want)
	}},
}

var revisionIdeas = []idea{
	{"revise-adds-a-revision", func(t *testing.T, h Harness) {
		first := named(slug, "a")
		store(t, h.Store, first)
		tick()
		second := saying(next(first, survey.Submitted, "ghi nhầm tuổi"), "đã sửa")
		must(t, h.Store.Responses().Revise(bg, second))
		third := next(second, survey.Rejected, "phiếu trùng")
		must(t, h.Store.Responses().Revise(bg, third))
		same(t, get(t, h.Store, slug, "a"), third)
		all := one[[]*survey.Response](t)(h.Store.Responses().Revisions(bg, slug, "a"))
		equal(t, "revisions", brief(all), "a:1 a:2 a:3")
		same(t, all[0], first)
		same(t, all[1], second)
		same(t, all[2], third)
		if !all[1].Changed.After(all[0].Changed) {
			t.Fatalf("revision 2 was stored at %v, revision 1 at %v", all[1].Changed, all[0].Changed)
		}
		wantSeen(t, h.Store, slug, "a:3")
	}},
	{"revisions-of-what-was-never-revised", func(t *testing.T, h Harness) {
		store(t, h.Store, named(slug, "a"))
		equal(t, "revisions", brief(one[[]*survey.Response](t)(h.Store.Responses().Revisions(bg, slug, "a"))), "a:1")
	}},
	{"many-revisions-stay-in-order", func(t *testing.T, h Harness) {
		r := named(slug, "a")
		store(t, h.Store, r)
		for range 11 {
			r = next(r, survey.Submitted, "sửa")
			must(t, h.Store.Responses().Revise(bg, r))
		}
		all := one[[]*survey.Response](t)(h.Store.Responses().Revisions(bg, slug, "a"))
		equal(t, "revisions", brief(all), "a:1 a:2 a:3 a:4 a:5 a:6 a:7 a:8 a:9 a:10 a:11 a:12")
		wantSeen(t, h.Store, slug, "a:12")
	}},
	{"revise-of-a-stale-revision-is-conflict", func(t *testing.T, h Harness) {
		first := named(slug, "a")
		store(t, h.Store, first)
		second := next(first, survey.Rejected, "trùng")
		must(t, h.Store.Responses().Revise(bg, second))
		for _, revision := range []int{0, 1, 2, 4} {
			r := saying(next(first, survey.Submitted, "lạc"), "lạc")
			r.Revision = revision
			wantKind(t, h.Store.Responses().Revise(bg, r), survey.Conflict)
		}
		same(t, get(t, h.Store, slug, "a"), second)
		equal(t, "revisions", brief(one[[]*survey.Response](t)(h.Store.Responses().Revisions(bg, slug, "a"))),
			"a:1 a:2")
	}},
	{"revise-of-nothing-is-not-found", func(t *testing.T, h Harness) {
		store(t, h.Store, named("khác", "a"))
		wantKind(t, h.Store.Responses().Revise(bg, next(named(slug, "a"), survey.Rejected, "")), survey.NotFound)
		_, err := h.Store.Responses().Revisions(bg, slug, "a")
		wantKind(t, err, survey.NotFound)
	}},
	{"the-state-is-kept-not-judged", func(t *testing.T, h Harness) {
		for _, state := range []survey.State{survey.Test, survey.Submitted, survey.Rejected, survey.Quarantined,
			survey.Withdrawn} {
			r := named(slug, string(state))
			r.State = state
			store(t, h.Store, r)
			same(t, get(t, h.Store, slug, string(state)), r)
		}
		wantSeen(t, h.Store, slug, "quarantined:1 rejected:1 submitted:1 test:1 withdrawn:1")
	}},
}
