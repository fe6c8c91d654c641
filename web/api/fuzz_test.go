package api_test

import (
	"testing"
	"time"

	"github.com/khaosat/khaosat/web/webtest"
)

// FuzzPostResponse sends any bytes to the API: whatever they are, the server has no fault of its own.
func FuzzPostResponse(f *testing.F) {
	f.Add(webtest.Response(webtest.IdA, webtest.GoodAnswers))
	f.Add(webtest.Response(webtest.IdA,
		webtest.GoodAnswers+`,"kenh":[["x"]],"vitri":[1e309,2],"ho":[{"ten":{"missing":"refused"}}]`))
	f.Add(`{"id":null,"answers":{"":null,"nguoi":"x","khac/ho[1]/ten":1}}`)
	f.Add("\xff")
	w := webtest.Quick(f)
	slug := w.Resolutions()
	f.Fuzz(func(t *testing.T, body string) {
		w.T = t
		w.Pass(time.Second) // a throttle of clients is not what is tried here
		if r := w.Send(slug, body); r.Status >= 500 {
			t.Errorf("status %d for %q", r.Status, body)
		}
	})
}
