package drive

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// one is the browser of all tests of a package, started by the first that asks for it; stop ends it.
var (
	one  = sync.OnceValues(startBrowser)
	stop = func() {}
)

func startBrowser() (context.Context, error) {
	ctx, end := chromedp.NewExecAllocator(context.Background(), chromedp.NoSandbox, chromedp.Headless,
		chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-quic", true),
		// a window is as awake as if it were the only one
		chromedp.Flag("disable-background-timer-throttling", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true),
		chromedp.Flag("disable-renderer-backgrounding", true))
	ctx, _ = chromedp.NewContext(ctx)
	stop = func() {
		_ = chromedp.Cancel(ctx)
		end()
	}
	return ctx, chromedp.Do(ctx)
}

// Tab is a browser window of a size, with cookies, storage and permissions of its own, until the end of the test.
func Tab(tb testing.TB, width, height int64) context.Context {
	tb.Helper()
	shared, err := one()
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(shared, 5*time.Minute)
	tb.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithNewBrowserContext())
	tb.Cleanup(cancel)
	Do(tb, ctx, chromedp.EmulateViewport(width, height))
	return ctx
}

// Do takes steps in a window.
func Do(tb testing.TB, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	tb.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		tb.Fatal(err)
	}
}

// Eval gives the value of an expression in a window's page; a promise is waited for.
func Eval[T any](tb testing.TB, ctx context.Context, js string) T {
	tb.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		tb.Fatalf("%s: %v", js, err)
	}
	return v
}

// Press clicks and waits for what follows: another document, another page of the form that scripts turn to, or a word
// of what is wrong.
func Press(tb testing.TB, ctx context.Context, selector string) {
	tb.Helper()
	Eval[bool](tb, ctx, `(window.left = `+standing+`, true)`)
	Do(tb, ctx, chromedp.Click(selector))
	for there := false; !there; {
		moved, err := chromedp.Run(ctx, chromedp.Evaluate[bool](
			`window.left ? window.left !== `+standing+` : document.readyState === 'complete' && !!document.body`))
		if ctx.Err() != nil {
			tb.Fatalf("%s leads nowhere", selector)
		}
		there = err == nil && moved // there is no answer between two documents
	}
}

// standing tells one page of a form, and what is said of it, from another.
const standing = `(form => 'at ' + (form && form.elements['.page'] ? form.elements['.page'].value : '') +
  (document.getElementById('summary') || {}).innerText)(document.getElementById('form'))`
