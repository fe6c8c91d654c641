package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/web/webtest"
)

// Monitors and load balancers ask by HEAD.
func TestHeadIsAnsweredAsGet(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	for _, at := range []string{"/healthz", "/readyz", "/s/" + slug, "/api/v1/surveys/" + slug + "/questionnaire"} {
		head := w.Ask(http.MethodHead, at, nil).Want(200)
		if got, want := head.Header.Get("Content-Type"), w.Get(at).Header.Get("Content-Type"); got != want {
			t.Errorf("%s: Content-Type %q, want %q as for GET", at, got, want)
		}
	}
	w.Ask(http.MethodHead, "/s/khong-co", nil).Want(404)
}

// An escape of half a character stands for no text: kept as it is it would turn into another one, and so would its
// hash.
func TestHalfACharacterIsNotText(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	for _, half := range []string{`\ud83d`, `\ude00`, `\ud83dx`, `\ud83d\ud83d\ude00`, `\\\uDC00`} {
		p := w.Send(slug, `{"id":"`+webtest.IdA+`","version":"1","language":"`+half+`","answers":{}}`).Want(400).Problem()
		if p.Code != "body.not_utf8" {
			t.Errorf("%s: code %q", half, p.Code)
		}
	}
	for _, whole := range []string{`\ud83d\ude00`, `\\ud83d`, `\u00e9`} {
		if p := w.Send(slug, `{"id":"x","version":"1","language":"`+whole+`","answers":{}}`).Want(422).Problem(); p.Code == "body.not_utf8" {
			t.Errorf("%s is text", whole)
		}
	}
}

// What is wrong with the shape of an answer is said in the reader's language.
func TestShapesAreRefusedInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	for _, shape := range []string{`true`, `[1]`, `[[1,"2"]]`, `[{"a":true}]`, `["a",1]`, `{"missing":"later"}`,
		`{"sha256":1}`, `{"a":1}`, `[null]`, `[1e999,0]`} {
		body := `{"id":"` + webtest.IdA + `","version":"1","language":"vi","answers":{"chung/xa":` + shape + `}}`
		vi := w.Send(slug, body).Want(422).Problem().Problems[0].Message
		en := w.Send(slug, body, "Accept-Language", "en").Want(422).Problem().Problems[0].Message
		if vi == "" || en == "" ||
			strings.TrimPrefix(vi, "Câu trả lời có dạng không dùng được: ") == strings.TrimPrefix(en,
				"The answer has a shape that cannot be used: ") {
			t.Errorf("%s: vi %q, en %q", shape, vi, en)
		}
	}
}
