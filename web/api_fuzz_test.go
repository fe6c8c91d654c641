package web

import (
	"testing"
	"time"
)

// FuzzPostResponse sends any bytes to the API: whatever they are, the server has no fault of its own.
func FuzzPostResponse(f *testing.F) {
	f.Add(response(idA, goodAnswers))
	f.Add(response(idA, goodAnswers+`,"kenh":[["x"]],"vitri":[1e309,2],"ho":[{"ten":{"missing":"refused"}}]`))
	f.Add(`{"id":null,"answers":{"":null,"nguoi":"x","khac/ho[1]/ten":1}}`)
	f.Add("\xff")
	w := quickWorld(f)
	slug := w.resolutions()
	f.Fuzz(func(t *testing.T, body string) {
		w.t = t
		w.pass(time.Second) // a throttle of clients is not what is tried here
		if r := w.send(slug, body); r.status >= 500 {
			t.Errorf("status %d for %q", r.status, body)
		}
	})
}
