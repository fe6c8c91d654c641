package phone

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/test/drive"
)

// What a calculation gives and an item cannot hold is left out on the phone as on the server, whatever is typed.
func TestPhoneFitsComputedValues(t *testing.T) {
	t.Parallel()
	q := &survey.Questionnaire{FormID: "vua", Version: "1", Title: vi("Vừa"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{{Name: "l",
			Choices: []survey.Choice{{Code: "a", Label: vi("An")},
				{Code: "b", Label: vi("Bình"), Columns: map[string]string{"x": "1"}},
				{Code: "k", Label: vi("Không"), Exclusive: true}}}},
		Items: []*survey.Item{{Name: "vao", Kind: survey.TextItem, Label: vi("Vào")}}}
	computed := 0
	add := func(it survey.Item) {
		computed++
		it.Name, it.Label, it.Required = fmt.Sprintf("q%d", computed), vi("Tính"), "yes"
		after := survey.Item{Name: fmt.Sprintf("s%d", computed), Kind: survey.TextItem, Label: vi("Sau"),
			Calculation: fmt.Sprintf("concat('[', ${q%d}, ']')", computed)}
		q.Items = append(q.Items, &it, &after)
	}
	for _, calculation := range []string{"${vao}", "${vao} + 1", "concat(${vao}, '')"} {
		for _, kind := range []survey.ItemKind{survey.Integer, survey.Decimal, survey.Range, survey.TextItem,
			survey.Date, survey.Time, survey.DateTime, survey.Geopoint, survey.Geotrace, survey.Acknowledge,
			survey.Image, survey.Calculate} {
			add(survey.Item{Kind: kind, Calculation: calculation})
		}
		add(survey.Item{Kind: survey.Range, Calculation: calculation,
			Parameters: map[string]string{"start": "2", "end": "-1", "step": "0.1"}})
		for _, kind := range []survey.ItemKind{survey.Single, survey.Multiple, survey.Rank} {
			add(survey.Item{Kind: kind, List: "l", Calculation: calculation})
			add(survey.Item{Kind: kind, List: "l", Calculation: calculation, ChoiceFilter: "x = 1 or ${vao} = 'a'"})
		}
	}
	made, problems := form.Compile(q)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	url := serve(t, q)
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/vua")
	for _, typed := range []string{"a", "z", "b", "a b", "b a", "a a", "a k", "k", "", "3", "-0.5", "0.1",
		"0.30000000000000004", "11", "007", "1e3", "+2", "1,5", "99999999999999999999", "OK", "ok",
		"2025-07-01", "2025-7-1", "2025-02-30", "2025-07-01T08:30", "2025-07-01T08:30:15.500+07:00", "2025-07-01T25:00",
		"08:30", "8:30", "21.4 103", "21.4, 103.1; 22 104;", "91 200", "1 2 3 4 5"} {
		shown := drive.Eval[string](t, ctx, fmt.Sprintf(`(() => {
  const i = document.querySelector('[data-path=vao] input:not([type=hidden])');
  i.value = %q;
  i.dispatchEvent(new Event('change', { bubbles: true }));
  return JSON.stringify(Object.fromEntries(Array.from(document.querySelectorAll('[data-path^=s] output'), o => [o.closest('[data-path]').dataset.path, o.textContent])));
})()`, typed))
		phone := map[string]string{}
		if err := json.Unmarshal([]byte(shown), &phone); err != nil {
			t.Fatal(err)
		}
		answers := survey.Answers{}
		if v := made.Field("vao").FromInput([]string{typed}); !v.Empty() {
			answers["vao"] = v
		}
		zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
		if err != nil {
			t.Fatal(err)
		}
		filled := made.Fill(answers, form.Clock{Now: time.Now, Zone: zone})
		if _, wrong := filled.Check(true); len(wrong) > 0 {
			t.Errorf("%q: the form cannot be sent: %v", typed, wrong)
		}
		for n := 1; n <= computed; n++ {
			it, path := made.Field(fmt.Sprintf("q%d", n)).Item, fmt.Sprintf("s%d", n)
			if got, want := phone[path], filled.Slot(path).Value.Text; got != want {
				t.Errorf("%s := %s (filter %q) with %q is %s on the phone, %s on the server", it.Kind, it.Calculation,
					it.ChoiceFilter, typed, got, want)
			}
		}
	}
	if got := drive.Eval[string](t, ctx, `(() => {
  const i = document.querySelector('[data-path=vao] input:not([type=hidden])');
  i.value = 'b a';
  i.dispatchEvent(new Event('change', { bubbles: true }));
  return Array.from(document.querySelectorAll('[data-path^=q] output'), o => o.textContent).filter(s => s.includes('Bình')).join('|');
})()`); got != "Bình\nAn|1. Bình\n2. An|Bình\nAn|1. Bình\n2. An" {
		t.Errorf("what was chosen is called %q", got)
	}
}
