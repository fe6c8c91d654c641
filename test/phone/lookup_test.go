package phone

import (
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

const district = "instance('xa')/root/item[name=${x}]/huyen"

// lookupForm looks the district of a commune up, and begins with the group that was answered last.
func lookupForm() *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "xa", Version: "1", Title: vi("Xã"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{{Name: "xa", Choices: []survey.Choice{
			{Code: "a", Label: vi("Xã A"), Columns: map[string]string{"huyen": "Sìn Hồ"}},
			{Code: "b", Label: vi("Xã B"), Columns: map[string]string{"huyen": "Tam <b>Đường</b> ${x}"}}}}},
		Items: []*survey.Item{
			{Name: "x", Kind: survey.Single, List: "xa", Label: vi("Xã")},
			{Name: "n", Kind: survey.Note, Label: vi("Huyện: " + district + ", ${x}")},
			{Name: "t", Kind: survey.TextItem, Label: vi("Câu"), Hint: vi(district), Constraint: "string-length(.) > 3",
				ConstraintMessage: vi("Ở " + district + " phải dài hơn")},
			{Name: "to", Kind: survey.TextItem, Label: vi("Tổ"), Default: "${last-saved#to}"},
			{Name: "u", Kind: survey.TextItem,
				Label: vi("Chợ ở instance('xa')/root/item[name = current()/../x ]/huyen")},
		}}
}

// A text looks up what belongs to an answer, at once, and so does a message; what was answered in it is text.
func TestPhoneLooksUp(t *testing.T) {
	t.Parallel()
	url := serve(t, lookupForm())
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/xa")
	says := func(when, query, want string) {
		t.Helper()
		if got := drive.Eval[string](t, ctx,
			`(document.querySelector('`+query+`') || {textContent: 'none'}).textContent.trim()`); got != want {
			t.Errorf("%s: %s says %q, want %q", when, query, got, want)
		}
	}
	says("at first", `[id="q.n"]`, "Huyện: ,")
	drive.Eval[bool](t, ctx, `document.querySelector('[name=x][value=b]').click() || true`)
	says("after an answer", `[id="q.n"]`, "Huyện: Tam <b>Đường</b> ${x}, Xã B")
	says("after an answer", `[data-path=t] [data-piped=hint]`, "Tam <b>Đường</b> ${x}")
	says("after an answer", `[id="q.u"] [data-piped]`, "Chợ ở Tam <b>Đường</b> ${x}")
	write(t, ctx, "t", "abc")
	says("a wrong answer", `[data-path=t] .error`, "Ở Tam <b>Đường</b> ${x} phải dài hơn")
}

// What a named survey was sent last from this device fills the next response in; an anonymous one leaves nothing on the
// device.
func TestPhoneRemembersWhatWasSent(t *testing.T) {
	t.Parallel()
	for mode, want := range map[survey.Mode]struct{ begins, kept string }{
		survey.Named: {"Tổ 5", `{"to":"Tổ 5"}`}, survey.Anonymous: {"", ""},
	} {
		dir := t.TempDir()
		publishAs(t, dir, mode, nil, []*survey.Questionnaire{lookupForm()})
		url := drive.Start(t, &drive.Log{}, "serve", "--data", dir, "--addr", "127.0.0.1:0")
		ctx := tab(t, 1)
		begins := func() string {
			open(t, ctx, url+"/s/xa")
			return drive.Eval[string](t, ctx, `document.querySelector('[data-path=to] input:not([type=hidden])').value`)
		}
		if got := begins(); got != "" {
			t.Errorf("%s: the first response begins with %q", mode, got)
		}
		write(t, ctx, "t", "abcd")
		write(t, ctx, "to", "Tổ 5")
		for !drive.Eval[bool](t, ctx, `!!document.querySelector('.draft:not([hidden])')`) { // until a draft is saved
		}
		if said := send(t, ctx); !strings.Contains(said, "iên nhận") {
			t.Fatalf("%s: no receipt:\n%s", mode, said)
		}
		if kept := drive.Eval[string](t, ctx,
			`Object.keys(localStorage).map(k => localStorage.getItem(k)).join(' ')`); kept != want.kept {
			t.Errorf("%s: the device keeps %q, want %q", mode, kept, want.kept)
		}
		if got := begins(); got != want.begins {
			t.Errorf("%s: the next response begins with %q, want %q", mode, got, want.begins)
		}
		write(t, ctx, "t", "abcde")
		if said := send(t, ctx); !strings.Contains(said, "iên nhận") {
			t.Fatalf("%s: no receipt:\n%s", mode, said)
		}
		for _, a := range stored(t, dir, "xa") {
			if a["to"].Text != "Tổ 5" && (mode == survey.Named || a["t"].Text == "abcd") {
				t.Errorf("%s: stored %v", mode, a)
			}
		}
	}
}

// What was typed stays on the phone until there is a receipt: a form that was sent and did not arrive is offered again,
// with what stood in it.
func TestPhoneKeepsWhatDidNotArrive(t *testing.T) {
	t.Parallel()
	url := serve(t, lookupForm())
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/xa")
	write(t, ctx, "t", "abcd")
	for !drive.Eval[bool](t, ctx, `!!document.querySelector('.draft:not([hidden])')`) { // until a draft is saved
	}
	drive.Eval[bool](t, ctx, `(() => { document.getElementById('form').action = '/s/xa/nowhere'; return true })()`)
	if said := send(t, ctx); strings.Contains(said, "iên nhận") {
		t.Fatalf("a receipt for what did not arrive:\n%s", said)
	}
	open(t, ctx, url+"/s/xa")
	drive.Press(t, ctx, `.draft button`)
	if got := drive.Eval[string](t, ctx,
		`document.querySelector('[data-path=t] :is(input:not([type=hidden]), textarea)').value`); got != "abcd" {
		t.Errorf("the form goes on with %q", got)
	}
}
