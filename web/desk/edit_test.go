package desk_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

// A form with an item of each way to answer, rows, a condition and something worked out.
func editForm() *survey.Questionnaire {
	q := webtest.RatingForm()
	q.Items = append(q.Items, &survey.Item{Name: "tuoi", Kind: survey.Decimal, Label: webtest.Tv("Tuổi", "Age")},
		&survey.Item{Name: "doi", Kind: survey.Calculate, Calculation: "${tuoi} * 2"},
		&survey.Item{Name: "vi_sao", Kind: survey.TextItem, Relevant: "${canbo} = '4'",
			Label: webtest.Tv("Vì sao?", "Why?")},
		&survey.Item{Name: "nguoi", Kind: survey.Repeat, Label: webtest.Tv("Người", "Person"),
			Children: []*survey.Item{{Name: "ten", Kind: survey.TextItem, Label: webtest.Tv("Tên", "Name")}}})
	return q
}

// fieldsOf are what the form of a page that posts to an address would send as it is shown.
func fieldsOf(t *testing.T, page, action string) url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	out := url.Values{}
	for _, form := range webtest.All(doc, "form") {
		if webtest.Attr(form, "action") != action {
			continue
		}
		for _, n := range webtest.All(form, "input") {
			if webtest.Attr(n, "type") != "checkbox" || webtest.Has(n, "checked") {
				out.Add(webtest.Attr(n, "name"), webtest.Attr(n, "value"))
			}
		}
		for _, n := range webtest.All(form, "textarea") {
			text := ""
			if n.FirstChild != nil {
				text = strings.ReplaceAll(n.FirstChild.Data, "\n", "\r\n") // as browsers send it
			}
			out.Add(webtest.Attr(n, "name"), text)
		}
		for _, n := range webtest.All(form, "select") {
			for _, o := range webtest.All(n, "option") {
				if webtest.Has(o, "selected") {
					out.Add(webtest.Attr(n, "name"), webtest.Attr(o, "value"))
				}
			}
		}
	}
	return out
}

// An analyst puts answers right on a page that shows what is stored; who, when and why stand with the response, and
// what is wrong is named with what was typed still there.
func TestAnswersArePutRightAtTheDesk(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(editForm(), service.PublishOptions{Mode: survey.Named})
	id := w.Answer("danh-gia", 1,
		`{"canbo":"1","kenh":["loa","hop"],"gopy":"đường xấu\nxa","tuoi":40.5,"nguoi":[{"ten":"An"},{"ten":"Bé"}]}`)
	at, analyst := "/desk/danh-gia/data/edit", w.As("phantich")
	analyst.Get("/desk/danh-gia/data/response?id=" + id).Says("Sửa câu trả lời")
	page := analyst.Get(at+"?id="+id).Want(http.StatusOK).Says("Vì sao? không thuộc diện hỏi", "Người [2]",
		"lúc sửa và lý do")
	was := fieldsOf(t, page.Body, at)
	for name, want := range map[string]string{"a.canbo": "1", "a.kenh": "loa hop", "a.gopy": "đường xấu\r\nxa",
		"a.tuoi": "40.5", "a.nguoi[2]/ten": "Bé", "a.vi_sao": "", "revision": "1", "id": id} {
		if got := strings.Join(was[name], " "); got != want {
			t.Errorf("the page shows %q in %s, want %q", got, name, want)
		}
	}
	if was.Has("a.doi") {
		t.Error("what is worked out can be typed")
	}
	send := func(values url.Values, changes ...string) webtest.Reply {
		t.Helper()
		values = maps.Clone(values)
		for i := 0; i < len(changes); i += 2 {
			values[changes[i]] = strings.Fields(changes[i+1])
			if strings.HasPrefix(changes[i], "a.vi_sao") || changes[i] == "why" {
				values[changes[i]] = []string{changes[i+1]}
			}
		}
		return analyst.Ask(http.MethodPost, at, strings.NewReader(values.Encode()), "Content-Type",
			"application/x-www-form-urlencoded")
	}
	send(was, "why", "x").Want(http.StatusUnprocessableEntity).Says("Không có câu trả lời nào khác trước.")
	send(was, "a.nguoi[2]/ten", "Bê").Want(http.StatusUnprocessableEntity).Says("Xin ghi lý do.")
	bad := send(was, "a.tuoi", "1.250", "why", "đọc lại").Want(http.StatusUnprocessableEntity).Says("tuoi",
		"có thể hiểu hai cách")
	if typed := fieldsOf(t, bad.Body, at); typed.Get("a.tuoi") != "1.250" || typed.Get("why") != "đọc lại" ||
		typed.Get("revision") != "1" {
		t.Errorf("what was typed is not there any more: %v", typed)
	}
	if r := w.Only("danh-gia"); r.Revision != 1 {
		t.Fatalf("stored already: %+v", r)
	}
	send(was, "a.canbo", "4", "a.vi_sao", "xa quá", "a.kenh", "hop", "a.tuoi", "41,5", "a.nguoi[2]/ten", "Bê", "why",
		"đọc lại phiếu giấy").
		To("/desk/danh-gia/data/response?done=edited&id=" + id)
	r := w.Only("danh-gia")
	if a := r.Answers; a["canbo"].Text != "4" || a["vi_sao"].Text != "xa quá" || len(a["kenh"].Codes) != 1 ||
		a["tuoi"].Text != "41.5" || a["doi"].Text != "83" ||
		a["gopy"].Text != "đường xấu\nxa" || a["nguoi"].Rows[1]["nguoi/ten"].Text != "Bê" || r.By != "phantich" ||
		r.Why != "đọc lại phiếu giấy" || r.Revision != 2 {
		t.Errorf("stored: %+v", r)
	}
	analyst.Get("/desk/danh-gia/data/response?done=edited&id="+id).Says("Đã lưu bản mới của phiếu.",
		"đọc lại phiếu giấy", "phantich")
	late := send(was, "a.canbo", "2", "why", "x").Want(http.StatusConflict).Says("bản mới nhất") // the page was opened before
	if now := fieldsOf(t, late.Body, at); now.Get("revision") != "2" || now.Get("a.canbo") != "4" ||
		now.Get("a.tuoi") != "41.5" {
		t.Errorf("the page after that does not show the newest revision: %v", now)
	}
	send(url.Values{"id": {id}, "why": {"x"}}).Want(http.StatusConflict) // no page was
	if r := w.Only("danh-gia"); r.Revision != 2 {
		t.Errorf("overwritten: %+v", r)
	}
}

// In an anonymous survey the page asks for nothing that tells who answered, and no time is kept.
func TestAnonymousAnswersArePutRightWithoutATime(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(editForm(), service.PublishOptions{Mode: survey.Anonymous})
	w.Answer("danh-gia", 1, `{"canbo":"1"}`)
	at, analyst := "/desk/danh-gia/data/edit", w.As("phantich")
	page := analyst.Get(at+"?id="+w.Only("danh-gia").ID).Want(http.StatusOK).Says("lúc sửa thì không", "ai đã trả lời")
	values := fieldsOf(t, page.Body, at)
	values.Set("a.canbo", "2")
	values.Set("why", "gõ nhầm")
	analyst.Ask(http.MethodPost, at, strings.NewReader(values.Encode()), "Content-Type",
		"application/x-www-form-urlencoded").Want(http.StatusSeeOther)
	if r := w.Only("danh-gia"); r.Answers["canbo"].Text != "2" || r.Revision != 2 || !r.Changed.IsZero() ||
		r.Why != "gõ nhầm" {
		t.Errorf("stored: %+v", r)
	}
}

// TestWhatIsUntouchedAtTheDeskStays: boxes stand in the list's order and codes are stored as they were ticked; an edit
// of nothing is one of nothing, and long answers of many letters fit into the form.
func TestWhatIsUntouchedAtTheDeskStays(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(editForm(), service.PublishOptions{Mode: survey.Named})
	id := w.Answer("danh-gia", 1, `{"canbo":"1","kenh":["hop","loa"],"gopy":"đường xấu"}`)
	at, analyst := "/desk/danh-gia/data/edit", w.As("phantich")
	sent := fieldsOf(t, analyst.Get(at+"?id="+id).Want(http.StatusOK).Body, at)
	sent.Set("why", "xem lại")
	post := func() webtest.Reply {
		t.Helper()
		return analyst.Ask(http.MethodPost, at, strings.NewReader(sent.Encode()),
			"Content-Type", "application/x-www-form-urlencoded")
	}
	post().Want(http.StatusUnprocessableEntity)
	if r := w.Only("danh-gia"); r.Revision != 1 {
		t.Errorf("an edit of nothing made revision %d with %v", r.Revision, r.Answers["kenh"])
	}
	sent.Set("a.gopy", strings.Repeat("ở", 99_000))
	sent.Set("a.nguoi[1]/ten", strings.Repeat("ở", 50_000))
	post().Want(http.StatusSeeOther)
}
