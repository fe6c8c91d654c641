package phone

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/test/drive"
)

// routedForm has what one answer can change of another: routing through groups, calculations before what they read,
// sums over rows, relative paths, cascades of three levels, labels with answers in them.
func routedForm() *survey.Questionnaire {
	places := survey.ChoiceList{Name: "noi"}
	for i := range 27 {
		places.Choices = append(places.Choices,
			survey.Choice{Code: fmt.Sprintf("p%d", i), Label: vi(fmt.Sprintf("Nơi *%d*", i)),
				Columns: map[string]string{"cha": fmt.Sprintf("p%d", i/3)}})
	}
	yes := survey.ChoiceList{Name: "cokhong",
		Choices: []survey.Choice{{Code: "co", Label: vi("Có")}, {Code: "khong", Label: vi("Không")},
			{Code: "khac", Label: vi("Khác ${tuoi}")}}}
	show := func(name, text string) *survey.Item {
		return &survey.Item{Name: name, Kind: survey.Note, Label: vi(text)}
	}
	calc := func(name, text string) *survey.Item {
		return &survey.Item{Name: name, Kind: survey.Calculate, Calculation: text}
	}
	return &survey.Questionnaire{FormID: "theo", Version: "1", Title: vi("Theo câu trả lời"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{yes, places}, Items: []*survey.Item{
			{Name: "trang", Kind: survey.Group, Label: vi("Một trang"), Children: []*survey.Item{
				calc("d", "${c} + 1"), calc("c", "${b} * 2"), calc("b", "coalesce(${tuoi}, 0) + 1"),
				show("ghi", "Tính được ${d}, ${tong}, ${dem} và ${nhan}."),
				{Name: "tuoi", Kind: survey.Integer, Label: vi("Tuổi")},
				{Name: "hoi", Kind: survey.Single, List: "cokhong", Label: vi("Có không?")},
				{Name: "nhom", Kind: survey.Group, Label: vi("Nhóm của ${tuoi}"),
					Relevant: "${hoi} = 'co' or ${tuoi} > 4", Children: []*survey.Item{
						{Name: "trong", Kind: survey.Integer, Label: vi("Số trong nhóm của ${hoi}")},
						{Name: "sau", Kind: survey.Group, Relevant: "${trong} mod 2 = 1", Children: []*survey.Item{
							{Name: "le", Kind: survey.TextItem, Label: vi("Vì sao ${trong} lẻ?"),
								Hint: vi("Ông/bà ${tuoi} tuổi, chọn ${hoi}.")},
						}},
						{Name: "cuoi", Kind: survey.Integer, Label: vi("Cuối"), Relevant: "string-length(${le}) > 0"},
					}},
				{Name: "ngoai", Kind: survey.Integer, Label: vi("Ngoài"),
					Relevant: "${trong} > 2 and not(${cuoi} = 3)"},
				{Name: "ho", Kind: survey.Repeat, Label: vi("Người"), Relevant: "../hoi != 'khac'", RepeatCount: "3",
					Children: []*survey.Item{
						{Name: "nam", Kind: survey.Integer, Label: vi("Năm của người ${so}")},
						calc("so", "position(..)"),
						{Name: "them", Kind: survey.Integer, Label: vi("Thêm"), Relevant: "${nam} > 3"},
						{Name: "ben", Kind: survey.Integer, Label: vi("Bên"),
							Relevant: "../them != '' and ../../tuoi > 2"},
					}},
				calc("tong", "sum(${nam}) + sum(${them})"), calc("dem", "count-selected(${nhieu}) + count(${ho})"),
				calc("nhan", "jr:choice-name(${hoi}, '${hoi}')"),
				{Name: "nhieu", Kind: survey.Multiple, List: "cokhong", Label: vi("Nhiều")},
				{Name: "n1", Kind: survey.Single, List: "noi", Label: vi("Cấp 1"), ChoiceFilter: "cha = 'p0'"},
				{Name: "n2", Kind: survey.Single, List: "noi", Label: vi("Cấp 2"), ChoiceFilter: "cha = ${n1}"},
				{Name: "n3", Kind: survey.Single, List: "noi", Appearance: "minimal", Label: vi("Cấp 3 trong ${n2}"),
					ChoiceFilter: "cha = ${n2} and ${tuoi} != 3"},
				{Name: "n4", Kind: survey.Multiple, List: "noi", Label: vi("Trộn"), ChoiceFilter: "cha = ${n1}",
					Parameters: map[string]string{"randomize": "true", "seed": "42"}},
			}}}}
}

// state reads what the page shows: of each item whether it is there, what it says and which choices it has; and what
// the form would send.
const state = `(() => {
  const items = {};
  for (const el of document.querySelectorAll('.item[data-path], .group[data-path]')) {
    const label = el.querySelector(el.matches('.group') ? ':scope > :is(h2, h3, h4)' : 'legend, .question, .notetext');
    items[el.dataset.path] = {
      there: !el.closest('[hidden]'), label: label ? label.textContent.replace(/\s+/g, ' ').trim() : '',
      codes: Array.from(el.querySelectorAll('input[type=radio], input[type=checkbox], option'), i => i.value).filter(v => v),
      hint: (el.querySelector(':scope > .hint') || {}).textContent || '',
      words: el.dataset.look === 'fixed' ? null : Object.fromEntries(Array.from(el.querySelectorAll('option, .choice, .step, .batterychoices label'),
        o => [o.tagName === 'OPTION' ? o.value : o.querySelector('input').value, o.textContent.replace(/\s+/g, ' ').trim()])),
    };
  }
  const sent = {};
  for (const [name, value] of new FormData(document.getElementById('form'))) if (name[0] !== '.') (sent[name] = sent[name] || []).push(value);
  return JSON.stringify({ items, sent });
})()`

type shownItem struct {
	There bool              `json:"there"`
	Label string            `json:"label"`
	Hint  string            `json:"hint"`
	Codes []string          `json:"codes"`
	Words map[string]string `json:"words"` // of choices by code
}

// act does something to one input that can be reached: types a small number or word, chooses, or takes a choice back.
const act = `(r => {
  const inputs = [...document.querySelectorAll('.item input:not([type=hidden]):not([type=search]), .item select')].filter(i => !i.closest('[hidden], :disabled'));
  const i = inputs[r %% inputs.length], k = Math.floor(r / 997) %% 8;
  if (i.tagName === 'SELECT') i.selectedIndex = k %% i.options.length;
  else if (i.type === 'radio') i.checked = true;
  else if (i.type === 'checkbox') i.checked = !i.checked;
  else i.value = k ? String(k) : '';
  i.dispatchEvent(new Event('change', { bubbles: true }));
  return true;
})(%d)`

func TestPhoneFollowsServer(t *testing.T) {
	t.Parallel()
	large := largeForm("lon", 0)
	url := serve(t, routedForm(), large)
	ctx := tab(t, 1)
	for _, c := range []struct {
		form        *survey.Questionnaire
		acts, every int
	}{{routedForm(), 300, 1}, {large, 60, 12}} {
		made, problems := form.Compile(c.form)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		open(t, ctx, url+"/s/"+c.form.FormID)
		r := rand.New(rand.NewPCG(7, 7))
		for n := range c.acts {
			drive.Eval[bool](t, ctx, fmt.Sprintf(act, r.IntN(1<<30)))
			if n%c.every != 0 {
				continue
			}
			var page struct {
				Items map[string]shownItem `json:"items"`
				Sent  map[string][]string  `json:"sent"`
			}
			if err := json.Unmarshal([]byte(drive.Eval[string](t, ctx, state)), &page); err != nil {
				t.Fatal(err)
			}
			filled := made.Fill(answers("", made.Top(), page.Sent), form.Clock{Now: time.Now, Zone: time.UTC})
			if wrong := compare(filled, page.Items); len(wrong) > 0 {
				t.Fatalf("%s after %d answers %v:\n%s", c.form.FormID, n+1, page.Sent, strings.Join(wrong, "\n"))
			}
		}
	}
}

// answers are what was sent, as the server keys them.
func answers(prefix string, fields []*form.Field, sent map[string][]string) survey.Answers {
	out := survey.Answers{}
	for _, f := range fields {
		path := prefix + f.Item.Name
		switch f.Item.Kind {
		case survey.Group:
			for k, v := range answers(path+"/", f.Children(), sent) {
				out[k] = v
			}
		case survey.Repeat:
			v := survey.Value{Kind: survey.VRows}
			for i := range 3 {
				v.Rows = append(v.Rows, answers(fmt.Sprintf("%s[%d]/", path, i+1), f.Children(), sent))
			}
			out[f.Path] = v
		default:
			if v := f.FromInput(sent[path]); !v.Empty() {
				out[f.Path] = v
			}
		}
	}
	return out
}

// compare says where the page differs from what the server makes of the same answers.
func compare(x *form.Filled, items map[string]shownItem) []string {
	var wrong []string
	for _, s := range x.All {
		item, drawn := items[s.Path]
		if !drawn {
			continue
		}
		if item.There != s.Asked {
			wrong = append(wrong, fmt.Sprintf("%s: shown %t, the server asks %t", s.Path, item.There, s.Asked))
		}
		if !s.Asked {
			continue
		}
		if want := strings.TrimSpace(strings.ReplaceAll(x.Text(s, s.Field.Item.Label, []string{"vi"}), "*",
			"")); !strings.HasPrefix(item.Label, want) {
			wrong = append(wrong, fmt.Sprintf("%s: says %q, the server %q", s.Path, item.Label, want))
		}
		if list := s.Field.List; list != nil && item.Words != nil {
			for _, c := range x.Choices(s) {
				if want := strings.ReplaceAll(x.Text(s, c.Label, []string{"vi"}), "*",
					""); item.Words[c.Code] != strings.TrimSpace(want) {
					wrong = append(wrong, fmt.Sprintf("%s: choice %s is called %q, on the server %q", s.Path, c.Code,
						item.Words[c.Code], want))
				}
			}
		}
		if want := x.Text(s, s.Field.Item.Hint, []string{"vi"}); !slices.Equal(strings.Fields(item.Hint),
			strings.Fields(want)) && s.Field.Kind.Asked() {
			wrong = append(wrong, fmt.Sprintf("%s: hints %q, the server %q", s.Path, item.Hint, want))
		}
		if s.Field.Item.ChoiceFilter != "" {
			var want []string
			for _, c := range x.Choices(s) {
				want = append(want, c.Code)
			}
			if s.Field.Item.Parameters["randomize"] != "" {
				author := want
				want = nil
				for _, i := range expr.Order(42, len(author)) {
					want = append(want, author[i])
				}
			}
			if !slices.Equal(item.Codes, want) {
				wrong = append(wrong, fmt.Sprintf("%s: offers %v, the server %v", s.Path, item.Codes, want))
			}
		}
	}
	return wrong
}
