package web_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/webtest"
)

func TestHealth(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	w.Get("/healthz").Want(200)
	w.Get("/readyz").Want(200)
	if err := w.Store.Close(); err != nil {
		t.Fatal(err)
	}
	w.Get("/healthz").Want(200)
	w.Get("/readyz").Want(503).Problem()
}

func TestThrottle(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	var last webtest.Reply
	for range 1100 {
		if last = w.Get("/readyz"); last.Status != 200 {
			t.Fatalf("readyz is throttled: %d", last.Status)
		}
	}
	for i := 0; ; i++ {
		last = w.Send(slug, `{}`)
		if last.Status == http.StatusTooManyRequests {
			if i < 2000 {
				t.Errorf("those behind one address, or behind the office's proxy, are stopped after %d requests", i)
			}
			break
		}
		if i > 20_000 {
			t.Fatal("nothing stops one client")
		}
	}
	if last.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	last.Problem()
	w.Pass(time.Minute)
	w.Send(slug, webtest.Response(webtest.IdA, webtest.GoodAnswers)).Want(201)
}

func TestFaultsOfOurOwnStayInTheLog(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	key, err := w.Service.AddKey(t.Context(), webtest.Admin, "report", survey.Analyst)
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range []func() (*results.Results, error){
		func() (*results.Results, error) { return nil, errors.New("secret path of a table") },
		func() (*results.Results, error) { panic("secret path of a table") },
	} {
		w.Figures = func(string, results.Scope) (*results.Results, error) { return fault() }
		r := w.Get("/api/v1/surveys/"+slug+"/results", "Authorization", "Bearer "+key).Want(500)
		if p := r.Problem(); strings.Contains(r.Body, "secret") ||
			!strings.Contains(p.Detail, r.Header.Get("X-Request-Id")) {
			t.Errorf("the body is %s", r.Body)
		}
		if !strings.Contains(w.Log.String(), "secret path of a table") {
			t.Error("the log does not have the cause")
		}
	}
	w.Figures = func(string, results.Scope) (*results.Results, error) {
		return nil, survey.Unanswered("test", errors.New("down"))
	}
	if r := w.Get("/api/v1/surveys/"+slug+"/results", "Authorization",
		"Bearer "+key).Want(503); r.Header.Get("Retry-After") == "" {
		t.Error("503 without Retry-After")
	}
}
