package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web"
	"github.com/khaosat/khaosat/web/desk"
	"github.com/khaosat/khaosat/web/webtest"
)

// cookieOf is the value of the login cookie that a reply sets, "" when it sets none.
func cookieOf(r webtest.Reply) string {
	for _, c := range (&http.Response{Header: r.Header}).Cookies() {
		if strings.HasSuffix(c.Name, "khaosat") {
			return c.Value
		}
	}
	return ""
}

func TestLoginLeadsToTheDesk(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	nobody := webtest.Person{W: w}
	nobody.Get("/desk").To("/desk/login?next=%2Fdesk")
	nobody.Get("/desk/login").Want(http.StatusOK).Says("Đăng nhập", "Tên tài khoản")
	r := nobody.Post("/desk/login", "name", "phantich", "password", webtest.GoodPassword, "next",
		"/desk/units?day=2025-07-01").To("/desk/units?day=2025-07-01")
	set := r.Header.Get("Set-Cookie")
	for _, need := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(set, need) {
			t.Errorf("the cookie %q lacks %s", set, need)
		}
	}
	analyst := webtest.Person{W: w, Cookie: cookieOf(r)}
	analyst.Get("/desk").Want(http.StatusOK).Says("Các cuộc khảo sát", "phantich")
	analyst.Post("/desk/logout").To("/desk/login")
	analyst.Get("/desk").To("/desk/login?next=%2Fdesk")
}

func TestLoginCookieOfASecureSite(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Serve(web.Config{BaseURL: "https://khaosat.example"})
	set := webtest.Person{W: w}.Post("/desk/login", "name", "phantich", "password",
		webtest.GoodPassword).To("/desk").Header.Get("Set-Cookie")
	if !strings.HasPrefix(set, "__Host-khaosat=") || !strings.Contains(set, "Secure") {
		t.Errorf("got the cookie %q, want __Host- and Secure", set)
	}
}

func TestWrongNameAndWrongPasswordLookAlike(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	nobody := webtest.Person{W: w}
	pages := map[string]string{}
	for _, name := range []string{"phantich", "khongai"} {
		r := nobody.Post("/desk/login", "name", name, "password",
			"sai mật khẩu rồi").Want(http.StatusUnauthorized).Says("Tên hoặc mật khẩu không đúng.")
		if cookieOf(r) != "" {
			t.Errorf("%s: a cookie is set", name)
		}
		pages[name] = strings.ReplaceAll(r.Body, name, "NAME")
	}
	if pages["phantich"] != pages["khongai"] {
		t.Error("the page tells whether the name exists")
	}
}

func TestLoginDoesNotLeadToOtherSites(t *testing.T) {
	t.Parallel()
	for _, next := range []string{"https://evil.example/", "//evil.example/desk/", `/\evil.example/desk/`,
		"/desk/../../x", "/s/x", "javascript:alert(1)", `/desk\@evil.example`, "/deskx"} {
		if got := desk.NextPage(next); got != "/desk" && !strings.HasPrefix(got, "/desk/") ||
			strings.Contains(got, "evil") {
			t.Errorf("next=%s leads to %s", next, got)
		}
	}
	if got := desk.NextPage("/desk/a/results?item=q"); got != "/desk/a/results?item=q" {
		t.Errorf("a page of the desk: got %s", got)
	}
}

func TestLoginIsThrottledByName(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	nobody := webtest.Person{W: w}
	for i := range 10 {
		if r := nobody.Post("/desk/login", "name", "phantich", "password", "sai"); r.Status != http.StatusUnauthorized {
			t.Fatalf("attempt %d: status %d", i+1, r.Status)
		}
	}
	r := nobody.Post("/desk/login", "name", "PhanTich", "password",
		webtest.GoodPassword).Want(http.StatusTooManyRequests)
	if r.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	nobody.Post("/desk/login", "name", "quantri", "password", webtest.GoodPassword).To("/desk")
	w.Pass(time.Minute)
	nobody.Post("/desk/login", "name", "phantich", "password", webtest.GoodPassword).To("/desk")
}

// An office signs in from many browsers, and programs sign in for each run: only wrong passwords are counted.
func TestGoodLoginsAreNotThrottled(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	for range 40 {
		webtest.Person{W: w}.Post("/desk/login", "name", "phantich", "password", webtest.GoodPassword).To("/desk")
	}
}

func TestSessionEnds(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	analyst := w.As("phantich")
	w.Pass(11 * time.Hour)
	analyst.Get("/desk").Want(http.StatusOK) // used in time, it goes on
	w.Pass(11 * time.Hour)
	analyst.Get("/desk").Want(http.StatusOK)
	w.Pass(13 * time.Hour)
	analyst.Get("/desk").To("/desk/login?next=%2Fdesk")

	locked := w.As("phantich")
	if err := w.Service.SwitchUser(t.Context(), webtest.Admin, "phantich", true); err != nil {
		t.Fatal(err)
	}
	locked.Get("/desk").To("/desk/login?next=%2Fdesk")
	webtest.Person{W: w}.Post("/desk/login", "name", "phantich", "password",
		webtest.GoodPassword).Want(http.StatusUnauthorized)
}

func TestOtherSitesCannotAct(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	boss := w.As("quantri")
	r := boss.Ask(http.MethodPost, "/desk/people", strings.NewReader("name=ke&role=admin&password=0123456789"),
		"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site", "Origin",
		"https://evil.example")
	r.Want(http.StatusForbidden)
	if _, err := w.Service.User(t.Context(), "ke"); survey.KindOf(err) != survey.NotFound {
		t.Errorf("the account was made: %v", err)
	}
}

func TestDemoIsEnteredOnce(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Anonymous})
	w.Serve(web.Config{Demo: &desk.Demo{Slug: "danh-gia", LoginToken: "a-token"}})
	nobody := webtest.Person{W: w}
	nobody.Get("/desk/enter?token=wrong").Want(http.StatusForbidden)
	first := nobody.Get("/desk/enter?token=a-token").To("/desk")
	guest := webtest.Person{W: w, Cookie: cookieOf(first)}
	guest.Get("/desk").To("/desk/danh-gia")
	guest.Get("/desk/danh-gia").Want(http.StatusOK)
	guest.Get("/desk?list=1").Want(http.StatusOK).Says("Đánh giá")
	nobody.Get("/desk/enter?token=a-token").Want(http.StatusForbidden).Says("đã được dùng")
	nobody.Post("/desk/login", "name", "demo", "password", "").Want(http.StatusUnauthorized)
}
