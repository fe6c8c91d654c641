package phone

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// quickForm has quick questions between others; with style "pages" each is a page of its own.
func quickForm(id, style string) *survey.Questionnaire {
	quick := func(name string) *survey.Item {
		return &survey.Item{Name: name, Kind: survey.Single, List: "l", Label: vi("Câu " + name), Appearance: "quick"}
	}
	return &survey.Questionnaire{FormID: id, Version: "1", Title: vi("Nhanh"), Style: style,
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{{Name: "l",
			Choices: []survey.Choice{{Code: "1", Label: vi("Có")}, {Code: "2", Label: vi("Không")},
				{Code: "3", Label: vi("Khác")}}}},
		Items: []*survey.Item{quick("a"),
			{Name: "vi_sao", Kind: survey.TextItem, Label: vi("Vì sao?"), Relevant: "${a} = '3'"}, quick("b"),
			{Name: "c", Kind: survey.TextItem, Label: vi("Ý kiến")}, quick("d")}}
}

// at tells the item that has the focus and the page that is shown, after the moment in which a quick item goes on.
func at(t *testing.T, ctx context.Context) string {
	t.Helper()
	time.Sleep(500 * time.Millisecond)
	drive.Do(t, ctx, chromedp.WaitReady("main"))
	return drive.Eval[string](t, ctx,
		`(e => (document.querySelector('[name=".page"]') || {}).value + ' ' + (e.closest('[data-path]')?.dataset.path || e.value || '-'))(document.activeElement)`)
}

func TestQuickGoesToTheNextItem(t *testing.T) {
	t.Parallel()
	url := serve(t, quickForm("nhanh", ""))
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/nhanh")
	choose := func(name, code string) chromedp.Action[chromedp.Void] {
		return chromedp.Click(`label:has(input[name=` + name + `][value="` + code + `"])`)
	}
	for _, step := range []struct {
		does, want string
		act        chromedp.Action[chromedp.Void]
	}{
		{"taps a", "0 b", choose("a", "1")},
		{"taps a again", "0 b", choose("a", "1")},
		{"unlocks the item between", "0 vi_sao", choose("a", "3")},
		{"takes it back", "0 b", choose("a", "2")},
		{"looks by an arrow key", "0 b", chromedp.KeyEvent(kb.ArrowDown)},
		{"looks further", "0 b", chromedp.KeyEvent(kb.ArrowDown)},
		{"takes it by Enter", "0 c", chromedp.KeyEvent(kb.Enter)},
		{"taps the last", "0 send", choose("d", "2")},
	} {
		drive.Do(t, ctx, step.act)
		if got := at(t, ctx); got != step.want {
			t.Errorf("%s: the focus is at %q, want %q", step.does, got, step.want)
		}
	}
	if chosen := drive.Eval[string](t, ctx,
		`[...document.querySelectorAll('input:checked')].map(i => i.name + i.value).join(' ')`); chosen != "a2 b3 d2" {
		t.Errorf("chosen: %s", chosen)
	}
}

func TestQuickTurnsThePage(t *testing.T) {
	t.Parallel()
	url := serve(t, quickForm("trang", "pages"))
	ctx := tab(t, 1)
	drive.Do(t, ctx, chromedp.Navigate(url+"/s/trang"), chromedp.Click(`label:has(input[name=a][value="2"])`))
	if got := at(t, ctx); got[:1] != "2" {
		t.Fatalf("after a tap: %q, want the page of b", got)
	}
	drive.Do(t, ctx, chromedp.Focus(`input[name=b]`), chromedp.KeyEvent(kb.ArrowDown))
	if got := at(t, ctx); got != "2 b" {
		t.Errorf("after an arrow key: %q, want the same page", got)
	}
	drive.Do(t, ctx, chromedp.KeyEvent(kb.Enter))
	if got := at(t, ctx); got[:1] != "3" {
		t.Errorf("after Enter: %q, want the next page", got)
	}
	drive.Do(t, ctx, chromedp.SendKeys(`input[name=c]`, "tốt"), chromedp.KeyEvent(kb.Enter))
	if got := at(t, ctx); got[:1] != "4" {
		t.Errorf("after Enter in a text: %q", got)
	}
	drive.Do(t, ctx, chromedp.Focus(`input[name=d]`), chromedp.KeyEvent(" "))
	if got := at(t, ctx); got[:1] != "5" {
		t.Errorf("after the space bar: %q, want the review", got)
	}
}
