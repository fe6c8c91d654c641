package web

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"
)

// json writes v as JSON with the content type. Letters stay letters; < > & are escaped.
func (e *edge) json(c *gin.Context, status int, contentType string, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		e.Log.Error("json", "id", c.GetString(requestIDKey), "err", err)
		c.Status(http.StatusInternalServerError)
		return
	}
	c.Data(status, contentType+"; charset=utf-8", append(b, '\n'))
}

// failPage writes the error page, and plain text when even that fails.
func (e *edge) failPage(c *gin.Context, f failure, lang string) {
	view := errorView{view: newView(lang), failure: f}
	var b bytes.Buffer
	err := e.errorPage.ExecuteTemplate(&b, "error.html", view)
	if err == nil {
		c.Data(f.Status, "text/html; charset=utf-8", b.Bytes())
	} else {
		e.Log.Error("error page", "id", c.GetString(requestIDKey), "err", err)
		c.Data(f.Status, "text/plain; charset=utf-8", []byte(f.Text))
	}
}
