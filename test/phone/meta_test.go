package phone

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// The phone sees what the server noted by itself, such as the day on which the filling began, and speaks of days as it
// does.
func TestPhoneSeesMetadata(t *testing.T) {
	t.Parallel()
	url := serve(t, &survey.Questionnaire{FormID: "ngay", Version: "1", Title: vi("Ngày"),
		Languages:       []survey.Language{{ID: "vi", Name: "Tiếng Việt"}, {ID: "en", Name: "English"}},
		DefaultLanguage: "vi",
		Items: []*survey.Item{
			{Name: "hom_nay", Kind: survey.Metadata, Meta: "today"},
			{Name: "bat_dau", Kind: survey.Metadata, Meta: "start"},
			{Name: "may", Kind: survey.Metadata, Meta: "deviceid"},
			{Name: "sinh", Kind: survey.Date, Label: vi("Ngày sinh"), Constraint: ". <= ${hom_nay}"},
			{Name: "tinh", Kind: survey.TextItem, ReadOnly: "yes", Label: vi("Tính"),
				Calculation: "concat(substr(${bat_dau}, 0, 10) = ${hom_nay}, ' ', substr(${may}, 0, 8), format-date(date('2025-07-01'), ' %a '), version())"},
			{Name: "da_sinh", Kind: survey.Note, Label: vi("Đã sinh"), Relevant: "${sinh} <= ${hom_nay}"},
		}})
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/ngay?lang=en")
	got := drive.Eval[string](t, ctx, `(() => {
  const i = document.querySelector('[data-path=sinh] input:not([type=hidden])');
  i.value = '2001-02-03';
  i.dispatchEvent(new Event('change', { bubbles: true }));
  return [document.querySelectorAll('[data-path=sinh] .error').length, document.getElementById('q.da_sinh').hidden, document.querySelector('[data-path=tinh] output').textContent].join(' ');
})()`)
	if got != "0 false true khaosat: Th 3 1" {
		t.Errorf("errors, hidden note and calculation: %s", got)
	}
}
