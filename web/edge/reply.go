package edge

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"
)

// Json writes v as JSON with the content type. Letters stay letters; < > & are escaped.
func (e *Edge) Json(c *gin.Context, status int, contentType string, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		e.Log.Error("json", "id", c.GetString(RequestIDKey), "err", err)
		c.Status(http.StatusInternalServerError)
		return
	}
	c.Data(status, contentType+"; charset=utf-8", append(b, '\n'))
}

// failPage writes the error page, and plain text when even that fails.
func (e *Edge) failPage(c *gin.Context, f Failure, lang string) {
	view := errorView{View: NewView(lang), Failure: f}
	var b bytes.Buffer
	err := e.errorPage.ExecuteTemplate(&b, "error.html", view)
	if err == nil {
		c.Data(f.Status, "text/html; charset=utf-8", b.Bytes())
	} else {
		e.Log.Error("error page", "id", c.GetString(RequestIDKey), "err", err)
		c.Data(f.Status, "text/plain; charset=utf-8", []byte(f.Text))
	}
}
