package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// cookieOf is the value of the login cookie that a reply sets, "" when it sets none.
func cookieOf(r reply) string {
	for _, c := range (&http.Response{Header: r.header}).Cookies() {
		if strings.HasSuffix(c.Name, "khaosat") {
			return c.Value
		}
	}
	return ""
}

func TestLoginLeadsToTheDesk(t *testing.T) {
	w := deskWorld(t)
	nobody := person{w: w}
	nobody.get("/desk").to("/desk/login?next=%2Fdesk")
	nobody.get("/desk/login").want(http.StatusOK).says("Đăng nhập", "Tên tài khoản")
	r := nobody.post("/desk/login", "name", "phantich", "password", goodPassword, "next", "/desk/units?day=2025-07-01").to("/desk/units?day=2025-07-01")
	set := r.header.Get("Set-Cookie")
	for _, need := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(set, need) {
			t.Errorf("the cookie %q lacks %s", set, need)
		}
	}
	analyst := person{w, cookieOf(r)}
	analyst.get("/desk").want(http.StatusOK).says("Các cuộc khảo sát", "phantich")
	analyst.post("/desk/logout").to("/desk/login")
	analyst.get("/desk").to("/desk/login?next=%2Fdesk")
}

func TestLoginCookieOfASecureSite(t *testing.T) {
	w := deskWorld(t)
	w.serve(Config{BaseURL: "https://khaosat.example"})
	set := person{w: w}.post("/desk/login", "name", "phantich", "password", goodPassword).to("/desk").header.Get("Set-Cookie")
	if !strings.HasPrefix(set, "__Host-khaosat=") || !strings.Contains(set, "Secure") {
		t.Errorf("got the cookie %q, want __Host- and Secure", set)
	}
}

func TestWrongNameAndWrongPasswordLookAlike(t *testing.T) {
	w := deskWorld(t)
	nobody := person{w: w}
	pages := map[string]string{}
	for _, name := range []string{"phantich", "khongai"} {
		r := nobody.post("/desk/login", "name", name, "password", "sai mật khẩu rồi").want(http.StatusUnauthorized).says("Tên hoặc mật khẩu không đúng.")
		if cookieOf(r) != "" {
			t.Errorf("%s: a cookie is set", name)
		}
		pages[name] = strings.ReplaceAll(r.body, name, "NAME")
	}
	if pages["phantich"] != pages["khongai"] {
		t.Error("the page tells whether the name exists")
	}
}

func TestLoginDoesNotLeadToOtherSites(t *testing.T) {
	for _, next := range []string{"https://evil.example/", "//evil.example/desk/", `/\evil.example/desk/`, "/desk/../../x", "/s/x", "javascript:alert(1)", `/desk\@evil.example`, "/deskx"} {
		if got := NextPage(next); got != "/desk" && !strings.HasPrefix(got, "/desk/") || strings.Contains(got, "evil") {
			t.Errorf("next=%s leads to %s", next, got)
		}
	}
	if got := NextPage("/desk/a/results?item=q"); got != "/desk/a/results?item=q" {
		t.Errorf("a page of the desk: got %s", got)
	}
}

func TestLoginIsThrottledByName(t *testing.T) {
	w := deskWorld(t)
	nobody := person{w: w}
	for i := range 10 {
		if r := nobody.post("/desk/login", "name", "phantich", "password", "sai"); r.status != http.StatusUnauthorized {
			t.Fatalf("attempt %d: status %d", i+1, r.status)
		}
	}
	r := nobody.post("/desk/login", "name", "PhanTich", "password", goodPassword).want(http.StatusTooManyRequests)
	if r.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	nobody.post("/desk/login", "name", "quantri", "password", goodPassword).to("/desk")
	w.pass(time.Minute)
	nobody.post("/desk/login", "name", "phantich", "password", goodPassword).to("/desk")
}

// An office signs in from many browsers, and programs sign in for each run: only wrong passwords are counted.
func TestGoodLoginsAreNotThrottled(t *testing.T) {
	w := deskWorld(t)
	for range 40 {
		person{w: w}.post("/desk/login", "name", "phantich", "password", goodPassword).to("/desk")
	}
}

func TestSessionEnds(t *testing.T) {
	w := deskWorld(t)
	analyst := w.as("phantich")
	w.pass(11 * time.Hour)
	analyst.get("/desk").want(http.StatusOK) // used in time, it goes on
	w.pass(11 * time.Hour)
	analyst.get("/desk").want(http.StatusOK)
	w.pass(13 * time.Hour)
	analyst.get("/desk").to("/desk/login?next=%2Fdesk")

	locked := w.as("phantich")
	if err := w.service.SwitchUser(t.Context(), admin, "phantich", true); err != nil {
		t.Fatal(err)
	}
	locked.get("/desk").to("/desk/login?next=%2Fdesk")
	person{w: w}.post("/desk/login", "name", "phantich", "password", goodPassword).want(http.StatusUnauthorized)
}

func TestOtherSitesCannotAct(t *testing.T) {
	w := deskWorld(t)
	boss := w.as("quantri")
	r := boss.ask(http.MethodPost, "/desk/people", strings.NewReader("name=ke&role=admin&password=0123456789"),
		"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
	r.want(http.StatusForbidden)
	if _, err := w.service.User(t.Context(), "ke"); survey.KindOf(err) != survey.NotFound {
		t.Errorf("the account was made: %v", err)
	}
}

func TestDemoIsEnteredOnce(t *testing.T) {
	w := deskWorld(t)
	w.publish(ratingForm(), survey.PublishOptions{Mode: survey.Anonymous})
	w.serve(Config{Demo: &Demo{Slug: "danh-gia", LoginToken: "a-token"}})
	nobody := person{w: w}
	nobody.get("/desk/enter?token=wrong").want(http.StatusForbidden)
	first := nobody.get("/desk/enter?token=a-token").to("/desk")
	guest := person{w, cookieOf(first)}
	guest.get("/desk").to("/desk/danh-gia")
	guest.get("/desk/danh-gia").want(http.StatusOK)
	guest.get("/desk?list=1").want(http.StatusOK).says("Đánh giá")
	nobody.get("/desk/enter?token=a-token").want(http.StatusForbidden).says("đã được dùng")
	nobody.post("/desk/login", "name", "demo", "password", "").want(http.StatusUnauthorized)
}
