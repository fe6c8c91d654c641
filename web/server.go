package web

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/api"
	"github.com/khaosat/khaosat/web/desk"
	"github.com/khaosat/khaosat/web/edge"
	"github.com/khaosat/khaosat/web/meter"
	"github.com/khaosat/khaosat/web/respond"
)

// Config is what a Server is given from outside.
type Config struct {
	Service *service.Service
	Figures edge.Figures
	Tables  edge.Tables
	Report  edge.Report
	BaseURL string           // as respondents reach it, "https://khaosat.example"; "" = as the request says
	Proxies edge.Proxies     // before this server
	Log     *slog.Logger     // nil: slog.Default()
	Meter   *meter.Meter     // counts requests; nil: nobody does
	Demo    *desk.Demo       // nil except in the demo
	Now     func() time.Time // nil: time.Now
	// TokensFirst says that the store burns a token before it stores the answer, having no transaction for both: the
	// desk then promises less to anonymous respondents.
	TokensFirst bool
}

// Server answers all requests. It is safe for concurrent use.
type Server struct {
	engine *gin.Engine
	edge   *edge.Edge
	leave  leaving
}

func init() { gin.SetMode(gin.ReleaseMode) } // debug mode writes to standard output

// New makes a Server with every route.
func New(config Config) (*Server, error) {
	assets, err := edge.NewAssets(edge.Static(), respond.Static(), desk.Static())
	if err != nil {
		return nil, err
	}
	e, err := edge.New(config.Service, config.BaseURL, config.Log, config.Now, assets)
	if err != nil {
		return nil, err
	}
	respondents, err := respond.New(e)
	if err != nil {
		return nil, err
	}
	s := &Server{engine: gin.New(), edge: e, leave: leaving{heard: make(chan struct{})}}
	if err := s.engine.SetTrustedProxies(config.Proxies.Strings()); err != nil {
		return nil, err
	}
	e.Proxies, s.engine.RemoteIPHeaders = config.Proxies, []string{"X-Forwarded-For"}
	s.engine.HandleMethodNotAllowed = true
	s.engine.UseRawPath = true
	if config.Meter != nil {
		s.engine.Use(config.Meter.Count)
	}
	s.engine.Use(e.Middleware()...)
	s.engine.NoRoute(e.Handle(func(*gin.Context) error { return edge.ErrNoPage }))
	s.engine.NoMethod(e.Handle(func(*gin.Context) error { return edge.ErrMethod }))
	s.engine.GET("/static/:hash/*name", e.Static)
	s.healthRoutes()
	respondents.Routes(s.engine)
	api.New(e, config.Figures, config.Report).Routes(s.engine)
	desk.New(e, desk.Config{Figures: config.Figures, Tables: config.Tables, Report: config.Report, Demo: config.Demo,
		Preview: respondents.Preview, Judge: respond.JudgeTravel, TokensFirst: config.TokensFirst}).Routes(s.engine)
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
