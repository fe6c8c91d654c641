package web

import (
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// deviceForm asks who fills in and where.
func deviceForm(id string) *survey.Questionnaire {
	return &survey.Questionnaire{FormID: id, Version: "1", Items: []*survey.Item{
		{Name: "may", Kind: survey.Metadata, Meta: "deviceid"}, {Name: "ai", Kind: survey.Metadata, Meta: "username"},
		{Name: "a", Kind: survey.TextItem}, {Name: "tong", Kind: survey.Calculate, Calculation: "concat(${may}, '/', ${ai})"}}}
}

// cookieKept is what a page gives the browser to keep: "name=value", and the rest of the header.
func cookieKept(r reply) (kept, rules string) {
	kept, rules, _ = strings.Cut(r.header.Get("Set-Cookie"), ";")
	return kept, rules
}

// A device has an id of its own in each named survey, and keeps it; who is signed in is named. Nobody is in an anonymous survey.
func TestDeviceAndUserOfAFilling(t *testing.T) {
	w := deskWorld(t)
	w.publish(deviceForm("mot"), survey.PublishOptions{Mode: survey.Named})
	w.publish(deviceForm("hai"), survey.PublishOptions{Mode: survey.Named})
	w.publish(deviceForm("kin"), survey.PublishOptions{Mode: survey.Anonymous})
	session := "khaosat=" + w.as("phantich").cookie
	fill := func(slug, cookies string) (page reply, stored survey.Answers) {
		before := map[string]bool{}
		for _, r := range w.responses(slug) {
			before[r.ID] = true
		}
		page = w.get("/s/"+slug, "Accept", "text/html", "Cookie", cookies)
		b := &browser{w: w}
		b.load(page)
		b.fill("a", "x").press("next").press("send").is(200)
		for _, r := range w.responses(slug) {
			if !before[r.ID] {
				stored = r.Answers
			}
		}
		return page, stored
	}
	first, a := fill("mot", "")
	kept, rules := cookieKept(first)
	device := a["may"].Text
	if !DeviceID.MatchString(device) || kept != DeviceCookie+"="+device || !strings.Contains(rules, "Path=/s/mot;") || !strings.Contains(rules, "HttpOnly") || a["ai"].Text != "" {
		t.Fatalf("the first filling has %v; the browser keeps %q %q", a, kept, rules)
	}
	again, a := fill("mot", kept+"; "+session)
	if a["may"].Text != device || a["ai"].Text != "phantich" || a["tong"].Text != device+"/phantich" || again.header.Get("Set-Cookie") != "" {
		t.Errorf("the second filling of the device has %v, and is given %q", a, again.header.Get("Set-Cookie"))
	}
	if _, a := fill("hai", session); a["may"].Text == device || !DeviceID.MatchString(a["may"].Text) {
		t.Errorf("in another survey the device is %v", a)
	}
	if _, a := fill("mot", DeviceCookie+"=someone@example.com"); !DeviceID.MatchString(a["may"].Text) {
		t.Errorf("a cookie that is not ours was stored: %v", a)
	}
	page, a := fill("kin", kept+"; "+session)
	if len(a) != 2 || a["tong"].Text != "/" || page.header.Get("Set-Cookie") != "" {
		t.Errorf("the anonymous survey stores %v and gives the browser %q", a, page.header.Get("Set-Cookie"))
	}
	if plain := w.publish(&survey.Questionnaire{FormID: "khong", Items: []*survey.Item{{Name: "a", Kind: survey.TextItem}}}, survey.PublishOptions{}); w.get("/s/"+plain).header.Get("Set-Cookie") != "" {
		t.Error("a form that does not ask for the device gives it an id")
	}
}

// A filling of an anonymous survey knows the day, for conditions, and keeps nothing of it.
func TestTheDayOfAnAnonymousFilling(t *testing.T) {
	w := quickWorld(t)
	slug := w.publish(&survey.Questionnaire{FormID: "m", Items: []*survey.Item{{Name: "start", Kind: survey.Metadata, Meta: "start"}, {Name: "nay", Kind: survey.Metadata, Meta: "today"},
		{Name: "sinh", Kind: survey.Date, Constraint: ". <= ${nay}", Label: tv("Sinh", "Born")}}}, survey.PublishOptions{Mode: survey.Anonymous})
	b := w.open("/s/"+slug).fill("sinh", "2026-11-21").press("next").is(422).fill("sinh", "2026-11-20").press("next").press("send").is(200)
	if a := w.only(slug).Answers; len(a) != 1 || a["sinh"].Text != "2026-11-20" {
		t.Errorf("stored is %v\n%s", a, b.text())
	}
}
