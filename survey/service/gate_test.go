package service

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// A full gate tells those who waited to come again, and lets in who waits when one leaves.
func TestGate(t *testing.T) {
	t.Parallel()
	g := newGate(1, 10*time.Millisecond)
	leave, err := g.enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = g.enter(t.Context())
	var e *survey.Error
	if !errors.As(err, &e) || e.Kind != survey.Unavailable || e.Code != "store.busy" {
		t.Fatalf("a full gate says %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.enter(ended); survey.KindOf(err) != survey.Unavailable {
		t.Fatalf("who has gone hears %v", err)
	}
	g.patience = time.Minute
	in := make(chan error)
	go func() { _, err := g.enter(t.Context()); in <- err }()
	leave()
	if err := <-in; err != nil {
		t.Fatal(err)
	}
}
