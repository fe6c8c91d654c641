package respond

import (
	"net/http"
	"regexp"
	"slices"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// deviceCookie keeps on a respondent's device, for one survey alone, what an item deviceid is filled with.
const deviceCookie = "device"

var deviceID = regexp.MustCompile(`^khaosat:[0-9a-f-]{36}$`)

// identify notes, as far as a named survey's form asks for it, which device it is filled on and who is signed in there.
// The device has another random id in every survey, so that answers to two surveys cannot be brought together by it.
func (s *Site) identify(c *gin.Context, f *filling) {
	if f.sv.Mode == survey.Anonymous {
		return
	}
	if f.asksMeta("deviceid") {
		f.state.Meta["deviceid"] = s.device(c, "/s/"+f.sv.Slug)
	}
	if f.asksMeta("username") {
		if user, err := s.Service.Session(c.Request.Context(), s.SessionCookie(c.Request)); err == nil {
			f.state.Meta["username"] = user.Name
		}
	}
}

func (f *filling) asksMeta(which string) bool {
	return slices.ContainsFunc(f.form.Fields, func(field *form.Field) bool { return field.Item.Meta == which })
}

// device is the id that the browser brings from an earlier filling of the survey at path, else a new one, which it is
// given to keep.
func (s *Site) device(c *gin.Context, path string) string {
	if cookie, err := c.Request.Cookie(deviceCookie); err == nil && deviceID.MatchString(cookie.Value) {
		return cookie.Value
	}
	id := "khaosat:" + uuid.NewString()
	http.SetCookie(c.Writer,
		&http.Cookie{Name: deviceCookie, Value: id, Path: path, MaxAge: int(365 * 24 * time.Hour / time.Second),
			HttpOnly: true, Secure: s.Secure(c.Request), SameSite: http.SameSiteLaxMode})
	return id
}

// noteMoments notes what of a filling's times the form asks for, so that the phone sees the same as the server. Of an
// anonymous one it is the day alone, which conditions look at and which is not kept.
func (f *filling) noteMoments() {
	started, shown := time.Unix(f.state.Started, 0).In(f.clock.Zone), time.Unix(f.state.Shown, 0).In(f.clock.Zone)
	moments := map[string]string{"today": started.Format(time.DateOnly)}
	if f.sv.Mode != survey.Anonymous {
		moments["start"], moments["end"] = started.Format(metaMoment), shown.Format(metaMoment)
	}
	for which, text := range moments {
		if f.asksMeta(which) {
			f.state.Meta[which] = text
		}
	}
}

// metaMoment is how start and end are written.
const metaMoment = "2006-01-02T15:04:05.000-07:00"

// metadata is what the server itself knows of the filling.
func (f *filling) metadata(field *form.Field) survey.Value {
	return survey.OfText(f.state.Meta[field.Item.Meta])
}
