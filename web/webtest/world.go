package webtest

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
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
	"github.com/khaosat/khaosat/web"
)

// World is a server over a store of its own, with a clock that the test turns.
type World struct {
	T       testing.TB
	Service *service.Service
	Store   survey.Store // under the service
	Server  *web.Server
	clock   atomic.Int64 // Unix milliseconds
	Log     bytes.Buffer
	Figures figuresFunc
	board   *live.Board
}

type figuresFunc func(slug string, scope results.Scope) (*results.Results, error)

// Admin is who prepares surveys in tests.
var Admin = survey.System("test")

// New stands on SQLite in a temporary folder, as the product does on one PC.
func New(t testing.TB) *World {
	t.Helper()
	store, err := sqlitestore.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return Over(t, store)
}

// Quick stands on memory, for tests of many requests.
func Quick(t testing.TB) *World {
	t.Helper()
	return Over(t, memstore.New(time.Now))
}

func Over(t testing.TB, store survey.Store) *World {
	t.Helper()
	return over(t, store, nil)
}

func over(t testing.TB, store survey.Store, table *kinds.Set) *World {
	t.Helper()
	w := &World{T: t, Store: store}
	w.clock.Store(time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC).UnixMilli())
	service, err := service.New(t.Context(), store, service.Options{Now: w.Now, Kinds: table})
	if err != nil {
		t.Fatal(err)
	}
	w.Service, w.board = service, live.NewBoard(service)
	w.Serve(web.Config{})
	return w
}

// Serve makes the server anew, of the config with the world's own store, figures and clock.
func (w *World) Serve(config web.Config) {
	w.T.Helper()
	config.Service, config.Figures, config.Tables, config.Now, config.Log = w.Service, w, w.board, w.Now,
		slog.New(slog.NewTextHandler(&w.Log, nil))
	config.Report = func(_ context.Context, a survey.Actor, slug, lang string, _ results.Scope, out io.Writer) error {
		_, err := io.WriteString(out, "workbook of "+slug+" in "+lang+" for "+a.Name)
		return err
	}
	var err error
	if w.Server, err = web.New(config); err != nil {
		w.T.Fatal(err)
	}
}

func (w *World) Now() time.Time { return time.UnixMilli(w.clock.Load()).UTC() }

func (w *World) Pass(d time.Duration) { w.clock.Add(d.Milliseconds()) }

// Results implements Figures.
func (w *World) Results(_ context.Context, slug string, scope results.Scope) (*results.Results, error) {
	return w.Figures(slug, scope)
}

// Fieldwork implements Figures.
func (w *World) Fieldwork(ctx context.Context, slug string, scope results.Scope) (*live.Fieldwork, error) {
	return w.board.Fieldwork(ctx, slug, scope)
}

// Publish makes a survey of a questionnaire under its form id.
func (w *World) Publish(q *survey.Questionnaire, o service.PublishOptions) string {
	w.T.Helper()
	if _, err := w.Service.SaveDraft(w.T.Context(), Admin, q.FormID, q); err != nil {
		w.T.Fatal(err)
	}
	if _, err := w.Service.PublishDraft(w.T.Context(), Admin, q.FormID, o); err != nil {
		w.T.Fatal(err)
	}
	return q.FormID
}

// Change alters a survey's settings.
func (w *World) Change(slug string, f func(*survey.Survey)) {
	w.T.Helper()
	if _, err := w.Service.Change(w.T.Context(), Admin, slug, f); err != nil {
		w.T.Fatal(err)
	}
}

// Responses lists what is stored.
func (w *World) Responses(slug string) []*survey.Response {
	w.T.Helper()
	var out []*survey.Response
	for r, err := range w.Service.Responses(w.T.Context(), Admin, slug) {
		if err != nil {
			w.T.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

// Only is the one response that is stored, but for what came later under its id with other content.
func (w *World) Only(slug string) *survey.Response {
	w.T.Helper()
	all := slices.DeleteFunc(w.Responses(slug), func(r *survey.Response) bool { return r.Of != "" })
	if len(all) != 1 {
		w.T.Fatalf("%d responses are stored, want 1", len(all))
	}
	return all[0]
}

// Reply is an answer of the server.
type Reply struct {
	T      testing.TB
	Status int
	Header http.Header
	Body   string
}

// Ask sends one request; headers come as name, value, name, value.
func (w *World) Ask(method, target string, body io.Reader, headers ...string) Reply {
	w.T.Helper()
	r := httptest.NewRequest(method, target, body)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	out := w.through(r)
	return Reply{w.T, out.Code, out.Header(), out.Body.String()}
}

func (w *World) Get(target string, headers ...string) Reply {
	w.T.Helper()
	return w.Ask(http.MethodGet, target, nil, headers...)
}

// Send posts JSON to the API.
func (w *World) Send(slug, body string, headers ...string) Reply {
	w.T.Helper()
	return w.Ask(http.MethodPost, "/api/v1/surveys/"+slug+"/responses", strings.NewReader(body),
		append([]string{"Content-Type", "application/json"}, headers...)...)
}

// Want fails the test when the status is another.
func (r Reply) Want(status int) Reply {
	r.T.Helper()
	if r.Status != status {
		r.T.Fatalf("status %d, want %d\n%s", r.Status, status, r.Body)
	}
	return r
}

// Json reads the body into v.
func (r Reply) Json(v any) {
	r.T.Helper()
	if err := json.Unmarshal([]byte(r.Body), v); err != nil {
		r.T.Fatalf("body is not JSON: %v\n%s", err, r.Body)
	}
}

// problem is an error body of the API.
type problem struct {
	Status   int           `json:"status"`
	Code     string        `json:"code"`
	Detail   string        `json:"detail"`
	Stored   string        `json:"stored"`
	Receipt  string        `json:"receipt"`
	Problems []ProblemItem `json:"problems"`
}

type ProblemItem struct {
	Item    string `json:"item"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Row     int    `json:"row"`
}

func (r Reply) Problem() problem {
	r.T.Helper()
	if got := r.Header.Get("Content-Type"); !strings.HasPrefix(got, "application/problem+json") {
		r.T.Fatalf("Content-Type %q, want application/problem+json\n%s", got, r.Body)
	}
	var p problem
	r.Json(&p)
	return p
}

// Codes lists "item code" of each problem.
func (p problem) Codes() []string {
	var out []string
	for _, x := range p.Problems {
		out = append(out, x.Item+" "+x.Code)
	}
	return out
}

// DigestOf is the SHA-256 of a text in hex, by which files are named.
func DigestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

const (
	IdA = "6f6f4f61-0f9e-4a3f-9d5c-3a5d0b7c1a01"
	IdB = "6f6f4f61-0f9e-4a3f-9d5c-3a5d0b7c1a02"
)

// GoodAnswers answers everything that resolutionForm requires of a leader.
const GoodAnswers = `"doituong":"ld","nguoi/huyen":"h1","kiemtra":"1","canbo":"2","tuyentruyen":"9"`

func Response(id, answers string) string {
	return fmt.Sprintf(`{"id":%q,"version":"1","language":"vi","answers":{%s}}`, id, answers)
}
