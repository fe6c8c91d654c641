package web

import (
	"net/http"
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
