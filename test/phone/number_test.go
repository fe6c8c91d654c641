package phone

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

func moneyForm(lang string) *survey.Questionnaire {
	say := func(s string) survey.Text { return survey.Text{lang: s} }
	return &survey.Questionnaire{FormID: "tien-" + lang, Version: "1", Title: say("Tiền"),
		Languages: []survey.Language{{ID: lang, Name: lang}}, DefaultLanguage: lang,
		Items: []*survey.Item{
			{Name: "dong", Kind: survey.Integer, Label: say("Đồng"), Appearance: "thousands-sep"},
			{Name: "ta", Kind: survey.Decimal, Label: say("Tạ"), Appearance: "thousands-sep"},
			{Name: "gap", Kind: survey.Integer, Label: say("Gấp đôi"), Appearance: "thousands-sep",
				Calculation: "${dong} * 2"},
			{Name: "giu", Kind: survey.TextItem, Label: say("Ghép"), Calculation: "concat(${dong}, '/', ${ta})"},
		}}
}

// The thousands stand apart once a field is left, plainly while one types; what the form sends and expressions see is
// the number.
func TestThousandsStandApart(t *testing.T) {
	t.Parallel()
	url := serve(t, moneyForm("vi"), moneyForm("en"))
	ctx := tab(t, 1)
	for _, c := range []struct{ lang, typed, shown, decimal, decimalShown, twice, back string }{
		{"vi", "1234567", "1.234.567", "4227", "4.227,0", "2.469.134", "1234567 4227 1234567/4227"},
		{"vi", "1.234.567", "1.234.567", "1234,567", "1.234,567", "2.469.134", "1234567 1234.567 1234567/1234.567"},
		{"en", "1234567", "1,234,567", "4227.5", "4,227.5", "2,469,134", "1234567 4227.5 1234567/4227.5"},
		{"en", "4,227", "4,227", "1.234", "1.234", "8,454", "4227 1.234 4227/1.234"},
		{"vi", "12a", "12a", "1,234", "1,234", "", ""}, // what cannot be read stays as it was typed
	} {
		open(t, ctx, url+"/s/tien-"+c.lang)
		drive.Do(t, ctx, chromedp.SendKeys(`[name=dong]`, c.typed), chromedp.SendKeys(`[name=ta]`, c.decimal),
			chromedp.Focus(`.main`))
		got := drive.Eval[[]string](t, ctx,
			`['dong', 'ta'].map(n => document.querySelector('[name=' + n + ']').value).concat(
  document.querySelector('[data-path=gap] output').textContent,
  ['dong', 'ta', 'giu'].map(n => new FormData(document.getElementById('form')).get(n)).join(' '))`)
		if got[0] != c.shown || got[1] != c.decimalShown || c.back != "" && (got[2] != c.twice || got[3] != c.back) {
			t.Errorf("in %s %s and %s: %q, want %s, %s, %s, %s", c.lang, c.typed, c.decimal, got, c.shown,
				c.decimalShown, c.twice, c.back)
		}
	}
	open(t, ctx, url+"/s/tien-vi")
	drive.Do(t, ctx, chromedp.SendKeys(`[name=dong]`, "12345678"), chromedp.SendKeys(`[name=ta]`, "1,5"),
		chromedp.Focus(`[name=dong]`))
	if typing := drive.Eval[string](t, ctx, `document.activeElement.value`); typing != "12345678" {
		t.Errorf("while one types: %q", typing)
	}
	drive.Do(t, ctx, chromedp.KeyEvent("9"))
	drive.Press(t, ctx, `[name=".do"][value=next]:not(.unseen)`)
	if page := drive.Eval[string](t, ctx, `document.querySelector('main').innerText`); !strings.Contains(page,
		"123.456.789") && !strings.Contains(page, "912.345.678") {
		t.Errorf("the review does not show the number:\n%s", page)
	}
}
