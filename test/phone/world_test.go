package phone

import (
	"context"
	"errors"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
	"github.com/khaosat/khaosat/test/drive"
)

func TestMain(m *testing.M) { drive.Main(m) }

// serve runs the program over a folder with the questionnaires published, each under its form id, and gives its
// address.
func serve(tb testing.TB, forms ...*survey.Questionnaire) string {
	tb.Helper()
	return serveFiles(tb, nil, forms...)
}

// serveFiles serves forms that show files: name → content.
func serveFiles(tb testing.TB, files map[string]string, forms ...*survey.Questionnaire) string {
	tb.Helper()
	dir := tb.TempDir()
	publish(tb, dir, files, forms)
	return drive.Start(tb, &drive.Log{}, "serve", "--data", dir, "--addr", "127.0.0.1:0")
}

func publish(tb testing.TB, dir string, files map[string]string, forms []*survey.Questionnaire) {
	tb.Helper()
	publishAs(tb, dir, "", files, forms)
}

// publishAs publishes named or anonymous surveys.
func publishAs(tb testing.TB, dir string, mode survey.Mode, files map[string]string, forms []*survey.Questionnaire) {
	tb.Helper()
	ctx, author := tb.Context(), survey.System("phone")
	store, err := sqlitestore.Open(ctx, dir)
	if err != nil {
		tb.Fatal(err)
	}
	svc, err := service.New(ctx, store, service.Options{})
	for _, q := range forms {
		named := map[string][]byte{}
		for name, content := range files {
			named[name] = []byte(content)
		}
		if err == nil {
			_, err = svc.SaveDraftWithFiles(ctx, author, q.FormID, q, named)
		}
		if err == nil {
			_, err = svc.PublishDraft(ctx, author, q.FormID, service.PublishOptions{Mode: mode})
		}
	}
	if err := errors.Join(err, store.Close()); err != nil {
		tb.Fatal(err, survey.ProblemsOf(err))
	}
}

// tab is a browser window as large as a phone's, slowed down as many times as told: 1 is this machine, 4 about a cheap
// phone.
func tab(tb testing.TB, slower float64) context.Context {
	tb.Helper()
	ctx := drive.Tab(tb, 360, 800)
	drive.Do(tb, ctx, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: slower})
		return err
	}))
	return ctx
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
	drive.Do(tb, ctx, chromedp.Navigate(url))
	return drive.Eval[float64](tb, ctx, ready)
}
