package edge

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/web/listen"
)

// contentPolicy lets a page load from this server only, and run no script that stands inside it.
const contentPolicy = "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; " +
	"base-uri 'none'; frame-ancestors 'self'; form-action 'self'"

const RequestIDKey = "request_id"

// requestID names the request in the log and in error pages.
func (e *Edge) requestID(c *gin.Context) {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	id := hex.EncodeToString(b[:])
	c.Set(RequestIDKey, id)
	c.Header("X-Request-Id", id)
}

// accessLog writes one line for each request. Neither the client's address nor the query (it may hold a token) is
// logged: an answer must not be traceable through the log. Of a respondent's request it has the minute alone, and
// nothing that goes with the answer: no size, no duration, no hash of a file.
func (e *Edge) accessLog(c *gin.Context) {
	start := e.Now()
	c.Next()
	level := slog.LevelInfo
	if c.Writer.Status() >= 500 {
		level = slog.LevelError
	}
	ctx := c.Request.Context()
	if !e.Log.Enabled(ctx, level) {
		return
	}
	at, more := e.Now(), []any{"bytes", c.Writer.Size(), "ms", e.Now().Sub(start).Milliseconds()}
	if byRespondent(c) {
		at, more = at.Truncate(time.Minute), nil
	}
	line := slog.NewRecord(at, level, "request", 0)
	line.Add("id", c.GetString(RequestIDKey), "method", c.Request.Method, "path", loggedPath(c), "status",
		c.Writer.Status())
	line.Add(more...)
	_ = e.Log.Handler().Handle(ctx, line)
}

// byRespondent reports whether a request belongs to somebody's answer.
func byRespondent(c *gin.Context) bool {
	route := c.FullPath()
	return strings.HasPrefix(route, "/s/") || strings.HasPrefix(route, "/q/") ||
		strings.HasPrefix(route, "/api/") && c.Request.Method != http.MethodGet
}

// loggedPath is the path as the log has it: of a respondent's request the route with the survey alone.
func loggedPath(c *gin.Context) string {
	if !byRespondent(c) {
		return c.Request.URL.Path
	}
	return strings.Replace(c.FullPath(), ":slug", c.Param("slug"), 1)
}

// recoverPanic turns a panic into an error page and a log line with the stack.
func (e *Edge) recoverPanic(c *gin.Context) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if v == http.ErrAbortHandler {
			panic(v)
		}
		e.Log.Error("panic", "id", c.GetString(RequestIDKey), "path", loggedPath(c), "panic", v, "stack",
			string(debug.Stack()))
		c.Abort()
		if !c.Writer.Written() {
			e.Fail(c, fmt.Errorf("panic: %v", v))
		}
	}()
	c.Next()
}

func (e *Edge) securityHeaders(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "geolocation=(self), camera=(self), microphone=(self)")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// sameOrigin refuses what a page of another site sends in a reader's name. A program that brings an API key or no
// cookie at all acts in nobody's name.
func (e *Edge) sameOrigin(c *gin.Context) {
	if strings.HasPrefix(c.Request.URL.Path, "/api/") && (bearer(c.Request) != "" || e.SessionCookie(c.Request) == "") {
		return
	}
	if err := e.origins.Check(c.Request); err != nil {
		e.Fail(c, errCrossOrigin)
		c.Abort()
	}
}

// oneLength refuses a request that says its length in two ways: a proxy may have read it in the other one.
func (e *Edge) oneLength(c *gin.Context) {
	if listen.TwoLengths(c.Request) {
		c.Header("Connection", "close")
		e.Fail(c, errTwoLengths)
		c.Abort()
	}
}

// Limit bounds the body of a request to n bytes. What is beyond is read away, up to a bound, so that a client which
// sends before it listens gets to read the answer.
func (e *Edge) Limit(n int64) gin.HandlerFunc {
	return func(c *gin.Context) {
		body := c.Request.Body
		if body == nil {
			return
		}
		if c.Request.ContentLength > n {
			e.Fail(c, TooLarge(n))
			c.Abort()
		} else {
			c.Request.Body = http.MaxBytesReader(nil, body, n)
			c.Next()
		}
		if c.Writer.Status() == http.StatusRequestEntityTooLarge && c.Request.Header.Get("Expect") == "" {
			_ = http.NewResponseController(c.Writer).SetReadDeadline(time.Now().Add(10 * time.Second))
			_, _ = io.CopyN(io.Discard, body, 64<<20)
		}
	}
}

// Throttled answers 429 when a client asks more often than the throttle allows. Answers from this machine itself are
// let through: they may come from everybody, through a proxy that was not declared.
func (e *Edge) Throttled(t *Throttle) gin.HandlerFunc {
	return func(c *gin.Context) {
		if t == e.Answers && ofThisMachine(c) {
			return
		}
		if wait := t.Wait(Client(c)); wait > 0 {
			e.Fail(c, TooMany(wait))
			c.Abort()
		}
	}
}

func ofThisMachine(c *gin.Context) bool {
	addr, err := netip.ParseAddr(c.ClientIP())
	return err == nil && addr.Unmap().IsLoopback()
}
