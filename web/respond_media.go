package web

import "github.com/gin-gonic/gin"

// getMedia gives a picture or sound that belongs to a published version.
func (s *site) getMedia(c *gin.Context) error {
	form, err := s.Service.Form(c.Request.Context(), c.Param("slug"), c.Param("version"))
	if err != nil {
		return err
	}
	return s.sendMedia(c, form.Q, c.Param("name"))
}
