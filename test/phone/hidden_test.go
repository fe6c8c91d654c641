package phone

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// A file that was chosen in a question which another answer hid later goes along: the review names it as left out, and
// it stands there again when the question comes back.
func TestFileOfAHiddenQuestionIsNamed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "bien ban.pdf")
	if err := os.WriteFile(file, []byte("%PDF-1.7"), 0o600); err != nil {
		t.Fatal(err)
	}
	url := serve(t, &survey.Questionnaire{FormID: "an", Version: "1", Title: vi("Ẩn"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{{Name: "p", Kind: survey.Group, Label: vi("Phần"), Children: []*survey.Item{
			{Name: "co", Kind: survey.TextItem, Label: vi("Có biên bản?")},
			{Name: "tep", Kind: survey.File, Label: vi("Biên bản"), Relevant: "/an/p/co = 'co'"},
			{Name: "g", Kind: survey.Group, Label: vi("Thêm"), Relevant: "${co} = 'co'",
				Children: []*survey.Item{{Name: "anh", Kind: survey.File, Label: vi("Tệp thêm")}}},
		}}}})
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/an")
	write(t, ctx, "p/co", "co")
	if got := shown(t, ctx); got != "p/co p/tep p/g/anh" {
		t.Fatalf("shown: %s", got)
	}
	drive.Do(t, ctx, chromedp.SetUploadFiles(`input[name="p/tep"]`, []string{file}),
		chromedp.SetUploadFiles(`input[name="p/g/anh"]`, []string{file}))
	write(t, ctx, "p/co", "khong")
	if got := shown(t, ctx); got != "p/co" {
		t.Fatalf("shown: %s", got)
	}
	turn := func(selector string) string {
		t.Helper()
		drive.Press(t, ctx, selector)
		return drive.Eval[string](t, ctx, `document.querySelector('main').innerText`)
	}
	page := turn(`.buttons [value=next]`)
	for _, want := range []string{"“Biên bản”", "“Tệp thêm”"} {
		if !strings.Contains(page, want) {
			t.Errorf("the review does not name %s as left out:\n%s", want, page)
		}
	}
	turn(`button[value="goto:0"]`)
	drive.Eval[float64](t, ctx, ready)
	write(t, ctx, "p/co", "co")
	if text := drive.Eval[string](t, ctx,
		`document.querySelector('[data-path="p/tep"]').innerText`); !strings.Contains(text, "bien ban.pdf") {
		t.Errorf("the file is not there again: %s", text)
	}
}

// Labels and hints that are written anew keep the author's marks of style; what was answered has none.
func TestLabelsKeepTheirMarks(t *testing.T) {
	t.Parallel()
	label := "# Thưa **${ten}**, _xin_ đánh giá\n*việc* 2\\*3 <b>này</b> [hỏi](tel:113)"
	url := serve(t, &survey.Questionnaire{FormID: "dam", Version: "1", Title: vi("Đậm"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{{Name: "l", Choices: []survey.Choice{{Code: "a", Label: vi("**Rất** tốt")}}}},
		Items: []*survey.Item{
			{Name: "ten", Kind: survey.TextItem, Label: vi("Tên")},
			{Name: "muc", Kind: survey.Single, List: "l", Label: vi("Mức")},
			{Name: "y", Kind: survey.TextItem, Label: vi(label), Hint: vi("Về **${ten}** và ${muc}")},
			{Name: "n", Kind: survey.Note, Label: vi(label), Relevant: "${ten} != ''"},
		}})
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/dam")
	html := func() string {
		return drive.Eval[string](t, ctx,
			`[...document.querySelectorAll('[data-path=y] [data-piped], [data-path=n] [data-piped]')].map(e => e.innerHTML).join(' | ')`)
	}
	write(t, ctx, "ten", "Ơn *<i>* Kể_x_")
	drive.Do(t, ctx, chromedp.Click(`[data-path=muc] label`))
	phone := html()
	for _, want := range []string{"<strong>Ơn *&lt;i&gt;* Kể_x_</strong>", "<em>xin</em>", "<br>",
		"<em>việc</em> 2*3 này hỏi (113)", "và <strong>Rất</strong> tốt"} {
		if !strings.Contains(phone, want) {
			t.Errorf("the phone does not write %s:\n%s", want, phone)
		}
	}
	// Sent and shown again, the server has written the same.
	drive.Press(t, ctx, `.buttons [value=next]`)
	drive.Press(t, ctx, `button[value="goto:0"]`)
	if server := html(); server != phone {
		t.Errorf("server and phone differ:\n%s\n%s", server, phone)
	}
}

// Whatever a page says of its items follows what is answered on it, with the author's marks of style, as the server
// writes it; also on a page that nothing but words makes live. A name that was typed stays as it was typed where it can
// be chosen.
func TestEveryTextFollowsAnswers(t *testing.T) {
	t.Parallel()
	list := survey.ChoiceList{Name: "l",
		Choices: []survey.Choice{{Code: "a", Label: vi("**Rất** tốt, ${ten}")}, {Code: "b", Label: vi("Kém")},
			{Code: "c", Label: vi("*Khác*")}}}
	plain := survey.ChoiceList{Name: "k",
		Choices: []survey.Choice{{Code: "x", Label: vi("**Một** ${ten}")}, {Code: "y", Label: vi("_Hai_")}}}
	single := func(name, list string) *survey.Item {
		return &survey.Item{Name: name, Kind: survey.Single, List: list, Label: vi("Về **" + name + "** của ${ten}")}
	}
	table := &survey.Item{Name: "dau", Kind: survey.Single, List: "l", Appearance: "label",
		Label: vi("Đầu *bảng* của ${ten}"), Hint: vi("Mỗi dòng, ${ten}")}
	rows := []*survey.Item{table, single("b1", "l"), single("b2", "l")}
	for _, row := range rows[1:] {
		row.Appearance = "list-nolabel"
	}
	page := []*survey.Item{
		{Name: "ten", Kind: survey.TextItem, Label: vi("Tên")},
		{Name: "chi_goi_y", Kind: survey.TextItem, Hint: vi("Chỉ có gợi ý, **${ten}**")},
		{Name: "g", Kind: survey.Group, Label: vi("Phần của *${ten}*"), Hint: vi("Gợi ý **${ten}**"),
			Children: append([]*survey.Item{
				{Name: "y", Kind: survey.TextItem, Label: vi("Ý"), Guidance: vi("Dặn **${ten}**")}, single("mot", "l"),
			}, rows...)},
		{Name: "nguoi", Kind: survey.Repeat, RepeatCount: "2", Label: vi("Nhà **${ten}**"), Hint: vi("Hộ của ${ten}"),
			Children: []*survey.Item{{Name: "ho_ten", Kind: survey.TextItem, Label: vi("Họ tên")}}},
	}
	live := []*survey.Item{single("cat", "k"), {Name: "ai", Kind: survey.Single, List: "${ho_ten}", Label: vi("Ai?")}}
	live[0].ChoiceFilter = "${ten} != 'không'"
	for name, items := range map[string][]*survey.Item{"loi": page, "loc": append(slices.Clone(page), live...)} {
		url := serve(t, &survey.Questionnaire{FormID: name, Version: "1", Title: vi("Lời"),
			Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
			Lists: []survey.ChoiceList{list, plain},
			Items: []*survey.Item{{Name: "t", Kind: survey.Group, Label: vi("Một trang"), Children: items}}})
		ctx := tab(t, 1)
		open(t, ctx, url+"/s/"+name)
		html := func() string {
			return drive.Eval[string](t, ctx,
				`[...document.querySelectorAll('main :is(h2, h3, h4, legend, .hint, .guidance p, label.question, .choice span, .batteryhead > span)')].map(e => e.innerHTML.replace(/ data-piped="\w+"/g, '').trim()).join('\n')`)
		}
		write(t, ctx, "t/nguoi[1]/ho_ten", "**Lò** ${ten} _Ơn_")
		write(t, ctx, "t/ten", "không")
		write(t, ctx, "t/ten", "Mai *ạ*")
		phone := html()
		want := []string{"Chỉ có gợi ý, <strong>Mai *ạ*</strong>", "Phần của <em>Mai *ạ*</em>",
			"Gợi ý <strong>Mai *ạ*</strong>", "Dặn <strong>Mai *ạ*</strong>", "<strong>Rất</strong> tốt, Mai *ạ*",
			"Đầu <em>bảng</em> của Mai *ạ*", "Mỗi dòng, Mai *ạ*", "Nhà <strong>Mai *ạ*</strong></span> 2",
			"Hộ của Mai *ạ*", "Về <strong>mot</strong> của Mai *ạ*"}
		if name == "loc" {
			want = append(want, "<strong>Một</strong> Mai *ạ*", "<em>Hai</em>", "\n**Lò** ${ten} _Ơn_\n")
		}
		for _, w := range want {
			if !strings.Contains(phone+"\n", w) {
				t.Errorf("%s: the phone does not write %s:\n%s", name, w, phone)
			}
		}
		for _, button := range []string{`.buttons [value=next]`, `button[value="goto:0"]`} {
			drive.Press(t, ctx, button)
		}
		if server := html(); server != phone {
			t.Errorf("%s: server and phone differ:\n%s\n\n%s", name, server, phone)
		}
	}
}
