package desk

import (
	"errors"
	"math"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/words"
	"github.com/khaosat/khaosat/web/edge"
)

// visit is one request to the desk: who asks, in which language, about which survey.
type visit struct {
	*gin.Context
	edge.View
	user   *survey.User   // nil: nobody is signed in
	actor  survey.Actor   // the zero Actor when nobody is
	sv     *survey.Survey // nil outside the pages of a survey
	status int            // of the page that is rendered; 0 = 200
	failed *edge.Failure  // what went wrong with the form that was sent; shown above the page
	wrong  []placedProblem
	said   string         // what was carried out, as done takes it, where the page is rendered at once
	beside []survey.Words // what is to be known of it
}

// placedProblem is one thing to mend, with its place in words.
type placedProblem struct{ Place, Message string }

// placed says problems in the reader's language with sheet and cell, row or item.
func placed(say edge.View, problems []survey.Problem) []placedProblem {
	var out []placedProblem
	for _, p := range problems {
		var place []string
		switch {
		case p.Place.Sheet != "" && p.Place.Cell != "":
			place = append(place, p.Place.Sheet+"!"+p.Place.Cell)
		case p.Place.Cell != "":
			place = append(place, say.T("desk.place.cell", "cell", p.Place.Cell))
		case p.Place.Row > 0:
			place = append(place, say.T("desk.place.row", "row", p.Place.Row))
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

// deskLanguage is what the reader chose at the switch, Vietnamese until then: the browser's own language says little on
// the office PCs of this country.
func deskLanguage(c *gin.Context) string {
	if lang := c.Query("lang"); lang != "" {
		return words.Match(lang, "desk", "common")
	}
	if cookie, err := c.Request.Cookie("lang"); err == nil {
		return words.Match(cookie.Value, "desk", "common")
	}
	return "vi"
}

// open makes a handler of a page that anybody may ask for.
func (d *Desk) open(h func(*visit) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		v := &visit{Context: c, View: edge.NewView(deskLanguage(c))}
		if c.Query("lang") != "" {
			http.SetCookie(c.Writer, &http.Cookie{Name: "lang", Value: v.Lang, Path: "/", MaxAge: 365 * 24 * 3600,
				HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: d.Secure(c.Request)})
		}
		if err := h(v); err != nil {
			d.refuse(v, err)
		}
	}
}

// member makes a handler of a page for people who are signed in.
func (d *Desk) member(h func(*visit) error) gin.HandlerFunc {
	return d.open(func(v *visit) error {
		user, err := d.Service.Session(v.Request.Context(), d.SessionCookie(v.Request))
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
	return v.actor.Refused()
}

// admin makes a handler of a page for those who administer the installation.
func (d *Desk) admin(h func(*visit) error) gin.HandlerFunc {
	return d.member(func(v *visit) error {
		if err := v.allowed(survey.Administer, "*"); err != nil {
			return err
		}
		return h(v)
	})
}

// survey makes a handler of a survey's page for those who may do the action in it.
func (d *Desk) survey(action survey.Action, h func(*visit) error) gin.HandlerFunc {
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
func (d *Desk) refuse(v *visit, err error) {
	if edge.WantsJSON(v.Request) {
		d.Fail(v.Context, err)
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
	f := edge.FailureOf(err, v.Lang, v.GetString(edge.RequestIDKey))
	d.LogFailure(v.Context, f, err)
	v.failed, v.status, v.wrong = &f, f.Status, placed(v.View, survey.ProblemsOf(err))
	if f.Wait > 0 {
		v.Header("Retry-After", strconv.Itoa(int(math.Ceil(f.Wait.Seconds()))))
	}
	if v.Writer.Written() {
		return
	}
	if err := d.render(v, "error", nil); err != nil {
		d.Log.Error("error page of the desk", "id", v.GetString(edge.RequestIDKey), "err", err)
		v.Data(f.Status, "text/plain; charset=utf-8", []byte(f.Text))
	}
}

// again shows a form once more above which it is said what was wrong with it. Faults that the form did not cause are
// returned.
func (d *Desk) again(v *visit, err error, show func(*visit) error) error {
	switch survey.KindOf(err) {
	case survey.Invalid, survey.Conflict:
	default:
		return err
	}
	f := edge.FailureOf(err, v.Lang, v.GetString(edge.RequestIDKey))
	v.failed, v.status, v.wrong = &f, f.Status, placed(v.View, survey.ProblemsOf(err))
	return show(v)
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

// doneWith is done where something is to be known beside: then the page is rendered at once.
func (v *visit) doneWith(notices []survey.Words, to, what string, show func(*visit) error) error {
	if len(notices) == 0 {
		return v.done(to, what)
	}
	v.said, v.beside, v.Request.PostForm = what, notices, nil
	return show(v)
}

// at is the address of a page of the visit's survey: "" is the overview.
func (v *visit) at(page string) string {
	return strings.TrimSuffix("/desk/"+url.PathEscape(v.sv.Slug)+"/"+page, "/")
}
