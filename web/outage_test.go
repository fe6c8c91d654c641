package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/sqlitestore"
	"github.com/khaosat/khaosat/survey/sqlitestore/disktest"
	"github.com/khaosat/khaosat/web/webtest"
)

// TestWhileTheDiskIsFull: senders are told to come again, /readyz says why, people log in and read, and it goes on by
// itself.
func TestWhileTheDiskIsFull(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	disk := disktest.Under(dir)
	store, err := sqlitestore.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { disk.Mend(); _ = store.Close() })
	w := webtest.ForDeskOver(t, store)
	slug := w.Resolutions()
	before := w.As("quantri")
	sent := webtest.Response(webtest.IdA, webtest.GoodAnswers)
	receipt := w.Send(slug, sent).Want(http.StatusCreated).Body
	page := releasedOfSix(w, slug)
	disk.Leave(0)
	if shown := w.Get("/r/" + slug).Want(http.StatusOK).Body; string(shown) != page {
		t.Errorf("figures that cannot be stored are shown: %s, before %s", shown, page)
	}
	late := webtest.Response(webtest.IdB, webtest.GoodAnswers)
	w.Send(slug, late).Want(http.StatusServiceUnavailable)

	refused := w.Send(slug, late).Want(http.StatusServiceUnavailable)
	if p := refused.Problem(); p.Code != "store.full" || refused.Header.Get("Retry-After") == "" {
		t.Errorf("%v %s", refused.Header, refused.Body)
	}
	if again := w.Send(slug, sent).Want(http.StatusOK); string(again.Body) != string(receipt) {
		t.Errorf("the receipt of what is stored is %s, was %s", again.Body, receipt)
	}
	if p := w.Get("/readyz").Want(http.StatusServiceUnavailable).Problem(); p.Code != "store.full" ||
		!strings.Contains(p.Detail, "hết chỗ") {
		t.Errorf("/readyz says %+v", p)
	}
	w.Get("/healthz").Want(http.StatusOK)
	wantReading(t, before, slug)
	if shown := w.Get("/r/" + slug).Want(http.StatusOK).Body; string(shown) != page {
		t.Errorf("the public is shown %s, before %s", shown, page)
	}
	in := webtest.Person{W: w}.Post("/desk/login", "name", "quantri", "password", webtest.GoodPassword).Want(http.StatusSeeOther)
	_, cookie, _ := strings.Cut(in.Header.Get("Set-Cookie"), "khaosat=")
	cookie, _, _ = strings.Cut(cookie, ";")
	wantReading(t, webtest.Person{W: w, Cookie: cookie}, slug)

	disk.Mend()
	for until := time.Now().Add(time.Minute); w.Get("/readyz").Status != http.StatusOK && time.Now().Before(until); {
		time.Sleep(10 * time.Millisecond)
	}
	w.Get("/readyz").Want(http.StatusOK)
	w.Send(slug, late).Want(http.StatusCreated)
	if shown := w.Get("/r/" + slug).Want(http.StatusOK).Body; string(shown) == page {
		t.Error("the public page stays as it was after five more answers")
	}
	wantReading(t, webtest.Person{W: w, Cookie: cookie}, slug)
	webtest.Person{W: w, Cookie: cookie}.Post("/desk/logout").Want(http.StatusSeeOther)
	webtest.Person{W: w, Cookie: cookie}.Get("/desk/" + slug).Want(http.StatusSeeOther)
}

// releasedOfSix is the public page of a survey with one answer after five more; as many come afterwards, so that it
// should move.
func releasedOfSix(w *webtest.World, slug string) (page string) {
	w.Change(slug, func(sv *survey.Survey) { sv.Public = true })
	for n := range 10 {
		if n == 5 {
			page = string(w.Get("/r/" + slug).Want(http.StatusOK).Body)
		}
		id := fmt.Sprintf("%s%02d", webtest.IdA[:len(webtest.IdA)-2], 10+n)
		w.Send(slug, webtest.Response(id, webtest.GoodAnswers)).Want(http.StatusCreated)
	}
	return page
}

// wantReading: a person sees the survey, its figures, the report and the tables.
func wantReading(t *testing.T, p webtest.Person, slug string) {
	t.Helper()
	for _, page := range []string{"", "/results", "/tables.xlsx?item=danhgia/canbo", "/report.xlsx", "/data"} {
		if r := p.Get("/desk/" + slug + page); r.Status != http.StatusOK {
			t.Errorf("%s: %d %s", page, r.Status, r.Body)
		}
	}
}
