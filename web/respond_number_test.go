package web

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

func TestGroupedNumber(t *testing.T) {
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
			if got := GroupedNumber(c.plain, lang, c.whole); got != want {
				t.Errorf("GroupedNumber(%q, %s, %v) = %q, want %q", c.plain, lang, c.whole, got, want)
			}
		}
	}
}

// Whatever is shown is read back as the number that it was.
func TestGroupedNumberIsReadBack(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 20_000 {
		x := new(big.Rat).SetFrac64(r.Int64N(1<<r.IntN(40)+1)-9, []int64{1, 10, 100, 1000, 10_000}[r.IntN(5)])
		plain := Decimal(x)
		for _, lang := range []string{"vi", "en"} {
			shown := GroupedNumber(plain, lang, x.IsInt())
			for _, text := range []string{shown, GroupedNumber(plain, lang, false)} {
				back, ok := new(big.Rat).SetString(TypedNumber(text, lang, text == shown && x.IsInt()))
				if !ok || back.Cmp(x) != 0 {
					t.Fatalf("%s in %s is shown as %q and read back as %v", plain, lang, text, back)
				}
			}
		}
	}
}

// Without scripts the thousands stand apart on the page that comes back, in the review, and in the other language after turning
// to it; what is stored is the plain number.
func TestThousandsStandApartWithoutScripts(t *testing.T) {
	w := quickWorld(t)
	slug := w.publish(&survey.Questionnaire{FormID: "tien", Version: "1", Title: tv("Tiền", "Money"), Languages: []survey.Language{{ID: "vi"}, {ID: "en"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{
			{Name: "dong", Kind: survey.Integer, Label: tv("Đồng", "Dong"), Appearance: "thousands-sep"},
			{Name: "ta", Kind: survey.Decimal, Label: tv("Tạ", "Quintals"), Appearance: "w4 thousands-sep"},
			{Name: "gap", Kind: survey.Integer, Label: tv("Gấp đôi", "Twice"), Appearance: "thousands-sep", Calculation: "${dong} * 2"},
			{Name: "le", Kind: survey.Decimal, Label: tv("Lẻ", "Odd")},
		}}, survey.PublishOptions{})
	shown := func(b *browser, name string) string { return attr(b.inputs(name)[0], "value") }
	b := w.open("/s/"+slug).fill("dong", "1234567").fill("ta", "4227").fill("le", "12,5").press("next").is(200).sees("1.234.567", "4.227,0", "2.469.134")
	b.press("goto:0")
	if shown(b, "dong") != "1.234.567" || shown(b, "ta") != "4.227,0" {
		t.Errorf("shown: %s, %s", shown(b, "dong"), shown(b, "ta"))
	}
	b.press("lang:en").is(200)
	if shown(b, "dong") != "1,234,567" || shown(b, "ta") != "4,227.0" || shown(b, "le") != "12.5" {
		t.Errorf("in English: %s, %s, %s", shown(b, "dong"), shown(b, "ta"), shown(b, "le"))
	}
	b.press("send").is(200).receipt()
	if a := w.only(slug).Answers; a["dong"].Text != "1234567" || a["ta"].Text != "4227" || a["le"].Text != "12.5" || a["gap"].Text != "2469134" {
		t.Errorf("stored %v", a)
	}
}
