package storetest

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
)

var lastingIdeas = []idea{
	{"all-is-there-after-a-restart", func(t *testing.T, h Harness) {
		a, b := named(slug, "a"), inBatch(slug, "b", "lô")
		store(t, h.Store, a, b, inBatch(slug, "c", "bỏ dở"), inBatch(slug, "d", "hoàn tác"), named(slug, "e"))
		second := next(a, survey.Rejected, "trùng")
		must(t, h.Store.Responses().Revise(bg, second))
		commit(t, h.Store, "lô")
		commit(t, h.Store, "hoàn tác")
		must(t, h.Store.Responses().UndoBatch(bg, slug, "hoàn tác"))
		must(t, h.Store.Responses().Erase(bg, slug, "e"))
		must(t, h.Store.Links().Insert(bg, "l", survey.Link{Label: "1"}))
		one[int64](t)(h.Store.Links().Replace(bg, "l", 1, survey.Link{Label: "2"}))
		put(t, h.Store, noise(1000))

		s := h.reopened()
		wantSeen(t, s, slug, "a:2 b:1")
		same(t, get(t, s, slug, "a"), second)
		same(t, one[[]*survey.Response](t)(s.Responses().Revisions(bg, slug, "a"))[0], a)
		same(t, get(t, s, slug, "b"), b)
		wantUnseen(t, s, "c")
		wantUnseen(t, s, "d")
		wantErased(t, s, "e")
		equal(t, "link", one[survey.Row[survey.Link]](t)(s.Links().Get(bg, "l")),
			survey.Row[survey.Link]{Key: "l", Revision: 2, Value: survey.Link{Label: "2"}})
		wantBlob(t, s, noise(1000))
	}},
	{"what-one-instance-stores-the-other-sees", func(t *testing.T, h Harness) {
		other := h.second()
		a := named(slug, "a")
		store(t, h.Store, a)
		same(t, get(t, other, slug, "a"), a)
		must(t, other.Responses().Revise(bg, next(a, survey.Rejected, "trùng")))
		equal(t, "revision", get(t, h.Store, slug, "a").Revision, 2)
		must(t, h.Store.Links().Insert(bg, "l", survey.Link{Label: "1"}))
		one[int64](t)(other.Links().Replace(bg, "l", 1, survey.Link{Label: "2"}))
		_, err := h.Store.Links().Replace(bg, "l", 1, survey.Link{Label: "lạc"})
		wantKind(t, err, survey.Conflict)
	}},
	{"close-twice", func(t *testing.T, h Harness) {
		must(t, h.Store.Close())
		must(t, h.Store.Close())
	}},
}
