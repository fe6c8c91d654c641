package edge

import (
	"io"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
)

// MediaTypes are the kinds of files that pages show to respondents.
var MediaTypes = map[string]string{
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
	".svg": "image/svg+xml",
	".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg", ".wav": "audio/wav", ".mp4": "video/mp4",
	".webm": "video/webm",
}

// MediaFiles names the files of a questionnaire that pages show, in order.
func MediaFiles(q *survey.Questionnaire) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(q.Files)),
		func(name string) bool { return MediaTypes[Extension(name)] == "" || q.Files[name] == "" })
}

func Extension(name string) string { return strings.ToLower(path.Ext(name)) }

// SendMedia gives a file of a questionnaire. Nothing in it may run: it is shown under a policy of its own.
func (e *Edge) SendMedia(c *gin.Context, q *survey.Questionnaire, name string) error {
	kind, sum := MediaTypes[Extension(name)], q.Files[name]
	if kind == "" || sum == "" {
		return ErrNoPage
	}
	etag := `"` + sum + `"`
	c.Header("ETag", etag)
	c.Header("Cache-Control", "private, max-age=86400")
	c.Header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	if Matches(c.GetHeader("If-None-Match"), etag) {
		c.Status(http.StatusNotModified)
		return nil
	}
	r, size, err := e.Service.OpenFile(c.Request.Context(), q, name)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // only read
	c.DataFromReader(http.StatusOK, size, kind, io.LimitReader(r, size), nil)
	return nil
}

// Matches reports whether an If-None-Match header names the tag; a weak tag is as good here.
func Matches(header, etag string) bool {
	for _, part := range strings.Split(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == etag || part == "*" {
			return true
		}
	}
	return false
}
