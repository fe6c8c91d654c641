package storetest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

var eraseIdeas = []idea{
	{"leaves-only-a-tombstone", func(t *testing.T, h Harness) {
		a := named(slug, "a")
		store(t, h.Store, a, named(slug, "b"), named("khác", "a"))
		must(t, h.Store.Responses().Revise(bg, next(a, survey.Rejected, "trùng")))
		must(t, h.Store.Responses().Erase(bg, slug, "a"))
		for _, s := range []survey.Store{h.Store, h.second()} {
			wantErased(t, s, "a")
			wantSeen(t, s, slug, "b:1")
			get(t, s, "khác", "a")
		}
	}},
	{"what-was-erased-does-not-come-back", func(t *testing.T, h Harness) {
		store(t, h.Store, named(slug, "a"))
		must(t, h.Store.Responses().Erase(bg, slug, "a"))
		existing, err := h.Store.Responses().Insert(bg, named(slug, "a"), named(slug, "b"))
		must(t, err)
		if existing[0] == nil || existing[0].Revision != 0 || len(existing[0].Answers) != 0 {
			t.Fatalf("got %+v, want the tombstone: revision 0 and no content", existing[0])
		}
		equal(t, "b is new", existing[1] == nil, true)
		wantErased(t, h.Store, "a")
	}},
	{"nor-by-an-import", func(t *testing.T, h Harness) {
		store(t, h.Store, inBatch(slug, "a", "lô"), inBatch(slug, "b", "lô"))
		store(t, h.Store, named(slug, "a"))
		must(t, h.Store.Responses().Erase(bg, slug, "a"))
		commit(t, h.Store, "lô")
		wantErased(t, h.Store, "a")
		wantSeen(t, h.Store, slug, "b:1")
	}},
	{"nor-by-a-revision", func(t *testing.T, h Harness) {
		a := named(slug, "a")
		store(t, h.Store, a)
		must(t, h.Store.Responses().Erase(bg, slug, "a"))
		wantKind(t, h.Store.Responses().Revise(bg, next(a, survey.Rejected, "")), survey.NotFound, survey.Erased)
		wantErased(t, h.Store, "a")
	}},
	{"from-a-batch", func(t *testing.T, h Harness) {
		store(t, h.Store, inBatch(slug, "a", "lô"), inBatch(slug, "b", "lô"))
		commit(t, h.Store, "lô")
		must(t, h.Store.Responses().Erase(bg, slug, "a"))
		wantErased(t, h.Store, "a")
		wantSeen(t, h.Store, slug, "b:1")
	}},
	{"of-nothing-leaves-nothing", func(t *testing.T, h Harness) {
		store(t, h.Store, inBatch(slug, "b", "chưa xong"))
		for _, id := range []string{"a", "b"} {
			must(t, h.Store.Responses().Erase(bg, slug, id))
			_, err := h.Store.Responses().Get(bg, slug, id)
			wantKind(t, err, survey.NotFound)
		}
		store(t, h.Store, named(slug, "a"))
		commit(t, h.Store, "chưa xong")
		wantSeen(t, h.Store, slug, "a:1 b:1")
	}},
	{"twice-is-once", func(t *testing.T, h Harness) {
		store(t, h.Store, named(slug, "a"))
		must(t, h.Store.Responses().Erase(bg, slug, "a"))
		must(t, h.Store.Responses().Erase(bg, slug, "a"))
		wantErased(t, h.Store, "a")
	}},
	{"an-anonymous-one", func(t *testing.T, h Harness) {
		store(t, h.Store, anonymous(slug, "a"), anonymous(slug, "b"))
		must(t, h.Store.Responses().Erase(bg, slug, "a"))
		wantErased(t, h.Store, "a")
		wantSeen(t, h.Store, slug, "b:1")
	}},
	{"the-content-is-nowhere", func(t *testing.T, h Harness) {
		const secret = "bí mật không ai được thấy nữa"
		for i, size := range []int{1, 50, 1500} {
			for j := range 8 { // neighbours on every side, so that its pages are split and joined
				store(t, h.Store, saying(named(slug, fmt.Sprintf("%d-%d", i, j)),
					strings.Repeat("ai cũng được thấy ", 40)))
			}
			r := saying(named(slug, fmt.Sprintf("%d-4a", i)), strings.Repeat(secret+" ", size))
			store(t, h.Store, r)
			must(t, h.Store.Responses().Revise(bg, next(r, survey.Rejected, "trùng")))
			must(t, h.Store.Responses().Erase(bg, slug, r.ID))
		}
		if h.holds(secret) {
			t.Fatal("the database still holds an answer of the erased response")
		}
	}},
}

func wantErased(t *testing.T, s survey.Store, id string) {
	t.Helper()
	_, err := s.Responses().Get(bg, slug, id)
	wantKind(t, err, survey.Erased)
	_, err = s.Responses().Revisions(bg, slug, id)
	wantKind(t, err, survey.NotFound, survey.Erased)
	tomb, err := s.Responses().ByReceipt(bg, slug, named(slug, id).ReceiptHash)
	wantKind(t, err, survey.Erased)
	if tomb == nil || tomb.ID != id || tomb.Survey != slug || tomb.Revision != 0 || len(tomb.Answers) != 0 {
		t.Errorf("the receipt of %s leads to %+v", id, tomb)
	}
	equal(t, "Few", len(one[[]*survey.Response](t)(s.Responses().Few(bg, slug, []string{id}))), 0)
}
