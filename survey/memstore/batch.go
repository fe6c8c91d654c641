package memstore

import (
	"context"
	"sort"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// batch is a committed batch and when it was undone.
type batch struct {
	survey.Batch
	undone time.Time
}

func (s *responses) CommitBatch(ctx context.Context, b survey.Batch) error {
	unlock, err := s.store.enter(ctx, "CommitBatch")
	if err != nil {
		return err
	}
	defer unlock()
	if s.batches[identity{b.Survey, b.ID}] != nil {
		return failure(survey.Conflict, "CommitBatch", b.ID)
	}
	s.dropTaken(b)
	if b.Committed.IsZero() {
		b.Committed = s.store.clock.Tell()
	}
	b.Committed, b.Undone = milli(b.Committed), false
	s.batches[identity{b.Survey, b.ID}] = &batch{Batch: b}
	return nil
}

// dropTaken removes from an unseen batch the responses whose identity was stored or erased by others in the meantime:
// who was seen first stays.
func (s *responses) dropTaken(b survey.Batch) {
	for key, records := range s.records {
		_, gone := s.erased[key]
		if key.survey != b.Survey || s.seen(key) == nil && !gone {
			continue
		}
		kept := records[:0]
		for _, rec := range records {
			if rec.batch != b.ID {
				kept = append(kept, rec)
			}
		}
		s.records[key] = kept
	}
}

func (s *responses) UndoBatch(ctx context.Context, slug, id string) error {
	unlock, err := s.store.enter(ctx, "UndoBatch")
	if err != nil {
		return err
	}
	defer unlock()
	b := s.batches[identity{slug, id}]
	if b == nil {
		return failure(survey.NotFound, "UndoBatch", id)
	}
	if !b.Undone {
		b.Undone, b.undone = true, s.store.clock.Tell()
	}
	return nil
}

func (s *responses) Batches(ctx context.Context, slug string) ([]survey.Batch, error) {
	unlock, err := s.store.enter(ctx, "Batches")
	if err != nil {
		return nil, err
	}
	defer unlock()
	var out []survey.Batch
	for key, b := range s.batches {
		if key.survey == slug {
			out = append(out, b.Batch)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if !out[i].Committed.Equal(out[j].Committed) {
			return out[i].Committed.Before(out[j].Committed)
		}
		return out[i].ID < out[j].ID
	})
	return out, nil
}
