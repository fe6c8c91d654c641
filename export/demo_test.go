package export_test

import (
	"testing"
	"time"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
)

var admin = survey.System("test")

// newService is an empty service in memory whose clock stands still.
func newService(t *testing.T) (*survey.Service, *live.Board) {
	t.Helper()
	now := func() time.Time { return demo.LatestDay }
	svc, err := survey.NewService(t.Context(), memstore.New(now), survey.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return svc, live.NewBoard(svc)
}

// sample is a service with the sample surveys.
func sample(t *testing.T) (*survey.Service, *live.Board) {
	t.Helper()
	svc, board := newService(t)
	if err := (demo.Installer{Service: svc, Actor: admin}).Install(t.Context()); err != nil {
		t.Fatal(err)
	}
	return svc, board
}

func figures(t *testing.T, board *live.Board, slug string) *results.Results {
	t.Helper()
	r, err := board.Results(t.Context(), slug, results.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
