package respond

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/edge"
)

// getShort leads from the short address of a link, as it was typed off a poster, to the form with the link's presets.
// Codes are short enough to be guessed: who has tried too many that lead nowhere has to wait before any is looked up.
func (s *Site) getShort(c *gin.Context) error {
	client := edge.Client(c)
	if wait := s.Attempts.Wait(client); wait > 0 {
		return edge.TooMany(wait)
	}
	link, err := s.Service.FindLink(c.Request.Context(), c.Param("code"))
	if err != nil && survey.KindOf(err) == survey.NotFound {
		return edge.ErrNoPage
	}
	s.Attempts.GiveBack(client)
	if err != nil {
		return err
	}
	to := edge.FormPath(link.Survey, link.Code)
	if lang := c.Query("lang"); lang != "" {
		to += "&lang=" + url.QueryEscape(lang)
	}
	c.Redirect(http.StatusSeeOther, to)
	return nil
}
