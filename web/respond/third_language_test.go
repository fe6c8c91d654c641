package respond_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/words"
	"github.com/khaosat/khaosat/web/webtest"
)

// marked are the files of an area in a made-up language: the Vietnamese texts, each behind a sign.
func marked(t *testing.T, files fstest.MapFS, lang string, areas ...string) {
	t.Helper()
	for _, area := range areas {
		texts := furniture(t, area)
		for key, text := range texts {
			if s, is := text.(string); is && !strings.HasPrefix(key, "number.") {
				texts[key] = "ꟿ" + s
			}
		}
		b, err := json.Marshal(texts)
		if err != nil {
			t.Fatal(err)
		}
		files[area+"."+lang+".json"] = &fstest.MapFile{Data: b}
	}
}

// furniture are the Vietnamese texts of an area.
func furniture(t *testing.T, area string) map[string]any {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "survey", "words", area+".vi.json"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]any{}
	if err := json.Unmarshal(b, &texts); err != nil {
		t.Fatal(err)
	}
	return texts
}

// notTheirs lists furniture on a page that is still Vietnamese, and what stands in the language without saying so.
func notTheirs(t *testing.T, b *webtest.Browser, lang string) []string {
	t.Helper()
	var out []string
	for _, area := range []string{"respond", "common", "answers"} {
		for _, text := range furniture(t, area) {
			s, is := text.(string)
			if is && len(s) > 8 && !strings.Contains(s, "{") &&
				regexp.MustCompile(`[>";]\s*`+regexp.QuoteMeta(s)).MatchString(b.Body) {
				out = append(out, s)
			}
		}
	}
	var look func(n *html.Node, in string)
	look = func(n *html.Node, in string) {
		if said := webtest.Attr(n, "lang"); n.Type == html.ElementNode && said != "" {
			in = said
		}
		if n.Type == html.TextNode && strings.Contains(n.Data, "ꟿ") && in != lang {
			out = append(out, "in "+in+": "+n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			look(c, in)
		}
	}
	look(b.Doc, "")
	return out
}

// tongues is a questionnaire in Vietnamese and two made-up languages, of which the catalogue has one.
func tongues() *survey.Questionnaire {
	say := func(text string) survey.Text { return survey.Text{"vi": text, "qaa": "a " + text, "qab": "b " + text} }
	return &survey.Questionnaire{FormID: "tongues", Version: "1", Title: say("Phiếu"), DefaultLanguage: "vi",
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}, {ID: "qaa", Name: "Qaa"},
			{ID: "qab", Name: "Qab"}},
		Lists: []survey.ChoiceList{{Name: "l", Choices: []survey.Choice{{Code: "1", Label: say("Một")},
			{Code: "2", Label: say("Hai")}}}},
		Items: []*survey.Item{
			{Name: "ten", Kind: survey.TextItem, Label: say("Tên"), Required: "yes", Guidance: say("Họ và tên")},
			{Name: "ha", Kind: survey.Decimal, Label: say("Diện tích")},
			{Name: "con", Kind: survey.Integer, Label: say("Số con"), Relevant: "${ten} != ''"},
			{Name: "mot", Kind: survey.Single, List: "l", Label: say("Chọn")},
			{Name: "cac", Kind: survey.Multiple, List: "l", Label: say("Chọn nữa")},
			{Name: "xep", Kind: survey.Rank, List: "l", Label: say("Xếp")},
			{Name: "anh", Kind: survey.Image, Label: say("Ảnh")},
			{Name: "noi", Kind: survey.Geopoint, Label: say("Nơi")},
			{Name: "ho", Kind: survey.Repeat, Label: say("Người"), Children: []*survey.Item{
				{Name: "nguoi", Kind: survey.TextItem, Label: say("Tên người")},
			}},
		}}
}

// A language that brings its furniture has it on the respondent's pages, with the marks of numbers that it names, and
// the scripts say it too. One that does not has the Vietnamese one, said to be so. The desk goes by its own areas.
func TestThirdLanguage(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{}
	marked(t, files, "qaa", "respond", "common", "answers")
	marked(t, files, "qab", "respond")
	if err := words.Add(files); err != nil {
		t.Fatal(err)
	}
	w := webtest.Quick(t)
	slug := w.Publish(tongues(), service.PublishOptions{})
	page := func(b *webtest.Browser, status int) *webtest.Browser {
		t.Helper()
		if got := webtest.Attr(webtest.All(b.Is(status).Doc, "html")[0], "lang"); got != "qaa" {
			t.Errorf("the page is in %q", got)
		}
		for _, s := range notTheirs(t, b, "qaa") {
			t.Errorf("%d: %q", status, s)
		}
		return b
	}
	b := page(w.Open("/s/"+slug+"?lang=qaa"), 200).Sees("a Tên", "ꟿGửi phiếu", "ꟿHướng dẫn thêm", "ꟿThêm")
	for key, said := range scriptWords(t, b) {
		if text, is := said.(string); is && !strings.HasPrefix(text, "ꟿ") {
			t.Errorf("scripts say %s: %q", key, text)
		}
	}
	b = page(b.Press("send"), 422).Sees("ꟿXin trả lời câu này.")
	b = page(b.Fill("ten", "An").Fill("ha", "12,5").Press("next"), 200).Sees("ꟿTheo câu trả lời vừa rồi")
	b = page(b.Fill("con", "4,227").Press("next"), 422).Sees("ꟿ“4,227”: câu này cần một số nguyên")
	b = page(b.Fill("con", "4.227").Press("next"), 200).Sees("12,5", "4227", "ꟿXem lại câu trả lời")
	page(b.Press("send"), 200).Sees("ꟿCảm ơn ông/bà đã trả lời", "ꟿMã biên nhận").Receipt()
	page(w.Open("/s/"+slug+"/withdraw?lang=qaa"), 200).Sees("ꟿRút phiếu")

	b = w.Open("/s/"+slug+"?lang=qab").Is(200).Sees("b Tên", "Gửi phiếu").Misses("ꟿ")
	form, whole := webtest.ByID(b.Doc, "form"), webtest.All(b.Doc, "html")[0]
	if webtest.Attr(form, "data-lang") != "vi" || webtest.Attr(whole, "lang") != "qab" {
		t.Error("the furniture of a language that brings too little is not said to be Vietnamese")
	}
	desk := w.Get("/desk/login?lang=qaa", "Accept", "text/html").Body
	if !strings.Contains(desk, `<html lang="vi"`) || strings.Contains(desk, "ꟿ") {
		t.Errorf("the desk speaks it: %.300s", desk)
	}
	if err := words.Add(files); err == nil {
		t.Error("a language is taken twice")
	}
}

// The page that asks for a token stays in the language of the questionnaire when it is sent, whatever its furniture.
func TestTokenPageKeepsTheLanguage(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(tongues(), service.PublishOptions{Access: survey.ByToken})
	b := w.Open("/s/" + slug + "?lang=qac").Is(401)
	if got := webtest.Attr(b.Inputs("lang")[0], "value"); got != "vi" {
		t.Errorf("of a language that the questionnaire does not have: %q", got)
	}
	b = w.Open("/s/" + slug + "?lang=qab").Is(401)
	if got := webtest.Attr(b.Inputs("lang")[0], "value"); got != "qab" {
		t.Errorf("the token is sent with lang=%q", got)
	}
}
