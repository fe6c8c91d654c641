package sqlitestore_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/sqlitestore"
)

// crashFolder names the data folder to the child process that is going to be killed.
const crashFolder = "SQLITESTORE_CRASH_FOLDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashFolder); dir != "" {
		insertUntilKilled(dir)
	}
	os.Exit(m.Run())
}

// insertUntilKilled stores responses from many goroutines, some for tokens, and prints each once it is acknowledged.
func insertUntilKilled(dir string) {
	s, err := sqlitestore.Open(context.Background(), dir)
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	var print sync.Mutex
	say := func(what, id string, err error) {
		print.Lock()
		defer print.Unlock()
		if err != nil {
			what = "error"
		}
		fmt.Println(what, id, err)
	}
	for i := range 8 {
		go func() {
			for j := 0; ; j++ {
				id := fmt.Sprintf("%d-%d-%d", os.Getpid(), i, j)
				r := response(id)
				r.Answers["q2"] = survey.OfText(strings.Repeat("ế", 1+j*37%5000))
				_, err := s.Responses().Insert(context.Background(), r)
				say("response", id, err)
				if j%5 == 0 {
					r.Revision, r.State = 2, survey.Rejected
					say("revision", id, s.Responses().Revise(context.Background(), r))
				}
				if j%3 == 0 {
					invited := "mời " + id
					say("token", invited, s.Tokens().Insert(context.Background(), invited, survey.Token{}))
					r := response(invited)
					r.Survey, r.Received = "ẩn danh", time.Time{}
					_, _, err := s.Responses().InsertFor(context.Background(), r, invited, strings.Repeat("1", 32))
					say("invited", invited, err)
				}
			}
		}()
	}
	select {}
}

// TestKilledProcessLosesNothingAcknowledged kills a writing process without warning, several times on one folder.
func TestKilledProcessLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	acknowledged := map[string][]string{}
	for range 5 {
		for what, ids := range killed(t, dir) {
			acknowledged[what] = append(acknowledged[what], ids...)
		}
		s := opened(t, dir)
		revisions := map[string]int{}
		keys, err := s.Responses().Keys(t.Context(), "nghi-quyet")
		must(t, err)
		for _, k := range keys {
			revisions[k.ID] = k.Revision
		}
		for what, least := range map[string]int{"response": 1, "revision": 2} {
			for _, id := range acknowledged[what] {
				if revisions[id] < least {
					t.Fatalf("%s %s was acknowledged and is at revision %d", what, id, revisions[id])
				}
			}
		}
		wantBurntWhenStored(t, s, acknowledged["invited"])
		must(t, s.Close())
		wantWhole(t, dir)
	}
	t.Logf("%d responses, %d revisions and %d invited responses outlived their process", len(acknowledged["response"]),
		len(acknowledged["revision"]), len(acknowledged["invited"]))
}

// wantBurntWhenStored fails unless exactly the tokens of stored responses are burnt, those of acknowledged ones among
// them.
func wantBurntWhenStored(t *testing.T, s *sqlitestore.Store, acknowledged []string) {
	t.Helper()
	keys, err := s.Responses().Keys(t.Context(), "ẩn danh")
	must(t, err)
	stored := map[string]bool{}
	for _, k := range keys {
		stored[k.ID] = true
	}
	tokens, err := s.Tokens().List(t.Context(), "mời ")
	must(t, err)
	for _, token := range tokens {
		by, err := s.Tokens().BurntBy(t.Context(), token.Key)
		must(t, err)
		if (by != "") != stored[token.Key] {
			t.Fatalf("%s: burnt by %q, its response is stored: %v", token.Key, by, stored[token.Key])
		}
	}
	for _, id := range acknowledged {
		if !stored[id] {
			t.Fatalf("%s was acknowledged and is not stored", id)
		}
	}
}

// killed runs this test binary as a writer, kills it, and returns what it had acknowledged.
func killed(t *testing.T, dir string) map[string][]string {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), crashFolder+"="+dir)
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	acknowledged := map[string][]string{}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		what, rest, _ := strings.Cut(lines.Text(), " ")
		id, _, _ := strings.Cut(rest, " <nil>")
		if what == "error" {
			t.Errorf("the writer reports %s", rest)
		}
		if len(acknowledged) == 0 { // it is at work: let it go on for a random while
			time.AfterFunc(time.Duration(20+rand.IntN(300))*time.Millisecond, func() { child.Process.Kill() })
		}
		acknowledged[what] = append(acknowledged[what], id)
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the writer ended by itself")
	}
	if len(acknowledged["response"]) == 0 {
		t.Fatal("the writer acknowledged nothing")
	}
	return acknowledged
}
