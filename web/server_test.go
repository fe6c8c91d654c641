package web

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

func TestHealth(t *testing.T) {
	w := newWorld(t)
	w.get("/healthz").want(200)
	w.get("/readyz").want(200)
	if err := w.service.Store().Close(); err != nil {
		t.Fatal(err)
	}
	w.get("/healthz").want(200)
	w.get("/readyz").want(503).problem()
}

func TestThrottle(t *testing.T) {
	w := quickWorld(t)
	slug := w.resolutions()
	var last reply
	for range 1100 {
		if last = w.get("/readyz"); last.status != 200 {
			t.Fatalf("readyz is throttled: %d", last.status)
		}
	}
	for i := 0; ; i++ {
		last = w.send(slug, `{}`)
		if last.status == http.StatusTooManyRequests {
			if i < 2000 {
				t.Errorf("those behind one address, or behind the office's proxy, are stopped after %d requests", i)
			}
			break
		}
		if i > 20_000 {
			t.Fatal("nothing stops one client")
		}
	}
	if last.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	last.problem()
	w.pass(time.Minute)
	w.send(slug, response(idA, goodAnswers)).want(201)
}

func TestFaultsOfOurOwnStayInTheLog(t *testing.T) {
	w := quickWorld(t)
	slug := w.resolutions()
	key, err := w.service.AddKey(t.Context(), admin, "report", survey.Analyst)
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range []func() (*results.Results, error){
		func() (*results.Results, error) { return nil, errors.New("secret path of a table") },
		func() (*results.Results, error) { panic("secret path of a table") },
	} {
		w.figures = func(string, results.Scope) (*results.Results, error) { return fault() }
		r := w.get("/api/v1/surveys/"+slug+"/results", "Authorization", "Bearer "+key).want(500)
		if p := r.problem(); strings.Contains(r.body, "secret") || !strings.Contains(p.Detail, r.header.Get("X-Request-Id")) {
			t.Errorf("the body is %s", r.body)
		}
		if !strings.Contains(w.log.String(), "secret path of a table") {
			t.Error("the log does not have the cause")
		}
	}
	w.figures = func(string, results.Scope) (*results.Results, error) {
		return nil, survey.Unanswered("test", errors.New("down"))
	}
	if r := w.get("/api/v1/surveys/"+slug+"/results", "Authorization", "Bearer "+key).want(503); r.header.Get("Retry-After") == "" {
		t.Error("503 without Retry-After")
	}
}
