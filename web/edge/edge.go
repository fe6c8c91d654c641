package edge

import (
	"embed"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey/service"
)

//go:embed templates static
var embedded embed.FS

// Static is the tree of what the pages of all rooms share.
func Static() fs.FS { return Subtree(embedded, "static") }

// Edge is what every room of the server stands on: the rules of the house, who asks, in which language, and how errors
// are said.
type Edge struct {
	Service *service.Service
	BaseURL string // as respondents reach it, without a slash at the end; "" = as the request says
	Proxies Proxies
	Log     *slog.Logger
	Now     func() time.Time

	assets    *Assets
	errorPage *template.Template
	origins   *http.CrossOriginProtection
	// by client: answers and files, generous, for all who come through one address: a village, a proxy before this
	// server
	Answers  *Throttle
	Attempts *Throttle // by client: withdrawals and other guesses at a code
}

// New makes an edge; log and now may be nil for the defaults.
func New(
	service *service.Service, baseURL string, log *slog.Logger, now func() time.Time, assets *Assets,
) (*Edge, error) {
	if now == nil {
		now = time.Now
	}
	if log == nil {
		log = slog.Default()
	}
	e := &Edge{Service: service, BaseURL: strings.TrimSuffix(baseURL, "/"), Log: log, Now: now, assets: assets,
		origins: http.NewCrossOriginProtection(), Answers: NewThrottle(500, 5000, now),
		Attempts: NewThrottle(0.5, 20, now)}
	if e.BaseURL != "" {
		if err := e.origins.AddTrustedOrigin(e.BaseURL); err != nil {
			return nil, err
		}
	}
	var err error
	e.errorPage, err = template.New("error").Funcs(e.TemplateFuncs()).ParseFS(embedded, "templates/*.html")
	return e, err
}

// Middleware are the rules that every request passes, in order.
func (e *Edge) Middleware() []gin.HandlerFunc {
	return []gin.HandlerFunc{e.requestID, e.accessLog, e.recoverPanic, e.securityHeaders, e.oneLength, e.sameOrigin}
}

// Handle makes a gin handler of one that returns its error: the edge answers and logs it once.
func (e *Edge) Handle(h func(*gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			e.Fail(c, err)
		}
	}
}

// Address is the server's own address as the reader of a page sees it, without a slash at the end.
func (e *Edge) Address(r *http.Request) string {
	if e.BaseURL != "" {
		return e.BaseURL
	}
	if r.TLS != nil || e.Proxies.secure(r) {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
