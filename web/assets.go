package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"iter"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey/words"
)

//go:embed static templates
var embedded embed.FS

// assetsHash names the state of all static files together, so that modules may import each other by relative addresses.
var assetsHash = hashAssets()

func hashAssets() string {
	h := sha256.New()
	for name := range assetNames() {
		b, err := embedded.ReadFile(name)
		if err != nil {
			panic(err) // the files are part of the program
		}
		h.Write([]byte(name + "\x00"))
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// asset is the address of a static file; it changes when any of them does.
func asset(name string) string { return "/static/" + assetsHash + "/" + name }

var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png",
	".ico": "image/x-icon", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2",
}

// static serves the embedded files. Under the present hash a file never changes.
func (s *Server) static(c *gin.Context) {
	name := path.Join("static", path.Clean("/"+c.Param("name")))
	b, err := embedded.ReadFile(name)
	kind := assetTypes[path.Ext(name)]
	if err != nil || kind == "" {
		s.fail(c, errNoPage)
		return
	}
	if c.Param("hash") == assetsHash {
		c.Header("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		c.Header("Cache-Control", "no-cache")
	}
	c.Header("Cross-Origin-Resource-Policy", "same-origin")
	c.Header("Vary", "Accept-Encoding")
	if small := smallAssets()[name]; small != nil && takesGzip(c.Request) {
		c.Header("Content-Encoding", "gzip")
		b = small
	}
	c.Data(http.StatusOK, kind, b)
}

// remarks are the lines of a script that hold nothing but a comment: no phone pays for them.
var remarks = regexp.MustCompile(`(?m)^[ \t]*//.*\n`)

// smallAssets are the files that gzip makes smaller, compressed once, scripts without remarks. Pages are not compressed: they hold what somebody typed
// beside what is secret.
var smallAssets = sync.OnceValue(func() map[string][]byte {
	out := map[string][]byte{}
	for name := range assetNames() {
		b, err := embedded.ReadFile(name)
		if err != nil {
			continue
		}
		if path.Ext(name) == ".js" {
			b = remarks.ReplaceAll(b, nil)
		}
		if small := compress(b, gzip.BestCompression); len(small) < len(b) {
			out[name] = small
		}
	}
	return out
})

// compress makes gzip of bytes at a level that gzip knows.
func compress(b []byte, level int) []byte {
	var small bytes.Buffer
	z, err := gzip.NewWriterLevel(&small, level)
	if err == nil {
		_, err = z.Write(b)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		panic(err) // memory takes every write
	}
	return small.Bytes()
}

// takesGzip reports whether a client reads gzip.
func takesGzip(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
}

// assetNames yields the names of the static files in order.
func assetNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		_ = fs.WalkDir(embedded, "static", func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && !yield(name) {
				return fs.SkipAll
			}
			return err
		}) // an embedded tree always walks
	}
}

// pages are the parsed templates of the respondent's world; the desk has its own.
type pages struct{ respond *template.Template }

var templateFuncs = template.FuncMap{
	"asset": asset,
	"add":   func(a, b int) int { return a + b },
	"join":  strings.Join,
}

func parsePages() (*pages, error) {
	t, err := template.New("respond").Funcs(templateFuncs).ParseFS(embedded, "templates/shared/*.html", "templates/respond/*.html")
	return &pages{respond: t}, err
}

// view is what every page knows: the catalogue's language and how to say things in it.
type view struct {
	Lang string // vi or en, of the texts that are ours
}

func newView(lang string) view { return view{Lang: words.Match(lang)} }

// T says a key of the catalogue.
func (v view) T(key string, args ...any) string { return words.T(v.Lang, key, args...) }

type errorView struct {
	view
	failure
}

// Problem count and the heading of the page, for the template.
func (v errorView) Heading() string {
	if v.Status == http.StatusNotFound {
		return v.T("common.page_not_found")
	}
	return v.T("common.error_title")
}
