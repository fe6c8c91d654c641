package sqlitestore

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/sqlitestore/disktest"
)

// TestAFailingDisk: who sends is told at once and in words, reading goes on, and what was acknowledged is there when
// the disk works again.
func TestAFailingDisk(t *testing.T) {
	t.Parallel()
	for _, fault := range []struct {
		name, code string
		begin      func(*disktest.Disk)
	}{
		{"full", "store.full", func(d *disktest.Disk) { d.Leave(100_000) }},
		{"full at once", "store.full", func(d *disktest.Disk) { d.Leave(0) }},
		{"writes fail", "store.disk", (*disktest.Disk).FailWrites},
		{"syncs fail", "store.disk", (*disktest.Disk).FailSyncs},
	} {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			s, disk := openOn(t)
			acknowledged := sendUntil(t, s, "trước", func() bool { return true })
			fault.begin(disk)
			acknowledged = append(acknowledged, sendUntil(t, s, "sau", func() bool { return s.Ready(t.Context()) != nil })...)
			wantCode(t, s.Ready(t.Context()), fault.code)
			failed := disk.Refused()
			for i := range 50 {
				wantCode(t, insert(s, answer(fmt.Sprint("khi hỏng ", i))), fault.code)
			}
			if n := disk.Refused() - failed; n > 5 {
				t.Errorf("a disk that has failed was asked %d times for 50 answers", n)
			}
			wantStored(t, s, acknowledged)
			disk.Mend()
			waitFor(t, func() bool { return s.Ready(t.Context()) == nil })
			must(t, insert(s, answer("lại được")))
			wantStored(t, s, append(acknowledged, "lại được"))
		})
	}
}

// TestWhatWaitsWhenTheDiskFailsIsRefused: of four commits that wait, the first fails, and nothing of the others is
// begun.
func TestWhatWaitsWhenTheDiskFailsIsRefused(t *testing.T) {
	t.Parallel()
	s, disk := openOn(t)
	const n = 4 * maxGroup
	var begun atomic.Int32
	var wait sync.WaitGroup
	errs := make([]error, n)
	stall(t, s.answers, func() {
		for i := range n {
			wait.Go(func() {
				errs[i] = s.answers.write(t.Context(), "test", func(c *connection) error {
					begun.Add(1)
					_, err := c.exec("INSERT INTO links (key, revision, value) VALUES (?, 1, '{}')", fmt.Sprint(i))
					return err
				})
			})
		}
		waitFor(t, func() bool { return len(s.answers.writer.queue) == n })
		disk.FailWrites()
	})
	wait.Wait()
	for _, err := range errs {
		wantCode(t, err, "store.disk")
	}
	if begun.Load() > maxGroup {
		t.Errorf("%d of %d were begun on a disk that has failed, want the %d of one commit at most",
			begun.Load(), n, maxGroup)
	}
	disk.Mend()
	waitFor(t, func() bool { return s.Ready(t.Context()) == nil })
	if links, err := s.Links().List(t.Context(), ""); err != nil || len(links) > 0 {
		t.Errorf("%d links are there that nobody was told of, %v", len(links), err)
	}
}

// TestDamageKeepsTheFileAsItIs: a disk that failed and works again has spoilt a page in between.
func TestDamageKeepsTheFileAsItIs(t *testing.T) {
	t.Parallel()
	s, disk := openOn(t)
	for i := range 200 {
		r := answer(fmt.Sprintf("%03d", i))
		r.Received = time.UnixMilli(1) // a named one waits for nobody
		r.Answers["q"] = survey.OfText(strings.Repeat("ế", 500))
		must(t, insert(s, r))
	}
	must(t, s.answers.wipe(t.Context(), "test", func(*connection) error { return nil })) // all of it is in the file
	disk.FailSyncs()
	wantCode(t, insert(s, answer("mất")), "store.disk")
	file := filepath.Join(s.dir, answersFile)
	spoil(t, file)
	before, err := os.ReadFile(file)
	must(t, err)
	disk.Mend()
	waitFor(t, func() bool { return codeOf(s.Ready(t.Context())) == "store.damaged" })
	wantCode(t, insert(s, answer("thêm")), "store.damaged")
	after, err := os.ReadFile(file)
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("a damaged file was written to")
	}
}

// spoil overwrites pages in the middle of a database.
func spoil(t *testing.T, file string) {
	t.Helper()
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	must(t, err)
	defer f.Close()
	info, err := f.Stat()
	must(t, err)
	_, err = f.WriteAt(bytes.Repeat([]byte("hỏng"), 8192), info.Size()/2/8192*8192)
	must(t, err)
}

// TestTheReserve: with little room left answers and attachments are refused and people still log in.
func TestTheReserve(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	free := uint64(1 << 30)
	s.space.look = func() (uint64, uint64, error) { return free, 100 << 30, nil }
	again := func() { s.space.looked.Store(0) }
	must(t, insert(s, answer("a")))
	free = DefaultReserve - 1
	again()
	wantCode(t, insert(s, answer("b")), "store.full")
	_, _, err := s.Responses().InsertFor(t.Context(), answer("c"), "s/t", "bởi")
	wantCode(t, err, "store.full")
	_, err = s.Blobs().Put(t.Context(), strings.Repeat("0", 64), 1, strings.NewReader(""))
	wantCode(t, err, "store.full")
	wantCode(t, s.Ready(t.Context()), "store.full")
	must(t, s.Sessions().Insert(t.Context(), "phiên", survey.Session{User: "an"}))
	must(t, s.Responses().Erase(t.Context(), "s", "a"))
	free = DefaultReserve
	again()
	must(t, insert(s, answer("b")))
	must(t, s.Ready(t.Context()))
}

// TestReserveOfASmallDisk: what is kept free is a twentieth of a disk on which 64 MB would be much.
func TestReserveOfASmallDisk(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reserve   int64
		all, want uint64
	}{{-1, 100 << 30, 64 << 20}, {-1, 40 << 20, 2 << 20}, {0, 100 << 30, 0}, {5 << 20, 40 << 20, 5 << 20}} {
		if got := (&space{reserve: c.reserve}).left(c.all); got != c.want {
			t.Errorf("%d of %d bytes: %d are left free, want %d", c.reserve, c.all, got, c.want)
		}
	}
}

// TestAFullQueue: who answers hears at once that too much waits; who logs in waits for a place.
func TestAFullQueue(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	var wait sync.WaitGroup
	login := make(chan error, 1)
	stall(t, s.answers, func() {
		room := cap(s.answers.writer.queue)
		for i := range room {
			wait.Go(func() {
				if err := insert(s, answer(fmt.Sprint(i))); err != nil {
					t.Error(err)
				}
			})
		}
		waitFor(t, func() bool { return len(s.answers.writer.queue) == room })
		wantCode(t, insert(s, answer("quá nhiều")), "store.busy")
		wait.Go(func() { login <- s.Sessions().Insert(t.Context(), "phiên", survey.Session{User: "an"}) })
	})
	wait.Wait()
	must(t, <-login)
}

// TestNothingIsWrittenAnewOnAFullDisk: a copy of everything would take the reserve.
func TestNothingIsWrittenAnewOnAFullDisk(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	must(t, insert(s, answer("ẩn danh")))
	s.space.look = func() (uint64, uint64, error) { return DefaultReserve + 4096, 100 << 30, nil }
	wantCode(t, s.Close(), "store.order")
}

// openOn opens a store on a disk that can fail.
func openOn(t *testing.T) (*Store, *disktest.Disk) {
	t.Helper()
	dir := t.TempDir()
	disk := disktest.Under(dir)
	s, err := Open(t.Context(), dir)
	must(t, err)
	t.Cleanup(func() { disk.Mend(); s.Close() })
	return s, disk
}

// sendUntil sends answers one after another, and returns the ids of those that were acknowledged.
func sendUntil(t *testing.T, s *Store, name string, done func() bool) (acknowledged []string) {
	t.Helper()
	for i := range 500 {
		r := answer(fmt.Sprint(name, " ", i))
		r.Answers["q"] = survey.OfText(strings.Repeat("ế", 1000))
		if insert(s, r) == nil {
			acknowledged = append(acknowledged, r.ID)
		}
		if done() {
			return acknowledged
		}
	}
	t.Fatal("the disk never failed")
	return nil
}

func wantStored(t *testing.T, s *Store, ids []string) {
	t.Helper()
	for _, id := range ids {
		if _, err := s.Responses().Get(t.Context(), "s", id); err != nil {
			t.Errorf("%s was acknowledged and is not there: %v", id, err)
		}
	}
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if got := codeOf(err); got != code || survey.KindOf(err) != survey.Unavailable {
		t.Fatalf("got %v, want %s", err, code)
	}
}

func codeOf(err error) string {
	var e *survey.Error
	if !errors.As(err, &e) {
		return ""
	}
	return e.Code
}
