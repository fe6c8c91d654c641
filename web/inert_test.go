package web_test

import (
	_ "embed"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

func TestAssertInertNoticesWhatRuns(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{`<script>1</script>`, `<script src=//evil.example/x.js></script>`,
		`<img src=x onerror=1>`, `<a href="javascript:1">x</a>`,
		`<a href="//evil.example">x</a>`, `<a href=" https://evil.example">x</a>`, `<svg onload=1>`,
		`<p style="color:red">x</p>`, `<iframe srcdoc=x></iframe>`,
		`<form action="https://evil.example">`, `<base href=/x>`, `<meta http-equiv=refresh content=0>`,
		`<svg><a xlink:href="javascript:1">`} {
		doc, err := html.Parse(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for n := range doc.Descendants() {
			found = found || n.Type == html.ElementNode && webtest.Strange(n) != ""
		}
		if !found {
			t.Errorf("%s passes as inert", bad)
		}
	}
}

func TestHostileTextIsInert(t *testing.T) {
	t.Parallel()
	for i, payload := range webtest.XssPayloads(t) {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			w := webtest.Quick(t)
			q := webtest.HostileForm(payload)
			// ${…} that refers to nothing cannot be published: one that is text goes on
			if _, problems := form.Compile(q); len(problems) > 0 {
				payload = strings.ReplaceAll(payload, "$", "")
				q = webtest.HostileForm(payload)
			}
			slug := w.Publish(q, service.PublishOptions{Mode: survey.Anonymous})
			link, err := w.Service.AddLink(t.Context(), webtest.Admin,
				survey.Link{Survey: slug, Label: payload, Language: "vi"})
			if err != nil {
				t.Fatal(err)
			}
			for name, page := range hostilePages(w, slug, link.Code, payload) {
				t.Run(name, func(t *testing.T) {
					webtest.AssertInert(t, page)
					if strings.Contains(payload, "alert(1)") && !strings.HasPrefix(payload, "%") && name == "first" &&
						!strings.Contains(page, "alert(1)") {
						t.Error("the payload is not on the page: the test shows nothing")
					}
				})
			}
		})
	}
}

// hostilePages are all pages of a respondent who types the payload wherever a text can go.
func hostilePages(w *webtest.World, slug, link, payload string) map[string]string {
	pages := map[string]string{}
	q := url.QueryEscape(payload)
	b := w.Open("/s/" + slug + "?link=" + link)
	pages["first"] = b.Body
	pages["language"] = w.Open("/s/" + slug + "?lang=" + q + "&link=" + link + "&token=" + q).Body
	pages["unknown link"] = w.Open("/s/" + slug + "?link=" + q).Body
	pages["short"] = w.Open("/q/" + link + "?lang=" + q).Body
	pages["unknown short"] = w.Open("/q/" + url.PathEscape(payload)).Body
	pages["unknown survey"] = w.Open("/s/" + url.PathEscape(payload)).Body
	pages["nothing"] = w.Open("/" + url.PathEscape(payload)).Body
	pages["withdraw"] = w.PostForm(w.T, "/s/"+slug+"/withdraw?lang="+q, url.Values{"receipt": {payload}}).Body
	pages["stale"] = w.PostForm(w.T, "/s/"+slug,
		url.Values{webtest.FieldState: {payload}, webtest.FieldDo: {payload}}).Body
	pages["required"] = b.Press("next").Body
	pages["second"] = b.Fill("nguoi/doituong", "ld").Fill("nguoi/huyen", "h1").Press("next").Press("next").Body
	b.Ratings().Press("next")
	pages["third"] = b.Body
	b.Typed["khac/gio"], b.Typed["khac/ngay"], b.Typed["khac/vitri"] = []string{payload}, []string{payload},
		[]string{payload}
	pages["not valid"] = b.Fill("khac/gopy", payload).Fill("khac/ho[1]/ten", payload).Press("next").Body
	b.Typed["khac/gio"], b.Typed["khac/ngay"], b.Typed["khac/vitri"] = nil, nil, nil
	pages["review"] = b.Fill("khac/gopy", payload).Fill("khac/ho[1]/ten", payload).Press("next").Sees("Xem lại").Body
	pages["thanks"] = b.Press("send").Is(200).Body
	pages["whole"] = w.PostForm(w.T, "/s/"+slug,
		url.Values{payload: {payload}, "nguoi/doituong": {payload}, "khac/gopy": {payload},
			"lang": {payload}}).Is(422).Body
	return pages
}

// asset is the address of a static file as the login page names that of the desk's style.
func asset(w *webtest.World, name string) string {
	at := regexp.MustCompile(`/static/[0-9a-f]+/`).FindString(w.Get("/desk/login").Body)
	if at == "" {
		w.T.Fatal("the login page has no style")
	}
	return at + name
}

func TestEveryPageIsGuarded(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	for name, r := range map[string]webtest.Reply{
		"form": w.Get("/s/" + slug), "withdraw": w.Get("/s/" + slug + "/withdraw"), "not found": w.Get("/x"), "short": w.Get("/q/x"),
		"no survey": w.Get("/s/x"),
		"api":       w.Get("/api/v1/surveys/" + slug + "/questionnaire"),
		"api error": w.Get("/api/v1/surveys/x/questionnaire"),
		"health":    w.Get("/healthz"),
	} {
		t.Run(name, func(t *testing.T) {
			for header, want := range map[string]string{"Content-Security-Policy": "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'; form-action 'self'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"} {
				if got := r.Header.Get(header); got != want {
					t.Errorf("%s is %q, want %q", header, got, want)
				}
			}
			if strings.Contains(r.Header.Get("Content-Type"), "html") {
				webtest.AssertInert(t, r.Body)
			}
		})
	}
	static := w.Get(asset(w, "respond.css")).Header
	if !strings.Contains(static.Get("Cache-Control"), "immutable") || static.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("static files come with %v", static)
	}
	w.Get("/static/0/../../server.go").Want(404)
	w.Get(path.Dir(asset(w, "respond.css")) + "/../templates/form.html").Want(404)
}

func TestOtherSitesCannotPost(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	form := func(headers ...string) webtest.Reply {
		return w.Ask(http.MethodPost, "/s/"+slug, strings.NewReader(""),
			append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)...)
	}
	form("Sec-Fetch-Site", "cross-site").Want(403)
	form("Origin", "https://evil.example").Want(403)
	form("Sec-Fetch-Site", "same-origin").Want(422)
	form().Want(422)
	// The API takes answers from anywhere, since nothing there acts in a reader's name; with a login cookie it does.
	w.Send(slug, webtest.Response(webtest.IdA, webtest.GoodAnswers), "Origin", "https://elsewhere.example").Want(201)
	w.Send(slug, webtest.Response(webtest.IdB, webtest.GoodAnswers), "Origin", "https://elsewhere.example", "Cookie",
		"khaosat=abc").Want(403)
}

// TestFirstPageIsSmall holds what a phone asks for at first to four requests and their bodies under 37 kB, so that 3 kB
// are left for their heads; test/browser counts both on the wire.
func TestFirstPageIsSmall(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	loads := []string{"/s/" + w.Resolutions()}
	doc, err := html.Parse(strings.NewReader(w.Get(loads[0]).Want(200).Body))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range append(webtest.All(doc, "link"), webtest.All(doc, "script")...) {
		if at := webtest.Attr(n, "href") + webtest.Attr(n, "src"); strings.HasPrefix(at, "/") {
			loads = append(loads, at)
		}
	}
	if questionnaire := webtest.Attr(webtest.All(doc, "form")[0], "data-questionnaire"); len(loads) != 4 ||
		!slices.Contains(loads, questionnaire) {
		t.Errorf("the first page loads %q and %s", loads, questionnaire)
	}
	total := 0
	for _, at := range loads {
		total += len(w.Get(at, "Accept-Encoding", "gzip").Want(200).Body)
	}
	if total >= 37_000 {
		t.Errorf("the first page loads %d bytes, want less than 37000", total)
	}
}

func TestLogHoldsNoAddressAndNoToken(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	w.Get("/s/" + slug + "?token=sekret").Want(200)
	w.Get("/s/" + slug + "/f/0123456789ab/2").Want(200) // which tells the pages of one respondent apart
	if log := w.Log.String(); strings.Contains(log, "sekret") || strings.Contains(log, "0123456789ab") || strings.Contains(log, "192.0.2.1") ||
		!strings.Contains(log, "/s/"+slug) {
		t.Errorf("the log is %s", log)
	}
}
