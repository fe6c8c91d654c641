package web

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
)

// Config is what a Server is given from outside.
type Config struct {
	Service *survey.Service
	Figures Figures
	Tables  Tables
	Report  Report
	BaseURL string           // as respondents reach it, "https://khaosat.example"; "" = as the request says
	Log     *slog.Logger     // nil: slog.Default()
	Demo    *Demo            // nil except in the demo
	Now     func() time.Time // nil: time.Now
}

// Server answers all requests. It is safe for concurrent use.
type Server struct {
	engine *gin.Engine
	edge   *edge
}

func init() { gin.SetMode(gin.ReleaseMode) } // debug mode writes to standard output

// New makes a Server with every route.
func New(config Config) (*Server, error) {
	assets, err := newAssets(siteStatic(), deskStatic(), expr.Scripts())
	if err != nil {
		return nil, err
	}
	e, err := newEdge(config.Service, config.BaseURL, config.Log, config.Now, assets)
	if err != nil {
		return nil, err
	}
	respondents, err := newSite(e)
	if err != nil {
		return nil, err
	}
	s := &Server{engine: gin.New(), edge: e}
	if err := s.engine.SetTrustedProxies(nil); err != nil {
		return nil, err
	}
	s.engine.HandleMethodNotAllowed = true
	s.engine.UseRawPath = true
	s.engine.Use(e.middleware()...)
	s.engine.NoRoute(e.handle(func(*gin.Context) error { return errNoPage }))
	s.engine.NoMethod(e.handle(func(*gin.Context) error { return errMethod }))
	s.engine.GET("/static/:hash/*name", e.static)
	s.healthRoutes()
	respondents.routes(s.engine)
	newAPI(e, config.Figures, config.Report).routes(s.engine)
	newDesk(e, deskConfig{Figures: config.Figures, Tables: config.Tables, Report: config.Report, Demo: config.Demo, Preview: respondents.preview}).routes(s.engine)
	return s, nil
}

// Routes lists what the server answers.
func (s *Server) Routes() gin.RoutesInfo { return s.engine.Routes() }

// ServeHTTP implements http.Handler. HEAD is answered wherever GET is; net/http leaves the body out.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		get := *r
		get.Method = http.MethodGet
		r = &get
	}
	s.engine.ServeHTTP(w, r)
}
