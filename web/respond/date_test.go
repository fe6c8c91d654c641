package respond_test

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

func TestDatesOfMonthsAndYears(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(&survey.Questionnaire{FormID: "ngay", Version: "1", DefaultLanguage: "vi",
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}},
		Items: []*survey.Item{
			{Name: "nam", Kind: survey.Date, Appearance: "year", Label: webtest.Tv("Năm thành lập", "Year"),
				Constraint: ". >= date('1930-01-01')"},
			{Name: "thang", Kind: survey.Date, Appearance: "no-calendar month-year",
				Label: webtest.Tv("Tháng", "Month")},
			{Name: "go", Kind: survey.Date, Appearance: "month-year",
				Label: webtest.Tv("Tháng gõ tay", "Month as typed")},
			{Name: "cu", Kind: survey.Date, Appearance: "month-year", Label: webtest.Tv("Tháng sẵn có", "Month given"),
				Default: "2024-09-01"},
		}}, service.PublishOptions{})
	b := w.Open("/s/" + slug)
	for name, kind := range map[string]string{"nam": "text", "thang": "month"} {
		if inputs := b.Inputs(name); len(inputs) != 1 || webtest.Attr(inputs[0], "type") != kind {
			t.Errorf("%s is not asked for by one input of type %s", name, kind)
		}
	}
	if got := webtest.Attr(b.Inputs("cu")[0], "value"); got != "2024-09" {
		t.Errorf("the month given shows %q, want 2024-09", got)
	}
	if b.Fill("nam", "1925").Press("send"); b.Status != 422 {
		t.Errorf("a year before 1930: status %d", b.Status)
	}
	if got := webtest.Attr(b.Inputs("nam")[0], "value"); got != "1925" {
		t.Errorf("the refused year shows %q", got)
	}
	b.Fill("nam", "1949").Fill("thang", "2025-07").Fill("go", "3/2025").Press("send")
	answers := w.Only(slug).Answers
	for name, want := range map[string]string{"nam": "1949-01-01", "thang": "2025-07-01", "go": "2025-03-01",
		"cu": "2024-09-01"} {
		if got := answers[name].Text; got != want {
			t.Errorf("%s is stored as %q, want %q", name, got, want)
		}
	}
}
