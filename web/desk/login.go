package desk

import (
	"context"
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/edge"
)

func (d *Desk) loginPage(v *visit) error {
	if _, err := d.Service.Session(v.Request.Context(), d.SessionCookie(v.Request)); err == nil {
		v.Redirect(http.StatusSeeOther, nextPage(v.Query("next")))
		return nil
	}
	return d.render(v, "login", v.Query("next"))
}

// nextPage is where a login leads: a page of the desk, never another site.
func nextPage(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || strings.Contains(next, `\`) ||
		!strings.HasPrefix(u.Path+"/", "/desk/") {
		return "/desk"
	}
	return next
}

// login checks name and password. A wrong name and a wrong password take the same time and get the same answer.
func (d *Desk) login(v *visit) error {
	name, password := survey.NFC(strings.TrimSpace(v.PostForm("name"))), v.PostForm("password")
	counted := d.counted(v, name)
	if wait := counted.wait(); wait > 0 {
		return edge.TooMany(wait)
	}
	good, err := d.known(v.Request.Context(), name, password)
	if err != nil {
		return err
	}
	if !good {
		wrong := survey.Fail(survey.Invalid, "login.wrong")
		f := edge.FailureOf(wrong, v.Lang, "")
		v.failed, v.status = &f, http.StatusUnauthorized
		return d.render(v, "login", v.PostForm("next"))
	}
	counted.giveBack()
	return d.signIn(v, name, nextPage(v.PostForm("next")))
}

func (d *Desk) known(ctx context.Context, name, password string) (bool, error) {
	user, err := d.Service.User(ctx, name)
	if err != nil && survey.KindOf(err) != survey.NotFound {
		return false, err
	}
	phc := ""
	if err == nil {
		phc = user.Password
	}
	return d.passwords.Good(ctx, phc, password)
}

// signIn starts a session and sends the person on.
func (d *Desk) signIn(v *visit, name, to string) error {
	value, err := d.Service.StartSession(v.Request.Context(), name)
	if err != nil {
		return err
	}
	d.setSession(v, value, 0)
	d.remember(v, name)
	v.Redirect(http.StatusSeeOther, to)
	return nil
}

// setSession gives the browser the login cookie; maxAge -1 takes it away, 0 keeps it until the browser is closed. The
// server ends sessions by its own clock.
func (d *Desk) setSession(v *visit, value string, maxAge int) {
	http.SetCookie(v.Writer, &http.Cookie{Name: d.SessionName(v.Request), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: d.Secure(v.Request), SameSite: http.SameSiteLaxMode})
}

func (d *Desk) logout(v *visit) error {
	if err := d.Service.EndSession(v.Request.Context(), d.SessionCookie(v.Request)); err != nil {
		return err
	}
	d.setSession(v, "", -1)
	v.Redirect(http.StatusSeeOther, "/desk/login")
	return nil
}

// demoUser is the account of whoever enters by the demo's one-time address. It has no password.
const demoUser = "demo"

// enter signs in whoever brings the token that the demo printed, once.
func (d *Desk) enter(v *visit) error {
	ctx := v.Request.Context()
	if _, err := d.Service.Session(ctx, d.SessionCookie(v.Request)); err == nil {
		v.Redirect(http.StatusSeeOther, "/desk")
		return nil
	}
	if wait := d.byAddress.Wait(edge.Client(v.Context)); wait > 0 {
		return edge.TooMany(wait)
	}
	if !d.takeDemoToken(v.Query("token")) {
		return survey.Fail(survey.Forbidden, "login.token")
	}
	if _, err := d.Service.User(ctx, demoUser); err != nil {
		if survey.KindOf(err) != survey.NotFound {
			return err
		}
		if err := d.Service.AddUser(ctx, survey.System("demo"),
			survey.User{Name: demoUser, Role: survey.Admin}); err != nil {
			return err
		}
	}
	return d.signIn(v, demoUser, "/desk")
}

// takeDemoToken reports whether the token is the demo's and was not used yet, and uses it up.
func (d *Desk) takeDemoToken(token string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Demo == nil || d.Demo.LoginToken == "" || d.entered ||
		subtle.ConstantTimeCompare([]byte(token), []byte(d.Demo.LoginToken)) != 1 {
		return false
	}
	d.entered = true
	return true
}
