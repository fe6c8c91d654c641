package respond

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/web/edge"
)

//go:embed templates static
var embedded embed.FS

// Site is the respondents' world: the pages under /s.
type Site struct {
	*edge.Edge
	templates *template.Template
}

// Static is the tree of the site's scripts and styles.
func Static() fs.FS { return edge.Subtree(embedded, "static") }

func New(e *edge.Edge) (*Site, error) {
	t, err := template.New("respond").Funcs(e.TemplateFuncs()).ParseFS(embedded, "templates/*.html")
	return &Site{Edge: e, templates: t}, err
}

// page writes a template of the respondent's world. It is executed into memory first, so that a fault gives an error
// page and never half a page.
func (s *Site) page(c *gin.Context, status int, name string, view any) error {
	var b bytes.Buffer
	if err := s.templates.ExecuteTemplate(&b, name, view); err != nil {
		return err
	}
	c.Data(status, "text/html; charset=utf-8", b.Bytes())
	return nil
}
