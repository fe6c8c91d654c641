package edge

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
	"github.com/khaosat/khaosat/web/listen"
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
	code   string // also the key of its text in the catalogue
	pairs  []any
	wait   time.Duration // for Retry-After
}

func (e *edgeError) Error() string { return e.code }

var (
	ErrNoPage      = &edgeError{status: http.StatusNotFound, code: "page.not_found"}
	ErrMethod      = &edgeError{status: http.StatusMethodNotAllowed, code: "method.not_allowed"}
	errCrossOrigin = &edgeError{status: http.StatusForbidden, code: "origin.other"}
	ErrContentType = &edgeError{status: http.StatusUnsupportedMediaType, code: "content_type.json"}
	ErrNotJSON     = &edgeError{status: http.StatusBadRequest, code: "body.not_json"}
	ErrNotForm     = &edgeError{status: http.StatusUnsupportedMediaType, code: "content_type.form"}
	ErrBadForm     = &edgeError{status: http.StatusBadRequest, code: "body.not_form"}
	ErrStale       = &edgeError{status: http.StatusBadRequest, code: "state.changed"}
	errTwoLengths  = &edgeError{status: http.StatusBadRequest, code: "body.two_lengths"}
	errTooSlow     = &edgeError{status: http.StatusRequestTimeout, code: "body.too_slow"}
	ErrLeaving     = &edgeError{status: http.StatusServiceUnavailable, code: "server.leaving", wait: 5 * time.Second}
	ErrNotUTF8     = &edgeError{status: http.StatusBadRequest, code: "body.not_utf8"}
)

func TooLarge(limit int64) error {
	size := fmt.Sprintf("%d kB", limit>>10)
	if limit >= 1<<20 {
		size = fmt.Sprintf("%d MB", limit>>20)
	}
	return &edgeError{status: http.StatusRequestEntityTooLarge, code: "body.too_large", pairs: []any{"most", size}}
}

func TooMany(wait time.Duration) error {
	return &edgeError{status: http.StatusTooManyRequests, code: "too_many_requests", wait: wait}
}

// Failure is an error as its reader sees it.
type Failure struct {
	Status   int
	Code     string
	Title    string
	Text     string
	Problems []problemView
	Wait     time.Duration
}

// problemView is one problem as its reader sees it.
type problemView struct {
	Item    string `json:"item"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Row     int    `json:"row,omitempty"`
}

// BodyFault is what reading a body has come to: too large, too slow, or else what is otherwise wrong with it.
func BodyFault(err, otherwise error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) || errors.Is(err, listen.ErrTooSlow) {
		return err
	}
	return otherwise
}

// FailureOf turns an error into what the reader sees. The text of a fault of ours stays in the log; the page names the
// request.
func FailureOf(err error, lang, requestID string) Failure {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		err = TooLarge(large.Limit)
	}
	if errors.Is(err, listen.ErrTooSlow) {
		err = errTooSlow
	}
	var edge *edgeError
	if errors.As(err, &edge) {
		return Failure{Status: edge.status, Code: edge.code, Title: http.StatusText(edge.status),
			Text: words.T(lang, edge.code, edge.pairs...), Wait: edge.wait}
	}
	var e *survey.Error
	if !errors.As(err, &e) || e.Kind == survey.Internal {
		return Failure{Status: http.StatusInternalServerError, Code: "internal",
			Title: http.StatusText(http.StatusInternalServerError),
			Text:  words.T(lang, "internal", "code", requestID)}
	}
	status := statusOf[e.Kind]
	f := Failure{Status: status, Code: e.Code, Title: http.StatusText(status), Text: e.Msg.In(lang),
		Problems: ProblemViews(e.Problems, lang)}
	if f.Code == "" {
		f.Code = e.Kind.String()
	}
	if e.Kind == survey.Unavailable {
		f.Wait = 5 * time.Second
	}
	return f
}

// ProblemViews says problems in the reader's language: the author's own message first. more are further languages to
// look for in that.
func ProblemViews(problems []survey.Problem, lang string, more ...string) []problemView {
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

// Fail answers a request with an error: a page for browsers, application/problem+json for programs.
func (e *Edge) Fail(c *gin.Context, err error) {
	lang := ReaderLanguage(c)
	if WantsJSON(c.Request) {
		lang = ReaderLanguage(c, Problems...)
	}
	f := FailureOf(err, lang, c.GetString(RequestIDKey))
	e.LogFailure(c, f, err)
	RetryAfter(c, f)
	if c.Writer.Written() {
		return
	}
	if WantsJSON(c.Request) {
		e.FailJSON(c, f, nil)
		return
	}
	e.failPage(c, f, lang)
}

// RetryAfter tells when to try again, where that makes sense.
func RetryAfter(c *gin.Context, f Failure) {
	if f.Wait > 0 {
		c.Header("Retry-After", strconv.Itoa(int(math.Ceil(f.Wait.Seconds()))))
	}
}

func (e *Edge) LogFailure(c *gin.Context, f Failure, err error) {
	if f.Status >= 500 {
		e.Log.Error("failed", "id", c.GetString(RequestIDKey), "path", loggedPath(c), "err", err)
	}
}

// FailJSON writes a problem document (RFC 9457). more adds members.
func (e *Edge) FailJSON(c *gin.Context, f Failure, more gin.H) {
	body := gin.H{"type": "about:blank", "title": f.Title, "status": f.Status, "code": f.Code, "detail": f.Text,
		"request_id": c.GetString(RequestIDKey)}
	if f.Status == http.StatusUnprocessableEntity {
		body["problems"] = f.Problems
	}
	for k, v := range more {
		body[k] = v
	}
	if f.Status == http.StatusUnauthorized {
		c.Header("WWW-Authenticate", `Bearer realm="khaosat"`)
	}
	e.Json(c, f.Status, "application/problem+json", body)
}

// WantsJSON reports whether a program asks, by the path or by what it accepts.
func WantsJSON(r *http.Request) bool {
	p := r.URL.Path
	if strings.HasPrefix(p, "/api/") || p == "/healthz" || p == "/readyz" {
		return true
	}
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "json") && !strings.Contains(accept, "html")
}
