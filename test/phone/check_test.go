package phone

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// A constraint that reads other items is checked again when they change: an answer that was given before becomes wrong,
// or right again; what nobody has answered yet is left in peace, and so is everything while one types.
func TestConstraintsFollowOtherAnswers(t *testing.T) {
	t.Parallel()
	url := serve(t, &survey.Questionnaire{FormID: "buoc", Version: "1", Title: vi("Ràng buộc"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{{Name: "l",
			Choices: []survey.Choice{{Code: "it", Label: vi("Ít")}, {Code: "nhieu", Label: vi("Nhiều")}}}},
		Items: []*survey.Item{
			{Name: "ho", Kind: survey.Integer, Label: vi("Số người")},
			{Name: "luong", Kind: survey.Single, List: "l", Label: vi("Cộng thêm")},
			{Name: "tong", Kind: survey.Calculate, Calculation: "coalesce(${ho}, 0) + if(${luong} = 'nhieu', 10, 0)"},
			{Name: "nu", Kind: survey.Integer, Label: vi("Số nữ"), Constraint: ". <= ${ho}",
				ConstraintMessage: vi("Không quá ${ho} người.")},
			{Name: "tre", Kind: survey.Integer, Label: vi("Số trẻ"), Constraint: ". <= ${tong}",
				ConstraintMessage: vi("Quá tổng số.")},
			{Name: "gia", Kind: survey.Integer, Label: vi("Số người già"), Constraint: ". < ../ho",
				ConstraintMessage: vi("Phải ít hơn.")},
		}})
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/buoc")
	for _, step := range []struct{ does, act, want string }{
		{"answers what others read", `write('ho', '5')`, ""},
		{"answers within", `(write('nu', '4'), write('tre', '5'), write('gia', '4'))`, ""},
		{"is still typing", `(type('ho', '3'), new Promise(done => setTimeout(done, 400)))`, ""},
		{"leaves what it typed", `write('ho', '3')`, "nu: Không quá 3 người. | tre: Quá tổng số. | gia: Phải ít hơn."},
		{"answers through a calculation", `document.querySelector('[name=luong][value=nhieu]').click()`,
			"nu: Không quá 3 người. | gia: Phải ít hơn."},
		{"mends what others read", `write('ho', '6')`, ""},
		{"takes an answer away", `(write('nu', ''), write('ho', '1'))`, "gia: Phải ít hơn."},
	} {
		if got := drive.Eval[string](t, ctx, `(async () => {
  const type = (name, value) => { const i = document.querySelector('[name=' + name + ']'); i.value = value; i.dispatchEvent(new Event('input', { bubbles: true })); return i; };
  const write = (name, value) => type(name, value).dispatchEvent(new Event('change', { bubbles: true }));
  await `+step.act+`;
  return [...document.querySelectorAll('.error')].map(p => p.closest('[data-path]').dataset.path + ': ' + p.textContent).join(' | ');
})()`); got != step.want {
			t.Errorf("%s: the page says %q, want %q", step.does, got, step.want)
		}
	}
}

// What must be answered is marked as soon as it is asked, or as its condition comes true, and on the server's page
// alike.
func TestMarksOfRequiredItemsFollow(t *testing.T) {
	t.Parallel()
	url := serve(t, &survey.Questionnaire{FormID: "can", Version: "1", Title: vi("Cần"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{{Name: "l",
			Choices: []survey.Choice{{Code: "co", Label: vi("Có")}, {Code: "khong", Label: vi("Không")}}}},
		Items: []*survey.Item{
			{Name: "hoi", Kind: survey.Single, List: "l", Label: vi("Có không?"), Required: "yes"},
			{Name: "mot", Kind: survey.Single, List: "l", Label: vi("Một"), Required: "yes", Relevant: "${hoi} = 'co'"},
			{Name: "nhieu", Kind: survey.Multiple, List: "l", Label: vi("Nhiều"), Required: "${hoi} = 'co'"},
			{Name: "so", Kind: survey.Integer, Label: vi("Số"), Required: "${hoi} = 'khong'"},
		}})
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/can")
	for _, step := range []struct{ choose, want string }{
		{"", "Có không? *(bắt buộc)!"},
		{"co", "Có không? *(bắt buộc)! | Một *(bắt buộc)! | Nhiều *(bắt buộc) có thể chọn nhiều"},
		{"khong", "Có không? *(bắt buộc)! | Số *(bắt buộc)!"},
		{"co", "Có không? *(bắt buộc)! | Một *(bắt buộc)! | Nhiều *(bắt buộc) có thể chọn nhiều"},
	} {
		got := drive.Eval[string](t, ctx, `(code => {
  if (code) document.querySelector('[name=hoi][value=' + code + ']').click();
  return [...document.querySelectorAll('.item:not([hidden])')].filter(e => e.querySelector('.must')).map(e =>
    e.querySelector('legend, .question').textContent.replace(/\s+/g, ' ').trim() + (e.querySelector('[aria-required=true]') || e.matches('[aria-required=true]') ? '!' : '')).join(' | ');
})('`+step.choose+`')`)
		if got != step.want {
			t.Errorf("after %q the page marks %q, want %q", step.choose, got, step.want)
		}
	}
}
