package service

import (
	"context"
	"errors"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// gate bounds how many submissions are judged and stored at once, so that a crowd takes neither the machine's memory
// nor everybody's patience: who finds it full waits a little, first come first served, and is then told to come again.
type gate struct {
	places   chan struct{}
	patience time.Duration
}

const (
	gatePlaces   = 256
	gatePatience = 2 * time.Second
)

func newGate(places int, patience time.Duration) gate {
	return gate{make(chan struct{}, places), patience}
}

var errCrowd = errors.New("too many submissions at once")

// enter returns how to leave; "store.busy" when there was no place in time.
func (g gate) enter(ctx context.Context) (leave func(), err error) {
	leave = func() { <-g.places }
	select {
	case g.places <- struct{}{}:
		return leave, nil
	default:
	}
	over := time.NewTimer(g.patience)
	defer over.Stop()
	select {
	case g.places <- struct{}{}:
		return leave, nil
	case <-over.C:
		e := survey.Fail(survey.Unavailable, "store.busy")
		e.Op, e.Err = "Service.Submit", errCrowd
		return nil, e
	case <-ctx.Done():
		return nil, survey.Unanswered("Service.Submit", ctx.Err())
	}
}
