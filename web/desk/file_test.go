package desk_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web"
	"github.com/khaosat/khaosat/web/desk"
	"github.com/khaosat/khaosat/web/webtest"
)

// TestFilesOfResponsesAreKeptNotShown: what a respondent sent comes as a file to be kept, whatever it says it is; only
// to who may see rows, and only through the response that names it.
func TestFilesOfResponsesAreKeptNotShown(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	slug := w.Resolutions()
	const page = "\x89PNG\r\n\x1a\n<script>alert(1)</script>"
	sum := webtest.DigestOf(page)
	w.Ask(http.MethodPut, "/api/v1/surveys/"+slug+"/files/"+sum, strings.NewReader(page)).Want(http.StatusCreated)
	w.Send(slug, webtest.Response(webtest.IdA,
		webtest.GoodAnswers+`,"anh":{"sha256":"`+sum+`","name":"cụm loa.html","type":"text/html"}`)).
		Want(http.StatusCreated)
	w.Send(slug, webtest.Response(webtest.IdB, webtest.GoodAnswers)).Want(http.StatusCreated)
	at := "/desk/" + slug + "/data/file?id=" + webtest.IdA + "&sha256=" + sum
	grants := []survey.Grant{{Survey: slug, Actions: []survey.Action{survey.SeeTotals}}}
	if err := w.Store.Users().Insert(t.Context(), "xem", survey.User{Name: "xem", Grants: grants}); err != nil {
		t.Fatal(err)
	}
	analyst := w.As("phantich")
	if !strings.Contains(analyst.Get("/desk/"+slug+"/data/response?id="+webtest.IdA).Body, "sha256="+sum) {
		t.Error("the page of the response has no way to its file")
	}
	r := analyst.Get(at).Want(http.StatusOK)
	if r.Body != page || r.Header.Get("Content-Type") != "application/octet-stream" ||
		r.Header.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(r.Header.Get("Content-Disposition"), "attachment;") {
		t.Errorf("the file came as %v: %s", r.Header, r.Body)
	}
	w.As("xem").Get(at).Want(http.StatusForbidden)
	webtest.Person{W: w}.Get(at).Want(http.StatusSeeOther)
	analyst.Get(strings.Replace(at, webtest.IdA, webtest.IdB, 1)).Want(http.StatusNotFound)
	analyst.Get(strings.Replace(at, sum, webtest.DigestOf("another"), 1)).Want(http.StatusNotFound)
}

// TestThePreviewShowsPictures: the pictures of a draft are seen at the desk before anybody else can see them.
func TestThePreviewShowsPictures(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	q := webtest.YesNo("a")
	slug := w.Publish(q, service.PublishOptions{})
	const picture = `<svg xmlns="http://www.w3.org/2000/svg"/>`
	if _, err := w.Store.Blobs().Put(t.Context(), webtest.DigestOf(picture), service.MaxFile,
		strings.NewReader(picture)); err != nil {
		t.Fatal(err)
	}
	q.Version, q.Files = "2", map[string]string{"loa.svg": webtest.DigestOf(picture)}
	q.Items[0].Media = map[string]survey.Text{"image": {"vi": "loa.svg"}}
	if _, err := w.Service.SaveDraft(t.Context(), webtest.Admin, slug, q); err != nil {
		t.Fatal(err)
	}
	analyst, at := w.As("phantich"), "/desk/"+slug+"/preview/media/loa.svg"
	if page := analyst.Get("/desk/" + slug + "/preview").Want(http.StatusOK); !strings.Contains(page.Body,
		`src="`+at+`"`) {
		t.Error("the preview does not show the picture")
	}
	if r := analyst.Get(at).Want(http.StatusOK); r.Body != picture ||
		!strings.Contains(r.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("the picture came as %v: %s", r.Header, r.Body)
	}
	analyst.Get("/desk/" + slug + "/preview/media/other.svg").Want(http.StatusNotFound)
	webtest.Person{W: w}.Get(at).Want(http.StatusSeeOther)
}

// TestOnlyTheDemoIsReset: sample data are restored where they are, and in no other survey.
func TestOnlyTheDemoIsReset(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	other := w.Resolutions()
	times := 0
	w.Serve(web.Config{Demo: &desk.Demo{Slug: "danh-gia", Reset: func(context.Context) error { times++; return nil }}})
	boss := w.As("quantri")
	boss.Get("/desk/danh-gia").Want(http.StatusOK).Says("dữ liệu mẫu")
	boss.Get("/desk/" + other).Want(http.StatusOK).Silent("dữ liệu mẫu")
	boss.Post("/desk/" + other + "/reset").Want(http.StatusNotFound)
	w.As("phantich").Post("/desk/danh-gia/reset").Want(http.StatusForbidden)
	if times != 0 {
		t.Errorf("reset %d times before anybody might", times)
	}
	boss.Post("/desk/danh-gia/reset").To("/desk/danh-gia?done=reset")
	if times != 1 {
		t.Errorf("reset %d times, want once", times)
	}
}
