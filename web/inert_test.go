package web

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
)

func TestAssertInertNoticesWhatRuns(t *testing.T) {
	for _, bad := range []string{`<script>1</script>`, `<script src=//evil.example/x.js></script>`, `<img src=x onerror=1>`, `<a href="javascript:1">x</a>`,
		`<a href="//evil.example">x</a>`, `<a href=" https://evil.example">x</a>`, `<svg onload=1>`, `<p style="color:red">x</p>`, `<iframe srcdoc=x></iframe>`,
		`<form action="https://evil.example">`, `<base href=/x>`, `<meta http-equiv=refresh content=0>`, `<svg><a xlink:href="javascript:1">`} {
		doc, err := html.Parse(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for n := range doc.Descendants() {
			found = found || n.Type == html.ElementNode && strange(n) != ""
		}
		if !found {
			t.Errorf("%s passes as inert", bad)
		}
	}
}

func TestHostileTextIsInert(t *testing.T) {
	for i, payload := range xssPayloads(t) {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			w := quickWorld(t)
			q := hostileForm(payload)
			if _, problems := survey.Compile(q); len(problems) > 0 { // ${…} that refers to nothing cannot be published: one that is text goes on
				payload = strings.ReplaceAll(payload, "$", "")
				q = hostileForm(payload)
			}
			slug := w.publish(q, survey.PublishOptions{Mode: survey.Anonymous})
			link, err := w.service.AddLink(t.Context(), admin, survey.Link{Survey: slug, Label: payload, Language: "vi"})
			if err != nil {
				t.Fatal(err)
			}
			for name, page := range hostilePages(w, slug, link.Code, payload) {
				t.Run(name, func(t *testing.T) {
					assertInert(t, page)
					if strings.Contains(payload, "alert(1)") && !strings.HasPrefix(payload, "%") && name == "first" && !strings.Contains(page, "alert(1)") {
						t.Error("the payload is not on the page: the test shows nothing")
					}
				})
			}
		})
	}
}

// hostilePages are all pages of a respondent who types the payload wherever a text can go.
func hostilePages(w *world, slug, link, payload string) map[string]string {
	pages := map[string]string{}
	q := url.QueryEscape(payload)
	b := w.open("/s/" + slug + "?link=" + link)
	pages["first"] = b.body
	pages["language"] = w.open("/s/" + slug + "?lang=" + q + "&link=" + link + "&token=" + q).body
	pages["unknown link"] = w.open("/s/" + slug + "?link=" + q).body
	pages["unknown survey"] = w.open("/s/" + url.PathEscape(payload)).body
	pages["nothing"] = w.open("/" + url.PathEscape(payload)).body
	pages["withdraw"] = w.postForm(w.t, "/s/"+slug+"/withdraw?lang="+q, url.Values{"receipt": {payload}}).body
	pages["stale"] = w.postForm(w.t, "/s/"+slug, url.Values{fieldState: {payload}, fieldDo: {payload}}).body
	pages["required"] = b.press("next").body
	pages["second"] = b.fill("nguoi/doituong", "ld").fill("nguoi/huyen", "h1").press("next").press("next").body
	b.ratings().press("next")
	pages["third"] = b.body
	b.typed["khac/gio"], b.typed["khac/ngay"], b.typed["khac/vitri"] = []string{payload}, []string{payload}, []string{payload}
	pages["not valid"] = b.fill("khac/gopy", payload).fill("khac/ho[1]/ten", payload).press("next").body
	b.typed["khac/gio"], b.typed["khac/ngay"], b.typed["khac/vitri"] = nil, nil, nil
	pages["review"] = b.fill("khac/gopy", payload).fill("khac/ho[1]/ten", payload).press("next").sees("Xem lại").body
	pages["thanks"] = b.press("send").is(200).body
	pages["whole"] = w.postForm(w.t, "/s/"+slug, url.Values{payload: {payload}, "nguoi/doituong": {payload}, "khac/gopy": {payload}, "lang": {payload}}).is(422).body
	return pages
}

// asset is the address of a static file as the login page names that of the desk's style.
func asset(w *world, name string) string {
	at := regexp.MustCompile(`/static/[0-9a-f]+/`).FindString(w.get("/desk/login").body)
	if at == "" {
		w.t.Fatal("the login page has no style")
	}
	return at + name
}

func TestEveryPageIsGuarded(t *testing.T) {
	w := quickWorld(t)
	slug := w.resolutions()
	for name, r := range map[string]reply{
		"form": w.get("/s/" + slug), "withdraw": w.get("/s/" + slug + "/withdraw"), "not found": w.get("/x"), "no survey": w.get("/s/x"),
		"api": w.get("/api/v1/surveys/" + slug + "/questionnaire"), "api error": w.get("/api/v1/surveys/x/questionnaire"),
		"static": w.get(asset(w, "respond.css")), "health": w.get("/healthz"),
	} {
		t.Run(name, func(t *testing.T) {
			for header, want := range map[string]string{"Content-Security-Policy": "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'; form-action 'self'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"} {
				if got := r.header.Get(header); got != want {
					t.Errorf("%s is %q, want %q", header, got, want)
				}
			}
			if strings.Contains(r.header.Get("Content-Type"), "html") {
				assertInert(t, r.body)
			}
		})
	}
	if got := w.get(asset(w, "respond.css")).header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("static files are cached by %q", got)
	}
	w.get("/static/0/../../server.go").want(404)
	w.get(path.Dir(asset(w, "respond.css")) + "/../templates/form.html").want(404)
}

func TestOtherSitesCannotPost(t *testing.T) {
	w := quickWorld(t)
	slug := w.resolutions()
	form := func(headers ...string) reply {
		return w.ask(http.MethodPost, "/s/"+slug, strings.NewReader(""), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)...)
	}
	form("Sec-Fetch-Site", "cross-site").want(403)
	form("Origin", "https://evil.example").want(403)
	form("Sec-Fetch-Site", "same-origin").want(422)
	form().want(422)
	// The API takes answers from anywhere, since nothing there acts in a reader's name; with a login cookie it does.
	w.send(slug, response(idA, goodAnswers), "Origin", "https://elsewhere.example").want(201)
	w.send(slug, response(idB, goodAnswers), "Origin", "https://elsewhere.example", "Cookie", "khaosat=abc").want(403)
}

var importPattern = regexp.MustCompile(`(?:from|import\(|import) ?'\./([a-z_]+\.js)'`)

// TestFirstPageIsSmall holds what a phone loads at first under 60 kB.
func TestFirstPageIsSmall(t *testing.T) {
	w := quickWorld(t)
	slug := w.resolutions()
	page := w.get("/s/" + slug).want(200).body
	total := len(page)
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var loads []string
	for _, n := range append(all(doc, "link"), all(doc, "script")...) {
		loads = append(loads, attr(n, "href")+attr(n, "src"))
	}
	for i := 0; i < len(loads); i++ { // with all that the modules import
		for _, m := range importPattern.FindAllStringSubmatch(w.get(loads[i]).want(200).body, -1) {
			if at := path.Join(path.Dir(asset(w, "respond.css")), m[1]); !slices.Contains(loads, at) {
				loads = append(loads, at)
			}
		}
		total += len(w.get(loads[i], "Accept-Encoding", "gzip").want(200).body)
	}
	if !slices.Contains(loads, path.Join(path.Dir(asset(w, "respond.css")), "expr.js")) {
		t.Fatalf("the page loads only %q", loads)
	}
	forms := all(doc, "form")
	total += len(w.get(attr(forms[0], "data-questionnaire"), "Accept-Encoding", "gzip").want(200).body)
	if total >= 60_000 {
		t.Errorf("the first page loads %d bytes, want less than 60000", total)
	}
}

func TestLogHoldsNoAddressAndNoToken(t *testing.T) {
	w := quickWorld(t)
	slug := w.resolutions()
	w.get("/s/" + slug + "?token=sekret").want(200)
	if log := w.log.String(); strings.Contains(log, "sekret") || strings.Contains(log, "192.0.2.1") || !strings.Contains(log, "/s/"+slug) {
		t.Errorf("the log is %s", log)
	}
}
