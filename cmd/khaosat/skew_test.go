package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
)

// The folder was written while the machine's clock was a day ahead; then it was set right.
func TestDoctorNamesAClockThatIsOff(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", s.form(demo.Opinions), "--publish", "--data", "{data}")
	s.must("doctor", "--data", "{data}")
	if strings.Contains(s.errors, "lệch") {
		t.Errorf("doctor warns of nothing: %s", s.errors)
	}
	ahead := func() time.Time { return time.Now().Add(24 * time.Hour) }
	store, err := sqlitestore.Open(t.Context(), filepath.Join(s.dir, "data"), sqlitestore.WithClock(ahead))
	if err != nil {
		t.Fatal(err)
	}
	if err := use(t.Context(), store, func(*service.Service) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if code := s.run("doctor", "--data", "{data}"); code != exitEnvironment {
		t.Errorf("doctor ends with %d, want %d", code, exitEnvironment)
	}
	if !strings.Contains(s.errors, "lệch 24h0m0s") && !strings.Contains(s.errors, "lệch 23h59m") {
		t.Errorf("doctor does not say that the clock is a day off: %q", s.errors)
	}
}

// stopOnReady is standard output of a server that is told to stop as soon as it listens.
type stopOnReady struct {
	bytes.Buffer
	stop func()
}

func (w *stopOnReady) Write(p []byte) (int, error) {
	defer w.stop()
	return w.Buffer.Write(p)
}

// A server names a clock that is off when it starts, and is silent about one that is well enough.
func TestServeNamesAClockThatIsOff(t *testing.T) {
	for ahead, want := range map[time.Duration]string{0: "", 5 * time.Second: "",
		24 * time.Hour: "Cảnh báo: đồng hồ của kho dữ liệu lệch "} {
		t.Run(ahead.String(), func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "data")
			store, err := sqlitestore.Open(t.Context(), dir,
				sqlitestore.WithClock(func() time.Time { return time.Now().Add(ahead) }))
			if err != nil {
				t.Fatal(err)
			}
			if err := use(t.Context(), store, func(*service.Service) error { return nil }); err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			var errs bytes.Buffer
			code := run(&terminal{ctx: ctx, stdin: strings.NewReader(""), stdout: &stopOnReady{stop: stop},
				stderr: &errs, read: os.ReadFile, write: writeFile},
				[]string{"serve", "--data", dir, "--addr", "127.0.0.1:0"})
			if code != exitWell {
				t.Fatalf("serve ended with %d: %s", code, errs.String())
			}
			if said := strings.Contains(errs.String(), "lệch"); said != (want != "") ||
				!strings.Contains(errs.String(), want) {
				t.Errorf("serve says %q, want %q", errs.String(), want)
			}
		})
	}
}

// The store's clock may be ahead or behind; up to ten seconds nobody is told.
func TestSkewIsNamedBothWays(t *testing.T) {
	t.Parallel()
	for off, want := range map[time.Duration]string{-time.Hour: "lệch -1h0m0s", time.Hour: "lệch 1h0m0s",
		15 * time.Second: "lệch 15s", -15 * time.Second: "lệch -15s", 5 * time.Second: "", -5 * time.Second: ""} {
		var errs bytes.Buffer
		if err := warnOfSkew(&terminal{ctx: t.Context(), stderr: &errs},
			memstore.New(func() time.Time { return time.Now().Add(off) })); err != nil {
			t.Fatal(err)
		}
		if got := errs.String(); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("off by %s: %q, want %q", off, got, want)
		}
	}
}
