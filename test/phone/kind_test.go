package phone

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// later gives the questionnaire as one from a program with a further kind would come: judged as a whole number.
const later = `const real = window.fetch;
window.fetch = async (...asked) => {
  const reply = await real(...asked);
  if (!String(asked[0]).includes('/questionnaire')) return reply;
  const text = await reply.text();
  window.renamed = text.includes('"kind":"integer"');
  return new Response(text.replace('"kind":"integer"', '"kind":"gauge","as":"integer"'), { status: 200 });
};`

// A kind that the scripts have never heard of is judged as the one that comes with it: 1.500 is read as a whole number.
func TestPhoneJudgesAMadeUpKind(t *testing.T) {
	t.Parallel()
	url := serve(t, &survey.Questionnaire{FormID: "kho", Version: "1", Title: vi("Kho"), DefaultLanguage: "vi",
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, Items: []*survey.Item{
			{Name: "day", Kind: survey.Integer, Label: vi("Đầy mấy?")},
			{Name: "nhieu", Kind: survey.Note, Label: vi("Nhiều"), Relevant: "${day} = 1500"},
		}})
	ctx := tab(t, 1)
	before(t, ctx, later)
	open(t, ctx, url+"/s/kho?lang=vi")
	if !drive.Eval[bool](t, ctx, `window.renamed`) {
		t.Fatal("the questionnaire has no integer to rename")
	}
	for _, step := range []struct {
		typed  string
		hidden bool
	}{{"1.500", false}, {"15", true}} {
		hidden := drive.Eval[bool](t, ctx, `(() => {
  const i = document.querySelector('[data-path=day] input:not([type=hidden])');
  i.value = '`+step.typed+`';
  i.dispatchEvent(new Event('change', { bubbles: true }));
  return document.querySelector('[data-path=nhieu]').hidden;
})()`)
		if hidden != step.hidden {
			t.Errorf("after %s the note is hidden: %v", step.typed, hidden)
		}
	}
}
