package web

import (
	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
)

// Sizes of bodies, in bytes.
const (
	maxJSON = 2 << 20 // one response as JSON, one page of a form
	maxFile = survey.MaxFile
)

func (s *Server) apiRoutes(r gin.IRouter) {
	api := r.Group("/api/v1/surveys/:slug")
	api.GET("/questionnaire", s.handle(s.getQuestionnaire))
	api.POST("/responses", s.throttled(s.answers), s.limit(maxJSON), s.handle(s.postResponse))
	api.POST("/withdraw", s.throttled(s.attempts), s.limit(64<<10), s.handle(s.withdraw))
	api.PUT("/files/:sha256", s.throttled(s.answers), s.limit(maxFile), s.handle(s.putFile))
	api.GET("/results", s.handle(s.getResults))
	api.GET("/report.xlsx", s.handle(s.getReport))
}
