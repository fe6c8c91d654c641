package api

import (
	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/web/edge"
)

// API is what programs and phones ask for: everything under /api/v1.
type API struct {
	*edge.Edge
	figures edge.Figures
	report  edge.Report
}

func New(e *edge.Edge, figures edge.Figures, report edge.Report) *API {
	return &API{Edge: e, figures: figures, report: report}
}

// Routes adds the routes of the API.
func (a *API) Routes(r gin.IRouter) {
	r.GET("/api/v1/openapi.yaml", a.Handle(a.getOpenAPI))
	at := r.Group("/api/v1/surveys/:slug")
	at.GET("/questionnaire", a.Handle(a.getQuestionnaire))
	at.GET("/lists/:list", a.Handle(a.getChoices))
	at.POST("/responses", a.Throttled(a.Answers), a.Limit(edge.MaxJSON), a.Handle(a.postResponse))
	at.POST("/withdraw", a.Throttled(a.Attempts), a.Limit(64<<10), a.Handle(a.withdraw))
	at.PUT("/files/:sha256", a.Throttled(a.Answers), a.Limit(edge.MaxFile), a.Handle(a.putFile))
	at.GET("/results", a.Handle(a.getResults))
	at.GET("/report.xlsx", a.Handle(a.getReport))
}
