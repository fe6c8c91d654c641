package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Hidden fields of our pages.
const (
	fieldDo    = ".do"    // what the pressed button asks for
	fieldState = ".state" // sealed
)

// browser is one without scripts: it fills in the form of the page at hand and presses its buttons.
type browser struct {
	w      *world
	doc    *html.Node
	status int
	body   string
	typed  map[string][]string // input name → what the user typed or chose on this page
	cookie string              // of somebody who is signed in at the desk
}

// open loads a page.
func (w *world) open(target string) *browser {
	w.t.Helper()
	b := &browser{w: w}
	b.load(w.get(target, "Accept", "text/html"))
	return b
}

// open loads a page of the respondent's kind as somebody who is signed in.
func (p person) open(target string) *browser {
	p.w.t.Helper()
	b := &browser{w: p.w, cookie: "khaosat=" + p.cookie}
	b.load(p.get(target))
	return b
}

func (b *browser) load(r reply) {
	b.w.t.Helper()
	doc, err := html.Parse(strings.NewReader(r.body))
	if err != nil {
		b.w.t.Fatal(err)
	}
	for _, n := range all(doc, "template") { // holds what only scripts put into the page
		n.Parent.RemoveChild(n)
	}
	b.doc, b.status, b.body, b.typed = doc, r.status, r.body, map[string][]string{}
}

// fill types or chooses at the inputs of a name. An input that is not there, or disabled, is an error.
func (b *browser) fill(name string, values ...string) *browser {
	b.w.t.Helper()
	inputs := b.inputs(name)
	if len(inputs) == 0 {
		b.w.t.Fatalf("the page has no enabled input %q\n%s", name, b.text())
	}
	for _, v := range values {
		if !slices.ContainsFunc(inputs, func(n *html.Node) bool { return takes(n, v) }) {
			b.w.t.Fatalf("no input %q takes %q", name, v)
		}
	}
	b.typed[name] = values
	return b
}

// takes reports whether a user can give the value at the input.
func takes(n *html.Node, value string) bool {
	switch {
	case n.Data == "select":
		return value == "" || slices.ContainsFunc(all(n, "option"), func(o *html.Node) bool { return attr(o, "value") == value })
	case n.Data == "input" && (attr(n, "type") == "radio" || attr(n, "type") == "checkbox"):
		return attr(n, "value") == value
	}
	return true
}

// press sends the form with the button of that value of ".do".
func (b *browser) press(do string) *browser {
	b.w.t.Helper()
	form := b.form()
	if !slices.ContainsFunc(all(form, "button"), func(n *html.Node) bool { return attr(n, "value") == do }) {
		b.w.t.Fatalf("the page has no button %q\n%s", do, b.text())
	}
	values := b.values()
	values.Set(fieldDo, do)
	b.load(b.w.ask(http.MethodPost, attr(form, "action"), strings.NewReader(values.Encode()), "Content-Type", "application/x-www-form-urlencoded",
		"Origin", "http://example.com", "Accept", "text/html", "Cookie", b.cookie))
	return b
}

// values are what the form would send, without a button.
func (b *browser) values() url.Values {
	out := url.Values{}
	for _, n := range b.controls() {
		name := attr(n, "name")
		if _, typed := b.typed[name]; typed {
			continue
		}
		switch kind := attr(n, "type"); {
		case n.Data == "select":
			for _, o := range all(n, "option") {
				if has(o, "selected") {
					out.Add(name, attr(o, "value"))
				}
			}
		case n.Data == "textarea":
			out.Add(name, inner(n))
		case kind == "radio" || kind == "checkbox":
			if has(n, "checked") {
				out.Add(name, attr(n, "value"))
			}
		case kind != "file":
			out.Add(name, attr(n, "value"))
		}
	}
	for name, values := range b.typed {
		out[name] = values
	}
	return out
}

func (b *browser) form() *html.Node {
	b.w.t.Helper()
	forms := all(b.doc, "form")
	if len(forms) == 0 {
		b.w.t.Fatalf("the page has no form\n%s", b.text())
	}
	return forms[0]
}

// controls lists the form's inputs that a browser sends.
func (b *browser) controls() []*html.Node {
	var out []*html.Node
	for _, tag := range []string{"input", "select", "textarea"} {
		for _, n := range all(b.form(), tag) {
			if attr(n, "name") != "" && !disabled(n) {
				out = append(out, n)
			}
		}
	}
	return out
}

func (b *browser) inputs(name string) []*html.Node {
	return slices.DeleteFunc(b.controls(), func(n *html.Node) bool { return attr(n, "name") != name })
}

func disabled(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if has(n, "disabled") {
			return true
		}
	}
	return false
}

// text is what a reader sees.
func (b *browser) text() string {
	var out strings.Builder
	for n := range b.doc.Descendants() {
		if n.Type == html.TextNode && !hidden(n) {
			if s := strings.TrimSpace(n.Data); s != "" {
				out.WriteString(s + "\n")
			}
		}
	}
	return out.String()
}

func hidden(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if has(n, "hidden") || n.Data == "head" && n.Type == html.ElementNode {
			return true
		}
	}
	return false
}

// sees fails the test unless the page shows each text.
func (b *browser) sees(texts ...string) *browser {
	b.w.t.Helper()
	page := b.text()
	for _, want := range texts {
		if !strings.Contains(page, want) {
			b.w.t.Fatalf("the page (status %d) does not show %q:\n%s", b.status, want, page)
		}
	}
	return b
}

// misses fails the test when the page shows one of the texts.
func (b *browser) misses(texts ...string) *browser {
	b.w.t.Helper()
	page := b.text()
	for _, bad := range texts {
		if strings.Contains(page, bad) {
			b.w.t.Fatalf("the page shows %q:\n%s", bad, page)
		}
	}
	return b
}

// is fails the test unless the page came with the status.
func (b *browser) is(status int) *browser {
	b.w.t.Helper()
	if b.status != status {
		b.w.t.Fatalf("status %d, want %d:\n%s", b.status, status, b.text())
	}
	return b
}

// receipt is the receipt code on the page.
func (b *browser) receipt() string {
	b.w.t.Helper()
	for _, n := range all(b.doc, "output") {
		if attr(n, "id") == "receipt" {
			return inner(n)
		}
	}
	b.w.t.Fatalf("the page (status %d) shows no receipt:\n%s", b.status, b.text())
	return ""
}

func all(n *html.Node, tag string) []*html.Node {
	var out []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == tag {
			out = append(out, d)
		}
	}
	return out
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
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

// postForm posts a form that is not one of our pages.
func (w *world) postForm(t testing.TB, target string, values url.Values) *browser {
	t.Helper()
	b := &browser{w: w}
	b.load(w.ask(http.MethodPost, target, strings.NewReader(values.Encode()), "Content-Type", "application/x-www-form-urlencoded"))
	return b
}

// ratings fills in the second page of resolutionForm.
func (b *browser) ratings() *browser {
	b.w.t.Helper()
	return b.fill("danhgia/kiemtra", "1").fill("danhgia/canbo", "2").fill("danhgia/tuyentruyen", "9").fill("danhgia/diem", "8")
}

func byID(doc *html.Node, id string) *html.Node {
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && attr(n, "id") == id {
			return n
		}
	}
	return nil
}

// question is what names an item on the page: its legend or label, or the picture or sound in it.
func question(item *html.Node) string {
	for n := range item.Descendants() {
		if n.Type != html.ElementNode || n.Data != "legend" && n.Data != "label" && attr(n, "class") != "question" {
			continue
		}
		if text := inner(n); text != "" {
			return text
		}
	}
	for _, tag := range []string{"img", "audio", "video"} {
		if len(all(item, tag)) > 0 {
			return tag
		}
	}
	return ""
}

// attach presses "next" with a file.
func (b *browser) attach(item, name string, content []byte) {
	t := b.w.t
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, values := range b.values() {
		for _, v := range values {
			if err := m.WriteField(name, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := m.WriteField(fieldDo, "next"); err != nil {
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
	b.load(b.w.ask(http.MethodPost, attr(b.form(), "action"), &body, "Content-Type", m.FormDataContentType()))
}
