package web

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

const goodPassword = "mật khẩu dài"

var hashedOnce = sync.OnceValues(func() (string, error) { return HashPassword(goodPassword) })

// deskWorld is a world whose figures follow its store, with an administrator and an analyst who may log in.
func deskWorld(t *testing.T) *world {
	t.Helper()
	w := quickWorld(t)
	w.figures = func(slug string, scope results.Scope) (*results.Results, error) {
		return w.board.Results(context.Background(), slug, scope)
	}
	phc, err := hashedOnce()
	if err != nil {
		t.Fatal(err)
	}
	for name, role := range map[string]survey.UserRole{"quantri": survey.Admin, "phantich": survey.Analyst} {
		if err := w.service.AddUser(t.Context(), admin, survey.User{Name: name, Role: role, Password: phc}); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// person is somebody at the desk with a browser; nobody is signed in while cookie is "".
type person struct {
	w      *world
	cookie string
}

// as signs a person in without the form.
func (w *world) as(name string) person {
	w.t.Helper()
	value, err := w.service.StartSession(w.t.Context(), name)
	if err != nil {
		w.t.Fatal(err)
	}
	return person{w, value}
}

func (p person) ask(method, target string, body io.Reader, headers ...string) reply {
	p.w.t.Helper()
	if p.cookie != "" {
		headers = append(headers, "Cookie", "khaosat="+p.cookie)
	}
	return p.w.ask(method, target, body, append([]string{"Accept", "text/html"}, headers...)...)
}

func (p person) get(target string) reply {
	p.w.t.Helper()
	return p.ask(http.MethodGet, target, nil)
}

// post sends a form; fields come as name, value, name, value.
func (p person) post(target string, fields ...string) reply {
	p.w.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return p.ask(http.MethodPost, target, strings.NewReader(form.Encode()), "Content-Type", "application/x-www-form-urlencoded")
}

// file is one file that a form brings.
type file struct {
	name    string
	content []byte
}

// upload sends a form with one file under field; further fields come as name, value.
func (p person) upload(target, field, fileName string, content []byte, fields ...string) reply {
	p.w.t.Helper()
	return p.uploads(target, map[string]file{field: {fileName, content}}, fields...)
}

// uploads sends a form with files by field.
func (p person) uploads(target string, files map[string]file, fields ...string) reply {
	p.w.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for field, f := range files {
		part, err := m.CreateFormFile(field, f.name)
		if err == nil {
			_, err = part.Write(f.content)
		}
		if err != nil {
			p.w.t.Fatal(err)
		}
	}
	for i := 0; i+1 < len(fields); i += 2 {
		if err := m.WriteField(fields[i], fields[i+1]); err != nil {
			p.w.t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		p.w.t.Fatal(err)
	}
	return p.ask(http.MethodPost, target, &body, "Content-Type", m.FormDataContentType())
}

// text is what a reader sees of a page, with single blanks.
func (r reply) text() string {
	r.t.Helper()
	doc, err := html.Parse(strings.NewReader(r.body))
	if err != nil {
		r.t.Fatal(err)
	}
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" {
			b.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// says fails the test unless the reader sees each of the texts.
func (r reply) says(texts ...string) reply {
	r.t.Helper()
	page := r.text()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			r.t.Errorf("the page does not say %q:\n%s", text, page)
		}
	}
	return r
}

// silent fails the test when the reader sees one of the texts.
func (r reply) silent(texts ...string) reply {
	r.t.Helper()
	page := r.text()
	for _, text := range texts {
		if strings.Contains(page, text) {
			r.t.Errorf("the page says %q:\n%s", text, page)
		}
	}
	return r
}

// to fails the test unless the reply sends the reader to the address.
func (r reply) to(address string) reply {
	r.t.Helper()
	r.want(http.StatusSeeOther)
	if got := r.header.Get("Location"); got != address {
		r.t.Fatalf("sent to %q, want %q", got, address)
	}
	return r
}

// ratingForm asks for one rating with a predicate, a choice of several and a comment.
func ratingForm() *survey.Questionnaire {
	return &survey.Questionnaire{
		FormID: "danh-gia", Version: "1", Title: tv("Đánh giá", "Rating"), DefaultLanguage: "vi",
		Languages: []survey.Language{{ID: "vi", Header: "Tiếng Việt (vi)", Name: "Tiếng Việt"}, {ID: "en", Header: "English (en)", Name: "English"}},
		Lists: []survey.ChoiceList{scale4(),
			{Name: "kenh", Choices: []survey.Choice{{Code: "loa", Label: tv("Loa truyền thanh", "Loudspeaker")}, {Code: "hop", Label: tv("Họp bản", "Meetings")}}}},
		Items: []*survey.Item{
			{Name: "canbo", Kind: survey.Single, List: "tot", Label: tv("Việc tăng cường cán bộ?", "Sending cadres?"), ReportPhrase: tv("việc tăng cường cán bộ", "sending cadres")},
			{Name: "kenh", Kind: survey.Multiple, List: "kenh", Label: tv("Biết qua kênh nào?", "Which channels?")},
			{Name: "gopy", Kind: survey.TextItem, Label: tv("Góp ý", "Comments")},
		},
	}
}

// answer stores one response by the API and returns the id under which a named survey keeps it.
func (w *world) answer(slug string, number int, answers string) string {
	w.t.Helper()
	id := fmt.Sprintf("00000000-0000-4000-8000-%012d", number)
	w.send(slug, fmt.Sprintf(`{"id":%q,"answers":%s}`, id, answers)).want(http.StatusCreated)
	return id
}
