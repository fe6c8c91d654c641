package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/docs"
)

// getOpenAPI gives the description of this API.
func (a *API) getOpenAPI(c *gin.Context) error {
	c.Header("Cache-Control", "no-cache")
	c.Data(http.StatusOK, "application/yaml; charset=utf-8", docs.API)
	return nil
}
