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

// insertUntilKilled stores responses and claims from many goroutines and prints each once it is acknowledged.
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
					say("claim", id, s.Claims().Insert(context.Background(), id, survey.Claim{By: id}))
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
		for _, id := range acknowledged["claim"] {
			_, err := s.Claims().Get(t.Context(), id)
			must(t, err)
		}
		must(t, s.Close())
		wantWhole(t, dir)
	}
	t.Logf("%d responses, %d revisions and %d claims outlived their process", len(acknowledged["response"]),
		len(acknowledged["revision"]), len(acknowledged["claim"]))
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
		id, _, _ := strings.Cut(rest, " ")
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
