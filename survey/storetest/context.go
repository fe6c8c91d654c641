package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

var contextIdeas = []idea{
	{"an-ended-context-is-unavailable-and-changes-nothing", func(t *testing.T, h Harness) {
		must(t, h.Store.Links().Insert(bg, "a", survey.Link{Label: "đầu"}))
		a := named(slug, "a")
		store(t, h.Store, a)
		ended, cancel := context.WithCancel(bg)
		cancel()
		for name, call := range calls(h.Store, a) {
			start := time.Now()
			err := call(ended)
			if survey.KindOf(err) != survey.Unavailable || !errors.Is(err, context.Canceled) {
				t.Errorf("%s: got %v, want Unavailable because of %v", name, err, context.Canceled)
			}
			if took := time.Since(start); took > time.Second {
				t.Errorf("%s took %v after its context had ended", name, took)
			}
		}
		equal(t, "links", labels(t, h.Store.Links(), ""), []string{"a=đầu"})
		wantSeen(t, h.Store, slug, "a:1")
		equal(t, "batches", len(one[[]survey.Batch](t)(h.Store.Responses().Batches(bg, slug))), 0)
		wantNoBlob(t, h.Store, sum([]byte("x")))
	}},
	{"a-deadline-that-has-passed", func(t *testing.T, h Harness) {
		late, cancel := context.WithDeadline(bg, time.Now().Add(-time.Second))
		defer cancel()
		_, err := h.Store.Responses().Insert(late, named(slug, "a"))
		wantKind(t, err, survey.Unavailable)
		wantSeen(t, h.Store, slug, "")
	}},
	{"a-scan-ends-with-an-error-when-its-context-ends", func(t *testing.T, h Harness) {
		for _, id := range []string{"a", "b", "c", "d"} {
			store(t, h.Store, named(slug, id))
		}
		ctx, cancel := context.WithCancel(bg)
		defer cancel()
		var last error
		n := 0
		for _, err := range h.Store.Responses().Scan(ctx, slug) {
			if last != nil {
				t.Fatal("the scan went on after an error")
			}
			if last = err; err == nil {
				n++
			}
			cancel()
		}
		wantKind(t, last, survey.Unavailable)
		if n == 0 || n == 4 {
			t.Fatalf("%d of 4 were scanned, want some", n)
		}
		wantSeen(t, h.Store, slug, "a:1 b:1 c:1 d:1")
	}},
	{"ready", func(t *testing.T, h Harness) {
		must(t, h.Store.Ready(bg))
		must(t, h.second().Ready(bg))
	}},
	{"after-close-all-is-unavailable", func(t *testing.T, h Harness) {
		a := named(slug, "a")
		store(t, h.Store, a)
		must(t, h.Store.Close())
		for name, call := range calls(h.Store, a) {
			if err := call(bg); survey.KindOf(err) != survey.Unavailable {
				t.Errorf("%s: got %v, want Unavailable", name, err)
			}
		}
	}},
}

// calls is every method of a store by name. The response a and the link "a" are there already.
func calls(s survey.Store, a *survey.Response) map[string]func(context.Context) error {
	r := s.Responses()
	return map[string]func(context.Context) error{
		"Table.Insert": func(ctx context.Context) error { return s.Links().Insert(ctx, "b", survey.Link{}) },
		"Table.InsertMany": func(ctx context.Context) error {
			_, err := s.Links().InsertMany(ctx, []survey.Row[survey.Link]{{Key: "b"}})
			return err
		},
		"Table.Get": func(ctx context.Context) error { _, err := s.Links().Get(ctx, "a"); return err },
		"Table.Replace": func(ctx context.Context) error {
			_, err := s.Links().Replace(ctx, "a", 1, survey.Link{})
			return err
		},
		"Table.Delete": func(ctx context.Context) error { return s.Links().Delete(ctx, "a") },
		"Table.List":   func(ctx context.Context) error { _, err := s.Links().List(ctx, ""); return err },
		"Insert":       func(ctx context.Context) error { _, err := r.Insert(ctx, named(slug, "b")); return err },
		"Get":          func(ctx context.Context) error { _, err := r.Get(ctx, slug, "a"); return err },
		"ByReceipt": func(ctx context.Context) error {
			_, err := r.ByReceipt(ctx, slug, a.ReceiptHash)
			return err
		},
		"Revise":    func(ctx context.Context) error { return r.Revise(ctx, next(a, survey.Rejected, "")) },
		"Revisions": func(ctx context.Context) error { _, err := r.Revisions(ctx, slug, "a"); return err },
		"Erase":     func(ctx context.Context) error { return r.Erase(ctx, slug, "a") },
		"Names": func(ctx context.Context) error {
			_, err := r.Names(ctx, slug, sum([]byte("x")), "a")
			return err
		},
		"Mend":         func(ctx context.Context) error { return r.Mend(ctx, slug, func(*survey.Response) {}) },
		"Clock":        func(ctx context.Context) error { _, err := s.Clock(ctx); return err },
		"Blobs.Delete": func(ctx context.Context) error { return s.Blobs().Delete(ctx, sum([]byte("y"))) },
		"Keys":         func(ctx context.Context) error { _, err := r.Keys(ctx, slug); return err },
		"Few":          func(ctx context.Context) error { _, err := r.Few(ctx, slug, []string{"a"}); return err },
		"CommitBatch": func(ctx context.Context) error {
			return r.CommitBatch(ctx,
				survey.Batch{ID: "lô", Survey: slug})
		},
		"UndoBatch": func(ctx context.Context) error { return r.UndoBatch(ctx, slug, "lô") },
		"Batches":   func(ctx context.Context) error { _, err := r.Batches(ctx, slug); return err },
		"Scan": func(ctx context.Context) error {
			for _, err := range r.Scan(ctx, slug) {
				return err
			}
			return nil
		},
		"Changes": func(ctx context.Context) error {
			for _, err := range r.Changes(ctx, slug, time.Time{}) {
				return err
			}
			return nil
		},
		"Blobs.Put": func(ctx context.Context) error {
			_, err := s.Blobs().Put(ctx, sum([]byte("x")), 10, strings.NewReader("x"))
			return err
		},
		"Blobs.Open": func(ctx context.Context) error { _, err := s.Blobs().Open(ctx, sum([]byte("x"))); return err },
		"Blobs.Has":  func(ctx context.Context) error { _, err := s.Blobs().Has(ctx, sum([]byte("x"))); return err },
		"Ready":      s.Ready,
	}
}
