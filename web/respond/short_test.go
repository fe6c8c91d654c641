package respond_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/webtest"
)

// Who types the short address of a poster, in whatever letters, stands before the form with the link's presets; codes
// of earlier versions and of an office lead there, too.
func TestShortAddress(t *testing.T) {
	t.Parallel()
	w, code := placedWorld(t)
	for _, l := range []survey.Link{{Code: "0a1b2c"}, {Code: "k2l7ooxq"}, {Code: "Xa-Lao"}, {Code: "tat", Off: true}} {
		l.Survey, l.Unit = "danh-gia", "03388"
		if _, err := w.Service.AddLink(t.Context(), webtest.Admin, l); err != nil {
			t.Fatal(err)
		}
	}
	for typed, want := range map[string]string{code: code, strings.ToUpper(code): code, "OAlB2C": "0a1b2c",
		"0a1-b2c": "0a1b2c", "0A1%20B2C": "0a1b2c", "K2L7OOXQ": "k2l7ooxq", "Xa-Lao": "Xa-Lao", "TAT": "tat"} {
		r := w.Get("/q/" + typed).To("/s/danh-gia?link=" + want)
		if got := r.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("/q/%s may be kept: %q", typed, got)
		}
	}
	w.Get("/q/" + code + "?lang=en").To("/s/danh-gia?link=" + code + "&lang=en")
	w.Open(w.Get("/q/"+strings.ToUpper(code)).Header.Get("Location")).Is(200).Sees("Ông/bà ở xã nào?", "Đoàn Kết").
		Misses("Tân Phong")
	w.Get("/q/zzzzzz").Want(http.StatusNotFound).Says("không dẫn tới trang nào")
	w.Get("/q/zzzzzz", "Accept-Language", "en").Want(http.StatusNotFound).Silent("không dẫn tới trang nào")
	if log := w.Log.String(); !strings.Contains(log, "path=/q/:code") || strings.Contains(log, code) ||
		strings.Contains(log, "0a1b2c") {
		t.Errorf("the log tells by which link somebody came:\n%s", log)
	}
}

// Codes can be guessed, so guesses are few: then nobody is told which codes lead somewhere, until some time has passed.
// Who types what is on the poster is not counted.
func TestGuessesOfShortAddressesAreFew(t *testing.T) {
	t.Parallel()
	w, code := placedWorld(t)
	for range 100 {
		w.Get("/q/" + code).Want(http.StatusSeeOther)
	}
	guesses := 0
	for w.Get("/q/zzzzzz").Status == http.StatusNotFound {
		if guesses++; guesses > 50 {
			t.Fatal("nobody stops who guesses")
		}
	}
	if r := w.Get("/q/" + code).Want(http.StatusTooManyRequests); r.Header.Get("Retry-After") == "" {
		t.Error("it is not said when to try again")
	}
	w.Pass(time.Minute)
	w.Get("/q/" + code).Want(http.StatusSeeOther)
}
