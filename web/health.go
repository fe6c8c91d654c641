package web

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/web/edge"
)

func (s *Server) healthRoutes() {
	s.engine.GET("/healthz",
		func(c *gin.Context) { s.edge.Json(c, http.StatusOK, "application/json", gin.H{"status": "ok"}) })
	s.engine.GET("/readyz", s.edge.Handle(s.ready))
}

// ready answers 200 when the store does, 503 when it does not, or the process is about to end.
func (s *Server) ready(c *gin.Context) error {
	if s.leave.asked(s.edge.Now()) {
		return edge.ErrLeaving
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), 5*time.Second)
	defer cancel()
	if err := s.edge.Service.Ready(ctx); err != nil {
		return err
	}
	s.edge.Json(c, http.StatusOK, "application/json", gin.H{"status": "ready"})
	return nil
}
