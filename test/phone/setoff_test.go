package phone

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// A trigger's calculation is worked out when the trigger is answered, and at no other time; a person may write over it.
func TestPhoneSetsOff(t *testing.T) {
	t.Parallel()
	url := serve(t, &survey.Questionnaire{FormID: "coi", Version: "1", Title: vi("Cò"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{
			{Name: "ma", Kind: survey.TextItem, Label: vi("Mã hộ")},
			{Name: "tuoi", Kind: survey.Integer, Label: vi("Tuổi")},
			{Name: "kyhieu", Kind: survey.TextItem, Label: vi("Ký hiệu"), Calculation: "concat(${ma}, '-', ${tuoi})",
				Trigger: "${ma}"},
			{Name: "nam", Kind: survey.Date, Appearance: "year", Label: vi("Năm")},
			{Name: "cu", Kind: survey.Note, Label: vi("Trước ${nam}"), Relevant: "${nam} < date('2000-06-01')"},
		}})
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/coi")
	write := func(name, value string) string {
		return drive.Eval[string](t, ctx, `(() => {
  const i = document.querySelector('[data-path=`+name+`] input:not([type=hidden])');
  i.value = '`+value+`';
  i.dispatchEvent(new Event('change', { bubbles: true }));
  return document.querySelector('[data-path=kyhieu] input:not([type=hidden])').value;
})()`)
	}
	for _, step := range []struct{ name, value, want string }{
		{"tuoi", "40", ""}, {"ma", "H1", "H1-40"}, {"tuoi", "41", "H1-40"}, {"kyhieu", "tự ghi", "tự ghi"},
		{"tuoi", "42", "tự ghi"}, {"ma", "H2", "H2-42"},
	} {
		if got := write(step.name, step.value); got != step.want {
			t.Errorf("after %s = %s the mark is %q, want %q", step.name, step.value, got, step.want)
		}
	}
	for _, year := range []string{"1999", "2001"} {
		write("nam", year)
		if hidden := drive.Eval[bool](t, ctx,
			`document.querySelector('[data-path=cu]').hidden`); hidden != (year == "2001") {
			t.Errorf("in %s the note is hidden: %v", year, hidden)
		}
	}
}
