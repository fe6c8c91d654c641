package sqlitestore

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

func TestWhenAnOpenFileIsWrittenAnew(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		took, ended, written, want time.Duration // the last two: ago
	}{
		"quick, ten seconds are not over":      {10 * time.Millisecond, 4 * time.Second, 0, 6 * time.Second},
		"quick, they are":                      {10 * time.Millisecond, 10 * time.Second, 0, 0},
		"a hundred times what it takes":        {200 * time.Millisecond, 5 * time.Second, 0, 15 * time.Second},
		"slow, and somebody has just written":  {time.Second, time.Hour, 0, time.Minute},
		"slow, and nobody wrote for a minute":  {time.Second, time.Hour, time.Minute, 0},
		"very slow, and the last was just now": {time.Minute, 0, time.Hour, 100 * time.Minute},
	} {
		r := rewriting{took: c.took, ended: now.Add(-c.ended), written: now.Add(-c.written)}
		if got := r.wait(now); got != c.want {
			t.Errorf("%s: waits %v, want %v", name, got, c.want)
		}
	}
}

func TestAnOpenFileIsWrittenAnew(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	must(t, insert(s, answer("a")))
	left := func() int {
		n, err := readOne(t.Context(), s.answers, "test", scanInt, "SELECT came - rewritten FROM arrivals")
		must(t, err)
		return n
	}
	if left() != 1 {
		t.Fatal("the arrival was not counted")
	}
	hourLater(t, s)
	waitFor(t, func() bool { return left() == 0 })
}

// TestNoRoomForACopyIsNoOutage: a disk that is too full for a copy of everything still takes answers, and the copy is
// made on it and nowhere else.
func TestNoRoomForACopyIsNoOutage(t *testing.T) {
	t.Parallel()
	s, disk := openOn(t)
	for i := range 8 {
		r := answer(fmt.Sprint(i))
		r.Answers["q"] = survey.OfText(strings.Repeat("ế", 200_000))
		must(t, insert(s, r))
	}
	hourLater(t, s)
	must(t, insert(s, answer("thêm")))
	disk.Leave(1 << 20)
	hourLater(t, s)
	waitFor(t, func() bool { return disk.Refused() > 0 })
	must(t, insert(s, answer("sau")))
	must(t, s.Ready(t.Context()))
	must(t, s.answers.write(t.Context(), "test", func(*connection) error {
		if r := s.answers.writer.order; !r.due || r.wait(r.ended) < rewriteAgain {
			t.Errorf("the next one comes after %v (due: %v), want a minute at least", r.wait(r.ended), r.due)
		}
		return nil
	}))
}

func TestAfterEachFailureTheNextWaitsLonger(t *testing.T) {
	t.Parallel()
	var r rewriting
	next := func(err error) time.Duration {
		r.end(time.Now(), err)
		r.took = 0
		return r.wait(r.ended)
	}
	for i, want := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		if got := next(errReserve); got != want*time.Minute {
			t.Errorf("after failure %d the next comes in %v, want %d minutes", i+1, got, want)
		}
	}
	if got := next(nil); got != rewriteRest {
		t.Errorf("after a good one the next comes in %v", got)
	}
}

// hourLater lets an hour go by for the rewriting, which was a quick one; the writer begins it before anything else.
func hourLater(t *testing.T, s *Store) {
	t.Helper()
	must(t, s.answers.write(t.Context(), "test", func(*connection) error {
		s.answers.writer.order.ended, s.answers.writer.order.took = time.Now().Add(-time.Hour), 0
		return nil
	}))
}

func TestAKilledProcessLeavesTheOrderToTheNext(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := Open(t.Context(), dir)
	must(t, err)
	must(t, insert(first, answer("a")))
	second, err := Open(t.Context(), dir) // while the first is there, as after its end without a goodbye
	must(t, err)
	if !second.answers.writer.owed.Load() {
		t.Error("the second does not know what the first has left")
	}
	must(t, second.Close())
	if n, err := readOne(t.Context(), first.answers, "test", scanInt, "SELECT came - rewritten FROM arrivals"); err != nil || n != 0 {
		t.Errorf("%d arrivals are left in order, %v", n, err)
	}
	must(t, first.Close())
}

func TestCloseSaysThatTheOrderIsKept(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	must(t, insert(s, answer("a")))
	must(t, s.answers.write(t.Context(), "test", func(c *connection) error {
		_, err := c.exec("DROP TABLE arrivals")
		return err
	}))
	if err := s.Close(); err == nil || !strings.Contains(err.Error(), "thứ tự") {
		t.Errorf("Close returns %v, want that the order is kept", err)
	}
}

func TestAnonymousAnswersHaveCompany(t *testing.T) {
	t.Parallel()
	w := &writer{queue: make(chan *job, 2*enough)}
	w.company.Store(int64(time.Hour))
	alone := []*job{{unordered: true, order: "d"}}
	for _, key := range []string{"b", "", "c", "a", "e", "f", "g", "h", "i"} {
		w.queue <- &job{order: key}
	}
	var keys []string
	for _, j := range w.inOrder(w.accompany(alone)) {
		keys = append(keys, j.order)
	}
	if got := strings.Join(keys, " "); got != " a b c d e f g" { // eight of ten, in the order of their keys
		t.Errorf("the commit holds %q", got)
	}
	if n := len(w.accompany([]*job{{order: "named"}})); n != 1 {
		t.Errorf("a named answer waited for %d others", n-1)
	}
	w.company.Store(0)
	if n := len(w.accompany(alone)); n > 3 {
		t.Errorf("without waiting there are %d", n)
	}
}

// What a copy of the folder shows while it is open: nothing in the log a moment later, and tokens that stand where they
// stood before they were burnt.
func TestATokenIsBurntInPlace(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	const n = 400
	var rows []survey.Row[survey.Token]
	for i := range n {
		key := fmt.Sprintf("token %04d", i*7919%n)
		rows = append(rows, survey.Row[survey.Token]{Key: key, Value: survey.Token{Survey: "s"}})
	}
	_, err := s.Tokens().InsertMany(t.Context(), rows)
	must(t, err)
	must(t, insert(s, answer("đầu"))) // has the log emptied
	before := placesOfTokens(t, s, n)
	var wait sync.WaitGroup
	for i := range n / 2 {
		wait.Go(func() {
			existing, holder, err := s.Responses().InsertFor(context.Background(), answer(fmt.Sprint(i)), rows[i].Key,
				fmt.Sprintf("%032d", i))
			if err != nil || existing != nil || holder != "" {
				t.Error(existing, holder, err)
			}
		})
	}
	wait.Wait()
	after := placesOfTokens(t, s, n)
	for key, at := range before {
		if after[key] != at {
			t.Fatalf("%s stood at %d and stands at %d after %d tokens were burnt", key, at, after[key], n/2)
		}
	}
}

// placesOfTokens waits until the log is empty, and returns where in the file each token stands.
func placesOfTokens(t *testing.T, s *Store, n int) map[string]int {
	t.Helper()
	waitFor(t, func() bool {
		info, err := os.Stat(filepath.Join(s.dir, answersFile+"-wal"))
		return err == nil && info.Size() == 0
	})
	b, err := os.ReadFile(filepath.Join(s.dir, answersFile))
	must(t, err)
	out := map[string]int{}
	for i := range n {
		key := fmt.Sprintf("token %04d", i)
		if bytes.Count(b, []byte(key)) != 1 {
			t.Fatalf("%s stands %d times in the file", key, bytes.Count(b, []byte(key)))
		}
		out[key] = bytes.Index(b, []byte(key))
	}
	return out
}
