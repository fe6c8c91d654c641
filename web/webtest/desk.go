package webtest

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
	"time"

	"golang.org/x/net/html"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/web/edge"
)

const GoodPassword = "mật khẩu dài"

var hashedOnce = sync.OnceValues(func() (string, error) { return edge.HashPassword(GoodPassword) })

// ForDesk is a world whose figures follow its store, with an administrator and an analyst who may log in.
func ForDesk(t *testing.T) *World {
	t.Helper()
	return ForDeskWith(t, nil)
}

// ForDeskWith is ForDesk with other kinds of items than the built-in ones.
func ForDeskWith(t *testing.T, table *kinds.Set) *World {
	t.Helper()
	return withDesk(t, over(t, memstore.New(time.Now), table))
}

// ForDeskOver is ForDesk over a store.
func ForDeskOver(t *testing.T, store survey.Store) *World {
	t.Helper()
	return withDesk(t, over(t, store, nil))
}

func withDesk(t *testing.T, w *World) *World {
	t.Helper()
	w.Figures = func(slug string, scope results.Scope) (*results.Results, error) {
		return w.board.Results(context.Background(), slug, scope)
	}
	phc, err := hashedOnce()
	if err != nil {
		t.Fatal(err)
	}
	for name, role := range map[string]survey.UserRole{"quantri": survey.Admin, "phantich": survey.Analyst} {
		if err := w.Service.AddUser(t.Context(), Admin,
			survey.User{Name: name, Role: role, Password: phc}); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// Person is somebody at the desk with a browser; nobody is signed in while cookie is "".
type Person struct {
	W      *World
	Cookie string
}

// As signs a person in without the form.
func (w *World) As(name string) Person {
	w.T.Helper()
	value, err := w.Service.StartSession(w.T.Context(), name)
	if err != nil {
		w.T.Fatal(err)
	}
	return Person{w, value}
}

func (p Person) Ask(method, target string, body io.Reader, headers ...string) Reply {
	p.W.T.Helper()
	if p.Cookie != "" {
		headers = append(headers, "Cookie", "khaosat="+p.Cookie)
	}
	return p.W.Ask(method, target, body, append([]string{"Accept", "text/html"}, headers...)...)
}

func (p Person) Get(target string) Reply {
	p.W.T.Helper()
	return p.Ask(http.MethodGet, target, nil)
}

// Post sends a form; fields come as name, value, name, value.
func (p Person) Post(target string, fields ...string) Reply {
	p.W.T.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return p.Ask(http.MethodPost, target, strings.NewReader(form.Encode()), "Content-Type",
		"application/x-www-form-urlencoded")
}

// File is one file that a form brings.
type File struct {
	Name    string
	Content []byte
}

// Upload sends a form with one file under field; further fields come as name, value.
func (p Person) Upload(target, field, fileName string, content []byte, fields ...string) Reply {
	p.W.T.Helper()
	return p.Uploads(target, map[string]File{field: {fileName, content}}, fields...)
}

// Uploads sends a form with files by field.
func (p Person) Uploads(target string, files map[string]File, fields ...string) Reply {
	p.W.T.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for field, f := range files {
		part, err := m.CreateFormFile(field, f.Name)
		if err == nil {
			_, err = part.Write(f.Content)
		}
		if err != nil {
			p.W.T.Fatal(err)
		}
	}
	for i := 0; i+1 < len(fields); i += 2 {
		if err := m.WriteField(fields[i], fields[i+1]); err != nil {
			p.W.T.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		p.W.T.Fatal(err)
	}
	return p.Ask(http.MethodPost, target, &body, "Content-Type", m.FormDataContentType())
}

// Text is what a reader sees of a page, with single blanks.
func (r Reply) Text() string {
	r.T.Helper()
	doc, err := html.Parse(strings.NewReader(r.Body))
	if err != nil {
		r.T.Fatal(err)
	}
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" {
			b.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Says fails the test unless the reader sees each of the texts.
func (r Reply) Says(texts ...string) Reply {
	r.T.Helper()
	page := r.Text()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			r.T.Errorf("the page does not say %q:\n%s", text, page)
		}
	}
	return r
}

// Silent fails the test when the reader sees one of the texts.
func (r Reply) Silent(texts ...string) Reply {
	r.T.Helper()
	page := r.Text()
	for _, text := range texts {
		if strings.Contains(page, text) {
			r.T.Errorf("the page says %q:\n%s", text, page)
		}
	}
	return r
}

// To fails the test unless the reply sends the reader to the address.
func (r Reply) To(address string) Reply {
	r.T.Helper()
	r.Want(http.StatusSeeOther)
	if got := r.Header.Get("Location"); got != address {
		r.T.Fatalf("sent to %q, want %q", got, address)
	}
	return r
}

// RatingForm asks for one rating with a predicate, a choice of several and a comment.
func RatingForm() *survey.Questionnaire {
	return &survey.Questionnaire{
		FormID: "danh-gia", Version: "1", Title: Tv("Đánh giá", "Rating"), DefaultLanguage: "vi",
		Languages: []survey.Language{{ID: "vi", Header: "Tiếng Việt (vi)", Name: "Tiếng Việt"},
			{ID: "en", Header: "English (en)", Name: "English"}},
		Lists: []survey.ChoiceList{scale4(),
			{Name: "kenh", Choices: []survey.Choice{{Code: "loa", Label: Tv("Loa truyền thanh", "Loudspeaker")},
				{Code: "hop", Label: Tv("Họp bản", "Meetings")}}}},
		Items: []*survey.Item{
			{Name: "canbo", Kind: survey.Single, List: "tot", Label: Tv("Việc tăng cường cán bộ?", "Sending cadres?"),
				ReportPhrase: Tv("việc tăng cường cán bộ", "sending cadres")},
			{Name: "kenh", Kind: survey.Multiple, List: "kenh", Label: Tv("Biết qua kênh nào?", "Which channels?")},
			{Name: "gopy", Kind: survey.TextItem, Label: Tv("Góp ý", "Comments")},
		},
	}
}

// Answer stores one response by the API and returns the id under which a named survey keeps it.
func (w *World) Answer(slug string, number int, answers string) string {
	w.T.Helper()
	id := fmt.Sprintf("00000000-0000-4000-8000-%012d", number)
	w.Send(slug, fmt.Sprintf(`{"id":%q,"answers":%s}`, id, answers)).Want(http.StatusCreated)
	return id
}
