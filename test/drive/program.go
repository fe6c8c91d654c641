// Package drive runs the built program and a browser for the tests that use them as people do.
package drive

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// built is the folder of the binary, "" as long as no test asked for it.
var built string

// program builds the binary once for all tests of a package.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "khaosat-drive-*")
	if err != nil {
		return "", err
	}
	built = dir
	binary := filepath.Join(dir, "khaosat")
	build := exec.Command("go", "build", "-tags", "nomsgpack", "-o", binary, "./cmd/khaosat")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return binary, nil
})

// Main is TestMain of a package that calls Start or Tab.
func Main(m *testing.M) {
	code := m.Run()
	stop()
	if built != "" {
		_ = os.RemoveAll(built)
	}
	os.Exit(code)
}

// Start runs the program until the end of the test, which fails when the program does not end well, and gives the
// address at which it listens. What it writes to standard error goes to log.
func Start(tb testing.TB, log io.Writer, args ...string) (url string) {
	tb.Helper()
	binary, err := program()
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command(binary, args...)
	cmd.Stderr = log
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			tb.Errorf("%s did not end well: %v\n%v", args[0], err, log)
		}
	})
	in := bufio.NewScanner(stdout)
	if in.Scan() {
		if url, ok := strings.CutPrefix(in.Text(), "listening on "); ok {
			return url
		}
	}
	tb.Fatalf("standard output %q, standard error %v", in.Text(), log)
	return ""
}

// Log is what a program writes while somebody reads it.
type Log struct {
	mu sync.Mutex
	b  strings.Builder
}

// Write implements io.Writer.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String is what was written so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
