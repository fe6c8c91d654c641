package storetest

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// Bench measures an engine: a response has 60 answers, as in a form of one province.
func Bench(b *testing.B, open func(b *testing.B) Harness) {
	b.Run("insert-1-caller", func(b *testing.B) {
		s := open(b).Store
		for i := 0; b.Loop(); i++ {
			store(b, s, filled(fmt.Sprintf("%016x", i*7919)))
		}
		perSecond(b, b.N)
	})
	b.Run("insert-64-callers", func(b *testing.B) {
		s := open(b).Store
		var n atomic.Int64
		b.SetParallelism(64)
		b.ResetTimer()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				id := fmt.Sprintf("%016x", uint64(n.Add(1))*0x9E3779B97F4A7C15)
				if _, err := s.Responses().Insert(bg, filled(id)); err != nil {
					b.Error(err)
				}
			}
		})
		perSecond(b, b.N)
	})
	b.Run("insert-batch-of-500", func(b *testing.B) {
		s := open(b).Store
		n := 0
		for b.Loop() {
			list := make([]*survey.Response, 500)
			for i := range list {
				list[i] = filled(fmt.Sprintf("%016x", uint64(n)*0x9E3779B97F4A7C15))
				n++
			}
			store(b, s, list...)
		}
		perSecond(b, n)
	})
	b.Run("scan-1000", func(b *testing.B) {
		s := open(b).Store
		list := make([]*survey.Response, 1000)
		for i := range list {
			list[i] = filled(fmt.Sprintf("%016x", i))
		}
		store(b, s, list...)
		b.ResetTimer()
		for b.Loop() {
			if n := len(gather(b, s.Responses().Scan(bg, slug))); n != len(list) {
				b.Fatalf("scanned %d", n)
			}
		}
		perSecond(b, b.N*len(list))
	})
}

// perSecond reports responses per second of the measured time.
func perSecond(b *testing.B, responses int) {
	b.ReportMetric(float64(responses)/b.Elapsed().Seconds(), "responses/s")
}

// filled is a response with 60 answers.
func filled(id string) *survey.Response {
	r := named(slug, id)
	r.Answers = survey.Answers{}
	for i := range 45 {
		r.Answers[fmt.Sprintf("nhom_%d/cau_%02d", i/10, i)] = survey.OfText(fmt.Sprint(i % 5))
	}
	for i := range 15 {
		r.Answers[fmt.Sprintf("so_lieu/chi_tieu_%02d", i)] = survey.OfNumber(fmt.Sprint(i * 1000))
	}
	return r
}
