package listen

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Options are how a Server is reached. The zero value is plain HTTP.
type Options struct {
	Certificates *Certificates // nil: plain HTTP
	Log          *slog.Logger
}

// Server answers on listeners, with bounds on what a client may keep it waiting for.
type Server struct {
	http   http.Server
	config *tls.Config
}

// New makes a server. With certificates it speaks TLS, and sends away to the same address by https who comes by plain
// HTTP, but for the probes of health.
func New(h http.Handler, o Options) *Server {
	s := &Server{}
	if o.Certificates != nil {
		s.config = o.Certificates.config()
		h = secured(h, o.Certificates.Known)
	}
	s.http = http.Server{Handler: bodies.guard(h), ReadHeaderTimeout: headerTime, WriteTimeout: bodies.answer,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ConnContext: withFraming}
	if o.Log != nil {
		s.http.ErrorLog = slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn)
	}
	return s
}

// Serve answers until Shutdown; then its error is http.ErrServerClosed.
func (s *Server) Serve(l net.Listener) error { return s.http.Serve(newFront(l, s.config)) }

// Shutdown takes no more connections and waits for the requests under way.
func (s *Server) Shutdown(ctx context.Context) error { return s.http.Shutdown(ctx) }

// secured is a handler behind TLS.
func secured(next http.Handler, known bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.TLS == nil && r.URL.Path != "/healthz" && r.URL.Path != "/readyz":
			toHTTPS(w, r, r.Host)
			return
		case r.TLS != nil && known && ownsHost(r.Host):
			w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// ownsHost reports whether a name of a server stands for this one alone. The rule by which browsers come by https only
// holds for a name whatever the port, and would cut off other services beside one on a port of its own.
func ownsHost(host string) bool {
	_, port, err := net.SplitHostPort(host)
	return err != nil || port == "443"
}

// toHTTPS sends a client to the same page of host by https. For now: a server may lose its certificate again.
func toHTTPS(w http.ResponseWriter, r *http.Request, host string) {
	w.Header().Set("Cache-Control", "no-store")
	if host == "" || strings.ContainsAny(host, "/\\@?# ") {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.Header().Set("Location", "https://"+host+r.URL.RequestURI())
	w.WriteHeader(http.StatusTemporaryRedirect)
}

// Redirect is what stands on a plain port beside one of TLS at tlsAddr: it sends clients there, and answers what an
// authority asks.
func Redirect(tlsAddr net.Addr, c *Certificates) http.Handler {
	send := http.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if tcp, ok := tlsAddr.(*net.TCPAddr); ok && tcp.Port != 443 {
			host = net.JoinHostPort(strings.Trim(host, "[]"), strconv.Itoa(tcp.Port))
		}
		toHTTPS(w, r, host)
	}))
	if c.Challenge != nil {
		send = c.Challenge(send)
	}
	return withoutPort(send)
}

// withoutPort gives a handler the name that a request asks for without the port behind it.
func withoutPort(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name, _, err := net.SplitHostPort(r.Host); err == nil {
			if strings.Contains(name, ":") {
				name = "[" + name + "]"
			}
			named := *r
			named.Host, r = name, &named
		}
		next.ServeHTTP(w, r)
	})
}
