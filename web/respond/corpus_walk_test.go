package respond_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/answergen"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/web/respond"
	"github.com/khaosat/khaosat/web/webtest"
)

// walks answers the form page by page as somebody without scripts does, to the receipt.
func (c *corpusForm) walks() {
	a, ok := c.gen.Valid()
	if !ok || c.givenByProgram(a) {
		return
	}
	c.w.Pass(time.Second)
	before := len(c.w.Responses(c.slug))
	lang := c.languages()[0]
	first := c.first(lang)
	typed := map[string]survey.Value{}
	rows := map[string]int{}
	flatten(c.form, a, "", "", typed, rows)
	b := c.w.Open("/s/" + c.slug + inLanguage(lang)).Is(200)
	refused := 0
	for turn := 0; ; turn++ {
		if turn > 3*first.Pages+60 {
			c.t.Errorf("no receipt after %d pages:\n%s", turn, b.Text())
			return
		}
		if refused++; b.Status == 200 {
			refused = 0
		}
		// choices that depend on answers of the same page come one after another
		if b.Status != 200 && b.Status != 422 || refused > 5 {
			c.t.Errorf("status %d:\n%s\n%s", b.Status, b.Text(), corpusJSON(c.t, a))
			return
		}
		if webtest.ByID(b.Doc, "receipt") != nil {
			break
		}
		c.w.Pass(time.Second)
		if add := c.rowToAdd(b, rows); add != "" {
			c.pressWithFiles(b, typed, first.UI, add)
			continue
		}
		do := "next"
		if len(buttons(b, "send")) > 0 {
			do = "send"
		}
		c.pressWithFiles(b, typed, first.UI, do)
	}
	stored := c.w.Responses(c.slug)
	if len(stored) != before+1 {
		c.t.Errorf("%d responses are stored, want %d", len(stored), before+1)
		return
	}
	c.kept(stored, a)
}

// givenByProgram reports whether answers hold what no page asks for.
func (c *corpusForm) givenByProgram(a survey.Answers) bool {
	for path, v := range a {
		f := c.form.Field(path)
		for _, row := range v.Rows {
			if c.givenByProgram(row) {
				return true
			}
		}
		if f.Item.Kind == survey.Hidden && v.Text != strings.TrimSpace(f.Item.Default) {
			return true
		}
	}
	return false
}

// flatten lists answers by the names of the inputs that take them, and the number of rows of each repeat.
func flatten(form *form.Form, a survey.Answers, repeat, prefix string, typed map[string]survey.Value,
	rows map[string]int) {
	for path, v := range a {
		name := prefix + strings.TrimPrefix(path, repeat)
		if form.Field(path).Item.Kind != survey.Repeat {
			typed[name] = v
			continue
		}
		rows[name] = len(v.Rows)
		for i, row := range v.Rows {
			flatten(form, row, path+"/", fmt.Sprintf("%s[%d]/", name, i+1), typed, rows)
		}
	}
}

func buttons(b *webtest.Browser, do string) []*html.Node {
	var out []*html.Node
	for _, n := range webtest.All(b.Form(), "button") {
		if webtest.Attr(n, "name") == webtest.FieldDo && webtest.Attr(n, "value") == do && !webtest.Hidden(n) {
			out = append(out, n)
		}
	}
	return out
}

// rowToAdd is the button that adds the next row which the answers have and the page does not, "" when there is none.
func (c *corpusForm) rowToAdd(b *webtest.Browser, rows map[string]int) string {
	for name, n := range rows {
		if len(buttons(b, "add:"+name)) > 0 && n > 0 && webtest.ByID(b.Doc, "q."+name+"["+strconv.Itoa(n)+"]") == nil {
			return "add:" + name
		}
	}
	return ""
}

// pressWithFiles fills in what the page asks for and sends it, as a browser sends a form with attachments.
func (c *corpusForm) pressWithFiles(b *webtest.Browser, typed map[string]survey.Value, ui, do string) {
	files := map[string]survey.FileRef{}
	for _, n := range b.Controls() {
		name := webtest.Attr(n, "name")
		v, ok := typed[name]
		if !ok || webtest.Attr(n, "type") == "hidden" {
			continue
		}
		if v.Kind == survey.VFile {
			files[name] = v.File
			continue
		}
		_, field, known := respond.SlotOf(c.form, name)
		if !known {
			c.t.Errorf("the page has an input %q that is no item", name)
			continue
		}
		b.Typed[name] = inputsOf(field, v, ui)
	}
	values := b.Values()
	values.Set(webtest.FieldDo, do)
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, texts := range values {
		for _, text := range texts {
			if err := m.WriteField(name, text); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	for name, ref := range files {
		part, err := m.CreateFormFile(name, ref.Name)
		if err == nil {
			_, err = part.Write(answergen.Files(nil)[ref.SHA256])
		}
		if err != nil {
			c.t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		c.t.Fatal(err)
	}
	b.Load(c.w.Ask(http.MethodPost, webtest.Attr(b.Form(), "action"), &body, "Content-Type", m.FormDataContentType(),
		"Origin", "http://example.com", "Accept", "text/html"))
}

// inputsOf writes an answer as a person types or chooses it.
func inputsOf(f *form.Field, v survey.Value, ui string) []string {
	texts := respond.TextsOf(v)
	if f.Kind.Numeric() && ui == "vi" {
		texts = []string{strings.Replace(v.Text, ".", ",", 1)}
	}
	return texts
}

// kept compares what the pages stored with the answers that were typed.
func (c *corpusForm) kept(stored []*survey.Response, typed survey.Answers) {
	checked, problems := c.form.Judge(typed, c.clock, true)
	if len(problems) > 0 {
		c.t.Fatal(problems)
	}
	var got *survey.Response
	for _, r := range stored {
		if r.Channel == survey.ByWeb {
			got = r
		}
	}
	want, have := askedOnly(c.form, checked.Answers), askedOnly(c.form, got.Answers)
	for _, path := range differing(want, have) {
		c.t.Errorf("%s was stored as %+v, want %+v", path, have[path], want[path])
	}
	c.sheets = append(c.sheets, &form.Checked{Answers: got.Answers, Skipped: got.Skipped})
}

// askedOnly leaves out what nobody is asked: the time of filling in, chance, and names of files.
func askedOnly(form *form.Form, a survey.Answers) survey.Answers {
	out := survey.Answers{}
	for path, v := range a {
		f := form.Field(path)
		switch {
		case v.Kind == survey.VRows:
			var rows []survey.Answers
			for _, row := range v.Rows {
				rows = append(rows, askedOnly(form, row))
			}
			out[path] = survey.OfRows(rows)
		case f.Kind.Attached():
			out[path] = survey.OfText(v.File.SHA256)
		case f.Kind.Asked() && f.Item.Calculation == "":
			out[path] = v
		}
	}
	return out
}
