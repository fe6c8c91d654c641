package respond_test

import (
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/respond"
	"github.com/khaosat/khaosat/web/webtest"
)

// deviceForm asks who fills in and where.
func deviceForm(id string) *survey.Questionnaire {
	return &survey.Questionnaire{FormID: id, Version: "1", Items: []*survey.Item{
		{Name: "may", Kind: survey.Metadata, Meta: "deviceid"}, {Name: "ai", Kind: survey.Metadata, Meta: "username"},
		{Name: "a", Kind: survey.TextItem},
		{Name: "tong", Kind: survey.Calculate, Calculation: "concat(${may}, '/', ${ai})"}}}
}

// cookieKept is what a page gives the browser to keep: "name=value", and the rest of the header.
func cookieKept(r webtest.Reply) (kept, rules string) {
	kept, rules, _ = strings.Cut(r.Header.Get("Set-Cookie"), ";")
	return kept, rules
}

// A device has an id of its own in each named survey, and keeps it; who is signed in is named. Nobody is in an
// anonymous survey.
func TestDeviceAndUserOfAFilling(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(deviceForm("mot"), service.PublishOptions{Mode: survey.Named})
	w.Publish(deviceForm("hai"), service.PublishOptions{Mode: survey.Named})
	w.Publish(deviceForm("kin"), service.PublishOptions{Mode: survey.Anonymous})
	session := "khaosat=" + w.As("phantich").Cookie
	fill := func(slug, cookies string) (page webtest.Reply, stored survey.Answers) {
		before := map[string]bool{}
		for _, r := range w.Responses(slug) {
			before[r.ID] = true
		}
		page = w.Get("/s/"+slug, "Accept", "text/html", "Cookie", cookies)
		b := &webtest.Browser{W: w}
		b.Load(page)
		b.Fill("a", "x").Press("next").Press("send").Is(200)
		for _, r := range w.Responses(slug) {
			if !before[r.ID] {
				stored = r.Answers
			}
		}
		return page, stored
	}
	first, a := fill("mot", "")
	kept, rules := cookieKept(first)
	device := a["may"].Text
	if !respond.DeviceID.MatchString(device) || kept != respond.DeviceCookie+"="+device ||
		!strings.Contains(rules, "Path=/s/mot;") || !strings.Contains(rules, "HttpOnly") || a["ai"].Text != "" {
		t.Fatalf("the first filling has %v; the browser keeps %q %q", a, kept, rules)
	}
	again, a := fill("mot", kept+"; "+session)
	if a["may"].Text != device || a["ai"].Text != "phantich" || a["tong"].Text != device+"/phantich" ||
		again.Header.Get("Set-Cookie") != "" {
		t.Errorf("the second filling of the device has %v, and is given %q", a, again.Header.Get("Set-Cookie"))
	}
	if _, a := fill("hai", session); a["may"].Text == device || !respond.DeviceID.MatchString(a["may"].Text) {
		t.Errorf("in another survey the device is %v", a)
	}
	if _, a := fill("mot", respond.DeviceCookie+"=someone@example.com"); !respond.DeviceID.MatchString(a["may"].Text) {
		t.Errorf("a cookie that is not ours was stored: %v", a)
	}
	page, a := fill("kin", kept+"; "+session)
	if len(a) != 2 || a["tong"].Text != "/" || page.Header.Get("Set-Cookie") != "" {
		t.Errorf("the anonymous survey stores %v and gives the browser %q", a, page.Header.Get("Set-Cookie"))
	}
	if plain := w.Publish(&survey.Questionnaire{FormID: "khong",
		Items: []*survey.Item{{Name: "a", Kind: survey.TextItem}}},
		service.PublishOptions{}); w.Get("/s/"+plain).Header.Get("Set-Cookie") != "" {
		t.Error("a form that does not ask for the device gives it an id")
	}
}

// A filling of an anonymous survey knows the day, for conditions, and keeps nothing of it.
func TestTheDayOfAnAnonymousFilling(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(&survey.Questionnaire{FormID: "m",
		Items: []*survey.Item{{Name: "start", Kind: survey.Metadata, Meta: "start"},
			{Name: "nay", Kind: survey.Metadata, Meta: "today"},
			{Name: "sinh", Kind: survey.Date, Constraint: ". <= ${nay}", Label: webtest.Tv("Sinh", "Born")}}},
		service.PublishOptions{Mode: survey.Anonymous})
	b := w.Open("/s/"+slug).Fill("sinh", "2026-11-21").Press("next").Is(422).Fill("sinh",
		"2026-11-20").Press("next").Press("send").Is(200)
	if a := w.Only(slug).Answers; len(a) != 1 || a["sinh"].Text != "2026-11-20" {
		t.Errorf("stored is %v\n%s", a, b.Text())
	}
}
