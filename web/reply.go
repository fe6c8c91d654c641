package web

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"
)

// json writes v as JSON with the content type. Letters stay letters; < > & are escaped.
func (s *Server) json(c *gin.Context, status int, contentType string, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		s.Log.Error("json", "id", c.GetString(requestIDKey), "err", err)
		c.Status(http.StatusInternalServerError)
		return
	}
	c.Data(status, contentType+"; charset=utf-8", append(b, '\n'))
}

// page writes a template of the respondent's world. It is executed into memory first, so that a fault gives an error
// page and never half a page.
func (s *Server) page(c *gin.Context, status int, name string, view any) error {
	var b bytes.Buffer
	if err := s.pages.respond.ExecuteTemplate(&b, name, view); err != nil {
		return err
	}
	c.Data(status, "text/html; charset=utf-8", b.Bytes())
	return nil
}

// failPage writes the error page, and plain text when even that fails.
func (s *Server) failPage(c *gin.Context, f failure, lang string) {
	view := errorView{view: newView(lang), failure: f}
	if err := s.page(c, f.Status, "error.html", view); err != nil {
		s.Log.Error("error page", "id", c.GetString(requestIDKey), "err", err)
		c.Data(f.Status, "text/plain; charset=utf-8", []byte(f.Text))
	}
}
