package desk_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

// TestHostileTextIsInertAtTheDesk has every payload in every text of an author, a respondent and an analyst, on every
// page of the desk.
func TestHostileTextIsInertAtTheDesk(t *testing.T) {
	t.Parallel()
	for i, payload := range webtest.XssPayloads(t) {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			w := webtest.ForDesk(t)
			q := webtest.HostileForm(payload)
			if _, problems := form.Compile(q); len(problems) > 0 { // as in TestHostileTextIsInert
				payload = strings.ReplaceAll(payload, "$", "")
				q = webtest.HostileForm(payload)
			}
			slug := w.Publish(q, service.PublishOptions{Mode: survey.Named})
			boss := w.As("quantri")
			id := hostileAnswers(t, w, slug, payload)
			hostileSettings(t, w, slug, payload)
			if _, err := w.Service.SaveDraft(t.Context(), webtest.Admin, slug, q); err != nil {
				t.Fatal(err)
			}
			at, text := "/desk/"+slug, url.QueryEscape(payload)
			for _, page := range []string{"/desk", "/desk/units", "/desk/people", at, at + "/questionnaire",
				at + "/links", at + "/links/poster?all=1", at + "/fieldwork", at + "/results",
				at + "/results/units?item=danhgia%2Fcanbo", at + "/data", at + "/data?state=" + text,
				at + "/data?after=" + text, at + "/data/response?id=" + id, at + "/data/edit?id=" + id, at + "/import",
				at + "/settings",
				"/r/" + slug, "/desk/" + url.PathEscape(payload), "/desk?done=" + text, "/desk?lang=" + text,
				"/desk/units?day=" + text} {
				r := boss.Get(page)
				if r.Status >= 500 {
					t.Errorf("%s: status %d", page, r.Status)
				}
				webtest.AssertInert(t, r.Body)
			}
			webtest.AssertInert(t, webtest.Person{W: w}.Get("/desk/login?next="+text).Body)
			webtest.AssertInert(t, webtest.Person{W: w}.Post("/desk/login", "name", payload, "password", payload,
				"next", payload).Body)
			for _, action := range []string{at + "/links", at + "/settings", at + "/tokens", at + "/review",
				"/desk/people", "/desk/keys"} {
				webtest.AssertInert(t, boss.Post(action, "unit", payload, "label", payload, "class", payload, "count",
					payload, "state", payload, "why", payload, "id", payload,
					"name", payload, "role", payload, "password", "ngắn", "time_zone", payload, "wave", payload,
					"wave_code", payload, "wave_label", payload, "wave_day", payload).Body)
			}
			csv := []byte(`"` + strings.ReplaceAll(payload, `"`, `""`) + `",unit` + "\n" + `x,"` +
				strings.ReplaceAll(payload, `"`, `""`) + `"` + "\n")
			for _, action := range []string{"/desk/units", at + "/frame", at + "/quotas", at + "/import", "/desk/upload",
				at + "/questionnaire"} {
				field := map[bool]string{true: "form", false: "file"}[strings.HasSuffix(action, "upload") ||
					strings.HasSuffix(action, "questionnaire")]
				webtest.AssertInert(t, boss.Upload(action, field, payload, csv, "id", payload, "title", payload, "slug",
					payload).Body)
			}
			if body := boss.Get(at + "/data/response?id=" + id).Body; strings.Contains(payload, "alert(1)") &&
				!strings.HasPrefix(payload, "%") && !strings.Contains(body, "alert(1)") {
				t.Error("the payload is not on the page: the test shows nothing")
			}
		})
	}
}

// hostileAnswers stores a response that says the payload wherever text can go, rejected with it as the reason.
func hostileAnswers(t *testing.T, w *webtest.World, slug, payload string) string {
	t.Helper()
	const id = "00000000-0000-4000-8000-000000000001"
	link, err := w.Service.AddLink(t.Context(), webtest.Admin,
		survey.Link{Survey: slug, Label: payload, Unit: "105", Class: payload, Wave: payload, Language: payload})
	if err != nil {
		t.Fatal(err)
	}
	answers := survey.Answers{"nguoi/doituong": survey.OfText("ld"), "nguoi/huyen": survey.OfText("h1"),
		"danhgia/kiemtra": survey.OfText("1"), "danhgia/canbo": survey.OfText("2"),
		"danhgia/tuyentruyen": survey.OfText("9"), "khac/gopy": survey.OfText(payload),
		"khac/ho": survey.OfRows([]survey.Answers{{"khac/ho/ten": survey.OfText(payload)}})}
	if _, err := w.Service.Submit(t.Context(), slug,
		service.Submission{ID: id, Answers: answers, Link: link.Code, Channel: survey.ByAPI}); err != nil {
		t.Fatal(err)
	}
	for _, state := range []survey.State{survey.Rejected, survey.Submitted} {
		if err := w.Service.Review(t.Context(), webtest.Admin, slug, id, state, payload); err != nil {
			t.Fatal(err)
		}
	}
	return id
}

// hostileSettings has the payload in units, classes, waves, the frame, keys and imports.
func hostileSettings(t *testing.T, w *webtest.World, slug, payload string) {
	t.Helper()
	set := survey.UnitSet{ID: "u", Title: payload,
		Units: []survey.Unit{{Code: "105", Name: payload, Level: payload},
			{Code: payload, Name: payload, Parent: "105", From: survey.Day(payload), To: survey.Day(payload)}}}
	if err := w.Service.ImportUnits(t.Context(), webtest.Admin, set, nil); err != nil {
		t.Fatal(err)
	}
	w.Change(slug, func(x *survey.Survey) {
		x.Units, x.Public = "u", true
		x.Classes = []survey.Class{{Code: payload, Label: survey.Text{"vi": payload, "en": payload}}}
		x.Waves = []survey.Wave{{Code: payload, Label: survey.Text{"vi": payload, "en": payload}}}
		x.Wave = payload
	})
	if err := w.Service.SetFrame(t.Context(), webtest.Admin,
		survey.SamplingFrame{Survey: slug, Wave: payload,
			Rows: []survey.FrameRow{{Unit: "105", Class: payload, Planned: 9, Due: "2026-01-01"}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Service.AddKey(t.Context(), webtest.Admin, payload, survey.Analyst); err != nil {
		t.Fatal(err)
	}
	batch := survey.Batch{ID: "b", Survey: slug, File: payload, By: payload}
	if err := w.Store.Responses().CommitBatch(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
}
