package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// deskPages are all pages of the desk for the survey danh-gia, with a response to show.
func deskPages(id string) []string {
	at := "/desk/danh-gia"
	return []string{"/desk", "/desk/units", "/desk/sample.xlsx", at, at + "/questionnaire", at + "/preview", at + "/links", at + "/links/poster", at + "/fieldwork", at + "/results",
		at + "/tables?item=canbo", at + "/tables.xlsx?item=canbo",
		at + "/data", at + "/data/response?id=" + id, at + "/results/texts?item=gopy", at + "/import", at + "/settings", at + "/live", at + "/report.xlsx", at + "/questionnaire.xlsx"}
}

func TestWhoMaySeeWhat(t *testing.T) {
	w := deskWorld(t)
	w.publish(ratingForm(), survey.PublishOptions{Mode: survey.Named})
	id := w.answer("danh-gia", 1, `{"canbo":"1"}`)
	grants := []survey.Grant{{Survey: "danh-gia", Actions: []survey.Action{survey.SeeTotals}}}
	if err := w.service.Store().Users().Insert(t.Context(), "xem", survey.User{Name: "xem", Grants: grants}); err != nil {
		t.Fatal(err)
	}
	people := map[string]person{"quantri": w.as("quantri"), "phantich": w.as("phantich"), "xem": w.as("xem"), "nobody": {w: w}}
	forTotals := []string{"/desk", "/desk/units", "/desk/sample.xlsx", "/desk/danh-gia", "/links", "/links/poster", "/fieldwork", "/results", "/tables?item=canbo", "/tables.xlsx?item=canbo", "/live", "/report.xlsx", "/questionnaire.xlsx"}
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
			if r := p.get(page); r.status != want {
				t.Errorf("%s asks for %s: status %d, want %d", name, page, r.status, want)
			} else if want == http.StatusSeeOther && !strings.HasPrefix(r.header.Get("Location"), "/desk/login") {
				t.Errorf("%s asks for %s: sent to %s", name, page, r.header.Get("Location"))
			}
		}
	}
}

func TestWhoMayChangeWhat(t *testing.T) {
	w := deskWorld(t)
	w.publish(ratingForm(), survey.PublishOptions{Mode: survey.Named})
	id := w.answer("danh-gia", 1, `{"canbo":"1"}`)
	grants := []survey.Grant{{Survey: "danh-gia", Actions: []survey.Action{survey.SeeTotals, survey.SeeRows}}}
	if err := w.service.Store().Users().Insert(t.Context(), "xem", survey.User{Name: "xem", Grants: grants}); err != nil {
		t.Fatal(err)
	}
	viewer, analyst, nobody := w.as("xem"), w.as("phantich"), person{w: w}
	at := "/desk/danh-gia"
	for _, action := range []string{at + "/publish", at + "/links", at + "/links/switch", at + "/tokens", at + "/review", at + "/erase", at + "/settings",
		at + "/import/undo", at + "/reset", at + "/questionnaire", at + "/frame", at + "/import", "/desk/upload", "/desk/units", "/desk/people", "/desk/people/off", "/desk/keys", "/desk/keys/drop"} {
		if r := viewer.upload(action, "form", "x.xlsx", []byte("x"), "id", id, "sure", "1", "state", "rejected", "why", "x"); r.status != http.StatusForbidden && r.status != http.StatusUnprocessableEntity {
			t.Errorf("a viewer posts to %s: status %d", action, r.status)
		}
		nobody.upload(action, "form", "x.xlsx", []byte("x"), "id", id).to("/desk/login")
	}
	for _, action := range []string{"/desk/people", "/desk/people/off", "/desk/keys", "/desk/keys/drop", at + "/erase"} {
		analyst.post(action, "name", "ke", "role", "admin", "password", goodPassword, "id", id, "sure", "1").want(http.StatusForbidden).says("không có quyền")
	}
	if got := w.only("danh-gia"); got.State != survey.Submitted || got.Revision != 1 {
		t.Errorf("the response was changed: %+v", got)
	}
	if users, err := w.service.Users(t.Context(), admin); err != nil || len(users) != 3 {
		t.Errorf("got %d accounts, %v", len(users), err)
	}
	if sets, err := w.service.UnitSets(t.Context(), admin); err != nil || len(sets) != 0 {
		t.Errorf("got %d unit sets, %v", len(sets), err)
	}
}

func TestPeopleAndKeys(t *testing.T) {
	w := deskWorld(t)
	boss := w.as("quantri")
	boss.post("/desk/people", "name", "moi", "role", "analyst", "password", "ngắn").want(http.StatusUnprocessableEntity).says("từ 10 ký tự trở lên")
	boss.post("/desk/people", "name", "tên có cách", "role", "analyst", "password", goodPassword).want(http.StatusUnprocessableEntity).says("Tên tài khoản chỉ gồm")
	boss.post("/desk/people", "name", "moi", "role", "analyst", "password", goodPassword).to("/desk/people?done=saved")
	boss.get("/desk/people?done=saved").want(http.StatusOK).says("moi", "Đã lưu.")
	person{w: w}.post("/desk/login", "name", "moi", "password", goodPassword).to("/desk")
	boss.post("/desk/people/off", "name", "quantri", "off", "1").want(http.StatusUnprocessableEntity).says("Không thể tự khóa")
	boss.post("/desk/people/off", "name", "moi", "off", "1").to("/desk/people?done=saved")
	person{w: w}.post("/desk/login", "name", "moi", "password", goodPassword).want(http.StatusUnauthorized)

	made := boss.post("/desk/keys", "name", "máy chủ tỉnh", "role", "analyst").want(http.StatusOK).says("chỉ hiện một lần", "ks_")
	key := "ks_" + strings.SplitN(strings.SplitN(made.body, "ks_", 2)[1], "<", 2)[0]
	if _, err := w.service.KeyActor(t.Context(), key); err != nil {
		t.Errorf("the key that was shown: %v", err)
	}
	boss.get("/desk/people").says("máy chủ tỉnh").silent("ks_")
	keys, err := w.service.APIKeys(t.Context(), admin)
	if err != nil || len(keys) != 1 {
		t.Fatalf("got %d keys, %v", len(keys), err)
	}
	boss.post("/desk/keys/drop", "hash", keys[0].Hash).to("/desk/people?done=saved")
	if _, err := w.service.KeyActor(t.Context(), key); survey.KindOf(err) != survey.Unauthorized {
		t.Errorf("a key taken back: got %v", err)
	}
}
