package web

import "github.com/gin-gonic/gin"

func (s *Server) respondentRoutes(gin.IRouter) {}
