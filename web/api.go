package web

import "github.com/gin-gonic/gin"

// api is what programs and phones ask for: everything under /api/v1.
type api struct {
	*edge
	figures Figures
	report  Report
}

func newAPI(e *edge, figures Figures, report Report) *api {
	return &api{edge: e, figures: figures, report: report}
}

// routes adds the routes of the API.
func (a *api) routes(r gin.IRouter) {
	r.GET("/api/v1/openapi.yaml", a.handle(a.getOpenAPI))
	at := r.Group("/api/v1/surveys/:slug")
	at.GET("/questionnaire", a.handle(a.getQuestionnaire))
	at.POST("/responses", a.throttled(a.answers), a.limit(maxJSON), a.handle(a.postResponse))
	at.POST("/withdraw", a.throttled(a.attempts), a.limit(64<<10), a.handle(a.withdraw))
	at.PUT("/files/:sha256", a.throttled(a.answers), a.limit(maxFile), a.handle(a.putFile))
	at.GET("/results", a.handle(a.getResults))
	at.GET("/report.xlsx", a.handle(a.getReport))
}
