package api_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/web/webtest"
)

// Every refusal that docs/api.yaml promises can be met; those here are not met by the other tests of the API.

// TestFiguresAreForWhomTheyConcern: an account without a right to a survey is known and refused.
func TestFiguresAreForWhomTheyConcern(t *testing.T) {
	t.Parallel()
	store := memstore.New(time.Now)
	w := webtest.Over(t, store)
	slug := w.Resolutions()
	only := []survey.Grant{{Survey: "khac", Actions: []survey.Action{survey.SeeTotals}}}
	if err := store.Users().Insert(t.Context(), "lan", survey.User{Name: "lan", Grants: only}); err != nil {
		t.Fatal(err)
	}
	cookie, err := w.Service.StartSession(t.Context(), "lan")
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"results", "report.xlsx"} {
		p := w.Get("/api/v1/surveys/"+slug+"/"+at, "Cookie", "khaosat="+cookie).Want(http.StatusForbidden).Problem()
		if p.Code != "right.missing" {
			t.Errorf("%s: code %q", at, p.Code)
		}
	}
	w.Get("/api/v1/surveys/khong-co/report.xlsx", "Authorization",
		"Bearer ks_guess").Want(http.StatusUnauthorized).Problem()
	key, err := w.Service.AddKey(t.Context(), webtest.Admin, "report", survey.Analyst)
	if err != nil {
		t.Fatal(err)
	}
	w.Get("/api/v1/surveys/khong-co/report.xlsx", "Authorization", "Bearer "+key).Want(http.StatusNotFound).Problem()
}

// TestWithdrawAtTheEdge: guesses at receipt codes are slowed down, and bodies are as strict as those of responses.
func TestWithdrawAtTheEdge(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	at := "/api/v1/surveys/" + w.Resolutions() + "/withdraw"
	ask := func(body io.Reader, kind string) webtest.Reply {
		return w.Ask(http.MethodPost, at, body, "Content-Type", kind)
	}
	ask(strings.NewReader(`{`), "application/json").Want(http.StatusBadRequest).Problem()
	ask(strings.NewReader(`{}`), "text/plain").Want(http.StatusUnsupportedMediaType).Problem()
	ask(strings.NewReader(`{"receipt":"`+strings.Repeat("x", 64<<10)+`"}`),
		"application/json").Want(http.StatusRequestEntityTooLarge).Problem()
	for range 100 {
		r := ask(strings.NewReader(`{"receipt":"0000-0000-0000-0000"}`), "application/json")
		if r.Status == http.StatusTooManyRequests {
			if r.Problem().Code != "too_many_requests" || r.Header.Get("Retry-After") == "" {
				t.Errorf("%v %s", r.Header, r.Body)
			}
			return
		}
	}
	t.Error("nobody stops a client that guesses")
}

// TestFilesAreThrottledWithResponses: nobody fills the disk from one address.
func TestFilesAreThrottledWithResponses(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	at := "/api/v1/surveys/" + w.Resolutions() + "/files/" + webtest.DigestOf("\x01")
	for range 20_000 {
		r := w.Ask(http.MethodPut, at, strings.NewReader("\x01"))
		if r.Status == http.StatusTooManyRequests {
			r.Problem()
			return
		}
		r.Want(http.StatusCreated)
	}
	t.Error("nothing stops one client")
}

// TestNoReceiptWithoutTheStore: a sender learns that nothing was stored, and when to try again.
func TestNoReceiptWithoutTheStore(t *testing.T) {
	t.Parallel()
	store := memstore.New(time.Now)
	w := webtest.Over(t, store)
	slug := w.Resolutions()
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	r := w.Send(slug, webtest.Response(webtest.IdA, webtest.GoodAnswers)).Want(http.StatusServiceUnavailable)
	if r.Problem().Code != "store.unavailable" || r.Header.Get("Retry-After") == "" {
		t.Errorf("%v %s", r.Header, r.Body)
	}
}

// Who sends thousands of names that nobody knows is told the first few, beside everything else that is wrong.
func TestUnknownNamesAreCut(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	var members, answers strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&members, `"m%d":1,`, i)
		fmt.Fprintf(&answers, `"a%d":"1",`, i)
	}
	for name, body := range map[string]string{
		"members": `{` + members.String() + `"id":"` + webtest.IdA + `","version":"1","language":"vi","answers":{}}`,
		"answers": `{"id":"` + webtest.IdA + `","version":"1","language":"vi","answers":{` + answers.String() +
			`"doituong":"ai"}}`,
	} {
		r := w.Send(slug, body).Want(422)
		codes := r.Problem().Codes()
		if len(r.Body) > 20_000 {
			t.Errorf("%s: the answer has %d bytes", name, len(r.Body))
		}
		if unknown := strings.Count(strings.Join(codes, "\n"), "unknown"); unknown != 10 {
			t.Errorf("%s: %d unknown names are listed, want 10", name, unknown)
		}
		if !slices.ContainsFunc(codes, func(c string) bool { return strings.HasPrefix(c, "nguoi/doituong ") }) {
			t.Errorf("%s: what is wrong besides is not said: %q", name, codes)
		}
	}
}
