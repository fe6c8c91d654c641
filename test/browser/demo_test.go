// Package browser walks through the demo as a respondent and an analyst do, in Chromium, against the built program.
package browser

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// built is the folder of the binary, "" as long as no test asked for it.
var built string

// program builds the binary once for all tests.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "khaosat-browser-*")
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

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		os.RemoveAll(built)
	}
	os.Exit(code)
}

// demo is a running `khaosat demo` over a folder of its own.
type demo struct {
	url, desk string
	workbook  string
}

var deskLine = regexp.MustCompile(`http://\S+/desk/enter\?token=\S+`)

func startDemo(t *testing.T) *demo {
	t.Helper()
	dir := t.TempDir()
	d := &demo{workbook: filepath.Join(dir, "out.xlsx")}
	binary, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary, "demo", "--data", filepath.Join(dir, "data"), "--addr", "127.0.0.1:0", "-o", d.workbook, "--no-browser")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	log := &lines{}
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the demo did not end well: %v\n%s", err, log)
		}
	})
	in := bufio.NewScanner(stdout)
	if !in.Scan() {
		t.Fatalf("the demo said nothing on standard output:\n%s", log)
	}
	url, ok := strings.CutPrefix(in.Text(), "listening on ")
	if !ok {
		t.Fatalf("standard output: %q", in.Text())
	}
	d.url = url
	for range 100 {
		if d.desk = deskLine.FindString(log.String()); d.desk != "" {
			return d
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("no address of the desk in\n%s", log)
	return nil
}

// lines is a log that is written and read at the same time.
type lines struct {
	gate chan struct{}
	b    bytes.Buffer
}

func (l *lines) lock() func() {
	if l.gate == nil {
		l.gate = make(chan struct{}, 1)
	}
	l.gate <- struct{}{}
	return func() { <-l.gate }
}

func (l *lines) Write(p []byte) (int, error) { defer l.lock()(); return l.b.Write(p) }
func (l *lines) String() string              { defer l.lock()(); return l.b.String() }

// tab is one browser window of a given size; every request that it makes to another host than the demo fails the test.
func tab(t *testing.T, d *demo, width, height int64) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-quic", true), chromedp.UserDataDir(t.TempDir()))
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	do(t, ctx, chromedp.EmulateViewport(width, height))
	err := chromedp.Listen(ctx, func(ev any) {
		if e, ok := ev.(*network.EventRequestWillBeSent); ok {
			if u := e.Request.URL; !strings.HasPrefix(u, d.url+"/") && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "about:") {
				t.Errorf("a request to another host: %s", u)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return ctx
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func eval[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", js, err)
	}
	return v
}

func text(t *testing.T, ctx context.Context) string {
	t.Helper()
	return eval[string](t, ctx, `document.body.innerText.replace(/\s+/g, ' ')`)
}

// press clicks and waits for the page that follows.
func press(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(selector)); err != nil {
		t.Fatalf("press %s: %v", selector, err)
	}
	do(t, ctx, chromedp.WaitReady("body"))
}

// shot keeps a picture where KHAOSAT_SCREENSHOTS says, for docs and for looking.
func shot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("KHAOSAT_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}
