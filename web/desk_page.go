package web

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"math"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/words"
)

// parseDesk makes one template for each page of templates/desk: the layout and the parts with the page's
// blocks. They are part of the program: a broken one is a programmer's slip.
func parseDesk() map[string]*template.Template {
	base := template.Must(template.New("layout").Funcs(templateFuncs).Funcs(template.FuncMap{"dict": dict}).ParseFS(embedded, "templates/desk/parts/*.html"))
	files, err := fs.Glob(embedded, "templates/desk/*.html")
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

// visit is one request to the desk: who asks, in which language, about which survey.
type visit struct {
	*gin.Context
	view
	user   *survey.User   // nil: nobody is signed in
	actor  survey.Actor   // the zero Actor when nobody is
	sv     *survey.Survey // nil outside the pages of a survey
	status int            // of the page that is rendered; 0 = 200
	failed *failure       // what went wrong with the form that was sent; shown above the page
	wrong  []placedProblem
}

// placedProblem is one thing to mend, with its place in words.
type placedProblem struct{ Place, Message string }

// placed says problems in the reader's language with sheet and cell, row or item.
func placed(say view, problems []survey.Problem) []placedProblem {
	var out []placedProblem
	for _, p := range problems {
		var place []string
		switch {
		case p.Place.Sheet != "" && p.Place.Cell != "":
			place = append(place, p.Place.Sheet+"!"+p.Place.Cell)
		case p.Place.Cell != "":
			place = append(place, say.T("desk.place.cell", p.Place.Cell))
		case p.Place.Row > 0:
			place = append(place, say.T("desk.place.row", p.Place.Row))
		}
		if p.Place.Item != "" {
			place = append(place, p.Place.Item)
		}
		message := p.Words.In(say.Lang)
		if own := p.Own.In(say.Lang); own != "" {
			message = own
		}
		out = append(out, placedProblem{strings.Join(place, " · "), message})
	}
	return out
}

// deskLanguage is what the reader chose at the switch, Vietnamese until then: the browser's own language says little on the
// office PCs of this country.
func deskLanguage(c *gin.Context) string {
	if lang := c.Query("lang"); lang != "" {
		return words.Match(lang)
	}
	if cookie, err := c.Request.Cookie("lang"); err == nil {
		return words.Match(cookie.Value)
	}
	return "vi"
}

// open makes a handler of a page that anybody may ask for.
func (d *desk) open(h func(*visit) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		v := &visit{Context: c, view: newView(deskLanguage(c))}
		if c.Query("lang") != "" {
			http.SetCookie(c.Writer, &http.Cookie{Name: "lang", Value: v.Lang, Path: "/", MaxAge: 365 * 24 * 3600,
				HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: d.secure(c.Request)})
		}
		if err := h(v); err != nil {
			d.refuse(v, err)
		}
	}
}

// member makes a handler of a page for people who are signed in.
func (d *desk) member(h func(*visit) error) gin.HandlerFunc {
	return d.open(func(v *visit) error {
		user, err := d.Service.Session(v.Request.Context(), d.sessionCookie(v.Request))
		if err != nil {
			return err
		}
		v.user, v.actor = user, user.Actor()
		return h(v)
	})
}

// allowed returns Forbidden unless the visitor may do the action in the survey ("*": everywhere).
func (v *visit) allowed(action survey.Action, slug string) error {
	if v.actor.May(action, slug, "", nil) {
		return nil
	}
	return survey.Fail(survey.Forbidden, "right.missing", survey.Say(
		"Tài khoản %s không có quyền làm việc này.", "The account %s may not do this.", v.user.Name))
}

// admin makes a handler of a page for those who administer the installation.
func (d *desk) admin(h func(*visit) error) gin.HandlerFunc {
	return d.member(func(v *visit) error {
		if err := v.allowed(survey.Administer, "*"); err != nil {
			return err
		}
		return h(v)
	})
}

// survey makes a handler of a survey's page for those who may do the action in it.
func (d *desk) survey(action survey.Action, h func(*visit) error) gin.HandlerFunc {
	return d.member(func(v *visit) error {
		slug := v.Param("survey")
		if err := v.allowed(action, slug); err != nil {
			return err
		}
		sv, err := d.Service.Survey(v.Request.Context(), slug)
		if err != nil {
			return err
		}
		v.sv = sv
		return h(v)
	})
}

// refuse answers with an error: nobody is sent to the login, the others get a page of the desk in their language.
func (d *desk) refuse(v *visit, err error) {
	if wantsJSON(v.Request) {
		d.fail(v.Context, err)
		return
	}
	if survey.KindOf(err) == survey.Unauthorized {
		to := "/desk/login"
		if v.Request.Method == http.MethodGet {
			to += "?next=" + url.QueryEscape(v.Request.URL.RequestURI())
		}
		v.Redirect(http.StatusSeeOther, to)
		return
	}
	f := failureOf(err, v.Lang, v.GetString(requestIDKey))
	d.logFailure(v.Context, f, err)
	v.failed, v.status, v.wrong = &f, f.Status, placed(v.view, survey.ProblemsOf(err))
	if f.wait > 0 {
		v.Header("Retry-After", strconv.Itoa(int(math.Ceil(f.wait.Seconds()))))
	}
	if v.Writer.Written() {
		return
	}
	if err := d.render(v, "error", nil); err != nil {
		d.Log.Error("error page of the desk", "id", v.GetString(requestIDKey), "err", err)
		v.Data(f.Status, "text/plain; charset=utf-8", []byte(f.Text))
	}
}

// again shows a form once more above which it is said what was wrong with it. Faults that the form did not cause are
// returned.
func (d *desk) again(v *visit, err error, show func(*visit) error) error {
	switch survey.KindOf(err) {
	case survey.Invalid, survey.Conflict:
	default:
		return err
	}
	f := failureOf(err, v.Lang, v.GetString(requestIDKey))
	v.failed, v.status, v.wrong = &f, f.Status, placed(v.view, survey.ProblemsOf(err))
	return show(v)
}

// deskPage is what the layout and every page of the desk know.
type deskPage struct {
	view
	Name     string // of the page
	Section  string // of the survey's navigation, "" outside
	User     *survey.User
	Admin    bool
	Survey   *survey.Survey
	Title    string // of the survey, in the reader's language
	Status   string // of the survey: draft, open, closed, soon
	Notice   string
	Failed   *failure
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
func (d *desk) render(v *visit, name string, page any) error {
	p := deskPage{view: v.view, Name: name, User: v.user, Survey: v.sv, Failed: v.failed, Wrong: v.wrong, Page: page, actor: v.actor, form: v.Request.PostForm}
	p.Admin = v.actor.May(survey.Administer, "*", "", nil)
	p.Here = "/desk"
	if v.Request.Method == http.MethodGet {
		p.Here = v.Request.URL.RequestURI()
	} else if v.sv != nil {
		p.Here = "/desk/" + v.sv.Slug
	}
	if key := "desk.done." + v.Query("done"); v.T(key) != key {
		p.Notice = v.T(key)
	}
	if v.sv != nil {
		p.Title, p.Section = surveyTitle(v.sv, v.Lang), name
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

// file is the file that a form brought in a field. The error missing says that it brought none, or no good form.
func (v *visit) file(field string, missing error) (multipart.File, *multipart.FileHeader, error) {
	f, header, err := v.Request.FormFile(field)
	var large *http.MaxBytesError
	if err != nil && !errors.As(err, &large) {
		err = missing
	}
	return f, header, err
}

// done sends the reader on to a page after a form was carried out; what says that it was, by a key desk.done.*.
func (v *visit) done(to, what string) error {
	v.Redirect(http.StatusSeeOther, to+"?done="+what)
	return nil
}

// at is the address of a page of the visit's survey: "" is the overview.
func (v *visit) at(page string) string {
	return strings.TrimSuffix("/desk/"+url.PathEscape(v.sv.Slug)+"/"+page, "/")
}

// surveyTitle is the title in the language, the slug when there is none.
func surveyTitle(sv *survey.Survey, lang string) string {
	if title := sv.Title.In(lang, "vi"); title != "" {
		return title
	}
	return sv.Slug
}
