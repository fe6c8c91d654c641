package desk_test

import (
	"net/http"
	"net/url"
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

// cookiesOf are all cookies that a reply sets, as a browser sends them back.
func cookiesOf(r webtest.Reply) string {
	var out []string
	for _, c := range (&http.Response{Header: r.Header}).Cookies() {
		out = append(out, c.Name+"="+c.Value)
	}
	return strings.Join(out, "; ")
}

// Strangers cannot lock an account: in a browser in which its person has signed in before, the right password is taken
// however many wrong ones came from elsewhere. Whoever guesses in that browser waits as others do.
func TestStrangersCannotLockAnAccount(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	attempt := func(name, password, cookies string) webtest.Reply {
		form := url.Values{"name": {name}, "password": {password}}
		return w.Ask(http.MethodPost, "/desk/login", strings.NewReader(form.Encode()), "Content-Type",
			"application/x-www-form-urlencoded", "Cookie", cookies)
	}
	known := cookiesOf(attempt("phantich", webtest.GoodPassword, "").Want(http.StatusSeeOther))
	w.Pass(300 * 24 * time.Hour)
	for _, name := range []string{"phantich", "quantri"} {
		for attempt(name, "đoán mò thôi", "").Status != http.StatusTooManyRequests {
		}
	}
	attempt("phantich", webtest.GoodPassword, "").Want(http.StatusTooManyRequests)
	attempt("phantich", webtest.GoodPassword, known).Want(http.StatusSeeOther)
	attempt("PhanTich", webtest.GoodPassword, known).Want(http.StatusUnauthorized)   // names are as they were given
	attempt("quantri", webtest.GoodPassword, known).Want(http.StatusTooManyRequests) // of another account it knows nothing
	forged := strings.Replace(known, "khaosat-known=", "khaosat-known=A", 1)
	attempt("phantich", webtest.GoodPassword, forged).Want(http.StatusTooManyRequests)
	for i := 0; attempt("phantich", "đoán mò thôi", known).Status != http.StatusTooManyRequests; i++ {
		if i > 20 {
			t.Fatal("nothing stops who guesses in a browser that is known")
		}
	}
}

// Who knew the old password is out when there is a new one; whoever changed it goes on.
func TestANewPasswordEndsSessions(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	analyst, boss, elsewhere := w.As("phantich"), w.As("quantri"), w.As("quantri")
	const password = "một mật khẩu mới"
	boss.Post("/desk/people", "name", "phantich", "role", "analyst", "password", password).To("/desk/people?done=saved")
	analyst.Get("/desk").To("/desk/login?next=%2Fdesk")
	boss.Get("/desk").Want(http.StatusOK)
	r := boss.Post("/desk/people", "name", "quantri", "role", "admin", "password", password).To("/desk/people?done=saved")
	webtest.Person{W: w, Cookie: cookieOf(r)}.Get("/desk").Want(http.StatusOK)
	for _, old := range []webtest.Person{boss, elsewhere} {
		old.Get("/desk").To("/desk/login?next=%2Fdesk")
	}
}

// A session that is used every hour ends after a week all the same.
func TestSessionsHaveAnEnd(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	analyst := w.As("phantich")
	for range 7*24 - 1 {
		w.Pass(time.Hour)
		analyst.Get("/desk").Want(http.StatusOK)
	}
	w.Pass(time.Hour)
	analyst.Get("/desk").To("/desk/login?next=%2Fdesk")
}

// The last administrator who can sign in stays one, at the desk as well as by commands.
func TestTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	boss := w.As("quantri")
	demote := func() int {
		return boss.Post("/desk/people", "name", "quantri", "role", "analyst", "password", webtest.GoodPassword).Status
	}
	if got := demote(); got != http.StatusUnprocessableEntity {
		t.Errorf("the last administrator demotes himself: %d", got)
	}
	if err := w.Service.SwitchUser(t.Context(), webtest.Admin, "quantri", true); survey.KindOf(err) != survey.Invalid {
		t.Errorf("a command locks the last administrator: %v", err)
	}
	for name, u := range map[string]survey.User{"khach": {Role: survey.Admin}, "nghi": {Role: survey.Admin,
		Password: "$argon2id$", Off: true}} { // neither can sign in
		u.Name = name
		if err := w.Store.Users().Insert(t.Context(), name, u); err != nil {
			t.Fatal(err)
		}
	}
	if got := demote(); got != http.StatusUnprocessableEntity {
		t.Errorf("the last administrator who can sign in demotes himself: %d", got)
	}
	boss.Post("/desk/people", "name", "pho", "role", "admin", "password", webtest.GoodPassword).To("/desk/people?done=saved")
	if got := demote(); got != http.StatusSeeOther {
		t.Errorf("with a second one: %d", got)
	}
}
