package respond

import "github.com/gin-gonic/gin"

// getMedia gives a picture or sound that belongs to a published version.
func (s *Site) getMedia(c *gin.Context) error {
	form, err := s.Service.Form(c.Request.Context(), c.Param("slug"), c.Param("version"))
	if err != nil {
		return err
	}
	return s.SendMedia(c, form.Q, c.Param("name"))
}
