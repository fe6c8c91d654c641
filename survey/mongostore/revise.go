package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/khaosat/khaosat/survey"
)

func (s responses) Revise(ctx context.Context, r *survey.Response) error {
	g, known, err := s.state(ctx, r.Survey, r.ID)
	if err != nil {
		return failed("Revise", err)
	}
	newest := g.newest(known)
	if newest == nil {
		return missing("Revise", r.ID)
	}
	if r.Revision != newest.Revision+1 {
		return conflict("Revise", r.ID)
	}
	now, err := s.store.Clock(ctx)
	if err != nil {
		return err
	}
	doc, err := docOf(r, r.Revision, newest.Batch, now)
	if err != nil {
		return failed("Revise", err)
	}
	if _, err := s.c().InsertOne(ctx, doc); mongo.IsDuplicateKeyError(err) {
		return conflict("Revise", r.ID)
	} else if err != nil {
		return failed("Revise", err)
	}
	return failed("Revise", s.takeBackErased(ctx, doc))
}

// takeBackErased removes a revision again whose response was erased while it was being stored: NotFound. Erase lays its
// tombstone before it removes revisions, so one of the two sees the other.
func (s responses) takeBackErased(ctx context.Context, doc *responseDoc) error {
	g, err := s.load(ctx, doc.Survey, doc.Response)
	if err != nil || g.tombstone() == nil {
		return err
	}
	if _, err := s.c().DeleteOne(ctx, inSurvey(doc.Survey, bson.E{Key: "_id", Value: doc.ID})); err != nil {
		return err
	}
	return missing("Revise", doc.Response)
}

// Erase puts a tombstone in the place of what came without a batch, which is where every later Insert of the identity
// ends up, and then removes everything else.
func (s responses) Erase(ctx context.Context, slug, id string) error {
	g, known, err := s.state(ctx, slug, id)
	if err != nil {
		return failed("Erase", err)
	}
	tomb := responseDoc{ID: slotOf(slug, id, ""), Survey: slug, Response: id, Erased: true}
	here := g.tombstone() != nil
	if !here {
		if here = g.everSeen(known); here && g.named() {
			if tomb.Changed, err = s.store.Clock(ctx); err != nil {
				return err
			}
		}
		if !here {
			return nil
		}
		tomb.Receipt = g.receipt(known)
		_, err = s.c().ReplaceOne(ctx, inSurvey(slug, bson.E{Key: "_id", Value: tomb.ID}), tomb,
			options.Replace().SetUpsert(true))
		if err != nil {
			return failed("Erase", err)
		}
	}
	_, err = s.c().DeleteMany(ctx, inSurvey(slug, bson.E{Key: "id", Value: id}, bson.E{Key: "_id", Value: ne(tomb.ID)}))
	return failed("Erase", err)
}

// everSeen reports whether readers see something of the group, or did before its batch was undone.
func (g group) everSeen(known batches) bool {
	for _, d := range g {
		if _, committed := known[d.Batch]; d.Batch == "" || committed {
			return true
		}
	}
	return false
}

// receipt is the receipt hash of what readers see or saw.
func (g group) receipt(known batches) string {
	for _, d := range g {
		if _, committed := known[d.Batch]; d.Batch == "" || committed {
			return d.Receipt
		}
	}
	return ""
}

// named reports whether times may be kept for the group: anonymous responses have none.
func (g group) named() bool {
	for _, d := range g {
		if d.Received.IsZero() {
			return false
		}
	}
	return true
}
