package web

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/words"
)

// statusOf is the one table from kinds of errors to HTTP statuses.
var statusOf = map[survey.Kind]int{
	survey.Internal:     http.StatusInternalServerError,
	survey.Invalid:      http.StatusUnprocessableEntity,
	survey.NotFound:     http.StatusNotFound,
	survey.Conflict:     http.StatusConflict,
	survey.Forbidden:    http.StatusForbidden,
	survey.Unauthorized: http.StatusUnauthorized,
	survey.Closed:       http.StatusForbidden,
	survey.Erased:       http.StatusGone,
	survey.Unavailable:  http.StatusServiceUnavailable,
}

// edgeError is a fault of the request as such, which package survey never sees.
type edgeError struct {
	status int
	code   string
	key    string // of the catalogue
	args   []any
	wait   time.Duration // for Retry-After
}

func (e *edgeError) Error() string { return e.code }

var (
	errNoPage      = &edgeError{status: http.StatusNotFound, code: "page.not_found", key: "common.page_not_found_text"}
	errMethod      = &edgeError{status: http.StatusMethodNotAllowed, code: "method.not_allowed", key: "common.method_not_allowed"}
	errCrossOrigin = &edgeError{status: http.StatusForbidden, code: "origin.other", key: "common.cross_origin"}
	errContentType = &edgeError{status: http.StatusUnsupportedMediaType, code: "content_type.json", key: "common.content_type"}
	errNotJSON     = &edgeError{status: http.StatusBadRequest, code: "body.not_json", key: "common.not_json"}
	errNotForm     = &edgeError{status: http.StatusUnsupportedMediaType, code: "content_type.form", key: "common.not_form"}
	errBadForm     = &edgeError{status: http.StatusBadRequest, code: "body.not_form", key: "common.bad_form"}
	errStale       = &edgeError{status: http.StatusBadRequest, code: "state.changed", key: "respond.stale"}
	errNotUTF8     = &edgeError{status: http.StatusBadRequest, code: "body.not_utf8", key: "common.not_utf8"}
)

func tooLarge(limit int64) error {
	size := fmt.Sprintf("%d kB", limit>>10)
	if limit >= 1<<20 {
		size = fmt.Sprintf("%d MB", limit>>20)
	}
	return &edgeError{status: http.StatusRequestEntityTooLarge, code: "body.too_large", key: "common.too_large", args: []any{size}}
}

func tooMany(wait time.Duration) error {
	return &edgeError{status: http.StatusTooManyRequests, code: "too_many_requests", key: "common.too_many_requests", wait: wait}
}

// failure is an error as its reader sees it.
type failure struct {
	Status   int
	Code     string
	Title    string
	Text     string
	Problems []problemView
	wait     time.Duration
	kind     survey.Kind
}

// problemView is one problem as its reader sees it.
type problemView struct {
	Item    string `json:"item"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Row     int    `json:"row,omitempty"`
}

// failureOf turns an error into what the reader sees. The text of a fault of ours stays in the log; the page names the request.
func failureOf(err error, lang, requestID string) failure {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		err = tooLarge(large.Limit)
	}
	var edge *edgeError
	if errors.As(err, &edge) {
		return failure{Status: edge.status, Code: edge.code, Title: http.StatusText(edge.status), Text: words.T(lang, edge.key, edge.args...), wait: edge.wait}
	}
	var e *survey.Error
	if !errors.As(err, &e) || e.Kind == survey.Internal {
		return failure{Status: http.StatusInternalServerError, Code: "internal", Title: http.StatusText(http.StatusInternalServerError),
			Text: words.T(lang, "common.error_text", requestID)}
	}
	status := statusOf[e.Kind]
	f := failure{Status: status, Code: e.Code, Title: http.StatusText(status), Text: e.Msg.In(lang), Problems: problemViews(e.Problems, lang), kind: e.Kind}
	if f.Code == "" {
		f.Code = e.Kind.String()
	}
	if e.Kind == survey.Unavailable {
		f.wait = 5 * time.Second
	}
	return f
}

// problemViews says problems in the reader's language: the author's own message first. more are further languages to look for in that.
func problemViews(problems []survey.Problem, lang string, more ...string) []problemView {
	out := make([]problemView, 0, len(problems))
	for _, p := range problems {
		v := problemView{Item: p.Place.Item, Code: p.Code, Message: p.Words.In(lang), Row: p.Place.Row}
		if own := p.Own.In(append(more, lang)...); own != "" {
			v.Message = own
		}
		out = append(out, v)
	}
	return out
}

// fail answers a request with an error: a page for browsers, application/problem+json for programs.
func (e *edge) fail(c *gin.Context, err error) {
	lang := readerLanguage(c)
	f := failureOf(err, lang, c.GetString(requestIDKey))
	e.logFailure(c, f, err)
	retryAfter(c, f)
	if c.Writer.Written() {
		return
	}
	if wantsJSON(c.Request) {
		e.failJSON(c, f, nil)
		return
	}
	e.failPage(c, f, lang)
}

// retryAfter tells when to try again, where that makes sense.
func retryAfter(c *gin.Context, f failure) {
	if f.wait > 0 {
		c.Header("Retry-After", strconv.Itoa(int(math.Ceil(f.wait.Seconds()))))
	}
}

func (e *edge) logFailure(c *gin.Context, f failure, err error) {
	if f.Status >= 500 {
		e.Log.Error("failed", "id", c.GetString(requestIDKey), "path", c.Request.URL.Path, "err", err)
	}
}

// failJSON writes a problem document (RFC 9457). more adds members.
func (e *edge) failJSON(c *gin.Context, f failure, more gin.H) {
	body := gin.H{"type": "about:blank", "title": f.Title, "status": f.Status, "code": f.Code, "detail": f.Text, "request_id": c.GetString(requestIDKey)}
	if f.Status == http.StatusUnprocessableEntity {
		body["problems"] = f.Problems
	}
	if f.kind == survey.Closed {
		body["stored"] = "quarantine"
	}
	for k, v := range more {
		body[k] = v
	}
	if f.Status == http.StatusUnauthorized {
		c.Header("WWW-Authenticate", `Bearer realm="khaosat"`)
	}
	e.json(c, f.Status, "application/problem+json", body)
}

// wantsJSON reports whether a program asks, by the path or by what it accepts.
func wantsJSON(r *http.Request) bool {
	p := r.URL.Path
	if strings.HasPrefix(p, "/api/") || p == "/healthz" || p == "/readyz" {
		return true
	}
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "json") && !strings.Contains(accept, "html")
}
