package desk

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/edge"
)

// sectionOf are the sections of the navigation to which pages belong that are no section themselves.
var sectionOf = map[string]string{"texts": "results", "units_item": "results", "response": "data", "edit": "data",
	"import": "data", "cut": "data", "check": "questionnaire", "poster": "links", "verify": "overview"}

// parseDesk makes one template for each page of desk/templates: the layout and the parts with the page's
// blocks. They are part of the program: a broken one is a programmer's slip.
func parseDesk(funcs template.FuncMap) map[string]*template.Template {
	base := template.Must(template.New("layout").Funcs(funcs).Funcs(template.FuncMap{"dict": dict}).ParseFS(embedded,
		"templates/parts/*.html"))
	files, err := fs.Glob(embedded, "templates/*.html")
	if err != nil {
		panic(err)
	}
	out := map[string]*template.Template{}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".html")
		out[name] = template.Must(template.Must(base.Clone()).ParseFS(embedded, file))
	}
	return out
}

// dict makes a map of names and values, for templates that take several things.
func dict(pairs ...any) (map[string]any, error) {
	out := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		out[name] = pairs[i+1]
	}
	return out, nil
}

// deskPage is what the layout and every page of the desk know.
type deskPage struct {
	edge.View
	Name     string // of the page
	Section  string // of the survey's navigation, "" outside
	User     *survey.User
	Admin    bool
	Survey   *survey.Survey
	Title    string // of the survey, in the reader's language
	Status   string // of the survey: draft, open, closed, soon
	Notice   string
	Beside   []string // what is to be known beside the notice
	Failed   *edge.Failure
	Wrong    []placedProblem // what the form that failed has to mend
	Here     string          // path and query, for the language switch
	DemoSlug string
	Page     any // what only this page knows

	form  url.Values
	actor survey.Actor
}

// May reports whether the visitor may do the action in the survey of the page.
func (p deskPage) May(action string) bool {
	return p.Survey != nil && p.actor.May(survey.Action(action), p.Survey.Slug, "", nil)
}

// Input is what was typed into a field of the form that is shown again.
func (p deskPage) Input(name string) string { return p.form.Get(name) }

// SwitchTo is the address of this page in another language.
func (p deskPage) SwitchTo(lang string) string {
	u, err := url.Parse(p.Here)
	if err != nil {
		return "?lang=" + lang
	}
	q := u.Query()
	q.Del("done")
	q.Set("lang", lang)
	u.RawQuery = q.Encode()
	return u.String()
}

// render writes a page of the desk, executed into memory first so that a fault never gives half a page.
func (d *Desk) render(v *visit, name string, page any) error {
	p := deskPage{View: v.View, Name: name, User: v.user, Survey: v.sv, Failed: v.failed, Wrong: v.wrong, Page: page,
		actor: v.actor, form: v.Request.PostForm}
	p.Admin = v.actor.May(survey.Administer, "*", "", nil)
	p.Here = "/desk"
	if v.Request.Method == http.MethodGet {
		p.Here = v.Request.URL.RequestURI()
	} else if v.sv != nil {
		p.Here = "/desk/" + v.sv.Slug
	}
	if key := "desk.done." + cmp.Or(v.said, v.Query("done")); v.T(key) != key {
		p.Notice = v.T(key)
	}
	for _, w := range v.beside {
		p.Beside = append(p.Beside, w.In(v.Lang))
	}
	if v.sv != nil {
		p.Title, p.Section = surveyTitle(v.sv, v.Lang), cmp.Or(sectionOf[name], name)
		p.Status = surveyStatus(v.sv, d.Now())
	}
	if d.Demo != nil {
		p.DemoSlug = d.Demo.Slug
	}
	var b bytes.Buffer
	if err := d.templates[name].ExecuteTemplate(&b, "layout", p); err != nil {
		return err
	}
	status := v.status
	if status == 0 {
		status = http.StatusOK
	}
	v.Data(status, "text/html; charset=utf-8", b.Bytes())
	return nil
}

// surveyTitle is the title in the language, the slug when there is none.
func surveyTitle(sv *survey.Survey, lang string) string { return workbook.SurveyTitle(sv, lang) }
