package web

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
)

// Every refusal that docs/api.yaml promises can be met; those here are not met by the other tests of the API.

// TestFiguresAreForWhomTheyConcern: an account without a right to a survey is known and refused.
func TestFiguresAreForWhomTheyConcern(t *testing.T) {
	t.Parallel()
	store := memstore.New(time.Now)
	w := worldOver(t, store)
	slug := w.resolutions()
	only := []survey.Grant{{Survey: "khac", Actions: []survey.Action{survey.SeeTotals}}}
	if err := store.Users().Insert(t.Context(), "lan", survey.User{Name: "lan", Grants: only}); err != nil {
		t.Fatal(err)
	}
	cookie, err := w.service.StartSession(t.Context(), "lan")
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"results", "report.xlsx"} {
		p := w.get("/api/v1/surveys/"+slug+"/"+at, "Cookie", "khaosat="+cookie).want(http.StatusForbidden).problem()
		if p.Code != "right.missing" {
			t.Errorf("%s: code %q", at, p.Code)
		}
	}
	w.get("/api/v1/surveys/khong-co/report.xlsx", "Authorization", "Bearer ks_guess").want(http.StatusUnauthorized).problem()
	key, err := w.service.AddKey(t.Context(), admin, "report", survey.Analyst)
	if err != nil {
		t.Fatal(err)
	}
	w.get("/api/v1/surveys/khong-co/report.xlsx", "Authorization", "Bearer "+key).want(http.StatusNotFound).problem()
}

// TestWithdrawAtTheEdge: guesses at receipt codes are slowed down, and bodies are as strict as those of responses.
func TestWithdrawAtTheEdge(t *testing.T) {
	t.Parallel()
	w := quickWorld(t)
	at := "/api/v1/surveys/" + w.resolutions() + "/withdraw"
	ask := func(body io.Reader, kind string) reply { return w.ask(http.MethodPost, at, body, "Content-Type", kind) }
	ask(strings.NewReader(`{`), "application/json").want(http.StatusBadRequest).problem()
	ask(strings.NewReader(`{}`), "text/plain").want(http.StatusUnsupportedMediaType).problem()
	ask(strings.NewReader(`{"receipt":"`+strings.Repeat("x", 64<<10)+`"}`), "application/json").want(http.StatusRequestEntityTooLarge).problem()
	for range 100 {
		r := ask(strings.NewReader(`{"receipt":"0000-0000-0000-0000"}`), "application/json")
		if r.status == http.StatusTooManyRequests {
			if r.problem().Code != "too_many_requests" || r.header.Get("Retry-After") == "" {
				t.Errorf("%v %s", r.header, r.body)
			}
			return
		}
	}
	t.Error("nobody stops a client that guesses")
}

// TestFilesAreThrottledWithResponses: nobody fills the disk from one address.
func TestFilesAreThrottledWithResponses(t *testing.T) {
	t.Parallel()
	w := quickWorld(t)
	at := "/api/v1/surveys/" + w.resolutions() + "/files/" + digestOf("x")
	for range 20_000 {
		r := w.ask(http.MethodPut, at, strings.NewReader("x"))
		if r.status == http.StatusTooManyRequests {
			r.problem()
			return
		}
		r.want(http.StatusCreated)
	}
	t.Error("nothing stops one client")
}

// TestNoReceiptWithoutTheStore: a sender learns that nothing was stored, and when to try again.
func TestNoReceiptWithoutTheStore(t *testing.T) {
	t.Parallel()
	store := memstore.New(time.Now)
	w := worldOver(t, store)
	slug := w.resolutions()
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	r := w.send(slug, response(idA, goodAnswers)).want(http.StatusServiceUnavailable)
	if r.problem().Code != "store.unavailable" || r.header.Get("Retry-After") == "" {
		t.Errorf("%v %s", r.header, r.body)
	}
}
