//go:build unix

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey/sqlitestore/disktest"
)

// asProgram makes this test binary the program; its value is the data folder.
const asProgram = "LOSS_PROGRAM"

// asVersion is the version that the program says it is, when there is one.
const asVersion = "LOSS_VERSION"

func TestMain(m *testing.M) {
	if dir := os.Getenv(asProgram); dir != "" {
		os.Exit(program(dir))
	}
	os.Exit(m.Run())
}

// program is khaosat on a disk that does what standard input says.
func program(dir string) int {
	stamped = os.Getenv(asVersion)
	slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil)))
	disk := disktest.Under(dir)
	go obey(disk)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(&terminal{ctx: ctx, stdin: strings.NewReader(""), stdout: os.Stdout, stderr: os.Stderr, read: os.ReadFile,
		write: writeFile}, []string{"serve", "--data", dir, "--addr", "127.0.0.1:0"})
}

// obey says "done" after each word.
func obey(disk *disktest.Disk) {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		var n int
		word := in.Text()
		if i := strings.IndexByte(word, ' '); i > 0 {
			_, _ = fmt.Sscan(word[i:], &n)
			word = word[:i]
		}
		switch word {
		case "leave":
			disk.Leave(int64(n))
		case "writes":
			disk.FailWrites()
		case "syncs":
			disk.FailSyncs()
		case "mend":
			disk.Mend()
		case "kill":
			disk.Then(n, func() { _ = syscall.Kill(os.Getpid(), syscall.SIGKILL); select {} })
		}
		fmt.Println("done")
	}
}

// child is a running program.
type child struct {
	t     testing.TB
	cmd   *exec.Cmd
	url   string
	words io.Writer
	lines *bufio.Scanner
	errs  strings.Builder
}

func start(t testing.TB, dir string, env ...string) *child {
	t.Helper()
	c := &child{t: t, cmd: exec.Command(os.Args[0])}
	c.cmd.Env = append(append(os.Environ(), asProgram+"="+dir), env...)
	c.cmd.Stderr = &c.errs
	out, err := c.cmd.StdoutPipe()
	must(t, err)
	c.words, err = c.cmd.StdinPipe()
	must(t, err)
	must(t, c.cmd.Start())
	t.Cleanup(func() { _ = c.cmd.Process.Kill() })
	c.lines = bufio.NewScanner(out)
	if c.url = strings.TrimPrefix(c.line(), "listening on "); c.url == "" {
		t.Fatalf("the program does not listen: %s", c.errs.String())
	}
	return c
}

func (c *child) line() string {
	c.lines.Scan()
	return c.lines.Text()
}

// tell says a word to the program's disk and waits until it is so.
func (c *child) tell(word string) {
	c.t.Helper()
	fmt.Fprintln(c.words, word)
	if c.line() != "done" {
		c.t.Fatalf("the program does not hear %q", word)
	}
}

// kill ends the program without a warning and waits for its end.
func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
}

// stop ends the program as an operator does.
func (c *child) stop() {
	c.t.Helper()
	must(c.t, c.cmd.Process.Signal(syscall.SIGTERM))
	if err := c.cmd.Wait(); err != nil {
		c.t.Errorf("the program did not end well: %v %s", err, c.errs.String())
	}
}

// ready waits until /readyz has a status, and gives what it says.
func (c *child) ready(status int) string {
	c.t.Helper()
	for until := time.Now().Add(time.Minute); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
		res, err := http.Get(c.url + "/readyz")
		must(c.t, err)
		said, err := io.ReadAll(res.Body)
		must(c.t, err)
		res.Body.Close()
		if res.StatusCode == status {
			return string(said)
		}
	}
	c.t.Fatalf("/readyz never was %d", status)
	return ""
}

// folder is a data folder of a test, in a path without links.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	return dir
}
