package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// TestHostileTextIsInertAtTheDesk has every payload in every text of an author, a respondent and an analyst, on every page of the desk.
func TestHostileTextIsInertAtTheDesk(t *testing.T) {
	for i, payload := range xssPayloads(t) {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			w := deskWorld(t)
			q := hostileForm(payload)
			if _, problems := survey.Compile(q); len(problems) > 0 { // as in TestHostileTextIsInert
				payload = strings.ReplaceAll(payload, "$", "")
				q = hostileForm(payload)
			}
			slug := w.publish(q, survey.PublishOptions{Mode: survey.Named})
			boss := w.as("quantri")
			id := hostileAnswers(t, w, slug, payload)
			hostileSettings(t, w, slug, payload)
			if _, err := w.service.SaveDraft(t.Context(), admin, slug, q); err != nil {
				t.Fatal(err)
			}
			at, text := "/desk/"+slug, url.QueryEscape(payload)
			for _, page := range []string{"/desk", "/desk/units", "/desk/people", at, at + "/questionnaire", at + "/links", at + "/links/poster?all=1", at + "/fieldwork", at + "/results",
				at + "/results/units?item=danhgia%2Fcanbo", at + "/data", at + "/data?state=" + text, at + "/data?after=" + text, at + "/data/response?id=" + id, at + "/import", at + "/settings",
				"/r/" + slug, "/desk/" + url.PathEscape(payload), "/desk?done=" + text, "/desk?lang=" + text, "/desk/units?day=" + text} {
				r := boss.get(page)
				if r.status >= 500 {
					t.Errorf("%s: status %d", page, r.status)
				}
				assertInert(t, r.body)
			}
			assertInert(t, person{w: w}.get("/desk/login?next="+text).body)
			assertInert(t, person{w: w}.post("/desk/login", "name", payload, "password", payload, "next", payload).body)
			for _, action := range []string{at + "/links", at + "/settings", at + "/tokens", at + "/review", "/desk/people", "/desk/keys"} {
				assertInert(t, boss.post(action, "unit", payload, "label", payload, "class", payload, "count", payload, "state", payload, "why", payload, "id", payload,
					"name", payload, "role", payload, "password", "ngắn", "time_zone", payload, "wave", payload, "wave_code", payload, "wave_label", payload, "wave_day", payload).body)
			}
			csv := []byte(`"` + strings.ReplaceAll(payload, `"`, `""`) + `",unit` + "\n" + `x,"` + strings.ReplaceAll(payload, `"`, `""`) + `"` + "\n")
			for _, action := range []string{"/desk/units", at + "/frame", at + "/import", "/desk/upload", at + "/questionnaire"} {
				field := map[bool]string{true: "form", false: "file"}[strings.HasSuffix(action, "upload") || strings.HasSuffix(action, "questionnaire")]
				assertInert(t, boss.upload(action, field, payload, csv, "id", payload, "title", payload, "slug", payload).body)
			}
			if body := boss.get(at + "/data/response?id=" + id).body; strings.Contains(payload, "alert(1)") && !strings.HasPrefix(payload, "%") && !strings.Contains(body, "alert(1)") {
				t.Error("the payload is not on the page: the test shows nothing")
			}
		})
	}
}

// hostileAnswers stores a response that says the payload wherever text can go, rejected with it as the reason.
func hostileAnswers(t *testing.T, w *world, slug, payload string) string {
	t.Helper()
	const id = "00000000-0000-4000-8000-000000000001"
	link, err := w.service.AddLink(t.Context(), admin, survey.Link{Survey: slug, Label: payload, Unit: "105", Class: payload, Wave: payload, Language: payload})
	if err != nil {
		t.Fatal(err)
	}
	answers := survey.Answers{"nguoi/doituong": survey.OfText("ld"), "nguoi/huyen": survey.OfText("h1"), "danhgia/kiemtra": survey.OfText("1"), "danhgia/canbo": survey.OfText("2"),
		"danhgia/tuyentruyen": survey.OfText("9"), "khac/gopy": survey.OfText(payload), "khac/ho": survey.OfRows([]survey.Answers{{"khac/ho/ten": survey.OfText(payload)}})}
	if _, err := w.service.Submit(t.Context(), slug, survey.Submission{ID: id, Answers: answers, Link: link.Code, Channel: survey.ByAPI}); err != nil {
		t.Fatal(err)
	}
	for _, state := range []survey.State{survey.Rejected, survey.Submitted} {
		if err := w.service.Review(t.Context(), admin, slug, id, state, payload); err != nil {
			t.Fatal(err)
		}
	}
	return id
}

// hostileSettings has the payload in units, classes, waves, the frame, keys and imports.
func hostileSettings(t *testing.T, w *world, slug, payload string) {
	t.Helper()
	set := survey.UnitSet{ID: "u", Title: payload, Units: []survey.Unit{{Code: "105", Name: payload, Level: payload}, {Code: payload, Name: payload, Parent: "105", From: survey.Day(payload), To: survey.Day(payload)}}}
	if err := w.service.ImportUnits(t.Context(), admin, set, nil); err != nil {
		t.Fatal(err)
	}
	w.change(slug, func(x *survey.Survey) {
		x.Units, x.Public = "u", true
		x.Classes = []survey.Class{{Code: payload, Label: survey.Text{"vi": payload, "en": payload}}}
		x.Waves = []survey.Wave{{Code: payload, Label: survey.Text{"vi": payload, "en": payload}}}
		x.Wave = payload
	})
	if err := w.service.SetFrame(t.Context(), admin, survey.Frame{Survey: slug, Wave: payload, Rows: []survey.FrameRow{{Unit: "105", Class: payload, Planned: 9, Due: "2026-01-01"}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.service.AddKey(t.Context(), admin, payload, survey.Analyst); err != nil {
		t.Fatal(err)
	}
	batch := survey.Batch{ID: "b", Survey: slug, File: payload, By: payload}
	if err := w.service.Store().Responses().CommitBatch(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
}
