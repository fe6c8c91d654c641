package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/web"
	"github.com/khaosat/khaosat/web/meter"
	"github.com/khaosat/khaosat/web/webtest"
)

// What the operator sees tells how much is asked and how it ends, and of no survey, token or receipt. The form is that
// of Prometheus (exposition format 0.0.4); the public address shows none of it.
func TestMetrics(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	m := meter.New(time.Now)
	w.Serve(web.Config{Meter: m})
	w.Get("/s/" + slug + "?token=BI-MAT").Want(http.StatusOK)
	w.Get("/s/khong-co").Want(http.StatusNotFound)
	w.Send(slug, webtest.Response(webtest.IdA, webtest.GoodAnswers)).Want(http.StatusCreated)
	w.Ask("MUA", "/s/"+slug, nil)
	for _, at := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/heap"} {
		w.Get(at).Want(http.StatusNotFound)
	}
	ask := func(target string) string {
		out := httptest.NewRecorder()
		m.Handler().ServeHTTP(out, httptest.NewRequest(http.MethodGet, target, nil))
		if out.Code != http.StatusOK {
			t.Errorf("%s: %d", target, out.Code)
		}
		return out.Body.String()
	}
	shown := ask("/metrics")
	for _, line := range []string{
		`khaosat_requests_total{method="GET",route="/s/:slug",status="200"} 1`,
		`khaosat_requests_total{method="GET",route="/s/:slug",status="404"} 1`,
		`khaosat_requests_total{method="POST",route="/api/v1/surveys/:slug/responses",status="201"} 1`,
		`khaosat_requests_total{method="GET",route="other",status="404"} 3`,
		`khaosat_request_seconds_count{route="/s/:slug"} 2`, `khaosat_request_seconds_bucket{route="/s/:slug",le="10"} 2`, "go_goroutines "} {
		if !strings.Contains(shown, line) {
			t.Errorf("there is no %s in\n%s", line, shown)
		}
	}
	for _, secret := range []string{slug, "BI-MAT", webtest.IdA, "khong-co", "MUA"} {
		if strings.Contains(shown, secret) {
			t.Errorf("it tells of %s", secret)
		}
	}
	if !strings.Contains(ask("/debug/pprof/"), "goroutine") {
		t.Error("there are no profiles")
	}
}

// Before a process ends, whoever sends requests to it hears that it takes no more, and those that come meanwhile are
// answered. Nobody is waited for who does not ask.
func TestNotReadyBeforeTheEnd(t *testing.T) {
	t.Parallel()
	closed := func(c <-chan struct{}) bool {
		select {
		case <-c:
			return true
		default:
			return false
		}
	}
	w := webtest.Quick(t)
	slug := w.Resolutions()
	w.Get("/readyz").Want(http.StatusOK)
	w.Pass(50 * time.Second)
	heard := w.Server.Leave()
	if closed(heard) {
		t.Error("who asks was not told yet")
	}
	w.Get("/s/" + slug).Want(http.StatusOK)
	w.Get("/healthz").Want(http.StatusOK)
	if p := w.Get("/readyz").Want(http.StatusServiceUnavailable).Problem(); p.Code != "server.leaving" || !closed(heard) {
		t.Errorf("code %q, heard %v", p.Code, closed(heard))
	}
	w.Get("/readyz").Want(http.StatusServiceUnavailable)

	alone := webtest.Quick(t)
	alone.Get("/readyz").Want(http.StatusOK)
	alone.Pass(2 * time.Minute)
	if !closed(alone.Server.Leave()) {
		t.Error("somebody is waited for who does not ask")
	}
}
