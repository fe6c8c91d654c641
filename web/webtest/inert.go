package webtest

import (
	"bufio"
	"bytes"
	_ "embed"
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

// XssPayloads are texts that must be shown as the texts they are.
func XssPayloads(t *testing.T) []string {
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
var addressAttributes = []string{"href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcset",
	"background", "ping", "manifest"}

// strangeElements have no place in our pages. An iframe has one at the desk, for the preview, and only without srcdoc.
var strangeElements = []string{"object", "embed", "base", "style", "applet", "frame", "math", "animate", "set",
	"foreignobject", "template", "noscript", "marquee"}

// AssertInert fails the test when something in a page could run, load from elsewhere or leave to elsewhere.
func AssertInert(t *testing.T, page string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if fault := Strange(n); fault != "" {
			t.Errorf("%s: %s", fault, outer(n))
		}
	}
}

func Strange(n *html.Node) string {
	switch {
	case n.Data == "noscript" && ownRefresh.MatchString(inner(n)):
		return ""
	case n.Data == "template" && len(n.Attr) == 1 && (Has(n, "data-page") || Has(n, "data-open")):
		return "" // what is in it is looked at as well
	case slices.Contains(strangeElements, strings.ToLower(n.Data)):
		return "an element that is not ours"
	case n.Data == "script" && (!strings.HasPrefix(Attr(n, "src"), "/static/") || inner(n) != ""):
		return "a script that is not ours"
	case n.Data == "link" && Attr(n, "rel") != "icon" && !strings.HasPrefix(Attr(n, "href"), "/"):
		return "a link to elsewhere"
	case n.Data == "meta" && Has(n, "http-equiv"):
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

// ownRefresh sends a browser without scripts on to a page of ours.
var ownRefresh = regexp.MustCompile(`^<meta http-equiv="refresh" content="0; url=/s/[^"<>]*">$`)

// ownAddress reports whether an address stays on this server.
func ownAddress(s string) bool {
	if strings.HasPrefix(s, "#") {
		return true
	}
	u, err := url.Parse(strings.TrimSpace(s))
	return err == nil && u.Host == "" && (u.Scheme == "" || strings.HasPrefix(s, "data:image/")) &&
		!strings.HasPrefix(s, "//") && !strings.HasPrefix(s, `\`)
}

func outer(n *html.Node) string {
	var b strings.Builder
	if err := html.Render(&b, n); err != nil {
		return err.Error()
	}
	return b.String()[:min(b.Len(), 300)]
}

// HostileForm has a payload wherever an author writes text.
func HostileForm(payload string) *survey.Questionnaire {
	text := survey.Text{"vi": payload, "en": payload + " en"}
	q := ResolutionForm()
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
		it.Label, it.Hint, it.Guidance, it.RequiredMessage, it.ConstraintMessage, it.ReportPhrase = text, text, text,
			text, text, text
		it.Media = map[string]survey.Text{"image": {"vi": payload + ".png"}, "audio": {"vi": payload + ".mp3"}}
		it.UnitOfMeasure = payload
		if it.Kind == survey.TextItem {
			it.Default = "· " + payload // alone it might be an expression
		}
		return true
	})
	return q
}
