package respond_test

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/respond"
	"github.com/khaosat/khaosat/web/webtest"
)

func TestGroupedNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		plain  string
		whole  bool
		vi, en string
	}{
		{"1234567", true, "1.234.567", "1,234,567"},
		{"-4227", true, "-4.227", "-4,227"},
		{"227", true, "227", "227"},
		{"1234567.5", false, "1.234.567,5", "1,234,567.5"},
		{"4227", false, "4.227,0", "4,227.0"}, // 4.227 is 4.227 where a fraction can stand
		{"1234567", false, "1.234.567", "1,234,567"},
		{"1.234", false, "1,2340", "1.2340"}, // 1,234 could be 1234, and so could 1.234
		{"0.125", false, "0,125", "0.125"},
		{"1,234", false, "1,234", "1,234"}, // not a plain number: as it was typed
		{"năm", true, "năm", "năm"},
	} {
		for lang, want := range map[string]string{"vi": c.vi, "en": c.en} {
			if got := respond.GroupedNumber(c.plain, lang, c.whole); got != want {
				t.Errorf("GroupedNumber(%q, %s, %v) = %q, want %q", c.plain, lang, c.whole, got, want)
			}
		}
	}
}

// Whatever is shown is read back as the number that it was.
func TestGroupedNumberIsReadBack(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	for range 20_000 {
		x := new(big.Rat).SetFrac64(r.Int64N(1<<r.IntN(40)+1)-9, []int64{1, 10, 100, 1000, 10_000}[r.IntN(5)])
		plain := kinds.Decimal(x)
		for _, lang := range []string{"vi", "en"} {
			shown := respond.GroupedNumber(plain, lang, x.IsInt())
			for _, text := range []string{shown, respond.GroupedNumber(plain, lang, false)} {
				back, ok := new(big.Rat).SetString(respond.TypedNumber(text, lang, text == shown && x.IsInt()))
				if !ok || back.Cmp(x) != 0 {
					t.Fatalf("%s in %s is shown as %q and read back as %v", plain, lang, text, back)
				}
			}
		}
	}
}

// Without scripts the thousands stand apart on the page that comes back, in the review, and in the other language after
// turning to it; what is stored is the plain number.
func TestThousandsStandApartWithoutScripts(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(&survey.Questionnaire{FormID: "tien", Version: "1", Title: webtest.Tv("Tiền", "Money"),
		Languages: []survey.Language{{ID: "vi"}, {ID: "en"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{
			{Name: "dong", Kind: survey.Integer, Label: webtest.Tv("Đồng", "Dong"), Appearance: "thousands-sep"},
			{Name: "ta", Kind: survey.Decimal, Label: webtest.Tv("Tạ", "Quintals"), Appearance: "w4 thousands-sep"},
			{Name: "gap", Kind: survey.Integer, Label: webtest.Tv("Gấp đôi", "Twice"), Appearance: "thousands-sep",
				Calculation: "${dong} * 2"},
			{Name: "le", Kind: survey.Decimal, Label: webtest.Tv("Lẻ", "Odd")},
		}}, service.PublishOptions{})
	shown := func(b *webtest.Browser, name string) string { return webtest.Attr(b.Inputs(name)[0], "value") }
	b := w.Open("/s/"+slug).Fill("dong", "1234567").Fill("ta", "4227").Fill("le",
		"12,5").Press("next").Is(200).Sees("1.234.567", "4.227,0", "2.469.134")
	b.Press("goto:0")
	if shown(b, "dong") != "1.234.567" || shown(b, "ta") != "4.227,0" {
		t.Errorf("shown: %s, %s", shown(b, "dong"), shown(b, "ta"))
	}
	b.Press("lang:en").Is(200)
	if shown(b, "dong") != "1,234,567" || shown(b, "ta") != "4,227.0" || shown(b, "le") != "12.5" {
		t.Errorf("in English: %s, %s, %s", shown(b, "dong"), shown(b, "ta"), shown(b, "le"))
	}
	b.Press("send").Is(200).Receipt()
	if a := w.Only(slug).Answers; a["dong"].Text != "1234567" || a["ta"].Text != "4227" || a["le"].Text != "12.5" ||
		a["gap"].Text != "2469134" {
		t.Errorf("stored %v", a)
	}
}
