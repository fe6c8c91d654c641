package storetest

import (
	"fmt"
	"iter"
	"reflect"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

const slug = "nghi-quyet"

var received = time.Date(2023, 10, 26, 1, 2, 3, 456_000_000, time.UTC)

// named makes a response of a named survey, distinct by its id.
func named(slug, id string) *survey.Response {
	return &survey.Response{
		Survey: slug, ID: id, Revision: 1, State: survey.Submitted, Version: "1", Language: "vi", Channel: survey.ByWeb,
		Answers: survey.Answers{"q1": survey.OfText("trả lời " + id)},
		SHA256:  "sha-" + id, RowHash: "row-" + id, ReceiptHash: "receipt-" + slug + "-" + id, Received: received,
	}
}

// anonymous makes a response without any time.
func anonymous(slug, id string) *survey.Response {
	r := named(slug, id)
	r.Received = time.Time{}
	return r
}

// inBatch makes a response that came with an import.
func inBatch(slug, id, batch string) *survey.Response {
	r := named(slug, id)
	r.Batch, r.Channel = batch, survey.ByImport
	return r
}

// saying gives the response another answer and so another content.
func saying(r *survey.Response, text string) *survey.Response {
	r.Answers = survey.Answers{"q1": survey.OfText(text)}
	r.SHA256, r.RowHash = "sha-"+text, "row-"+text
	return r
}

// next is the revision after r.
func next(r *survey.Response, state survey.State, why string) *survey.Response {
	n := *r
	n.Revision, n.State, n.By, n.Why = r.Revision+1, state, "lan", why
	return &n
}

// must stops the subtest at an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// one takes a value that must come without an error.
func one[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		must(t, err)
		return v
	}
}

// wantKind fails unless err is of one of the kinds.
func wantKind(t testing.TB, err error, kinds ...survey.Kind) {
	t.Helper()
	for _, k := range kinds {
		if err != nil && survey.KindOf(err) == k {
			return
		}
	}
	t.Fatalf("got error %v, want one of kind %v", err, kinds)
}

// store inserts responses that must all be new.
func store(t testing.TB, s survey.Store, list ...*survey.Response) {
	t.Helper()
	existing, err := s.Responses().Insert(bg, list...)
	must(t, err)
	if len(existing) != len(list) {
		t.Fatalf("Insert of %d gave %d results", len(list), len(existing))
	}
	for i, e := range existing {
		if e != nil {
			t.Fatalf("%s was there already, as %+v", list[i].ID, e)
		}
	}
}

// get fetches a response that must be there.
func get(t testing.TB, s survey.Store, slug, id string) *survey.Response {
	t.Helper()
	r, err := s.Responses().Get(bg, slug, id)
	must(t, err)
	return r
}

// gather takes all of a sequence that must not fail, ordered as it came.
func gather(t testing.TB, seq iter.Seq2[*survey.Response, error]) []*survey.Response {
	t.Helper()
	var out []*survey.Response
	for r, err := range seq {
		must(t, err)
		out = append(out, r)
	}
	return out
}

// brief names responses by id and revision, "a:1 b:2".
func brief(list []*survey.Response) string {
	var parts []string
	for _, r := range list {
		parts = append(parts, fmt.Sprintf("%s:%d", r.ID, r.Revision))
	}
	return strings.Join(parts, " ")
}

// sorted is brief in the order of ids, for sequences without an order.
func sorted(list []*survey.Response) string {
	list = append([]*survey.Response(nil), list...)
	sort.Slice(list, func(i, j int) bool { return list[i].ID < list[j].ID })
	return brief(list)
}

// keys names identities as brief does.
func keys(t testing.TB, s survey.Store, slug string) string {
	t.Helper()
	var parts []string
	for _, k := range one[[]survey.Key](t)(s.Responses().Keys(bg, slug)) {
		parts = append(parts, fmt.Sprintf("%s:%d", k.ID, k.Revision))
	}
	return strings.Join(parts, " ")
}

// wantSeen fails unless Scan, Keys and Few agree that exactly these are seen, as brief writes them.
func wantSeen(t testing.TB, s survey.Store, slug, want string) {
	t.Helper()
	equal(t, "Scan", brief(gather(t, s.Responses().Scan(bg, slug))), want)
	equal(t, "Keys", keys(t, s, slug), want)
	var ids []string
	for _, part := range strings.Fields(want) {
		ids = append(ids, part[:strings.LastIndex(part, ":")])
	}
	equal(t, "Few", sorted(one[[]*survey.Response](t)(s.Responses().Few(bg, slug, ids))), want)
}

// same fails unless got is want in every field but Changed, which the store sets.
func same(t testing.TB, got, want *survey.Response) {
	t.Helper()
	if got == nil {
		t.Fatalf("got no response, want %s", want.ID)
	}
	g, w := *got, *want
	g.Changed, w.Changed = time.Time{}, time.Time{}
	if !reflect.DeepEqual(g, w) {
		t.Fatalf("got  %+v\nwant %+v", g, w)
	}
}

// equal fails unless got is want.
func equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

// tick waits until the clock shows a later millisecond.
func tick() { time.Sleep(5 * time.Millisecond) }

// together calls f n times at once and returns when all are done.
func together(n int, f func(i int)) {
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range n {
		done.Go(func() {
			start.Wait()
			f(i)
		})
	}
	start.Done()
	done.Wait()
}
