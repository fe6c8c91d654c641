package phone

import (
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// Who is written into a row of a repeat can be chosen further down on the same page, as the server sees it.
func TestPhoneChoosesFromRows(t *testing.T) {
	t.Parallel()
	url := serve(t, &survey.Questionnaire{FormID: "ho", Version: "1", Title: vi("Hộ"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{{Name: "gioi",
			Choices: []survey.Choice{{Code: "nu", Label: vi("Nữ")}, {Code: "nam", Label: vi("Nam")}}}},
		Items: []*survey.Item{
			{Name: "toi_thieu", Kind: survey.Integer, Label: vi("Từ bao nhiêu tuổi?")},
			{Name: "nguoi", Kind: survey.Repeat, RepeatCount: "3", Label: vi("Người"), Children: []*survey.Item{
				{Name: "ten", Kind: survey.TextItem, Label: vi("Tên")},
				{Name: "tuoi", Kind: survey.Integer, Label: vi("Tuổi")},
				{Name: "gioi", Kind: survey.Single, List: "gioi", Label: vi("Giới")},
				{Name: "cung", Kind: survey.Single, List: "${ten}", ChoiceFilter: "${ten} != current()/../ten",
					Label: vi("Ở cùng ai?")}}},
			{Name: "dai_dien", Kind: survey.Single, List: "${ten}", ChoiceFilter: "${tuoi} >= ${toi_thieu}",
				Label: vi("Ai đại diện?")},
			{Name: "di_hop", Kind: survey.Multiple, List: "${ten}", Label: vi("Ai đi họp?")},
			{Name: "gioi_nao", Kind: survey.Single, List: "${gioi}", Label: vi("Giới nào?")},
			{Name: "loi", Kind: survey.Note, Label: vi("Cảm ơn ${dai_dien}.")},
			{Name: "tinh", Kind: survey.TextItem, ReadOnly: "yes", Label: vi("Tính"),
				Calculation: "concat(jr:choice-name(${dai_dien}, '${dai_dien}'), '/', jr:choice-name(selected-at(${di_hop}, 0), '${di_hop}'), '/', jr:choice-name(${gioi_nao}, '${gioi_nao}'))"},
		}})
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/ho")
	set := func(path, value string) {
		drive.Eval[bool](t, ctx, `(() => {
  const i = document.querySelector('[data-path="`+path+`"] input:not([type=hidden])');
  i.value = '`+value+`';
  return i.dispatchEvent(new Event('change', { bubbles: true }));
})()`)
	}
	choose := func(path, code string) {
		drive.Eval[bool](t, ctx,
			`document.querySelector('[data-path="`+path+`"] input[value="`+code+`"]').click() || true`)
	}
	offers := func(path, want string) {
		t.Helper()
		got := drive.Eval[string](t, ctx,
			`Array.from(document.querySelectorAll('[data-path="`+path+`"] .choices input'), i => i.value + (i.checked ? '*' : '') + '=' + i.labels[0].textContent.trim()).join('|')`)
		if got != want {
			t.Errorf("%s offers %q, want %q", path, got, want)
		}
	}
	offers("dai_dien", "")
	set("nguoi[1]/ten", "Lò Văn Ơn")
	set("nguoi[1]/tuoi", "41")
	set("nguoi[2]/ten", " Lò  Thị An ")
	set("nguoi[2]/tuoi", "9")
	set("nguoi[3]/tuoi", "30")
	offers("di_hop", "Lò_Văn_Ơn=Lò Văn Ơn|Lò_Thị_An=Lò Thị An")
	set("toi_thieu", "18")
	offers("dai_dien", "Lò Văn Ơn=Lò Văn Ơn")
	offers("nguoi[1]/cung", "Lò Thị An=Lò Thị An")
	offers("nguoi[2]/cung", "Lò Văn Ơn=Lò Văn Ơn")
	set("nguoi[2]/tuoi", "19")
	offers("dai_dien", "Lò Văn Ơn=Lò Văn Ơn|Lò Thị An=Lò Thị An")
	choose("dai_dien", "Lò Thị An")
	choose("di_hop", "Lò_Văn_Ơn")
	choose("nguoi[1]/gioi", "nam")
	offers("gioi_nao", "nam=Nam")
	choose("gioi_nao", "nam")
	if got := drive.Eval[string](t, ctx,
		`document.querySelector('[data-path=tinh] output').textContent`); got != "Lò Thị An/Lò Văn Ơn/Nam" {
		t.Errorf("the labels are %q", got)
	}
	if got := drive.Eval[string](t, ctx,
		`document.getElementById('q.loi').textContent.trim()`); got != "Cảm ơn Lò Thị An." {
		t.Errorf("the note says %q", got)
	}
	set("nguoi[1]/ten", "Lò Văn Bình")
	offers("dai_dien", "Lò Văn Bình=Lò Văn Bình|Lò Thị An*=Lò Thị An")
	choose("di_hop", "Lò_Văn_Bình")
	sent := drive.Eval[string](t, ctx, `(async () => {
  const form = document.getElementById('form'), data = new URLSearchParams(new FormData(form));
  data.set('.do', 'next');
  const page = new DOMParser().parseFromString(await (await fetch(form.action, { method: 'POST', body: data })).text(), 'text/html');
  return page.querySelectorAll('.error').length + ' ' + page.querySelector('main').textContent.replace(/\s+/g, ' ');
})()`)
	if !strings.HasPrefix(sent, "0 ") || !strings.Contains(sent, "Ai đại diện?Lò Thị An") ||
		!strings.Contains(sent, "Lò Văn Bình") {
		t.Errorf("the server answered %s", sent)
	}
}
