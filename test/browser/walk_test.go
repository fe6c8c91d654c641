package browser

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/khaosat/khaosat/test/drive"
)

// chooseFirst answers everything that the page shows with the first choice: on the scales of the sample that is "Tốt".
const chooseFirst = `(() => {
  for (const set of document.querySelectorAll('fieldset')) {
    if (set.hidden || set.disabled) continue;
    const radio = set.querySelector('input[type=radio]');
    if (radio && !set.querySelector('input[type=radio]:checked')) radio.click();
  }
  return true;
})()`

// answerAll walks through the questionnaire to the receipt.
func answerAll(t *testing.T, ctx context.Context) string {
	t.Helper()
	for range 12 {
		drive.Eval[bool](t, ctx, chooseFirst)
		press(t, ctx, `.buttons button.main`)
		if receipt := drive.Eval[string](t, ctx,
			`document.querySelector('#receipt')?.textContent ?? ''`); receipt != "" {
			return receipt
		}
	}
	t.Fatalf("no receipt after twelve pages: %s", text(t, ctx))
	return ""
}

func want(t *testing.T, page string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(page, p) {
			t.Errorf("the page does not say %q:\n%s", p, page)
		}
	}
}

func TestFirstScreenAndOneMoreAnswer(t *testing.T) {
	d := startDemo(t)
	desk := tab(t, d, 1280, 900)
	drive.Do(t, desk, chromedp.Navigate(d.desk))
	page := text(t, desk)
	want(t, page, "có 96,23% số người được hỏi (1.047/1.088 người)", "94,12% số người được hỏi (1.024/1.088 người)",
		"ở mức tốt và khá tốt",
		"từ 94,93% đến 97,21%", "Vì sao?")
	shot(t, desk, "desk")

	phone := tab(t, d, 360, 800)
	drive.Do(t, phone, chromedp.Navigate(d.url+"/s/nghi-quyet"))
	shot(t, phone, "respond")
	if receipt := answerAll(t, phone); len(receipt) != 19 {
		t.Errorf("receipt %q", receipt)
	}
	shot(t, phone, "thanks")

	drive.Do(t, desk, chromedp.Reload())
	want(t, text(t, desk), "96,24%", "1.048/1.089")
}

func TestWithoutScripts(t *testing.T) {
	d := startDemo(t)
	phone := tab(t, d, 360, 800)
	drive.Do(t, phone, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}), chromedp.Navigate(d.url+"/s/nghi-quyet"), chromedp.WaitReady(`#form[action*="/f/"]`))
	if drive.Eval[bool](t, phone, `document.body.classList.contains('js')`) {
		t.Fatal("scripts run")
	}
	answerAll(t, phone)
}

func awaitScripts(t *testing.T, ctx context.Context) {
	t.Helper()
	if _, err := chromedp.Run(ctx,
		chromedp.Poll[bool](`performance.getEntriesByName('khaosat-live').length > 0`)); err != nil {
		t.Fatal(err)
	}
}

// A press on Next that leaves a field with a mistake is one press, though the mistake is said above the button; what
// was said of a missing answer goes when there is one.
func TestMistakesAreSaidAndTakenBack(t *testing.T) {
	d := startDemo(t)
	phone := tab(t, d, 360, 2400)
	drive.Do(t, phone, chromedp.Navigate(d.url+"/s/nghi-quyet"))
	awaitScripts(t, phone)
	drive.Do(t, phone, chromedp.SendKeys(`input[name="chung/tuoi"]`, "7"))
	press(t, phone, `.buttons button.main`)
	want(t, text(t, phone), "Xin sửa những chỗ sau", "Xin ghi tuổi từ 16 đến 110.", "Xin trả lời câu này.")

	const wrong = `[...document.querySelectorAll('.item.wrong')].map(e => e.dataset.path).join()`
	awaitScripts(t, phone)
	if got := drive.Eval[string](t, phone, wrong); got != "chung/doi_tuong,chung/tuoi" {
		t.Errorf("wrong: %q", got)
	}
	drive.Eval[bool](t, phone, `(document.querySelector('input[value=nhan_dan]').click(), true)`)
	if got := drive.Eval[string](t, phone, wrong); got != "chung/tuoi" {
		t.Errorf("wrong after an answer: %q", got)
	}
}

func TestPagesFitAPhone(t *testing.T) {
	d := startDemo(t)
	ctx := tab(t, d, 360, 800)
	drive.Do(t, ctx, chromedp.Navigate(d.desk))
	for _, path := range []string{"/desk", "/desk/nghi-quyet", "/desk/nghi-quyet/questionnaire",
		"/desk/nghi-quyet/links", "/desk/nghi-quyet/fieldwork",
		"/desk/nghi-quyet/results", "/desk/nghi-quyet/data", "/desk/nghi-quyet/import", "/desk/nghi-quyet/settings",
		"/desk/units", "/desk/people",
		"/desk/bao-cao-don-vi", "/desk/bao-cao-don-vi/results", "/s/nghi-quyet", "/s/bao-cao-don-vi",
		"/s/nghi-quyet/withdraw", "/r/nghi-quyet", "/desk/login"} {
		drive.Do(t, ctx, chromedp.Navigate(d.url+path))
		if wide := drive.Eval[float64](t, ctx, `document.documentElement.scrollWidth`); wide > 360 {
			t.Errorf("%s is %v pixels wide on a phone of 360", path, wide)
		}
		if title := drive.Eval[string](t, ctx, `document.title`); title == "" || strings.Contains(text(t, ctx), "%!") {
			t.Errorf("%s: title %q, or a broken message", path, title)
		}
		if unnamed := drive.Eval[[]string](t, ctx, unnamedControls); len(unnamed) > 0 {
			t.Errorf("%s: controls without a name: %q", path, unnamed)
		}
		shot(t, ctx, "phone"+strings.ReplaceAll(path, "/", "-"))
	}
}

// unnamedControls lists what a screen reader could not name.
const unnamedControls = `[...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a[href]')].filter(e => {
  if (e.closest('[aria-hidden=true]') || e.getAttribute('aria-hidden') === 'true') return false;
  const labelled = e.labels && e.labels.length && [...e.labels].some(l => l.textContent.trim());
  return !(labelled || e.textContent.trim() || e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.title || e.querySelector('img[alt], svg title'));
}).map(e => e.outerHTML.slice(0, 120))`
