package webtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
)

// exchange is a request to the API and its answer. When KHAOSAT_RECORD_API names a file, every exchange of the tests is
// written there as a line of JSON: test/api holds them against docs/api.yaml, with a validator that the product does
// not need.
type exchange struct {
	Test     string
	Method   string
	Path     string // with the query
	SentType string
	Sent     []byte // the body of a request that was taken
	Status   int
	Header   http.Header
	Body     []byte
}

// through puts one request through the server, and records the exchange.
func (w *World) through(r *http.Request) *httptest.ResponseRecorder {
	w.T.Helper()
	out := httptest.NewRecorder()
	file := os.Getenv("KHAOSAT_RECORD_API")
	if file == "" || !strings.HasPrefix(r.URL.Path, "/api/") {
		w.Server.ServeHTTP(out, r)
		return out
	}
	e := exchange{Test: w.T.Name(), Method: r.Method, Path: r.URL.String(), SentType: r.Header.Get("Content-Type")}
	var sent bytes.Buffer
	if r.Body != nil {
		r.Body = io.NopCloser(io.TeeReader(r.Body, &sent))
	}
	w.Server.ServeHTTP(out, r)
	e.Status, e.Header, e.Body = out.Code, out.Header(), out.Body.Bytes()
	if out.Code < 300 {
		e.Sent = sent.Bytes()
	}
	line, err := json.Marshal(e)
	if err != nil {
		w.T.Fatal(err)
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		w.T.Fatal(err)
	}
	if _, err := f.Write(append(line, '\n')); err != nil {
		w.T.Fatal(err)
	}
	if err := f.Close(); err != nil {
		w.T.Fatal(err)
	}
	return out
}
