package edge

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"html/template"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

// Assets are the static files of all rooms under one address, so that modules may import each other by relative
// addresses.
type Assets struct {
	hash  string            // names the state of all files together
	files map[string][]byte // by name: "respond.css"
	small map[string][]byte // those that gzip makes smaller, compressed once; scripts without remarks
}

// NewAssets reads the files at the top of each tree; a name that stands in two of them is an error of the program.
func NewAssets(trees ...fs.FS) (*Assets, error) {
	a := &Assets{files: map[string][]byte{}, small: map[string][]byte{}}
	for _, tree := range trees {
		names, err := fs.Glob(tree, "*")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if a.files[name] != nil {
				return nil, &fs.PathError{Op: "asset", Path: name, Err: fs.ErrExist}
			}
			if a.files[name], err = fs.ReadFile(tree, name); err != nil {
				return nil, err
			}
		}
	}
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(a.files)) {
		b := a.files[name]
		h.Write([]byte(name + "\x00"))
		h.Write(b)
		if path.Ext(name) == ".js" {
			b = remarks.ReplaceAll(b, nil)
		}
		if small := Compress(b, gzip.BestCompression); len(small) < len(b) {
			a.small[name] = small
		}
	}
	a.hash = hex.EncodeToString(h.Sum(nil))[:12]
	return a, nil
}

// Subtree is a folder of files that are part of the program.
func Subtree(files fs.FS, folder string) fs.FS {
	tree, err := fs.Sub(files, folder)
	if err != nil {
		panic(err)
	}
	return tree
}

// Address is where a static file stands; it changes when any of them does.
func (a *Assets) Address(name string) string { return "/static/" + a.hash + "/" + name }

var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".png": "image/png",
	".ico": "image/x-icon", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2",
}

// Asset is where a static file stands.
func (e *Edge) Asset(name string) string { return e.assets.Address(name) }

// SendWorker answers with a script that a browser runs beside its pages, which must be there, under the policy.
func (e *Edge) SendWorker(c *gin.Context, name, policy string) {
	dropDocumentRules(c)
	c.Header("Content-Security-Policy", policy)
	c.Header("Cache-Control", "no-cache")
	sendSmall(c, http.StatusOK, assetTypes[path.Ext(name)], e.assets.files[name],
		func() []byte { return e.assets.small[name] })
}

// Static serves the embedded files. Under the present hash a file never changes.
func (e *Edge) Static(c *gin.Context) {
	name := strings.TrimPrefix(path.Clean("/"+c.Param("name")), "/")
	b, kind := e.assets.files[name], assetTypes[path.Ext(name)]
	if b == nil || kind == "" {
		e.Fail(c, ErrNoPage)
		return
	}
	if c.Param("hash") == e.assets.hash {
		c.Header("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		c.Header("Cache-Control", "no-cache")
	}
	c.Header("Cross-Origin-Resource-Policy", "same-origin")
	if path.Ext(name) == ".css" || path.Ext(name) == ".js" {
		dropDocumentRules(c)
	}
	small := func() []byte { return e.assets.small[name] }
	sendSmall(c, http.StatusOK, kind, b, small)
}

// ofDocuments are rules that a browser keeps for a page alone: beside a script they are only weight.
var ofDocuments = []string{"Content-Security-Policy", "X-Frame-Options", "Permissions-Policy",
	"Cross-Origin-Opener-Policy", "Referrer-Policy"}

func dropDocumentRules(c *gin.Context) {
	for _, header := range ofDocuments {
		c.Writer.Header().Del(header)
	}
}

// SendSmall answers with bytes, compressed for who takes that. It is for what holds nothing secret beside what somebody
// else can put there: the length would tell of it (BREACH).
func SendSmall(c *gin.Context, status int, kind string, b []byte) {
	sendSmall(c, status, kind, b, func() []byte { return Compress(b, gzip.DefaultCompression) })
}

func sendSmall(c *gin.Context, status int, kind string, b []byte, compressed func() []byte) {
	c.Header("Vary", "Accept-Encoding")
	if TakesGzip(c.Request) {
		if small := compressed(); small != nil && len(small) < len(b) {
			c.Header("Content-Encoding", "gzip")
			b = small
		}
	}
	c.Data(status, kind, b)
}

// remarks are the lines of a script that hold nothing but a comment: no phone pays for them.
var remarks = regexp.MustCompile(`(?m)^[ \t]*//.*\n`)

// Compress makes gzip of bytes at a level that gzip knows.
func Compress(b []byte, level int) []byte {
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

// TakesGzip reports whether a client reads gzip: it names it, or everything, and not with the weight 0.
func TakesGzip(r *http.Request) bool {
	takes := false
	for coding := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, weight, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(coding), " ", ""), ";q=")
		if q, err := strconv.ParseFloat(weight, 64); name == "gzip" {
			return err != nil || q > 0
		} else if name == "*" {
			takes = err != nil || q > 0
		}
	}
	return takes
}

// TemplateFuncs are what templates of every room may call.
func (e *Edge) TemplateFuncs() template.FuncMap {
	return template.FuncMap{"asset": e.assets.Address, "add": func(a, b int) int { return a + b }, "join": strings.Join}
}
