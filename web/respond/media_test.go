package respond_test

import (
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

func TestMedia(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	q := webtest.YesNo("a")
	picture := `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`
	const sum = "c6f6ed0a3e9e7d6cd1a1c2f0e3d8f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9"
	q.Files = map[string]string{"cụm loa.svg": sum, "list.csv": sum}
	q.Items[0].Media = map[string]survey.Text{"image": {"vi": "jr://images/cụm loa.svg"},
		"audio": {"vi": "missing.mp3"}}
	slug := w.Publish(q, service.PublishOptions{})
	page := w.Get("/s/" + slug).Want(200).Body
	at := "/s/" + slug + "/media/1/c%E1%BB%A5m%20loa.svg"
	if !strings.Contains(page, `src="`+at+`"`) || strings.Contains(page, "missing.mp3") {
		t.Errorf("the page does not show the picture, or a file that is not there:\n%s", page)
	}
	w.Get(at).Want(404) // named by the questionnaire, never uploaded
	if _, err := w.Store.Blobs().Put(t.Context(), webtest.DigestOf(picture), service.MaxFile,
		strings.NewReader(picture)); err != nil {
		t.Fatal(err)
	}
	q.Files["cụm loa.svg"] = webtest.DigestOf(picture)
	q.Version = "2"
	w.Publish(q, service.PublishOptions{})
	r := w.Get(strings.Replace(at, "/1/", "/2/", 1)).Want(200)
	if r.Body != picture || r.Header.Get("Content-Type") != "image/svg+xml" ||
		!strings.Contains(r.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("the picture came as %v", r.Header)
	}
	w.Get("/s/" + slug + "/media/2/list.csv").Want(404)
	w.Get("/s/" + slug + "/media/2/other.png").Want(404)
	w.Get("/s/" + slug + "/media/9/c%E1%BB%A5m%20loa.svg").Want(404)
}
