// Package meter counts what a server does, and shows it on an address of its own: to Prometheus, and to who looks for
// what takes time and memory. No survey, address or person is in what it shows.
package meter

import (
	"fmt"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/gin-gonic/gin"
)

// Meter counts the requests of a server. It is safe for concurrent use.
type Meter struct {
	set *metrics.Set
	now func() time.Time
}

// New makes a meter. now is time.Now but in tests.
func New(now func() time.Time) *Meter { return &Meter{metrics.NewSet(), now} }

// Count is the middleware that counts a request by its route and status, and how long it took by its route. A route is
// the pattern, such as /s/:slug, so that nothing of what was asked is shown.
func (m *Meter) Count(c *gin.Context) {
	begun := m.now()
	c.Next()
	route := c.FullPath()
	if route == "" {
		route = "other"
	}
	m.set.GetOrCreateCounter(fmt.Sprintf(`khaosat_requests_total{method=%q,route=%q,status="%d"}`,
		known(c.Request.Method), route, c.Writer.Status())).Inc()
	m.set.GetOrCreatePrometheusHistogram(fmt.Sprintf(`khaosat_request_seconds{route=%q}`, route)).
		Update(m.now().Sub(begun).Seconds())
}

// known is a method, "other" for words that a client made up: each would be a series of its own.
func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return method
	}
	return "other"
}

// Handler answers on the operator's address: /metrics and /debug/pprof/.
func (m *Meter) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		m.set.WritePrometheus(w)
		metrics.WriteProcessMetrics(w)
	})
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}
