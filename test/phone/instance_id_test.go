package phone

import (
	"regexp"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// The phone knows the response's id before anything is sent, as the server does.
func TestPhoneKnowsInstanceID(t *testing.T) {
	t.Parallel()
	url := serve(t, &survey.Questionnaire{FormID: "ma", Version: "1", Title: vi("Mã"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{
			{Name: "so", Kind: survey.Integer, Label: vi("Số")},
			{Name: "ma", Kind: survey.TextItem, Label: vi("Mã"), Calculation: "concat(${instanceID}, '/', ${so})"},
			{Name: "n", Kind: survey.Note, Label: vi("Phiếu ${instanceID}, ${so}")},
		}})
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/ma")
	const shown = `document.querySelector('[data-path=ma] output').textContent + ' ' + document.getElementById('q.n').textContent.trim()`
	before := drive.Eval[string](t, ctx, shown)
	m := regexp.MustCompile(`^(uuid:[0-9a-f-]{36})/ Phiếu (uuid:[0-9a-f-]{36}), ?$`).FindStringSubmatch(before)
	if m == nil || m[1] != m[2] {
		t.Fatalf("the page shows %q", before)
	}
	after := drive.Eval[string](t, ctx, `(() => {
  const i = document.querySelector('[data-path=so] input:not([type=hidden])');
  i.value = '7';
  i.dispatchEvent(new Event('change', { bubbles: true }));
  return `+shown+`;
})()`)
	if want := m[1] + "/7 Phiếu " + m[1] + ", 7"; after != want {
		t.Errorf("after an answer the page shows %q, want %q", after, want)
	}
}
