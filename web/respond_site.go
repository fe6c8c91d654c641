package web

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"

	"github.com/gin-gonic/gin"
)

//go:embed respond/templates respond/static
var siteFiles embed.FS

// site is the respondents' world: the pages under /s.
type site struct {
	*edge
	templates *template.Template
}

// siteStatic is the tree of the site's scripts and styles.
func siteStatic() fs.FS { return subtree(siteFiles, "respond/static") }

func newSite(e *edge) (*site, error) {
	t, err := template.New("respond").Funcs(e.templateFuncs()).ParseFS(siteFiles, "respond/templates/*.html")
	return &site{edge: e, templates: t}, err
}

// page writes a template of the respondent's world. It is executed into memory first, so that a fault gives an error
// page and never half a page.
func (s *site) page(c *gin.Context, status int, name string, view any) error {
	var b bytes.Buffer
	if err := s.templates.ExecuteTemplate(&b, name, view); err != nil {
		return err
	}
	c.Data(status, "text/html; charset=utf-8", b.Bytes())
	return nil
}
