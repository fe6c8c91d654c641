package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// Config is what a Server is given from outside.
type Config struct {
	Service *survey.Service
	Figures Figures
	Tables  Tables
	// Report writes the workbook of a scope of a survey in the language for the actor, whose rights it checks.
	Report  func(ctx context.Context, actor survey.Actor, slug, lang string, scope results.Scope, w io.Writer) error
	BaseURL string           // as respondents reach it, "https://khaosat.example"; "" = as the request says
	Log     *slog.Logger     // nil: slog.Default()
	Demo    *Demo            // nil except in the demo
	Now     func() time.Time // nil: time.Now
}

// Figures gives the finished figures of a survey, and what came in.
type Figures interface {
	Results(ctx context.Context, slug string, scope results.Scope) (*results.Results, error)
	Fieldwork(ctx context.Context, slug string, scope results.Scope) (*live.Fieldwork, error)
}

// Tables makes tables of answers as somebody asks for them.
type Tables interface {
	Offered(ctx context.Context, slug, lang string, scope results.Scope) (*live.Offer, error)
	Tables(ctx context.Context, slug string, q live.TablesQuery) (*live.Tabulated, error)
}

// Demo is what the demo adds to the desk.
type Demo struct {
	Slug       string                          // the survey shown first
	Reset      func(ctx context.Context) error // restores the sample data
	LoginToken string                          // admits the first visitor at /desk/enter once
}

// Server answers all requests. It is safe for concurrent use.
type Server struct {
	Config
	engine   *gin.Engine
	pages    *pages
	origins  *http.CrossOriginProtection
	answers  *throttle // by client: answers and files, generous, for all who come through one address: a village, a proxy before this server
	attempts *throttle // by client: withdrawals and other guesses at a code
}

func init() { gin.SetMode(gin.ReleaseMode) } // debug mode writes to standard output

// New makes a Server with every route.
func New(config Config) (*Server, error) {
	s := &Server{Config: config, origins: http.NewCrossOriginProtection()}
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Log == nil {
		s.Log = slog.Default()
	}
	s.BaseURL = strings.TrimSuffix(s.BaseURL, "/")
	if s.BaseURL != "" {
		if err := s.origins.AddTrustedOrigin(s.BaseURL); err != nil {
			return nil, err
		}
	}
	s.answers = newThrottle(500, 5000, s.Now)
	s.attempts = newThrottle(0.5, 20, s.Now)
	var err error
	if s.pages, err = parsePages(); err != nil {
		return nil, err
	}
	s.engine = gin.New()
	if err := s.engine.SetTrustedProxies(nil); err != nil {
		return nil, err
	}
	s.engine.HandleMethodNotAllowed = true
	s.engine.UseRawPath = true
	s.engine.Use(s.requestID, s.accessLog, s.recoverPanic, s.securityHeaders, s.sameOrigin)
	s.engine.NoRoute(s.handle(func(*gin.Context) error { return errNoPage }))
	s.engine.NoMethod(s.handle(func(*gin.Context) error { return errMethod }))
	s.engine.GET("/static/:hash/*name", s.static)
	s.healthRoutes(s.engine)
	s.respondentRoutes(s.engine)
	s.apiRoutes(s.engine)
	s.deskRoutes(s.engine)
	return s, nil
}

// ServeHTTP implements http.Handler. HEAD is answered wherever GET is; net/http leaves the body out.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		get := *r
		get.Method = http.MethodGet
		r = &get
	}
	s.engine.ServeHTTP(w, r)
}

// handle makes a gin handler of one that returns its error: the edge answers and logs it once.
func (s *Server) handle(h func(*gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			s.fail(c, err)
		}
	}
}

// address is the server's own address as the reader of a page sees it, without a slash at the end.
func (s *Server) address(r *http.Request) string {
	if s.BaseURL != "" {
		return s.BaseURL
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
