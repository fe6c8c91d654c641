package webtest

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Hidden fields of our pages.
const (
	FieldDo    = ".do"    // what the pressed button asks for
	FieldState = ".state" // sealed
)

// Browser is one without scripts: it fills in the form of the page at hand and presses its buttons, keeps cookies and
// goes where it is sent.
type Browser struct {
	W      *World
	Doc    *html.Node
	Status int
	Body   string
	Typed  map[string][]string // input name → what the user typed or chose on this page
	Been   []string            // addresses of the pages that it asked for, the present one last
	cookie string              // of somebody who is signed in at the desk
	jar    http.CookieJar      // nil: it keeps none
}

// Open loads a page.
func (w *World) Open(target string) *Browser {
	w.T.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.T.Fatal(err)
	}
	b := &Browser{W: w, jar: jar}
	b.Go(target)
	return b
}

// OpenWithoutCookies loads a page in a browser that keeps none.
func (w *World) OpenWithoutCookies(target string) *Browser {
	w.T.Helper()
	b := &Browser{W: w}
	b.Go(target)
	return b
}

// Go asks for a page, as by a link or by Back.
func (b *Browser) Go(target string) *Browser {
	b.W.T.Helper()
	b.ask(http.MethodGet, target, nil, "Accept", "text/html")
	return b
}

// Back goes to the page before the present one.
func (b *Browser) Back() *Browser {
	b.W.T.Helper()
	if len(b.Been) < 2 {
		b.W.T.Fatalf("no page was before %q", b.Been)
	}
	to := b.Been[len(b.Been)-2]
	b.Been = b.Been[:len(b.Been)-2]
	return b.Go(to)
}

var refresh = regexp.MustCompile(`http-equiv="refresh" content="0; url=([^"]+)"`)

// ask sends a request with the cookies that are kept, and goes on to where the answer leads in the respondents' world.
func (b *Browser) ask(method, target string, body io.Reader, headers ...string) {
	b.W.T.Helper()
	for range 5 {
		at, err := url.Parse("http://example.com" + target)
		if err != nil {
			b.W.T.Fatal(err)
		}
		r := b.W.Ask(method, target, body, append(headers, "Cookie", b.cookies(at))...)
		b.Load(r)
		to := r.Header.Get("Location")
		if b.jar != nil {
			b.jar.SetCookies(at, (&http.Response{Header: r.Header}).Cookies())
			if m := refresh.FindStringSubmatch(r.Body); m != nil && to == "" {
				to = html.UnescapeString(m[1])
			}
		}
		if !strings.HasPrefix(to, "/s/") {
			if method == http.MethodGet {
				b.Been = append(b.Been, target)
			}
			return
		}
		method, target, body, headers = http.MethodGet, to, nil, []string{"Accept", "text/html"}
	}
	b.W.T.Fatalf("sent on and on, now to %s", target)
}

func (b *Browser) cookies(at *url.URL) string {
	out := []string{}
	if b.cookie != "" {
		out = append(out, b.cookie)
	}
	if b.jar != nil {
		for _, c := range b.jar.Cookies(at) {
			out = append(out, c.Name+"="+c.Value)
		}
	}
	return strings.Join(out, "; ")
}

// Open loads a page of the respondent's kind as somebody who is signed in.
func (p Person) Open(target string) *Browser {
	p.W.T.Helper()
	b := &Browser{W: p.W, cookie: "khaosat=" + p.Cookie}
	b.Load(p.Get(target))
	return b
}

func (b *Browser) Load(r Reply) {
	b.W.T.Helper()
	doc, err := html.Parse(strings.NewReader(r.Body))
	if err != nil {
		b.W.T.Fatal(err)
	}
	for _, n := range All(doc, "template") { // holds what only scripts put into the page
		n.Parent.RemoveChild(n)
	}
	b.Doc, b.Status, b.Body, b.Typed = doc, r.Status, r.Body, map[string][]string{}
}

// Fill types or chooses at the inputs of a name. An input that is not there, or disabled, is an error.
func (b *Browser) Fill(name string, values ...string) *Browser {
	b.W.T.Helper()
	inputs := b.Inputs(name)
	if len(inputs) == 0 {
		b.W.T.Fatalf("the page has no enabled input %q\n%s", name, b.Text())
	}
	for _, v := range values {
		if !slices.ContainsFunc(inputs, func(n *html.Node) bool { return takes(n, v) }) {
			b.W.T.Fatalf("no input %q takes %q", name, v)
		}
	}
	b.Typed[name] = values
	return b
}

// takes reports whether a user can give the value at the input.
func takes(n *html.Node, value string) bool {
	switch {
	case n.Data == "select":
		return value == "" || slices.ContainsFunc(All(n, "option"),
			func(o *html.Node) bool { return Attr(o, "value") == value })
	case n.Data == "input" && (Attr(n, "type") == "radio" || Attr(n, "type") == "checkbox"):
		return Attr(n, "value") == value
	}
	return true
}

// Press sends the form with the button of that value of ".do".
func (b *Browser) Press(do string) *Browser {
	b.W.T.Helper()
	form := b.Form()
	if !slices.ContainsFunc(All(form, "button"), func(n *html.Node) bool { return Attr(n, "value") == do }) {
		b.W.T.Fatalf("the page has no button %q\n%s", do, b.Text())
	}
	values := b.Values()
	values.Set(FieldDo, do)
	b.ask(http.MethodPost, Attr(form, "action"), strings.NewReader(values.Encode()), "Content-Type",
		"application/x-www-form-urlencoded", "Origin", "http://example.com", "Accept", "text/html")
	return b
}

// Values are what the form would send, without a button.
func (b *Browser) Values() url.Values {
	out := url.Values{}
	for _, n := range b.Controls() {
		name := Attr(n, "name")
		if _, typed := b.Typed[name]; typed {
			continue
		}
		switch kind := Attr(n, "type"); {
		case n.Data == "select":
			for _, o := range All(n, "option") {
				if Has(o, "selected") {
					out.Add(name, Attr(o, "value"))
				}
			}
		case n.Data == "textarea":
			out.Add(name, inner(n))
		case kind == "radio" || kind == "checkbox":
			if Has(n, "checked") {
				out.Add(name, Attr(n, "value"))
			}
		case kind != "file":
			out.Add(name, Attr(n, "value"))
		}
	}
	for name, values := range b.Typed {
		out[name] = values
	}
	return out
}

func (b *Browser) Form() *html.Node {
	b.W.T.Helper()
	forms := All(b.Doc, "form")
	if len(forms) == 0 {
		b.W.T.Fatalf("the page has no form\n%s", b.Text())
	}
	return forms[0]
}

// Controls lists the form's inputs that a browser sends.
func (b *Browser) Controls() []*html.Node {
	var out []*html.Node
	for _, tag := range []string{"input", "select", "textarea"} {
		for _, n := range All(b.Form(), tag) {
			if Attr(n, "name") != "" && !disabled(n) {
				out = append(out, n)
			}
		}
	}
	return out
}

func (b *Browser) Inputs(name string) []*html.Node {
	return slices.DeleteFunc(b.Controls(), func(n *html.Node) bool { return Attr(n, "name") != name })
}

func disabled(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if Has(n, "disabled") {
			return true
		}
	}
	return false
}

// Text is what a reader sees.
func (b *Browser) Text() string {
	var out strings.Builder
	for n := range b.Doc.Descendants() {
		if n.Type == html.TextNode && !Hidden(n) {
			if s := strings.TrimSpace(n.Data); s != "" {
				out.WriteString(s + "\n")
			}
		}
	}
	return out.String()
}

func Hidden(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if Has(n, "hidden") || n.Data == "head" && n.Type == html.ElementNode {
			return true
		}
	}
	return false
}

// Sees fails the test unless the page shows each text.
func (b *Browser) Sees(texts ...string) *Browser {
	b.W.T.Helper()
	page := b.Text()
	for _, want := range texts {
		if !strings.Contains(page, want) {
			b.W.T.Fatalf("the page (status %d) does not show %q:\n%s", b.Status, want, page)
		}
	}
	return b
}

// Misses fails the test when the page shows one of the texts.
func (b *Browser) Misses(texts ...string) *Browser {
	b.W.T.Helper()
	page := b.Text()
	for _, bad := range texts {
		if strings.Contains(page, bad) {
			b.W.T.Fatalf("the page shows %q:\n%s", bad, page)
		}
	}
	return b
}

// Is fails the test unless the page came with the status.
func (b *Browser) Is(status int) *Browser {
	b.W.T.Helper()
	if b.Status != status {
		b.W.T.Fatalf("status %d, want %d:\n%s", b.Status, status, b.Text())
	}
	return b
}

// Receipt is the receipt code on the page.
func (b *Browser) Receipt() string {
	b.W.T.Helper()
	for _, n := range All(b.Doc, "output") {
		if Attr(n, "id") == "receipt" {
			return inner(n)
		}
	}
	b.W.T.Fatalf("the page (status %d) shows no receipt:\n%s", b.Status, b.Text())
	return ""
}

func All(n *html.Node, tag string) []*html.Node {
	var out []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == tag {
			out = append(out, d)
		}
	}
	return out
}

func Attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func Has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func inner(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(out.String())
}

// PostForm posts a form that is not one of our pages.
func (w *World) PostForm(t testing.TB, target string, values url.Values) *Browser {
	t.Helper()
	b := &Browser{W: w}
	b.Load(w.Ask(http.MethodPost, target, strings.NewReader(values.Encode()), "Content-Type",
		"application/x-www-form-urlencoded"))
	return b
}

// Ratings fills in the second page of resolutionForm.
func (b *Browser) Ratings() *Browser {
	b.W.T.Helper()
	return b.Fill("danhgia/kiemtra", "1").Fill("danhgia/canbo", "2").Fill("danhgia/tuyentruyen",
		"9").Fill("danhgia/diem", "8")
}

func ByID(doc *html.Node, id string) *html.Node {
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && Attr(n, "id") == id {
			return n
		}
	}
	return nil
}

// Question is what names an item on the page: its legend or label, or the picture or sound in it.
func Question(item *html.Node) string {
	for n := range item.Descendants() {
		if n.Type != html.ElementNode || n.Data != "legend" && n.Data != "label" && Attr(n, "class") != "question" {
			continue
		}
		if text := inner(n); text != "" {
			return text
		}
	}
	for _, tag := range []string{"img", "audio", "video"} {
		if len(All(item, tag)) > 0 {
			return tag
		}
	}
	return ""
}

// Attach presses "next" with a file.
func (b *Browser) Attach(item, name string, content []byte) {
	t := b.W.T
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, values := range b.Values() {
		for _, v := range values {
			if err := m.WriteField(name, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := m.WriteField(FieldDo, "next"); err != nil {
		t.Fatal(err)
	}
	part, err := m.CreateFormFile(item, name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	b.ask(http.MethodPost, Attr(b.Form(), "action"), &body, "Content-Type", m.FormDataContentType())
}

// Kept are the cookies that the browser would send to an address, name=value.
func (b *Browser) Kept(target string) []string {
	b.W.T.Helper()
	at, err := url.Parse("http://example.com" + target)
	if err != nil {
		b.W.T.Fatal(err)
	}
	return strings.Fields(strings.ReplaceAll(b.cookies(at), ";", ""))
}

// Value is what stands at the first input of a name.
func (b *Browser) Value(name string) string {
	b.W.T.Helper()
	return b.Values().Get(name)
}
