package phone

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// The phone sees what the server noted by itself: the day on which the filling began.
func TestPhoneSeesMetadata(t *testing.T) {
	url := serve(t, &survey.Questionnaire{FormID: "ngay", Version: "1", Title: vi("Ngày"), Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{
			{Name: "hom_nay", Kind: survey.Metadata, Meta: "today"}, {Name: "bat_dau", Kind: survey.Metadata, Meta: "start"}, {Name: "may", Kind: survey.Metadata, Meta: "deviceid"},
			{Name: "sinh", Kind: survey.Date, Label: vi("Ngày sinh"), Constraint: ". <= ${hom_nay}"},
			{Name: "tinh", Kind: survey.TextItem, ReadOnly: "yes", Label: vi("Tính"), Calculation: "concat(substr(${bat_dau}, 0, 10) = ${hom_nay}, ' ', substr(${may}, 0, 8))"},
			{Name: "da_sinh", Kind: survey.Note, Label: vi("Đã sinh"), Relevant: "${sinh} <= ${hom_nay}"},
		}})
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/ngay")
	got := eval[string](t, ctx, `(() => {
  const i = document.querySelector('[data-path=sinh] input:not([type=hidden])');
  i.value = '2001-02-03';
  i.dispatchEvent(new Event('change', { bubbles: true }));
  return [document.querySelectorAll('[data-path=sinh] .error').length, document.getElementById('q.da_sinh').hidden, document.querySelector('[data-path=tinh] output').textContent].join(' ');
})()`)
	if got != "0 false true khaosat:" {
		t.Errorf("errors, hidden note and calculation: %s", got)
	}
}
