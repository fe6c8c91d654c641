package web

import (
	"net/http"
	"strings"
	"testing"
)

// Monitors and load balancers ask by HEAD.
func TestHeadIsAnsweredAsGet(t *testing.T) {
	w := newWorld(t)
	slug := w.resolutions()
	for _, at := range []string{"/healthz", "/readyz", "/s/" + slug, "/api/v1/surveys/" + slug + "/questionnaire"} {
		head := w.ask(http.MethodHead, at, nil).want(200)
		if got, want := head.header.Get("Content-Type"), w.get(at).header.Get("Content-Type"); got != want {
			t.Errorf("%s: Content-Type %q, want %q as for GET", at, got, want)
		}
	}
	w.ask(http.MethodHead, "/s/khong-co", nil).want(404)
}

// An escape of half a character stands for no text: kept as it is it would turn into another one, and so would its hash.
func TestHalfACharacterIsNotText(t *testing.T) {
	w := newWorld(t)
	slug := w.resolutions()
	for _, half := range []string{`\ud83d`, `\ude00`, `\ud83dx`, `\ud83d\ud83d\ude00`, `\\\uDC00`} {
		p := w.send(slug, `{"id":"`+idA+`","version":"1","language":"`+half+`","answers":{}}`).want(400).problem()
		if p.Code != "body.not_utf8" {
			t.Errorf("%s: code %q", half, p.Code)
		}
	}
	for _, whole := range []string{`\ud83d\ude00`, `\\ud83d`, `\u00e9`} {
		if p := w.send(slug, `{"id":"x","version":"1","language":"`+whole+`","answers":{}}`).want(422).problem(); p.Code == "body.not_utf8" {
			t.Errorf("%s is text", whole)
		}
	}
}

// What is wrong with the shape of an answer is said in the reader's language.
func TestShapesAreRefusedInTheReadersLanguage(t *testing.T) {
	w := newWorld(t)
	slug := w.resolutions()
	for _, shape := range []string{`true`, `[1]`, `[[1,"2"]]`, `[{"a":true}]`, `["a",1]`, `{"missing":"later"}`, `{"sha256":1}`, `{"a":1}`, `[null]`, `[1e999,0]`} {
		body := `{"id":"` + idA + `","version":"1","language":"vi","answers":{"chung/xa":` + shape + `}}`
		vi := w.send(slug, body).want(422).problem().Problems[0].Message
		en := w.send(slug, body, "Accept-Language", "en").want(422).problem().Problems[0].Message
		if vi == "" || en == "" || strings.TrimPrefix(vi, "Câu trả lời có dạng không dùng được: ") == strings.TrimPrefix(en, "The answer has a shape that cannot be used: ") {
			t.Errorf("%s: vi %q, en %q", shape, vi, en)
		}
	}
}
