package phone

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// A file that was chosen in a question which another answer hid later goes along: the review names it as left out, and it stands there
// again when the question comes back.
func TestFileOfAHiddenQuestionIsNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bien ban.pdf")
	if err := os.WriteFile(file, []byte("%PDF-1.7"), 0o600); err != nil {
		t.Fatal(err)
	}
	url := serve(t, &survey.Questionnaire{FormID: "an", Version: "1", Title: vi("Ẩn"), Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{{Name: "p", Kind: survey.Group, Label: vi("Phần"), Children: []*survey.Item{
			{Name: "co", Kind: survey.TextItem, Label: vi("Có biên bản?")},
			{Name: "tep", Kind: survey.File, Label: vi("Biên bản"), Relevant: "/an/p/co = 'co'"},
			{Name: "g", Kind: survey.Group, Label: vi("Thêm"), Relevant: "${co} = 'co'", Children: []*survey.Item{{Name: "anh", Kind: survey.File, Label: vi("Tệp thêm")}}},
		}}}})
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/an")
	write(t, ctx, "p/co", "co")
	if got := shown(t, ctx); got != "p/co p/tep p/g/anh" {
		t.Fatalf("shown: %s", got)
	}
	drive.Do(t, ctx, chromedp.SetUploadFiles(`input[name="p/tep"]`, []string{file}), chromedp.SetUploadFiles(`input[name="p/g/anh"]`, []string{file}))
	write(t, ctx, "p/co", "khong")
	if got := shown(t, ctx); got != "p/co" {
		t.Fatalf("shown: %s", got)
	}
	turn := func(selector string) string {
		t.Helper()
		if _, err := chromedp.RunResponse(ctx, chromedp.Click(selector)); err != nil {
			t.Fatal(err)
		}
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
	if text := drive.Eval[string](t, ctx, `document.querySelector('[data-path="p/tep"]').innerText`); !strings.Contains(text, "bien ban.pdf") {
		t.Errorf("the file is not there again: %s", text)
	}
}

// Labels and hints that are written anew keep the author's marks of style; what was answered has none.
func TestLabelsKeepTheirMarks(t *testing.T) {
	label := "# Thưa **${ten}**, _xin_ đánh giá\n*việc* 2\\*3 <b>này</b> [hỏi](tel:113)"
	url := serve(t, &survey.Questionnaire{FormID: "dam", Version: "1", Title: vi("Đậm"), Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{{Name: "l", Choices: []survey.Choice{{Code: "a", Label: vi("**Rất** tốt")}}}},
		Items: []*survey.Item{
			{Name: "ten", Kind: survey.TextItem, Label: vi("Tên")}, {Name: "muc", Kind: survey.Single, List: "l", Label: vi("Mức")},
			{Name: "y", Kind: survey.TextItem, Label: vi(label), Hint: vi("Về **${ten}** và ${muc}")},
			{Name: "n", Kind: survey.Note, Label: vi(label), Relevant: "${ten} != ''"},
		}})
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/dam")
	html := func() string {
		return drive.Eval[string](t, ctx, `[...document.querySelectorAll('[data-path=y] [data-piped], [data-path=y] [data-piped-hint], [data-path=n] [data-piped]')].map(e => e.innerHTML).join(' | ')`)
	}
	write(t, ctx, "ten", "Ơn *<i>* Kể_x_")
	drive.Do(t, ctx, chromedp.Click(`[data-path=muc] label`))
	phone := html()
	for _, want := range []string{"<strong>Ơn *&lt;i&gt;* Kể_x_</strong>", "<em>xin</em>", "<br>", "<em>việc</em> 2*3 này hỏi (113)", "và <strong>Rất</strong> tốt"} {
		if !strings.Contains(phone, want) {
			t.Errorf("the phone does not write %s:\n%s", want, phone)
		}
	}
	// Sent and shown again, the server has written the same.
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(`.buttons [value=next]`)); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(`button[value="goto:0"]`)); err != nil {
		t.Fatal(err)
	}
	if server := html(); server != phone {
		t.Errorf("server and phone differ:\n%s\n%s", server, phone)
	}
}
