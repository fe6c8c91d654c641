package storetest

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
)

var privacyIdeas = []idea{
	{"an-anonymous-response-has-no-time", func(t *testing.T, h Harness) {
		a := anonymous(slug, "a")
		a.Changed = received // the store sets it, whatever the caller says
		store(t, h.Store, a)
		wantTimeless(t, h.Store)
		must(t, h.Store.Responses().Revise(bg, next(a, survey.Withdrawn, "")))
		wantTimeless(t, h.Store)
		existing, err := h.Store.Responses().Insert(bg, a)
		must(t, err)
		equal(t, "time of the one there already", existing[0].Changed.IsZero() && existing[0].Received.IsZero(), true)
	}},
	{"nor-an-order-of-arrival", func(t *testing.T, h Harness) {
		for _, id := range []string{"d", "b", "e", "a", "c"} {
			store(t, h.Store, anonymous(slug, id))
		}
		must(t, h.Store.Responses().Revise(bg, next(anonymous(slug, "c"), survey.Withdrawn, "")))
		wantSeen(t, h.Store, slug, "a:1 b:1 c:2 d:1 e:1")
		for _, s := range []survey.Store{h.second(), h.reopened()} {
			wantSeen(t, s, slug, "a:1 b:1 c:2 d:1 e:1")
		}
	}},
}

// wantTimeless fails when any response of the survey slug comes with a time.
func wantTimeless(t *testing.T, s survey.Store) {
	t.Helper()
	for _, r := range gather(t, s.Responses().Scan(bg, slug)) {
		revisions := one[[]*survey.Response](t)(s.Responses().Revisions(bg, slug, r.ID))
		for _, r := range append(revisions, r, get(t, s, slug, r.ID)) {
			if !r.Received.IsZero() || !r.Changed.IsZero() {
				t.Fatalf("revision %d of an anonymous response has the times %v and %v",
					r.Revision, r.Received, r.Changed)
			}
		}
	}
}
