package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

// deskPages are all pages of the desk for the survey danh-gia, with a response to show.
func deskPages(id string) []string {
	at := "/desk/danh-gia"
	return []string{"/desk", "/desk/units", "/desk/sample.xlsx", at, at + "/questionnaire", at + "/preview",
		at + "/links", at + "/links/poster", at + "/fieldwork", at + "/results",
		at + "/tables?item=canbo", at + "/tables.xlsx?item=canbo",
		at + "/data", at + "/data/response?id=" + id, at + "/data/edit?id=" + id, at + "/results/texts?item=gopy",
		at + "/import", at + "/settings", at + "/live", at + "/report.xlsx", at + "/questionnaire.xlsx"}
}

func TestWhoMaySeeWhat(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	id := w.Answer("danh-gia", 1, `{"canbo":"1"}`)
	grants := []survey.Grant{{Survey: "danh-gia", Actions: []survey.Action{survey.SeeTotals}}}
	if err := w.Store.Users().Insert(t.Context(), "xem", survey.User{Name: "xem", Grants: grants}); err != nil {
		t.Fatal(err)
	}
	people := map[string]webtest.Person{"quantri": w.As("quantri"), "phantich": w.As("phantich"), "xem": w.As("xem"),
		"nobody": {W: w}}
	forTotals := []string{"/desk", "/desk/units", "/desk/sample.xlsx", "/desk/danh-gia", "/links", "/links/poster",
		"/fieldwork", "/results", "/tables?item=canbo", "/tables.xlsx?item=canbo", "/live", "/report.xlsx",
		"/questionnaire.xlsx"}
	for name, p := range people {
		for _, page := range append(deskPages(id), "/desk/people") {
			want := http.StatusOK
			switch {
			case name == "nobody":
				want = http.StatusSeeOther
			case page == "/desk/people" && name != "quantri":
				want = http.StatusForbidden
			case name == "xem":
				want = http.StatusForbidden
				for _, seen := range forTotals {
					if page == seen || strings.HasPrefix(seen, "/") && page == "/desk/danh-gia"+seen {
						want = http.StatusOK
					}
				}
			}
			if r := p.Get(page); r.Status != want {
				t.Errorf("%s asks for %s: status %d, want %d", name, page, r.Status, want)
			} else if want == http.StatusSeeOther && !strings.HasPrefix(r.Header.Get("Location"), "/desk/login") {
				t.Errorf("%s asks for %s: sent to %s", name, page, r.Header.Get("Location"))
			}
		}
	}
}

func TestWhoMayChangeWhat(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	id := w.Answer("danh-gia", 1, `{"canbo":"1"}`)
	grants := []survey.Grant{{Survey: "danh-gia", Actions: []survey.Action{survey.SeeTotals, survey.SeeRows}}}
	if err := w.Store.Users().Insert(t.Context(), "xem", survey.User{Name: "xem", Grants: grants}); err != nil {
		t.Fatal(err)
	}
	viewer, analyst, nobody := w.As("xem"), w.As("phantich"), webtest.Person{W: w}
	at := "/desk/danh-gia"
	for _, action := range []string{at + "/publish", at + "/links", at + "/links/switch", at + "/tokens",
		at + "/review", at + "/data/edit", at + "/erase", at + "/settings",
		at + "/import/undo", at + "/reset", at + "/questionnaire", at + "/frame", at + "/quotas", at + "/pair", at + "/import", "/desk/upload",
		"/desk/units", "/desk/people", "/desk/people/off", "/desk/keys", "/desk/keys/drop"} {
		if r := viewer.Upload(action, "form", "x.xlsx", []byte("x"), "id", id, "sure", "1", "state", "rejected", "why",
			"x"); r.Status != http.StatusForbidden && r.Status != http.StatusUnprocessableEntity {
			t.Errorf("a viewer posts to %s: status %d", action, r.Status)
		}
		nobody.Upload(action, "form", "x.xlsx", []byte("x"), "id", id).To("/desk/login")
	}
	for _, action := range []string{"/desk/people", "/desk/people/off", "/desk/keys", "/desk/keys/drop",
		at + "/erase"} {
		analyst.Post(action, "name", "ke", "role", "admin", "password", webtest.GoodPassword, "id", id, "sure",
			"1").Want(http.StatusForbidden).Says("không có quyền")
	}
	if got := w.Only("danh-gia"); got.State != survey.Submitted || got.Revision != 1 {
		t.Errorf("the response was changed: %+v", got)
	}
	if users, err := w.Service.Users(t.Context(), webtest.Admin); err != nil || len(users) != 3 {
		t.Errorf("got %d accounts, %v", len(users), err)
	}
	if sets, err := w.Service.UnitSets(t.Context(), webtest.Admin); err != nil || len(sets) != 0 {
		t.Errorf("got %d unit sets, %v", len(sets), err)
	}
}

func TestPeopleAndKeys(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	boss := w.As("quantri")
	boss.Post("/desk/people", "name", "moi", "role", "analyst", "password",
		"ngắn").Want(http.StatusUnprocessableEntity).Says("từ 10 ký tự trở lên")
	boss.Post("/desk/people", "name", "tên có cách", "role", "analyst", "password",
		webtest.GoodPassword).Want(http.StatusUnprocessableEntity).Says("Tên tài khoản chỉ gồm")
	boss.Post("/desk/people", "name", "moi", "role", "analyst", "password",
		webtest.GoodPassword).To("/desk/people?done=saved")
	boss.Get("/desk/people?done=saved").Want(http.StatusOK).Says("moi", "Đã lưu.")
	webtest.Person{W: w}.Post("/desk/login", "name", "moi", "password", webtest.GoodPassword).To("/desk")
	boss.Post("/desk/people/off", "name", "quantri", "off",
		"1").Want(http.StatusUnprocessableEntity).Says("Không thể tự khóa")
	boss.Post("/desk/people/off", "name", "moi", "off", "1").To("/desk/people?done=saved")
	webtest.Person{W: w}.Post("/desk/login", "name", "moi", "password",
		webtest.GoodPassword).Want(http.StatusUnauthorized)

	made := boss.Post("/desk/keys", "name", "máy chủ tỉnh", "role",
		"analyst").Want(http.StatusOK).Says("chỉ hiện một lần", "ks_")
	key := "ks_" + strings.SplitN(strings.SplitN(made.Body, "ks_", 2)[1], "<", 2)[0]
	if _, err := w.Service.KeyActor(t.Context(), key); err != nil {
		t.Errorf("the key that was shown: %v", err)
	}
	boss.Get("/desk/people").Says("máy chủ tỉnh").Silent("ks_")
	keys, err := w.Service.APIKeys(t.Context(), webtest.Admin)
	if err != nil || len(keys) != 1 {
		t.Fatalf("got %d keys, %v", len(keys), err)
	}
	boss.Post("/desk/keys/drop", "hash", keys[0].Hash).To("/desk/people?done=saved")
	if _, err := w.Service.KeyActor(t.Context(), key); survey.KindOf(err) != survey.Unauthorized {
		t.Errorf("a key taken back: got %v", err)
	}
}
