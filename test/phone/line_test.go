package phone

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// line stands between the phone and the server, as a signal does: it can be there, be away, or lead to a captive portal
// that answers everything with a page of its own.
type line struct {
	URL   string
	state atomic.Int32
	lose  atomic.Int32 // so many answers to posts get lost on the way back
	first atomic.Value // the beginning of the record that the server is busy with; see busy
}

const (
	there int32 = iota
	gone
	portal
	refusing // our server, which takes nothing
	busy     // our server, which fails at the record that comes first, each time
	lying    // somebody who says that he is our server, and has opened nothing
)

// newLine leads to a server from an address of its own.
func newLine(tb testing.TB, server string) *line {
	tb.Helper()
	to, err := url.Parse(server)
	if err != nil {
		tb.Fatal(err)
	}
	l := &line{}
	through := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to); r.Out.Host = r.In.Host }}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch l.state.Load() {
		case gone:
			panic(http.ErrAbortHandler)
		case portal:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte("<!doctype html><title>Wi-Fi</title><p>Xin mua vé để vào mạng</p>"))
			return
		}
		if l.state.Load() == refusing && strings.HasSuffix(r.URL.Path, "/sealed") {
			w.Header().Set("Khaosat", "1")
			w.WriteHeader(http.StatusGone)
			_, _ = w.Write([]byte(`{"code":"response.erased","detail":"Phiếu này đã bị xóa."}`))
			return
		}
		if l.state.Load() == busy && strings.HasSuffix(r.URL.Path, "/sealed") {
			head := make([]byte, 60)
			_, _ = io.ReadFull(r.Body, head)
			l.first.CompareAndSwap(nil, string(head))
			if l.first.Load() == string(head) {
				w.Header().Set("Khaosat", "1")
				w.WriteHeader(http.StatusInternalServerError)
				return
			}
			r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(head), r.Body))
		}
		if l.state.Load() == lying && strings.HasSuffix(r.URL.Path, "/sealed") {
			w.Header().Set("Khaosat", "1")
			w.WriteHeader(http.StatusCreated)
			_, _ = w.Write([]byte(`{"receipt":"AAAA-AAAA-AAAA-AAAA","opened":"AAAA"}`))
			return
		}
		if r.Method == http.MethodPost && l.lose.Add(-1) >= 0 {
			through.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		through.ServeHTTP(w, r)
	}))
	tb.Cleanup(front.Close)
	l.URL = front.URL
	return l
}

func (l *line) is(state int32) { l.state.Store(state) }
