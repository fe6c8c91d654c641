package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
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

// FuzzPostForm sends any form to the respondent's pages, with a state of ours.
func FuzzPostForm(f *testing.F) {
	f.Add("nguoi/doituong=ld&.do=next&.page=0")
	f.Add(".do=remove:khac/ho[1]&.page=2&.shown=khac/ho[9]/ten&khac/ho[500]/ten=x")
	f.Add(".do=goto:99999999999&.page=-5&nguoi/xa=x1&.shown=nguoi/xa%23zz")
	f.Add("khac/ho[999999]/ten=x&khac/ho[0]/ten=y&khac/ho/ten=z&khac=1&.drop=khac/anh&khac/anh={\"sha256\":1}")
	f.Add(".do=add:khac/ho&.page=9")
	w := quickWorld(f)
	slug := w.resolutions()
	f.Fuzz(func(t *testing.T, body string) {
		w.t = t
		w.pass(time.Second) // a throttle of clients is not what is tried here
		values, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		st := &state{ID: idA, Version: "1", Texts: map[string][]string{"khac/ho[1]/ten": {"Ánh"}}, Rows: map[string]int{"khac/ho": 2}}
		sealed, err := st.seal(w.service.Identity(), slug)
		if err != nil {
			t.Fatal(err)
		}
		for _, withState := range []bool{true, false} {
			values.Del(inputState)
			if withState {
				values.Set(inputState, sealed)
			}
			r := w.ask(http.MethodPost, "/s/"+slug, strings.NewReader(values.Encode()), "Content-Type", "application/x-www-form-urlencoded")
			if r.status >= 500 {
				t.Errorf("status %d for %q", r.status, body)
			}
			assertInert(t, r.body)
		}
	})
}

func TestMedia(t *testing.T) {
	w := quickWorld(t)
	q := yesNo("a")
	picture := `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`
	const sum = "c6f6ed0a3e9e7d6cd1a1c2f0e3d8f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9"
	q.Files = map[string]string{"cụm loa.svg": sum, "list.csv": sum}
	q.Items[0].Media = map[string]survey.Text{"image": {"vi": "jr://images/cụm loa.svg"}, "audio": {"vi": "missing.mp3"}}
	slug := w.publish(q, survey.PublishOptions{})
	page := w.get("/s/" + slug).want(200).body
	at := "/s/" + slug + "/media/1/c%E1%BB%A5m%20loa.svg"
	if !strings.Contains(page, `src="`+at+`"`) || strings.Contains(page, "missing.mp3") {
		t.Errorf("the page does not show the picture, or a file that is not there:\n%s", page)
	}
	w.get(at).want(404) // named by the questionnaire, never uploaded
	if _, err := w.service.PutFile(t.Context(), slug, digestOf(picture), strings.NewReader(picture)); err != nil {
		t.Fatal(err)
	}
	q.Files["cụm loa.svg"] = digestOf(picture)
	q.Version = "2"
	w.publish(q, survey.PublishOptions{})
	r := w.get(strings.Replace(at, "/1/", "/2/", 1)).want(200)
	if r.body != picture || r.header.Get("Content-Type") != "image/svg+xml" || !strings.Contains(r.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("the picture came as %v", r.header)
	}
	w.get("/s/" + slug + "/media/2/list.csv").want(404)
	w.get("/s/" + slug + "/media/2/other.png").want(404)
	w.get("/s/" + slug + "/media/9/c%E1%BB%A5m%20loa.svg").want(404)
}
