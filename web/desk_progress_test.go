package web

import (
	"context"
	"fmt"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// countingStore counts what is read of responses.
type countingStore struct {
	survey.ResponseStore
	fetched int
}

func (s *countingStore) Few(ctx context.Context, slug string, ids []string) ([]*survey.Response, error) {
	s.fetched += len(ids)
	return s.ResponseStore.Few(ctx, slug, ids)
}

func TestFollowerFetchesWhatIsNew(t *testing.T) {
	w := deskWorld(t)
	w.publish(ratingForm(), survey.PublishOptions{Mode: survey.Named})
	ids := make([]string, 30)
	for i := range ids {
		ids[i] = w.answer("danh-gia", i, `{"canbo":"1"}`)
	}
	store := &countingStore{ResponseStore: w.service.Store().Responses()}
	f := &follower{responses: map[string]seen{}}
	counted := func() int64 {
		t.Helper()
		if err := f.follow(t.Context(), store, &survey.Survey{Slug: "danh-gia"}); err != nil {
			t.Fatal(err)
		}
		return f.count(midnightOf(w.now(), w.now().Location())).done[cell{}]
	}
	for _, step := range []struct {
		what    string
		do      func() error
		counted int64
		fetched int
	}{
		{"at first everything is read once", func() error { return nil }, 30, 0},
		{"nothing new", func() error { return nil }, 30, 0},
		{"one more", func() error { w.answer("danh-gia", 30, `{"canbo":"2"}`); return nil }, 31, 1},
		{"one rejected", func() error {
			return w.service.Review(t.Context(), admin, "danh-gia", ids[3], survey.Rejected, "thử")
		}, 30, 1},
		{"one erased", func() error { return w.service.Erase(t.Context(), admin, "danh-gia", ids[4]) }, 29, 0},
	} {
		store.fetched = 0
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if got := counted(); got != step.counted || store.fetched != step.fetched {
			t.Errorf("%s: counted %d and fetched %d, want %d and %d", step.what, got, store.fetched, step.counted, step.fetched)
		}
	}
}

func TestSumsGoUpTheTree(t *testing.T) {
	tree := survey.NewUnitTree([]survey.Unit{{Code: "12"}, {Code: "105", Parent: "12"}, {Code: "106", Parent: "12"}, {Code: "1061", Parent: "106"}}, "")
	p := &progress{done: map[cell]int64{{"105", "a"}: 1, {"1061", "a"}: 2, {"1061", ""}: 4, {"106", "b"}: 8, {"x", "a"}: 16, {"", ""}: 32}}
	got := p.sums(tree)
	want := map[cell]int64{{"12", ""}: 15, {"12", "a"}: 3, {"12", "b"}: 8, {"105", ""}: 1, {"105", "a"}: 1, {"106", ""}: 14, {"106", "a"}: 2, {"106", "b"}: 8,
		{"1061", ""}: 6, {"1061", "a"}: 2, {"x", ""}: 16, {"x", "a"}: 16, {"", ""}: 32}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}
