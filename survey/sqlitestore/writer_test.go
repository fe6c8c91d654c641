package sqlitestore

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

func TestPragmasOfEveryConnection(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	want := map[string]string{"synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000", "journal_mode": "wal",
		"temp_store": "2", "page_size": "8192"}
	for _, db := range []*database{s.answers} {
		for i := range 8 { // more than one connection: none is given back before the end
			conn, err := []*readers{db.brief, db.long}[i%2].pool.Conn(t.Context())
			must(t, err)
			defer conn.Close()
			wantPragmas(t, fmt.Sprintf("reader %d", i), conn, want)
			wantPragmas(t, fmt.Sprintf("reader %d", i), conn, map[string]string{"query_only": "1"})
		}
		for i := range 3 { // a new connection after each failure
			must(t, db.write(t.Context(), "test", func(c *connection) error {
				wantPragmas(t, fmt.Sprintf("writer %d", i), c.Conn, want)
				wantPragmas(t, fmt.Sprintf("writer %d", i), c.Conn,
					map[string]string{"secure_delete": "1", "fullfsync": "1", "checkpoint_fullfsync": "1"})
				return nil
			}))
			loseTransaction(t, db)
		}
	}
}

func TestASettingCountsEachTime(t *testing.T) {
	t.Parallel()
	must(t, openStore(t).answers.write(t.Context(), "test", func(c *connection) error {
		defer c.set(fmt.Sprintf("busy_timeout = %d", busyTimeout))
		for _, patience := range []string{"250", "10000", "250"} {
			must(t, c.set("busy_timeout = "+patience))
			wantPragmas(t, "again", c.Conn, map[string]string{"busy_timeout": patience})
		}
		return nil
	}))
}

func wantPragmas(t *testing.T, who string, conn *sql.Conn, want map[string]string) {
	t.Helper()
	for name, value := range want {
		var got string
		if err := conn.QueryRowContext(context.Background(), "PRAGMA "+name).Scan(&got); err != nil || got != value {
			t.Errorf("%s: %s is %q, %v; want %s", who, name, got, err, value)
		}
	}
}

func TestAJobThatFailsLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	own := errors.New("lỗi riêng")
	var wait sync.WaitGroup
	errs := make([]error, 40)
	stall(t, s.answers, func() {
		for i := range errs {
			wait.Go(func() {
				errs[i] = s.answers.write(context.Background(), "test", func(c *connection) error {
					_, err := c.exec("INSERT INTO links (key, revision, value) VALUES (?, 1, '{}')",
						fmt.Sprintf("%02d", i))
					switch {
					case err == nil && i%4 == 1:
						err = survey.FailWith(survey.Conflict, "test", survey.Words{})
					case err == nil && i%4 == 2: // the engine refuses a statement
						_, err = c.exec("INSERT INTO links (key, revision, value) VALUES (?, 1, NULL)", "x")
					case err == nil && i%4 == 3:
						err = own
					}
					return err
				})
			})
		}
		waitFor(t, func() bool { return len(s.answers.writer.queue) == len(errs) })
	})
	wait.Wait()
	var want []string
	for i, err := range errs {
		switch {
		case i%4 == 0:
			must(t, err)
			want = append(want, fmt.Sprintf("%02d", i))
		case err == nil:
			t.Errorf("job %d did not fail", i)
		}
	}
	rows, err := s.Links().List(t.Context(), "")
	must(t, err)
	var got []string
	for _, r := range rows {
		got = append(got, r.Key)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWaitingJobsShareOneCommit(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	var wait sync.WaitGroup
	before := commits(t, s)
	stall(t, s.answers, func() {
		for i := range 100 {
			wait.Go(func() {
				r := answer(fmt.Sprint(i))
				r.Received = time.UnixMilli(1) // an anonymous one has the log emptied
				if _, err := s.Responses().Insert(context.Background(), r); err != nil {
					t.Error(err)
				}
			})
		}
		waitFor(t, func() bool { return len(s.answers.writer.queue) == 100 })
	})
	wait.Wait()
	if n := commits(t, s) - before; n != 1 {
		t.Errorf("100 waiting responses took %d commits, want 1", n)
	}
}

func TestALostTransactionIsUnavailableForAll(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	loseTransaction(t, s.answers)
	must(t, insert(s, answer("a")))
}

func TestEndedContextsInTheQueue(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	stall(t, s.answers, func() {
		for i := range 10 {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
			start := time.Now()
			_, err := s.Responses().Insert(ctx, answer(fmt.Sprint(i)))
			cancel()
			if survey.KindOf(err) != survey.Unavailable || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want Unavailable because of the deadline", err)
			}
			if took := time.Since(start); took > time.Second {
				t.Errorf("came back after %v, want 20 ms", took)
			}
		}
	})
	must(t, insert(s, answer("sau")))
	keys, err := s.Responses().Keys(t.Context(), "s")
	must(t, err)
	if len(keys) != 1 {
		t.Errorf("got %v, want only what was not given up", keys)
	}
}

func TestAnotherProcessHoldsTheLock(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	other, err := sql.Open("sqlite", "file:"+filepath.Join(s.dir, answersFile))
	must(t, err)
	defer other.Close()
	other.SetMaxOpenConns(1)
	_, err = other.Exec("BEGIN IMMEDIATE")
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = s.Responses().Insert(ctx, answer("a"))
	if survey.KindOf(err) != survey.Unavailable {
		t.Errorf("got %v, want Unavailable", err)
	}
	if _, err := s.Responses().Keys(t.Context(), "s"); err != nil {
		t.Errorf("reading beside a writer: %v", err)
	}
	_, err = other.Exec("COMMIT")
	must(t, err)
	existing, err := s.Responses().Insert(t.Context(), answer("a"))
	must(t, err)
	if existing[0] != nil && existing[0].SHA256 != "a" {
		t.Errorf("got %+v, want the response whole or not at all", existing[0])
	}
}

func TestCloseWaitsForWhatWasAccepted(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	var wait sync.WaitGroup
	errs := make([]error, 50)
	stall(t, s.answers, func() {
		for i := range errs {
			wait.Go(func() { errs[i] = insert(s, answer(fmt.Sprintf("%02d", i))) })
		}
		waitFor(t, func() bool { return len(s.answers.writer.queue) == len(errs) })
		wait.Go(func() { s.Close() })
		waitFor(t, s.closed.Load)
	})
	wait.Wait()
	for _, err := range errs {
		must(t, err)
	}
	again, err := Open(t.Context(), s.dir)
	must(t, err)
	defer again.Close()
	keys, err := again.Responses().Keys(t.Context(), "s")
	must(t, err)
	if len(keys) != len(errs) {
		t.Errorf("%d of %d accepted responses are there", len(keys), len(errs))
	}
}

// stall keeps the writer busy while f runs.
func stall(t *testing.T, db *database, f func()) {
	t.Helper()
	begun, end := make(chan struct{}), make(chan struct{})
	done := make(chan error)
	go func() {
		done <- db.write(context.Background(), "stall", func(*connection) error {
			close(begun)
			<-end
			return nil
		})
	}()
	<-begun
	f()
	close(end)
	must(t, <-done)
}

// loseTransaction makes the engine give up a whole transaction.
func loseTransaction(t *testing.T, db *database) {
	t.Helper()
	err := db.write(t.Context(), "test", func(c *connection) error {
		if _, err := c.exec("ROLLBACK"); err != nil {
			return err
		}
		return errClosed
	})
	if survey.KindOf(err) != survey.Unavailable {
		t.Fatalf("got %v, want Unavailable", err)
	}
}

// commits counts the commits in the WAL of the answers: frames whose header names the size of the database after a
// commit (sqlite.org/fileformat2.html, 4.1).
func commits(t *testing.T, s *Store) int {
	t.Helper()
	wal, err := os.ReadFile(filepath.Join(s.dir, answersFile+"-wal"))
	must(t, err)
	if len(wal) == 0 {
		return 0
	}
	frame := 24 + int(binary.BigEndian.Uint32(wal[8:]))
	n := 0
	for at := 32; at+frame <= len(wal); at += frame {
		if binary.BigEndian.Uint32(wal[at+4:]) > 0 {
			n++
		}
	}
	return n
}

func waitFor(t *testing.T, ready func() bool) {
	t.Helper()
	for range 2000 {
		if ready() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("waited in vain")
}

func openStore(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), t.TempDir())
	must(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

func answer(id string) *survey.Response {
	return &survey.Response{Survey: "s", ID: id, Revision: 1, SHA256: id,
		Answers: survey.Answers{"q": survey.OfText("Tốt")}}
}

func insert(s *Store, r *survey.Response) error {
	_, err := s.Responses().Insert(context.Background(), r)
	return err
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
