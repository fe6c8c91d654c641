package storetest

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// callers is how many try to win the same thing at once.
const callers = 32

var raceIdeas = []idea{
	{"one-insert-of-a-key-wins", func(t *testing.T, h Harness) {
		wins := compete(t, h, survey.Conflict, func(s survey.Store, i int) error {
			return s.Links().Insert(bg, slug, survey.Link{Label: fmt.Sprint(i)})
		})
		equal(t, "the winner's value", one[survey.Row[survey.Link]](t)(h.Store.Links().Get(bg, slug)).Value.Label,
			fmt.Sprint(wins))
	}},
	{"one-response-gets-a-token", func(t *testing.T, h Harness) {
		invite(t, h.Store, "h")
		wins := compete(t, h, survey.Conflict, func(s survey.Store, i int) error {
			existing, holder, err := s.Responses().InsertFor(bg, anonymous(slug, fmt.Sprintf("%02d", i)), slug+"/h",
				burner(i))
			if existing != nil {
				t.Errorf("caller %d met %+v", i, existing)
			}
			if holder != "" {
				return survey.Fail(survey.Conflict, "test")
			}
			return err
		})
		wantSeen(t, h.Store, slug, fmt.Sprintf("%02d:1", wins))
		equal(t, "who burnt the token", one[string](t)(h.second().Tokens().BurntBy(bg, slug+"/h")), burner(wins))
	}},
	{"one-replace-of-a-revision-wins", func(t *testing.T, h Harness) {
		must(t, h.Store.Links().Insert(bg, "a", survey.Link{}))
		for revision := int64(1); revision <= 3; revision++ {
			wins := compete(t, h, survey.Conflict, func(s survey.Store, i int) error {
				_, err := s.Links().Replace(bg, "a", revision, survey.Link{Label: fmt.Sprint(i)})
				return err
			})
			equal(t, "row", one[survey.Row[survey.Link]](t)(h.Store.Links().Get(bg, "a")),
				survey.Row[survey.Link]{Key: "a", Revision: revision + 1, Value: survey.Link{Label: fmt.Sprint(wins)}})
		}
	}},
	{"insert-many-counts-each-key-once", func(t *testing.T, h Harness) {
		both := []survey.Store{h.Store, h.second()}
		var rows []survey.Row[survey.Token]
		for i := range 20 {
			rows = append(rows, survey.Row[survey.Token]{Key: fmt.Sprintf("%s/%02d", slug, i)})
		}
		var mu sync.Mutex
		total := 0
		together(8, func(i int) {
			n, err := both[i%2].Tokens().InsertMany(bg, rows)
			mu.Lock()
			defer mu.Unlock()
			total += n
			if err != nil {
				t.Error(err)
			}
		})
		equal(t, "inserted by all callers", total, 20)
	}},
	{"one-insert-of-a-response-wins", func(t *testing.T, h Harness) {
		both := []survey.Store{h.Store, h.second()}
		existing := make([]*survey.Response, callers)
		errs := make([]error, callers)
		together(callers, func(i int) {
			var list []*survey.Response
			if list, errs[i] = both[i%2].Responses().Insert(bg,
				saying(named(slug, "a"), fmt.Sprint(i))); errs[i] == nil {
				existing[i] = list[0]
			}
		})
		winner := -1
		for i := range callers {
			must(t, errs[i])
			if existing[i] == nil && winner >= 0 {
				t.Fatalf("callers %d and %d both stored the response", winner, i)
			}
			if existing[i] == nil {
				winner = i
			}
		}
		if winner < 0 {
			t.Fatal("nobody stored the response")
		}
		want := saying(named(slug, "a"), fmt.Sprint(winner))
		for i, e := range existing {
			if i != winner {
				same(t, e, want)
			}
		}
		same(t, get(t, h.Store, slug, "a"), want)
		wantSeen(t, h.Store, slug, "a:1")
	}},
	{"one-revision-wins", func(t *testing.T, h Harness) {
		first := named(slug, "a")
		store(t, h.Store, first)
		wins := compete(t, h, survey.Conflict, func(s survey.Store, i int) error {
			return s.Responses().Revise(bg, next(first, survey.Rejected, fmt.Sprint(i)))
		})
		same(t, get(t, h.Store, slug, "a"), next(first, survey.Rejected, fmt.Sprint(wins)))
		equal(t, "revisions", brief(one[[]*survey.Response](t)(h.Store.Responses().Revisions(bg, slug, "a"))),
			"a:1 a:2")
	}},
	{"one-commit-of-a-batch-wins", func(t *testing.T, h Harness) {
		store(t, h.Store, inBatch(slug, "a", "lô"))
		wins := compete(t, h, survey.Conflict, func(s survey.Store, i int) error {
			return s.Responses().CommitBatch(bg, survey.Batch{ID: "lô", Survey: slug, By: fmt.Sprint(i)})
		})
		batches := one[[]survey.Batch](t)(h.Store.Responses().Batches(bg, slug))
		equal(t, "batches", len(batches), 1)
		equal(t, "the winner's batch", batches[0].By, fmt.Sprint(wins))
		wantSeen(t, h.Store, slug, "a:1")
	}},
	{"many-insert-at-once-and-all-are-there", func(t *testing.T, h Harness) {
		both := []survey.Store{h.Store, h.second()}
		together(callers, func(i int) {
			for j := range 4 {
				existing, err := both[i%2].Responses().Insert(bg, named(slug, fmt.Sprintf("%02d-%d", i, j)))
				if err != nil || existing[0] != nil {
					t.Errorf("caller %d: existing %v, error %v", i, existing, err)
				}
			}
		})
		for _, s := range both {
			equal(t, "responses", len(one[[]survey.Key](t)(s.Responses().Keys(bg, slug))), callers*4)
		}
	}},
	{"a-commit-loses-nothing-acknowledged", func(t *testing.T, h Harness) {
		both := []survey.Store{h.Store, h.second()}
		const n = 12
		var list []*survey.Response
		for i := range n {
			list = append(list, saying(inBatch(slug, fmt.Sprintf("%02d", i), "lô"), "từ tệp"))
		}
		store(t, h.Store, list...)
		stored := make([]bool, n)
		together(n+1, func(i int) {
			if i == n {
				if err := both[1].Responses().CommitBatch(bg, survey.Batch{ID: "lô", Survey: slug}); err != nil {
					t.Error(err)
				}
				return
			}
			existing, err := both[i%2].Responses().Insert(bg, saying(named(slug, fmt.Sprintf("%02d", i)), "tự gửi"))
			if err != nil {
				t.Error(err)
				return
			}
			stored[i] = existing[0] == nil
		})
		var want []string
		for i := range n {
			id := fmt.Sprintf("%02d", i)
			want = append(want, id+":1")
			text := map[bool]string{true: "tự gửi", false: "từ tệp"}[stored[i]]
			equal(t, "answer of "+id, get(t, h.Store, slug, id).Answers["q1"].Text, text)
		}
		wantSeen(t, h.Store, slug, strings.Join(want, " "))
	}},
	{"an-erasure-is-for-good", func(t *testing.T, h Harness) {
		both := []survey.Store{h.Store, h.second()}
		a := saying(named(slug, "a"), "sẽ bị xóa")
		store(t, h.Store, a)
		together(8, func(i int) {
			var err error
			switch {
			case i == 0:
				err = both[1].Responses().Erase(bg, slug, "a")
			case i%2 == 0:
				_, err = both[i/2%2].Responses().Insert(bg, a)
			default:
				err = both[i/2%2].Responses().Revise(bg, next(a, survey.Rejected, fmt.Sprint(i)))
				if k := survey.KindOf(err); err != nil &&
					(k == survey.Conflict || k == survey.NotFound || k == survey.Erased) {
					err = nil
				}
			}
			if err != nil {
				t.Errorf("caller %d: %v", i, err)
			}
		})
		wantErased(t, h.Store, "a")
		wantSeen(t, h.Store, slug, "")
		if h.holds("sẽ bị xóa") {
			t.Fatal("the database still holds an answer of the erased response")
		}
	}},
	{"reading-while-writing", func(t *testing.T, h Harness) {
		store(t, h.Store, named(slug, "a"))
		together(8, func(i int) {
			for j := range 5 {
				if i%2 == 0 {
					if _, err := h.Store.Responses().Insert(bg, named(slug, fmt.Sprintf("b%d%d", i, j))); err != nil {
						t.Error(err)
					}
					continue
				}
				for _, err := range h.Store.Responses().Scan(bg, slug) {
					if err != nil {
						t.Error(err)
					}
				}
				if _, err := h.Store.Responses().Get(bg, slug, "a"); err != nil {
					t.Error(err)
				}
			}
		})
	}},
}

// compete lets callers try at once, through both instances, and returns the one who won; all others must have lost by
// the given kind of error.
func compete(t *testing.T, h Harness, lost survey.Kind, try func(s survey.Store, i int) error) int {
	t.Helper()
	both := []survey.Store{h.Store, h.second()}
	errs := make([]error, callers)
	together(callers, func(i int) { errs[i] = try(both[i%2], i) })
	winner := -1
	for i, err := range errs {
		switch {
		case err != nil:
			wantKind(t, err, lost)
		case winner >= 0:
			t.Fatalf("callers %d and %d both won", winner, i)
		default:
			winner = i
		}
	}
	if winner < 0 {
		t.Fatal("nobody won")
	}
	return winner
}
