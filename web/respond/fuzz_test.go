package respond_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/web/respond"
	"github.com/khaosat/khaosat/web/webtest"
)

// FuzzPostForm sends any form to the respondent's pages, with a state of ours.
func FuzzPostForm(f *testing.F) {
	f.Add("nguoi/doituong=ld&.do=next&.page=0")
	f.Add(".do=remove:khac/ho[1]&.page=2&.shown=khac/ho[9]/ten&khac/ho[500]/ten=x")
	f.Add(".do=goto:99999999999&.page=-5&nguoi/xa=x1&.shown=nguoi/xa%23zz")
	f.Add("khac/ho[999999]/ten=x&khac/ho[0]/ten=y&khac/ho/ten=z&khac=1&.drop=khac/anh&khac/anh={\"sha256\":1}")
	f.Add(".do=add:khac/ho&.page=9")
	w := webtest.Quick(f)
	slug := w.Resolutions()
	f.Fuzz(func(t *testing.T, body string) {
		w.T = t
		w.Pass(time.Second) // a throttle of clients is not what is tried here
		values, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		sealed, err := respond.Sealed(w.Service.Identity(), slug, webtest.IdA,
			map[string][]string{"khac/ho[1]/ten": {"Ánh"}}, map[string]int{"khac/ho": 2})
		if err != nil {
			t.Fatal(err)
		}
		for _, withState := range []bool{true, false} {
			values.Del(webtest.FieldState)
			if withState {
				values.Set(webtest.FieldState, sealed)
			}
			r := w.Ask(http.MethodPost, "/s/"+slug, strings.NewReader(values.Encode()), "Content-Type",
				"application/x-www-form-urlencoded")
			if r.Status >= 500 {
				t.Errorf("status %d for %q", r.Status, body)
			}
			webtest.AssertInert(t, r.Body)
		}
	})
}
