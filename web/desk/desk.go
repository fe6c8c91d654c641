package desk

import (
	"context"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/xlsform"
	"github.com/khaosat/khaosat/web/edge"
)

// Desk is the analysts' world: everything under /desk, and the public results at /r. It shares no template with the
// respondent's pages.
type Desk struct {
	*edge.Edge
	Config
	templates map[string]*template.Template // by page: "overview"
	passwords *edge.Passwords
	byName    *edge.Throttle // login attempts by account
	byAddress *edge.Throttle // login attempts by client

	mu      sync.Mutex
	entered bool // the demo's one-time login was used
}

// Config is what the desk is given beside the edge.
type Config struct {
	Figures edge.Figures
	Tables  edge.Tables
	Report  edge.Report
	Demo    *Demo // nil except in the demo
	// TokensFirst says that a token is burnt before its answer is stored and not in one commit with it.
	TokensFirst bool
	// Preview shows a questionnaire as a respondent will see it, nothing is stored. base is the path at which it stands
	// and answers GET and POST; media of the draft are below it.
	Preview func(c *gin.Context, sv *survey.Survey, q *survey.Questionnaire, base string) error
	// Judge adds what the respondent's pages have to say about a form that was read.
	Judge func(r *xlsform.Result, k *kinds.Set)
}

// Demo is what the demo adds to the desk.
type Demo struct {
	Slug       string                          // the survey shown first
	Reset      func(ctx context.Context) error // restores the sample data
	LoginToken string                          // admits the first visitor at /desk/enter once
}

func New(e *edge.Edge, config Config) *Desk {
	return &Desk{
		Edge: e, Config: config, templates: parseDesk(e.TemplateFuncs()), passwords: edge.NewPasswords(2),
		byName: edge.NewThrottle(1.0/30, 10, e.Now), byAddress: edge.NewThrottle(0.5, 30, e.Now),
	}
}

//go:embed templates static
var embedded embed.FS

// Static is the tree of the desk's scripts, styles and pictures.
func Static() fs.FS { return edge.Subtree(embedded, "static") }

// maxDeskForm bounds what a form of the desk may send, in bytes; uploads may be as large as a respondent's form with
// attachments.
const maxDeskForm = 1 << 20

// Routes adds the desk's routes. Every page but the login and the public results needs a session; what the person may
// do is checked at each route.
func (d *Desk) Routes(r gin.IRouter) {
	form, upload := d.Limit(maxDeskForm), d.Limit(edge.MaxForm)

	r.GET("/", func(c *gin.Context) { c.Redirect(http.StatusSeeOther, "/desk") })
	r.GET("/r/:survey", d.open(d.publicResults))

	r.GET("/desk/login", d.open(d.loginPage))
	r.POST("/desk/login", form, d.open(d.login))
	r.POST("/desk/logout", form, d.open(d.logout))
	r.GET("/desk/enter", d.open(d.enter))

	r.GET("/desk", d.member(d.home))
	r.GET("/desk/sample.xlsx", d.member(d.sample))
	r.POST("/desk/upload", upload, d.member(d.uploadNew))
	r.GET("/desk/units", d.member(d.unitsPage))
	r.POST("/desk/units", upload, d.member(d.uploadUnits))
	r.GET("/desk/people", d.admin(d.peoplePage))
	r.POST("/desk/people", form, d.admin(d.savePerson))
	r.POST("/desk/people/off", form, d.admin(d.switchPerson))
	r.POST("/desk/keys", form, d.admin(d.addKey))
	r.POST("/desk/keys/drop", form, d.admin(d.dropKey))

	sv := r.Group("/desk/:survey")
	sv.GET("", d.survey(survey.SeeTotals, d.overview))
	sv.GET("/live", d.survey(survey.SeeTotals, d.live))
	sv.GET("/report.xlsx", d.survey(survey.SeeTotals, d.report))
	sv.GET("/verify", d.survey(survey.SeeRows, d.verifyPage))
	sv.POST("/verify", upload, d.survey(survey.SeeRows, d.verify))
	sv.GET("/seal.pem", d.survey(survey.SeeTotals, d.sealKey))
	sv.POST("/reset", form, d.survey(survey.Administer, d.reset))
	sv.GET("/results", d.survey(survey.SeeTotals, d.resultsPage))
	sv.GET("/tables", d.survey(survey.SeeTotals, d.tablesPage))
	sv.GET("/tables.xlsx", d.survey(survey.SeeTotals, d.tablesWorkbook))
	sv.GET("/results/texts", d.survey(survey.SeeRows, d.textsPage))
	sv.GET("/results/units", d.survey(survey.SeeTotals, d.unitTable))

	sv.GET("/questionnaire", d.survey(survey.Edit, d.questionnairePage))
	sv.POST("/questionnaire", upload, d.survey(survey.Edit, d.uploadVersion))
	sv.GET("/questionnaire.xlsx", d.survey(survey.SeeTotals, d.downloadForm))
	sv.GET("/preview", d.survey(survey.Edit, d.preview))
	sv.POST("/preview", upload, d.survey(survey.Edit, d.preview))
	sv.GET("/preview/media/:name", d.survey(survey.Edit, d.previewMedia))
	sv.POST("/publish", form, d.survey(survey.Publish, d.publish))

	sv.GET("/links", d.survey(survey.SeeTotals, d.linksPage))
	sv.POST("/links", form, d.survey(survey.Publish, d.addLink))
	sv.POST("/links/switch", form, d.survey(survey.Publish, d.switchLink))
	sv.GET("/links/poster", d.survey(survey.SeeTotals, d.poster))
	sv.POST("/tokens", upload, d.survey(survey.Publish, d.makeTokens))

	sv.GET("/fieldwork", d.survey(survey.SeeTotals, d.fieldworkPage))
	sv.POST("/frame", upload, d.survey(survey.Edit, d.uploadFrame))
	sv.POST("/quotas", upload, d.survey(survey.Edit, d.uploadQuotas))
	sv.POST("/review", form, d.survey(survey.Edit, d.review))
	sv.POST("/pair", form, d.survey(survey.Edit, d.choosePair))

	sv.GET("/data", d.survey(survey.SeeRows, d.dataPage))
	sv.GET("/data/response", d.survey(survey.SeeRows, d.responsePage))
	sv.GET("/data/edit", d.survey(survey.Edit, d.editPage))
	sv.POST("/data/edit", upload, d.survey(survey.Edit, d.edit))
	sv.GET("/data/download", d.survey(survey.SeeRows, d.download))
	sv.GET("/data/file", d.survey(survey.SeeRows, d.attachment))
	sv.POST("/erase", form, d.survey(survey.Administer, d.erase))
	sv.GET("/import", d.survey(survey.Edit, d.importPage))
	sv.POST("/import", upload, d.survey(survey.Edit, d.importResponses))
	sv.POST("/import/undo", form, d.survey(survey.Edit, d.undoImport))

	sv.GET("/settings", d.survey(survey.Edit, d.settingsPage))
	sv.POST("/settings", form, d.survey(survey.Edit, d.saveSettings))
}
