package mongostore

import (
	"context"
	"sort"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/khaosat/khaosat/survey"
)

// batchDoc is a committed batch, or with Undone set the mark that it was undone: a document more, so that a batch is
// undone by an insert as it was committed by one.
type batchDoc struct {
	ID        string    `bson:"_id"`
	Survey    string    `bson:"survey"`
	Batch     string    `bson:"batch"`
	File      string    `bson:"file,omitempty"`
	SHA256    string    `bson:"sha256,omitempty"`
	Rows      int       `bson:"rows,omitempty"`
	By        string    `bson:"by,omitempty"`
	Committed time.Time `bson:"committed,omitempty"`
	Undone    time.Time `bson:"undone,omitempty"`
}

func (s responses) batchC() *mongo.Collection { return s.store.db.Collection(batchesName) }

func (s responses) batchDocs(ctx context.Context, slug string) ([]batchDoc, error) {
	return find[batchDoc](ctx, s.batchC(), inSurvey(slug), nil)
}

func (s responses) CommitBatch(ctx context.Context, b survey.Batch) error {
	if err := s.dropTaken(ctx, b); err != nil {
		return failed("CommitBatch", err)
	}
	committed, err := s.store.Clock(ctx)
	if err != nil {
		return err
	}
	if !b.Committed.IsZero() {
		committed = b.Committed
	}
	_, err = s.batchC().InsertOne(ctx, batchDoc{ID: idOf(b.Survey, b.ID), Survey: b.Survey, Batch: b.ID,
		File: b.File, SHA256: b.SHA256, Rows: b.Rows, By: b.By, Committed: milli(committed)})
	if mongo.IsDuplicateKeyError(err) {
		return conflict("CommitBatch", b.ID)
	}
	return failed("CommitBatch", err)
}

// dropTaken removes from an unseen batch the responses whose identity was stored or erased by others in the meantime:
// who was seen first stays.
func (s responses) dropTaken(ctx context.Context, b survey.Batch) error {
	known, err := s.committed(ctx, b.Survey)
	if err != nil {
		return err
	}
	if _, there := known[b.ID]; there {
		return conflict("CommitBatch", b.ID)
	}
	ids, err := s.idsOf(ctx, inSurvey(b.Survey, bson.E{Key: "batch", Value: b.ID}))
	if err != nil {
		return err
	}
	var taken []string
	for g, err := range s.few(ctx, b.Survey, ids, sightFields...) {
		if err != nil {
			return err
		}
		if g.tombstone() != nil || g.seen(known) != nil {
			taken = append(taken, slotOf(b.Survey, g[0].Response, b.ID))
		}
	}
	if len(taken) == 0 {
		return nil
	}
	_, err = s.c().DeleteMany(ctx, inSurvey(b.Survey, bson.E{Key: "_id", Value: in(taken)}))
	return err
}

func (s responses) UndoBatch(ctx context.Context, slug, id string) error {
	known, err := s.committed(ctx, slug)
	if err != nil {
		return failed("UndoBatch", err)
	}
	if _, there := known[id]; !there {
		return missing("UndoBatch", id)
	}
	now, err := s.store.Clock(ctx)
	if err != nil {
		return err
	}
	_, err = s.batchC().InsertOne(ctx, batchDoc{ID: idOf(slug, id, "undone"), Survey: slug, Batch: id, Undone: now})
	if mongo.IsDuplicateKeyError(err) {
		return nil
	}
	return failed("UndoBatch", err)
}

func (s responses) Batches(ctx context.Context, slug string) ([]survey.Batch, error) {
	docs, err := s.batchDocs(ctx, slug)
	if err != nil {
		return nil, failed("Batches", err)
	}
	undone := map[string]bool{}
	for _, d := range docs {
		undone[d.Batch] = undone[d.Batch] || !d.Undone.IsZero()
	}
	var out []survey.Batch
	for _, d := range docs {
		if d.Undone.IsZero() {
			out = append(out, survey.Batch{ID: d.Batch, Survey: d.Survey, File: d.File, SHA256: d.SHA256, Rows: d.Rows,
				By: d.By, Committed: milli(d.Committed), Undone: undone[d.Batch]})
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if c := out[i].Committed.Compare(out[j].Committed); c != 0 {
			return c < 0
		}
		return out[i].ID < out[j].ID
	})
	return out, nil
}
