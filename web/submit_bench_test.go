package web_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
	"github.com/khaosat/khaosat/web"
	"github.com/khaosat/khaosat/web/webtest"
)

// How fast submissions are stored for good: 64 clients with kept connections send answers of 1.5 kB. Bare is the
// yardstick: gin decodes the same bytes and stores nothing.
func BenchmarkSubmit(b *testing.B) {
	b.Run("Bare", func(b *testing.B) { clients(b, bare(), "/", submission) })
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		b.Run(string(mode), func(b *testing.B) {
			handler, slug := submitting(b, mode)
			clients(b, handler, "/api/v1/surveys/"+slug+"/responses", submission)
		})
	}
}

func bare() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.POST("/", func(c *gin.Context) {
		var in struct {
			ID, Version, Language string
			Answers               map[string]json.RawMessage
		}
		if err := json.NewDecoder(c.Request.Body).Decode(&in); err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		c.JSON(http.StatusCreated, gin.H{"id": in.ID, "answers": len(in.Answers)})
	})
	return r
}

// submitting is the product over a folder, with the columns that follow it.
func submitting(b *testing.B, mode survey.Mode) (http.Handler, string) {
	b.Helper()
	store, err := sqlitestore.Open(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	svc, err := service.New(b.Context(), store, service.Options{Patience: time.Second})
	if err != nil {
		b.Fatal(err)
	}
	w := webtest.Over(b, store)
	slug := w.Publish(benchForm(), service.PublishOptions{Mode: mode})
	board := live.NewBoard(svc)
	server, err := web.New(web.Config{Service: svc, Figures: board, Tables: board,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		b.Fatal(err)
	}
	return server, slug
}

func benchForm() *survey.Questionnaire {
	q := &survey.Questionnaire{FormID: "nhanh", Version: "1", Languages: []survey.Language{{ID: "vi"}},
		DefaultLanguage: "vi", Title: survey.Text{"vi": "Nhanh"},
		Lists: []survey.ChoiceList{{Name: "l", Choices: []survey.Choice{
			{Code: "tot", Label: survey.Text{"vi": "Tốt"}}, {Code: "kha", Label: survey.Text{"vi": "Khá"}}}}}}
	for i := range 24 {
		it := &survey.Item{Name: fmt.Sprintf("cau_%02d", i), Kind: survey.Single, List: "l", Label: survey.Text{"vi": "Câu"}}
		switch i % 6 {
		case 4:
			it.Kind, it.List = survey.Integer, ""
		case 5:
			it.Kind, it.List = survey.TextItem, ""
		}
		if i == 12 {
			it.Relevant = "${cau_00} = 'tot'"
		}
		q.Items = append(q.Items, it)
	}
	return q
}

// submission is a body of 1.5 kB.
func submission(n int) string {
	var answers []string
	for i := range 24 {
		v := `"tot"`
		switch i % 6 {
		case 4:
			v = fmt.Sprint(n % 97)
		case 5:
			v = `"Cán bộ xã giải thích rõ ràng, loa truyền thanh của bản phát đều đặn mỗi buổi sáng, ` +
				`người dân chúng tôi nghe hiểu và đồng tình với nghị quyết này; xin cảm ơn rất nhiều."`
		}
		answers = append(answers, fmt.Sprintf("%q:%s", fmt.Sprintf("cau_%02d", i), v))
	}
	return fmt.Sprintf(`{"id":"%08x-0000-4000-8000-%012x","version":"1","language":"vi","answers":{%s}}`,
		uint32(n)*2654435761, n, strings.Join(answers, ","))
}

// clients sends b.N submissions over 64 kept connections and reports how long the slowest hundredth waited.
func clients(b *testing.B, handler http.Handler, path string, body func(int) string) {
	server := httptest.NewServer(handler)
	defer server.Close()
	address := server.Listener.Addr().String()
	requests := make([]string, b.N)
	for i := range requests {
		text := body(i)
		requests[i] = fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
			path, address, len(text), text)
	}
	var next, failed atomic.Int64
	took := make([]time.Duration, b.N)
	var all sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	for range min(64, b.N) {
		all.Go(func() {
			conn, err := net.Dial("tcp", address)
			if err != nil {
				failed.Add(1)
				return
			}
			defer conn.Close()
			in := bufio.NewReader(conn)
			for {
				i := int(next.Add(1)) - 1
				if i >= b.N {
					return
				}
				began := time.Now()
				if !created(conn, in, requests[i]) {
					failed.Add(1)
					return
				}
				took[i] = time.Since(began)
			}
		})
	}
	all.Wait()
	b.StopTimer()
	if n := failed.Load(); n > 0 {
		b.Fatalf("%d clients failed", n)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[b.N/2].Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(took[b.N*99/100].Microseconds())/1000, "ms-p99")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "posts/s")
}

// created sends a request and reads its answer, which must be 201.
func created(conn net.Conn, in *bufio.Reader, request string) bool {
	if _, err := io.WriteString(conn, request); err != nil {
		return false
	}
	reply, err := http.ReadResponse(in, nil)
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, reply.Body)
	return err == nil && reply.Body.Close() == nil && reply.StatusCode == http.StatusCreated
}
