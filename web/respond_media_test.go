package web

import (
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

func TestMedia(t *testing.T) {
	w := quickWorld(t)
	q := yesNo("a")
	picture := `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`
	const sum = "c6f6ed0a3e9e7d6cd1a1c2f0e3d8f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9"
	q.Files = map[string]string{"cụm loa.svg": sum, "list.csv": sum}
	q.Items[0].Media = map[string]survey.Text{"image": {"vi": "jr://images/cụm loa.svg"}, "audio": {"vi": "missing.mp3"}}
	slug := w.publish(q, survey.PublishOptions{})
	page := w.get("/s/" + slug).want(200).body
	at := "/s/" + slug + "/media/1/c%E1%BB%A5m%20loa.svg"
	if !strings.Contains(page, `src="`+at+`"`) || strings.Contains(page, "missing.mp3") {
		t.Errorf("the page does not show the picture, or a file that is not there:\n%s", page)
	}
	w.get(at).want(404) // named by the questionnaire, never uploaded
	if _, err := w.service.PutFile(t.Context(), slug, digestOf(picture), strings.NewReader(picture)); err != nil {
		t.Fatal(err)
	}
	q.Files["cụm loa.svg"] = digestOf(picture)
	q.Version = "2"
	w.publish(q, survey.PublishOptions{})
	r := w.get(strings.Replace(at, "/1/", "/2/", 1)).want(200)
	if r.body != picture || r.header.Get("Content-Type") != "image/svg+xml" || !strings.Contains(r.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("the picture came as %v", r.header)
	}
	w.get("/s/" + slug + "/media/2/list.csv").want(404)
	w.get("/s/" + slug + "/media/2/other.png").want(404)
	w.get("/s/" + slug + "/media/9/c%E1%BB%A5m%20loa.svg").want(404)
}
