package mongostore

import (
	"context"
	"iter"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/khaosat/khaosat/survey"
)

func (s responses) Changes(ctx context.Context, slug string, since time.Time) iter.Seq2[*survey.Response, error] {
	return func(yield func(*survey.Response, error) bool) {
		since := milli(since)
		known, err := s.committed(ctx, slug)
		if err != nil {
			yield(nil, failed("Changes", err))
			return
		}
		ids, err := s.touched(ctx, slug, known, since)
		if err != nil {
			yield(nil, failed("Changes", err))
			return
		}
		for g, err := range s.few(ctx, slug, ids) {
			var r *survey.Response
			if err == nil {
				r, err = g.change(known, since)
			}
			if r == nil && err == nil {
				continue
			}
			if !yield(r, failed("Changes", err)) || err != nil {
				return
			}
		}
	}
}

// touched lists the ids under which something was stored since then, or whose batch was committed or undone since then.
func (s responses) touched(ctx context.Context, slug string, known batches, since time.Time) ([]string, error) {
	from := bson.D{{Key: "$gte", Value: since}}
	ids, err := s.idsOf(ctx, inSurvey(slug, bson.E{Key: "changed", Value: from}))
	if err != nil {
		return nil, err
	}
	for batch, times := range known {
		if times.committed.Before(since) && times.undone.Before(since) {
			continue
		}
		more, err := s.idsOf(ctx, inSurvey(slug, bson.E{Key: "batch", Value: batch}))
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	return ids, nil
}

// change is what Changes yields of a group, nil when nothing of it changed for readers.
func (g group) change(known batches, since time.Time) (*survey.Response, error) {
	if tomb := g.tombstone(); tomb != nil {
		if tomb.Changed.Before(since) {
			return nil, nil
		}
		return bare(tomb.Survey, tomb.Response), nil
	}
	docs := g.seen(known)
	for i := range docs {
		// Any revision will do: the newest may bear an earlier time, from a process whose clock is behind.
		if !docs[i].Changed.Before(since) || docs[i].Batch != "" && !known[docs[i].Batch].committed.Before(since) {
			return docs[len(docs)-1].response()
		}
	}
	if docs != nil {
		return nil, nil
	}
	for _, d := range g {
		if undone := known[d.Batch].undone; d.Batch != "" && !undone.IsZero() && !undone.Before(since) {
			return bare(d.Survey, d.Response), nil
		}
	}
	return nil, nil
}
