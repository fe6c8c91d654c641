package edge

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
)

// Secure reports whether respondents and the desk reach this server by https.
func (e *Edge) Secure(r *http.Request) bool { return strings.HasPrefix(e.Address(r), "https://") }

// SessionName is the name of the login cookie. The prefix __Host- makes a browser accept it from this host by https
// only.
func (e *Edge) SessionName(r *http.Request) string {
	if e.Secure(r) {
		return "__Host-khaosat"
	}
	return "khaosat"
}

// SessionCookie is the value of the login cookie, "" when there is none.
func (e *Edge) SessionCookie(r *http.Request) string {
	cookie, err := r.Cookie(e.SessionName(r))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// bearer is the API key of the Authorization header, "" when there is none.
func bearer(r *http.Request) string {
	scheme, key, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(key)
}

// actor returns who asks, by API key first, then by login cookie. Unauthorized when it is nobody.
func (e *Edge) actor(c *gin.Context) (survey.Actor, error) {
	ctx := c.Request.Context()
	if key := bearer(c.Request); key != "" {
		return e.Service.KeyActor(ctx, key)
	}
	user, err := e.Service.Session(ctx, e.SessionCookie(c.Request))
	if err != nil {
		return survey.Actor{}, err
	}
	return user.Actor(), nil
}

// May returns who asks when that actor may do the action in the survey, else Unauthorized or Forbidden.
func (e *Edge) May(c *gin.Context, action survey.Action, slug string) (survey.Actor, error) {
	a, err := e.actor(c)
	if err == nil && !a.May(action, slug, "", nil) {
		err = a.Refused()
	}
	return a, err
}
