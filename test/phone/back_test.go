package phone

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// withoutScripts lets no script run in a window.
func withoutScripts(tb testing.TB, ctx context.Context) {
	tb.Helper()
	drive.Do(tb, ctx, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}

var steps int

// goes takes a step that leads to another document and gives what that says; an error page of the browser fails the
// test.
func goes(tb testing.TB, ctx context.Context, step string) string {
	tb.Helper()
	steps++
	// a step that leads away at once has no answer
	_, _ = chromedp.Run(ctx, chromedp.Evaluate[bool](fmt.Sprintf(`(window.left = %d, %s, true)`, steps, step)))
	for tries := 0; ; tries++ {
		there, err := chromedp.Run(ctx, chromedp.Evaluate[string](fmt.Sprintf(
			`window.left === %d || document.readyState !== 'complete' ? '' : location.protocol + document.body.innerText`, steps)))
		if err != nil || there == "" {
			if tries > 3000 || ctx.Err() != nil {
				tb.Fatalf("%s leads nowhere: %v", step, err)
			}
			continue // between two documents
		}
		if !strings.HasPrefix(there, "http:") {
			tb.Fatalf("%s leads to the browser's own error page:\n%s", step, there)
		}
		return there
	}
}

// Steps from document to document.
const (
	next   = `document.querySelector('.buttons .main').click()`
	review = `document.querySelector('.buttons .main[value=send]').click()`
	back   = `history.back()`
	ahead  = `history.forward()`
	reload = `location.reload()`
)

// choose takes the first choice of every question that the page shows.
const choose = `(() => {
  for (const set of document.querySelectorAll('fieldset.item')) {
    const radio = set.querySelector('input[type=radio]');
    if (set.offsetParent && !set.querySelector('input:checked')) radio.click();
  }
  return true;
})()`

// TestBackWithoutScripts walks as somebody does whose phone runs no scripts: Back and reload at every step show a page
// of ours with what was typed, and after Send that it was sent; the receipt is shown once. One response is stored.
func TestBackWithoutScripts(t *testing.T) {
	dir := t.TempDir()
	publishAs(t, dir, survey.Anonymous, nil, []*survey.Questionnaire{ordinaryForm("hai-muoi")})
	url := drive.Start(t, &drive.Log{}, "serve", "--data", dir, "--addr", "127.0.0.1:0")
	ctx := tab(t, 1)
	withoutScripts(t, ctx)
	drive.Do(t, ctx, chromedp.Navigate(url+"/s/hai-muoi"), chromedp.WaitReady("#form[action*='/f/']"))
	age := func() string {
		return drive.Eval[string](t, ctx, `(document.querySelector('[name="chung/tuoi"]') || {value: location.href}).value`)
	}

	drive.Eval[bool](t, ctx, choose)
	drive.Do(t, ctx, chromedp.SendKeys(`[name="chung/tuoi"]`, "7"))
	for range 2 { // as it came, and asked for again
		if said := goes(t, ctx, next); !strings.Contains(said, "Xin ghi tuổi từ 16 đến 110.") {
			t.Fatalf("no word of the age:\n%s", said)
		}
		if said := goes(t, ctx, reload); !strings.Contains(said, "Xin ghi tuổi từ 16 đến 110.") || age() != "7" {
			t.Fatalf("after a reload age %q:\n%s", age(), said)
		}
	}
	drive.Do(t, ctx, chromedp.SetValue(`[name="chung/tuoi"]`, "40"))
	goes(t, ctx, next)
	if goes(t, ctx, back); age() != "40" {
		t.Fatalf("Back shows the age %q", age())
	}
	goes(t, ctx, next)
	drive.Eval[bool](t, ctx, choose)
	goes(t, ctx, next)
	drive.Eval[bool](t, ctx, choose)
	if said := goes(t, ctx, next); !strings.Contains(said, "Xem lại câu trả lời") {
		t.Fatalf("no review:\n%s", said)
	}
	goes(t, ctx, reload)
	goes(t, ctx, review)
	receipt := drive.Eval[string](t, ctx, `document.getElementById('receipt').textContent`)
	for _, by := range []string{reload, back, back,
		ahead, reload} {
		if said := goes(t, ctx, by); strings.Contains(said, receipt) || strings.Contains(said, "40") ||
			!strings.Contains(said, "Phiếu đã được gửi") {
			t.Errorf("after Send:\n%s", said)
		}
	}
	if said := goes(t, ctx, `document.querySelector(".links a").click()`); !strings.Contains(said, "Trang 1/3") || strings.Contains(said, receipt) {
		t.Errorf("another person sees\n%s", said)
	}
	if said := goes(t, ctx, back); strings.Contains(said, receipt) || strings.Contains(said, "40") {
		t.Errorf("another person sees by Back\n%s", said)
	}
	if got := stored(t, dir, "hai-muoi"); len(got) != 1 || got[0]["chung/tuoi"].Text != "40" {
		t.Errorf("stored %v", got)
	}
}

// pages waits until the scripts turn pages.
func pages(tb testing.TB, ctx context.Context) {
	tb.Helper()
	for !drive.Eval[bool](tb, ctx, `Boolean(history.state && history.state.key)`) { // begun
	}
}

// shownPage is the number of the page that is shown.
func shownPage(tb testing.TB, ctx context.Context) string {
	tb.Helper()
	return drive.Eval[string](tb, ctx,
		`[...document.querySelectorAll('.page')].filter(p => !p.hidden).map(p => p.dataset.page).join()`)
}

// TestPagesTurnOnThePhone walks with scripts: pages turn, Back goes back and mistakes are said without a request; a
// reload keeps page and answers; Send sends once, and after it Back shows nothing of what was typed.
func TestPagesTurnOnThePhone(t *testing.T) {
	dir := t.TempDir()
	publishAs(t, dir, survey.Anonymous, nil, []*survey.Questionnaire{ordinaryForm("hai-muoi")})
	url := drive.Start(t, &drive.Log{}, "serve", "--data", dir, "--addr", "127.0.0.1:0")
	ctx := tab(t, 1)
	wire := drive.Watch(t, ctx)
	open(t, ctx, url+"/s/hai-muoi")
	pages(t, ctx)
	loaded, _, _ := wire.Sum()
	is := func(when, want string) {
		t.Helper()
		if got := shownPage(t, ctx); got != want {
			t.Fatalf("%s: page %s, want %s:\n%s", when, got, want, drive.Eval[string](t, ctx, `document.body.innerText`))
		}
	}
	does := func(js string) { t.Helper(); drive.Eval[bool](t, ctx, `(`+js+`, true)`) }
	moves := func(js string) {
		t.Helper()
		drive.Eval[bool](t, ctx, `new Promise(done => { addEventListener('popstate', () => done(true), { once: true }); `+js+` })`)
	}
	says := func(when, want string) {
		t.Helper()
		if got := drive.Eval[string](t, ctx, `[...document.querySelectorAll('#summary a')].map(a => a.hash).join(' ')`); got != want {
			t.Errorf("%s: the summary names %q, want %q", when, got, want)
		}
	}

	does(next)
	is("nothing answered", "0")
	says("nothing answered", "#q.chung/dan_toc #q.chung/o_day")
	drive.Eval[bool](t, ctx, choose)
	write(t, ctx, "chung/tuoi", "7")
	does(next)
	says("too young", "#q.chung/tuoi")
	write(t, ctx, "chung/tuoi", "40")
	says("mended", "")
	does(next)
	is("all answered", "1")
	moves(back)
	is("Back", "0")
	moves(ahead)
	is("forward", "1")
	does(`document.querySelector('.buttons [value=back]').click()`)
	for shownPage(t, ctx) != "0" { // the button goes back by the history
	}
	does(next)
	drive.Eval[bool](t, ctx, choose)
	does(next)
	is("the battery answered", "2")
	if now, _, _ := wire.Sum(); len(now) != len(loaded) {
		t.Errorf("turning pages asked for %q", now[len(loaded):])
	}

	goes(t, ctx, reload)
	open2 := func() { t.Helper(); drive.Eval[float64](t, ctx, ready); pages(t, ctx) }
	for at := "/s/hai-muoi"; at == "/s/hai-muoi"; { // goes on with what was typed
		now, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.pathname`))
		if ctx.Err() != nil {
			t.Fatal("the page does not go on with what was typed")
		}
		if err == nil { // there is no answer between two documents
			at = now
		}
	}
	open2()
	is("after a reload", "2")
	does(`document.querySelector('.buttons [value=back]').click()`)
	is("back after a reload", "1")
	does(`document.querySelector('.buttons [value=back]').click()`)
	if got := drive.Eval[string](t, ctx, `document.querySelector('[name="chung/tuoi"]').value`); got != "40" || shownPage(t, ctx) != "0" {
		t.Fatalf("page %s, age %q after a reload", shownPage(t, ctx), got)
	}
	does(next)
	does(next)
	drive.Eval[bool](t, ctx, choose)
	goes(t, ctx, next)
	goes(t, ctx, review)
	receipt := drive.Eval[string](t, ctx, `document.getElementById('receipt').textContent`)
	for _, step := range []string{reload, back, back} {
		if said := goes(t, ctx, step); strings.Contains(said, "40") || strings.Contains(said, receipt) {
			t.Errorf("after Send %s shows\n%s", step, said)
		}
	}
	if kept := drive.Eval[string](t, ctx, `JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])`); strings.Contains(kept, "40") {
		t.Errorf("the phone keeps %s", kept)
	}
	if got := stored(t, dir, "hai-muoi"); len(got) != 1 || got[0]["chung/tuoi"].Text != "40" || got[0]["danh_gia/d9"].Text != "tot" {
		t.Errorf("stored %v", got)
	}
}
