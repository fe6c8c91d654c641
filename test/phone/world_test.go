package phone

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/sqlitestore"
)

// program builds the binary once for all tests.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "khaosat-phone-*")
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

// built is the folder of the binary, "" as long as no test asked for it.
var built string

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		os.RemoveAll(built)
	}
	os.Exit(code)
}

// serve runs the program over a folder with the questionnaires published, each under its form id, and gives its address.
func serve(tb testing.TB, forms ...*survey.Questionnaire) string {
	tb.Helper()
	return serveFiles(tb, nil, forms...)
}

// serveFiles serves forms that show files: name → content.
func serveFiles(tb testing.TB, files map[string]string, forms ...*survey.Questionnaire) string {
	tb.Helper()
	binary, err := program()
	if err != nil {
		tb.Fatal(err)
	}
	dir := tb.TempDir()
	publish(tb, dir, files, forms)
	cmd := exec.Command(binary, "serve", "--data", dir, "--addr", "127.0.0.1:0")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	in := bufio.NewScanner(stdout)
	if in.Scan() {
		if url, ok := strings.CutPrefix(in.Text(), "listening on "); ok {
			return url
		}
	}
	tb.Fatalf("the server said %q", in.Text())
	return ""
}

func publish(tb testing.TB, dir string, files map[string]string, forms []*survey.Questionnaire) {
	tb.Helper()
	ctx, author := tb.Context(), survey.System("phone")
	store, err := sqlitestore.Open(ctx, dir)
	if err != nil {
		tb.Fatal(err)
	}
	service, err := survey.NewService(ctx, store, survey.Options{})
	for _, q := range forms {
		q.Files = map[string]string{}
		for name, content := range files {
			q.Files[name] = fmt.Sprintf("%x", sha256.Sum256([]byte(content)))
		}
		if err == nil {
			_, err = service.SaveDraft(ctx, author, q.FormID, q)
		}
		for name, content := range files {
			if err == nil {
				_, err = service.PutFile(ctx, q.FormID, q.Files[name], strings.NewReader(content))
			}
		}
		if err == nil {
			_, err = service.PublishDraft(ctx, author, q.FormID, survey.PublishOptions{})
		}
	}
	if err := errors.Join(err, store.Close()); err != nil {
		tb.Fatal(err, survey.ProblemsOf(err))
	}
}

// tab is a browser window as large as a phone's, slowed down as many times as told: 1 is this machine, 4 about a cheap phone.
func tab(tb testing.TB, slower float64) context.Context {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), 5*time.Minute)
	tb.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-sync", true), chromedp.UserDataDir(tb.TempDir()))
	tb.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	tb.Cleanup(cancel)
	do(tb, ctx, chromedp.EmulateViewport(360, 800), chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: slower})
		return err
	}))
	return ctx
}

func do(tb testing.TB, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	tb.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		tb.Fatal(err)
	}
}

func eval[T any](tb testing.TB, ctx context.Context, js string) T {
	tb.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		tb.Fatalf("%s: %v", js, err)
	}
	return v
}

// ready is a promise for the milliseconds from the start of the navigation to when the page answers changes.
const ready = `new Promise((done, fail) => {
  const look = n => {
    const mark = performance.getEntriesByName('khaosat-live')[0];
    if (mark) done(mark.startTime);
    else if (n) setTimeout(look, 20, n - 1);
    else fail(new Error('the page never became live'));
  };
  look(1500);
})`

// open loads a page and gives the milliseconds until it answers changes.
func open(tb testing.TB, ctx context.Context, url string) float64 {
	tb.Helper()
	do(tb, ctx, chromedp.Navigate(url))
	return eval[float64](tb, ctx, ready)
}
