package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/sqlitestore"
)

// The folder was written while the machine's clock was a day ahead; then it was set right.
func TestDoctorNamesAClockThatIsOff(t *testing.T) {
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
	if err := use(t.Context(), store, func(*survey.Service) error { return nil }); err != nil {
		t.Fatal(err)
	}
	s.must("doctor", "--data", "{data}")
	if !strings.Contains(s.errors, "lệch 24h0m0s") && !strings.Contains(s.errors, "lệch 23h59m") {
		t.Errorf("doctor does not say that the clock is a day off: %q", s.errors)
	}
}
