package respond

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/web/edge"
)

// What pages load is made of the small modules in static and of survey/expr/js.
//
//go:generate go run -C ../../test/tools ./bundle
//go:embed templates bundle
var embedded embed.FS

// Site is the respondents' world: the pages under /s.
type Site struct {
	*edge.Edge
	templates *template.Template
	rooms     *rooms
}

// Static is the tree of the site's scripts and styles, bundled.
func Static() fs.FS { return edge.Subtree(embedded, "bundle") }

func New(e *edge.Edge) (*Site, error) {
	t, err := template.New("respond").Funcs(e.TemplateFuncs()).ParseFS(embedded, "templates/*.html")
	return &Site{Edge: e, templates: t, rooms: newRooms()}, err
}

const htmlType = "text/html; charset=utf-8"

// page writes a template of the respondent's world. It is executed into memory first, so that a fault gives an error
// page and never half a page.
func (s *Site) page(c *gin.Context, status int, name string, view any) error {
	var b bytes.Buffer
	if err := s.templates.ExecuteTemplate(&b, name, view); err != nil {
		return err
	}
	c.Data(status, htmlType, b.Bytes())
	return nil
}

// blankPage writes a page that holds nothing that anybody typed or keeps secret: it is compressed.
func (s *Site) blankPage(c *gin.Context, status int, name string, view any) error {
	var b bytes.Buffer
	if err := s.templates.ExecuteTemplate(&b, name, view); err != nil {
		return err
	}
	edge.SendSmall(c, status, htmlType, b.Bytes())
	return nil
}
