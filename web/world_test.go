package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/sqlitestore"
)

// world is a server over a store of its own, with a clock that the test turns.
type world struct {
	t       testing.TB
	service *survey.Service
	server  *Server
	clock   atomic.Int64 // Unix milliseconds
	log     bytes.Buffer
	figures figuresFunc
	board   *live.Board
}

type figuresFunc func(slug string, scope results.Scope) (*results.Results, error)

// admin is who prepares surveys in tests.
var admin = survey.System("test")

// newWorld stands on SQLite in a temporary folder, as the product does on one PC.
func newWorld(t testing.TB) *world {
	t.Helper()
	store, err := sqlitestore.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return worldOver(t, store)
}

// quickWorld stands on memory, for tests of many requests.
func quickWorld(t testing.TB) *world {
	t.Helper()
	return worldOver(t, memstore.New(time.Now))
}

func worldOver(t testing.TB, store survey.Store) *world {
	t.Helper()
	w := &world{t: t}
	w.clock.Store(time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC).UnixMilli())
	service, err := survey.NewService(t.Context(), store, survey.Options{Now: w.now})
	if err != nil {
		t.Fatal(err)
	}
	w.service, w.board = service, live.NewBoard(service)
	w.serve(Config{})
	return w
}

// serve makes the server anew, of the config with the world's own store, figures and clock.
func (w *world) serve(config Config) {
	w.t.Helper()
	config.Service, config.Figures, config.Tables, config.Now, config.Log = w.service, w, w.board, w.now, slog.New(slog.NewTextHandler(&w.log, nil))
	config.Report = func(_ context.Context, a survey.Actor, slug, lang string, _ results.Scope, out io.Writer) error {
		_, err := io.WriteString(out, "workbook of "+slug+" in "+lang+" for "+a.Name)
		return err
	}
	var err error
	if w.server, err = New(config); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) now() time.Time { return time.UnixMilli(w.clock.Load()).UTC() }

func (w *world) pass(d time.Duration) { w.clock.Add(d.Milliseconds()) }

// Results implements Figures.
func (w *world) Results(_ context.Context, slug string, scope results.Scope) (*results.Results, error) {
	return w.figures(slug, scope)
}

// Fieldwork implements Figures.
func (w *world) Fieldwork(ctx context.Context, slug string, scope results.Scope) (*live.Fieldwork, error) {
	return w.board.Fieldwork(ctx, slug, scope)
}

// publish makes a survey of a questionnaire under its form id.
func (w *world) publish(q *survey.Questionnaire, o survey.PublishOptions) string {
	w.t.Helper()
	if _, err := w.service.SaveDraft(w.t.Context(), admin, q.FormID, q); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.service.PublishDraft(w.t.Context(), admin, q.FormID, o); err != nil {
		w.t.Fatal(err)
	}
	return q.FormID
}

// change alters a survey's settings.
func (w *world) change(slug string, f func(*survey.Survey)) {
	w.t.Helper()
	if _, err := w.service.Change(w.t.Context(), admin, slug, f); err != nil {
		w.t.Fatal(err)
	}
}

// responses lists what is stored.
func (w *world) responses(slug string) []*survey.Response {
	w.t.Helper()
	var out []*survey.Response
	for r, err := range w.service.Responses(w.t.Context(), admin, slug) {
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

// only is the one response that is stored.
func (w *world) only(slug string) *survey.Response {
	w.t.Helper()
	all := w.responses(slug)
	if len(all) != 1 {
		w.t.Fatalf("%d responses are stored, want 1", len(all))
	}
	return all[0]
}

// reply is an answer of the server.
type reply struct {
	t      testing.TB
	status int
	header http.Header
	body   string
}

// ask sends one request; headers come as name, value, name, value.
func (w *world) ask(method, target string, body io.Reader, headers ...string) reply {
	w.t.Helper()
	r := httptest.NewRequest(method, target, body)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	out := w.through(r)
	return reply{w.t, out.Code, out.Header(), out.Body.String()}
}

func (w *world) get(target string, headers ...string) reply {
	w.t.Helper()
	return w.ask(http.MethodGet, target, nil, headers...)
}

// send posts JSON to the API.
func (w *world) send(slug, body string, headers ...string) reply {
	w.t.Helper()
	return w.ask(http.MethodPost, "/api/v1/surveys/"+slug+"/responses", strings.NewReader(body),
		append([]string{"Content-Type", "application/json"}, headers...)...)
}

// want fails the test when the status is another.
func (r reply) want(status int) reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("status %d, want %d\n%s", r.status, status, r.body)
	}
	return r
}

// json reads the body into v.
func (r reply) json(v any) {
	r.t.Helper()
	if err := json.Unmarshal([]byte(r.body), v); err != nil {
		r.t.Fatalf("body is not JSON: %v\n%s", err, r.body)
	}
}

// problem is an error body of the API.
type problem struct {
	Status   int           `json:"status"`
	Code     string        `json:"code"`
	Detail   string        `json:"detail"`
	Stored   string        `json:"stored"`
	Receipt  string        `json:"receipt"`
	Problems []problemItem `json:"problems"`
}

type problemItem struct {
	Item    string `json:"item"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Row     int    `json:"row"`
}

func (r reply) problem() problem {
	r.t.Helper()
	if got := r.header.Get("Content-Type"); !strings.HasPrefix(got, "application/problem+json") {
		r.t.Fatalf("Content-Type %q, want application/problem+json\n%s", got, r.body)
	}
	var p problem
	r.json(&p)
	return p
}

// codes lists "item code" of each problem.
func (p problem) codes() []string {
	var out []string
	for _, x := range p.Problems {
		out = append(out, x.Item+" "+x.Code)
	}
	return out
}

// digestOf is the SHA-256 of a text in hex, by which files are named.
func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

const (
	idA = "6f6f4f61-0f9e-4a3f-9d5c-3a5d0b7c1a01"
	idB = "6f6f4f61-0f9e-4a3f-9d5c-3a5d0b7c1a02"
)

// goodAnswers answers everything that resolutionForm requires of a leader.
const goodAnswers = `"doituong":"ld","nguoi/huyen":"h1","kiemtra":"1","canbo":"2","tuyentruyen":"9"`

func response(id, answers string) string {
	return fmt.Sprintf(`{"id":%q,"version":"1","language":"vi","answers":{%s}}`, id, answers)
}
