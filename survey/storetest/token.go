package storetest

import (
	"fmt"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

var tokenIdeas = []idea{
	{"a-response-burns-its-token", func(t *testing.T, h Harness) {
		invite(t, h.Store, "h", "i")
		equal(t, "before", one[string](t)(h.Store.Tokens().BurntBy(bg, slug+"/h")), "")
		insertFor(t, h.Store, anonymous(slug, "a"), "h", 1, "stored")
		equal(t, "after", one[string](t)(h.Store.Tokens().BurntBy(bg, slug+"/h")), burner(1))
		equal(t, "another token", one[string](t)(h.Store.Tokens().BurntBy(bg, slug+"/i")), "")
		insertFor(t, h.Store, anonymous(slug, "b"), "h", 2, "burnt by 1")
		for _, s := range []survey.Store{h.second(), h.reopened()} {
			wantSeen(t, s, slug, "a:1")
			equal(t, "burnt", one[string](t)(s.Tokens().BurntBy(bg, slug+"/h")), burner(1))
			equal(t, "the token", one[survey.Row[survey.Token]](t)(s.Tokens().Get(bg, slug+"/h")),
				survey.Row[survey.Token]{Key: slug + "/h", Revision: 1, Value: tokenOf("h")})
		}
	}},
	{"a-resend-finds-its-own-token", func(t *testing.T, h Harness) {
		invite(t, h.Store, "h")
		insertFor(t, h.Store, named(slug, "a"), "h", 1, "stored")
		insertFor(t, h.Store, named(slug, "a"), "h", 1, "there")
		insertFor(t, h.second(), named(slug, "a"), "h", 1, "there")
		wantSeen(t, h.Store, slug, "a:1")
	}},
	{"what-is-there-or-erased-burns-nothing", func(t *testing.T, h Harness) {
		invite(t, h.Store, "h", "i")
		store(t, h.Store, named(slug, "a"))
		insertFor(t, h.Store, named(slug, "a"), "h", 1, "there")
		insertFor(t, h.Store, anonymous(slug, "b"), "i", 2, "stored")
		must(t, h.Store.Responses().Erase(bg, slug, "a"))
		must(t, h.Store.Responses().Erase(bg, slug, "b"))
		insertFor(t, h.Store, named(slug, "a"), "h", 1, "erased")
		insertFor(t, h.Store, anonymous(slug, "b"), "i", 2, "erased")
		wantSeen(t, h.Store, slug, "")
		equal(t, "never burnt", one[string](t)(h.Store.Tokens().BurntBy(bg, slug+"/h")), "")
		equal(t, "burnt for good", one[string](t)(h.Store.Tokens().BurntBy(bg, slug+"/i")), burner(2))
	}},
	{"a-revised-response-is-met-as-it-came", func(t *testing.T, h Harness) {
		invite(t, h.Store, "h")
		first := saying(named(slug, "a"), "lần đầu")
		insertFor(t, h.Store, first, "h", 1, "stored")
		must(t, h.Store.Responses().Revise(bg, next(first, survey.Rejected, "")))
		existing, _, err := h.Store.Responses().InsertFor(bg, first, slug+"/h", burner(1))
		must(t, err)
		same(t, existing, first)
	}},
	{"nobody-burns-a-token-that-is-not-there", func(t *testing.T, h Harness) {
		_, err := h.Store.Tokens().BurntBy(bg, slug+"/h")
		wantKind(t, err, survey.NotFound)
	}},
	{"what-a-token-keeps-of-its-response-is-no-part-of-it", func(t *testing.T, h Harness) {
		invite(t, h.Store, "h")
		r := anonymous(slug, "a")
		insertFor(t, h.Store, r, "h", 1, "stored")
		stored := get(t, h.Store, slug, "a")
		equal(t, "what is stored", fmt.Sprintf("%+v", stored.Answers), fmt.Sprintf("%+v", r.Answers))
		wantTimeless(t, h.Store)
	}},
}

// burner is in whose name caller i burns a token.
func burner(i int) string { return fmt.Sprintf("%032x", i+1) }

func tokenOf(hash string) survey.Token {
	return survey.Token{Survey: slug, Hash: hash, Unit: "03163", Class: "dan", Wave: "1"}
}

// invite stores tokens.
func invite(t *testing.T, s survey.Store, hashes ...string) {
	t.Helper()
	for _, hash := range hashes {
		must(t, s.Tokens().Insert(bg, slug+"/"+hash, tokenOf(hash)))
	}
}

// insertFor inserts r for a token in the name of i and fails unless it is "stored", "there", "erased" or "burnt by" the
// number of another.
func insertFor(t *testing.T, s survey.Store, r *survey.Response, hash string, i int, want string) {
	t.Helper()
	existing, holder, err := s.Responses().InsertFor(bg, r, slug+"/"+hash, burner(i))
	must(t, err)
	got := "stored"
	switch {
	case existing != nil && existing.Revision == 0:
		got = "erased"
	case existing != nil:
		got = "there"
	case holder != "":
		var n int
		fmt.Sscanf(holder, "%x", &n)
		got = fmt.Sprintf("burnt by %d", n-1)
	}
	equal(t, "response "+r.ID+" for token "+hash, got, want)
}
