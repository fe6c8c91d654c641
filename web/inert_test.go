package web

import (
	"bufio"
	"bytes"
	_ "embed"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/khaosat/khaosat/survey"
)

//go:embed testdata/xss.txt
var xssCorpus []byte

// xssPayloads are texts that must be shown as the texts they are.
func xssPayloads(t *testing.T) []string {
	t.Helper()
	var out []string
	lines := bufio.NewScanner(bytes.NewReader(xssCorpus))
	for lines.Scan() {
		out = append(out, lines.Text())
	}
	if len(out) < 40 {
		t.Fatalf("the corpus has %d payloads, want at least 40", len(out))
	}
	return out
}

// addressAttributes hold addresses that a browser loads or goes to.
var addressAttributes = []string{"href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcset", "background", "ping", "manifest"}

// strangeElements have no place in our pages. An iframe has one at the desk, for the preview, and only without srcdoc.
var strangeElements = []string{"object", "embed", "base", "style", "applet", "frame", "math", "animate", "set", "foreignobject", "template", "noscript", "marquee"}

// assertInert fails the test when something in a page could run, load from elsewhere or leave to elsewhere.
func assertInert(t *testing.T, page string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if fault := strange(n); fault != "" {
			t.Errorf("%s: %s", fault, outer(n))
		}
	}
}

func strange(n *html.Node) string {
	switch {
	case slices.Contains(strangeElements, strings.ToLower(n.Data)):
		return "an element that is not ours"
	case n.Data == "script" && (!strings.HasPrefix(attr(n, "src"), "/static/") || inner(n) != ""):
		return "a script that is not ours"
	case n.Data == "link" && !strings.HasPrefix(attr(n, "href"), "/"):
		return "a link to elsewhere"
	case n.Data == "meta" && has(n, "http-equiv"):
		return "a directive"
	}
	for _, a := range n.Attr {
		name := strings.ToLower(a.Key)
		if a.Namespace != "" {
			name = a.Namespace + ":" + name
		}
		switch {
		case strings.HasPrefix(name, "on"):
			return "a handler " + name
		case name == "style" || name == "srcdoc":
			return "an attribute " + name
		case slices.Contains(addressAttributes, name) && !ownAddress(a.Val):
			return "an address elsewhere in " + name
		}
	}
	return ""
}

// ownAddress reports whether an address stays on this server.
func ownAddress(s string) bool {
	if strings.HasPrefix(s, "#") {
		return true
	}
	u, err := url.Parse(strings.TrimSpace(s))
	return err == nil && u.Host == "" && (u.Scheme == "" || strings.HasPrefix(s, "data:image/")) && !strings.HasPrefix(s, "//") && !strings.HasPrefix(s, `\`)
}

func outer(n *html.Node) string {
	var b strings.Builder
	if err := html.Render(&b, n); err != nil {
		return err.Error()
	}
	return b.String()[:min(b.Len(), 300)]
}

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

// hostileForm has a payload wherever an author writes text.
func hostileForm(payload string) *survey.Questionnaire {
	text := survey.Text{"vi": payload, "en": payload + " en"}
	q := resolutionForm()
	q.FormID, q.Title, q.Style, q.InstanceName = "hostile", text, payload, "${gopy}" // called what the respondent types
	last := q.Items[len(q.Items)-1]
	last.Children = append(last.Children, &survey.Item{Name: "ai", Kind: survey.Single, List: "${ten}"})
	q.Settings = map[string]string{"theme": payload}
	for i := range q.Languages {
		q.Languages[i].Header, q.Languages[i].Name = payload, payload
	}
	q.Languages = append(q.Languages, survey.Language{ID: payload, Header: payload, Name: payload})
	for i := range q.Lists {
		for j := range q.Lists[i].Choices {
			c := &q.Lists[i].Choices[j]
			c.Label, c.Media = text, map[string]survey.Text{"image": {"vi": payload + ".png"}}
		}
	}
	q.Files = map[string]string{payload + ".png": strings.Repeat("ab", 32)}
	q.Walk(func(_ string, it *survey.Item) bool {
		it.Label, it.Hint, it.Guidance, it.RequiredMessage, it.ConstraintMessage, it.ReportPhrase = text, text, text, text, text, text
		it.Media = map[string]survey.Text{"image": {"vi": payload + ".png"}, "audio": {"vi": payload + ".mp3"}}
		it.UnitOfMeasure = payload
		if it.Kind == survey.TextItem {
			it.Default = "· " + payload // alone it might be an expression
		}
		return true
	})
	return q
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
	pages["stale"] = w.postForm(w.t, "/s/"+slug, url.Values{inputState: {payload}, inputDo: {payload}}).body
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

func TestEveryPageIsGuarded(t *testing.T) {
	w := quickWorld(t)
	slug := w.resolutions()
	for name, r := range map[string]reply{
		"form": w.get("/s/" + slug), "withdraw": w.get("/s/" + slug + "/withdraw"), "not found": w.get("/x"), "no survey": w.get("/s/x"),
		"api": w.get("/api/v1/surveys/" + slug + "/questionnaire"), "api error": w.get("/api/v1/surveys/x/questionnaire"),
		"static": w.get(w.server.edge.assets.Address("respond.css")), "health": w.get("/healthz"),
	} {
		t.Run(name, func(t *testing.T) {
			for header, want := range map[string]string{"Content-Security-Policy": contentPolicy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"} {
				if got := r.header.Get(header); got != want {
					t.Errorf("%s is %q, want %q", header, got, want)
				}
			}
			if strings.Contains(r.header.Get("Content-Type"), "html") {
				assertInert(t, r.body)
			}
		})
	}
	if got := w.get(w.server.edge.assets.Address("respond.css")).header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("static files are cached by %q", got)
	}
	w.get("/static/0/../../server.go").want(404)
	w.get("/static/" + w.server.edge.assets.hash + "/../templates/respond/form.html").want(404)
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
			if at := w.server.edge.assets.Address(m[1]); !slices.Contains(loads, at) {
				loads = append(loads, at)
			}
		}
		total += len(w.get(loads[i], "Accept-Encoding", "gzip").want(200).body)
	}
	if !slices.Contains(loads, w.server.edge.assets.Address("expr.js")) {
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
