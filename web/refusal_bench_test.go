package web_test

import (
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
	"github.com/khaosat/khaosat/web/webtest"
)

// Whether the time of a refusal tells an unknown token from a used one and from none: Welch's t of the page's times,
// which has to stay below 4.5 in size over 10,000 rounds.
func BenchmarkRefusedTokens(b *testing.B) {
	store, err := sqlitestore.Open(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	w := webtest.Over(b, store)
	slug := w.Publish(opinionForm(), service.PublishOptions{Mode: survey.Anonymous, Access: survey.ByToken})
	tokens, err := w.Service.MakeTokens(b.Context(), webtest.Admin, slug, 1000, survey.Preset{})
	if err != nil {
		b.Fatal(err)
	}
	w.Send(slug, fmt.Sprintf(`{"id":%q,"version":"1","language":"vi","token":%q,"answers":{"yk":"tốt"}}`, webtest.IdA,
		tokens[0])).Want(http.StatusCreated)
	kinds := map[string]string{"unknown": survey.TypedCode(make([]byte, 10)), "used": tokens[0], "missing": ""}
	times := map[string][]float64{}
	for i := 0; b.Loop(); i++ {
		for kind, token := range kinds { // in a random order
			ask := httptest.NewRequest(http.MethodGet, "/s/"+slug+"?token="+token, nil)
			ask.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:1000", i>>16&255, i>>8&255, i&255)
			reply := httptest.NewRecorder()
			began := time.Now()
			w.Server.ServeHTTP(reply, ask)
			times[kind] = append(times[kind], float64(time.Since(began).Nanoseconds()))
			if reply.Code != http.StatusUnauthorized {
				b.Fatalf("%s: status %d", kind, reply.Code)
			}
		}
	}
	b.ReportMetric(welch(times["unknown"], times["used"]), "t-used")
	b.ReportMetric(welch(times["unknown"], times["missing"]), "t-missing")
}

func welch(a, b []float64) float64 {
	meanA, varA := moments(a)
	meanB, varB := moments(b)
	return (meanA - meanB) / math.Sqrt(varA/float64(len(a))+varB/float64(len(b)))
}

func moments(x []float64) (mean, variance float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / float64(len(x)-1)
	}
	return mean, variance
}
