package xlsform_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey/xlsform"
)

// BenchmarkCorpus reads every form of the corpus once and reports the slowest and the one that takes most memory:
// target under a second and 200 MB each. MB counts everything allocated while reading, more than is ever held at once.
// The yardstick is to unpack the same workbook.
func BenchmarkCorpus(b *testing.B) {
	folder := os.Getenv("KHAOSAT_XLSFORMS")
	if folder == "" {
		folder = "testdata"
	}
	forms, err := filepath.Glob(filepath.Join(folder, "*", "*.xlsx"))
	if err != nil || len(forms) == 0 {
		b.Fatalf("no forms in %s: %v", folder, err)
	}
	var slowest, total, unpack time.Duration
	var most uint64
	for b.Loop() {
		for _, name := range forms {
			data, err := os.ReadFile(name)
			if err != nil {
				b.Fatal(err)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			if _, err := xlsform.Read(bytes.NewReader(data), int64(len(data)), filepath.Base(name)); err != nil {
				b.Fatal(err)
			}
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			slowest, total = max(slowest, took), total+took
			most = max(most, after.TotalAlloc-before.TotalAlloc)
			start = time.Now()
			inflate(data)
			unpack += time.Since(start)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(len(forms)), "forms")
	b.ReportMetric(float64(slowest)/1e6, "ms/slowest")
	b.ReportMetric(float64(most)/1e6, "MB/largest")
	b.ReportMetric(float64(total)/float64(unpack), "read/unpack")
}

// inflate unpacks the parts that Read reads, as far as they can be.
func inflate(data []byte) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return // an .xls file, or a broken one
	}
	for _, f := range z.File {
		if r, err := f.Open(); err == nil && strings.HasSuffix(f.Name, ".xml") {
			_, _ = io.Copy(io.Discard, r)
			_ = r.Close()
		}
	}
}
