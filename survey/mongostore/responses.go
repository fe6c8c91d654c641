package mongostore

import (
	"context"
	"iter"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/khaosat/khaosat/survey"
)

// responses is the survey.ResponseStore.
type responses struct{ store *Store }

func (s responses) c() *mongo.Collection { return s.store.db.Collection(responsesName) }

// sightFields are the fields that decide what readers see. The first index holds all of them.
var sightFields = []string{"id", "revision", "batch", "erased"}

// keyFields are those and the row hash.
var keyFields = append(slices.Clone(sightFields), "row")

// state reads the group of one identity and the batches that decide what is seen of it.
func (s responses) state(ctx context.Context, slug, id string) (group, batches, error) {
	known, err := s.committed(ctx, slug)
	if err != nil {
		return nil, nil, err
	}
	g, err := s.load(ctx, slug, id)
	return g, known, err
}

func (s responses) Get(ctx context.Context, slug, id string) (*survey.Response, error) {
	g, known, err := s.state(ctx, slug, id)
	if err != nil {
		return nil, failed("Get", err)
	}
	if doc := g.newest(known); doc != nil {
		r, err := doc.response()
		return r, failed("Get", err)
	}
	if g.tombstone() != nil {
		return nil, erased("Get", id)
	}
	return nil, missing("Get", id)
}

func (s responses) ByReceipt(ctx context.Context, slug, receiptHash string) (*survey.Response, error) {
	if receiptHash == "" {
		return nil, missing("ByReceipt", "")
	}
	ids, err := s.idsOf(ctx, inSurvey(slug, bson.E{Key: "receipt", Value: receiptHash}))
	if err != nil {
		return nil, failed("ByReceipt", err)
	}
	list, err := s.Few(ctx, slug, ids)
	if err != nil {
		return nil, err
	}
	for _, r := range list {
		if r.ReceiptHash == receiptHash {
			return r, nil
		}
	}
	for _, id := range ids {
		if g, err := s.load(ctx, slug, id); err != nil {
			return nil, failed("ByReceipt", err)
		} else if tomb := g.tombstone(); tomb != nil && tomb.Receipt == receiptHash {
			return &survey.Response{Survey: slug, ID: id}, erased("ByReceipt", receiptHash)
		}
	}
	return nil, missing("ByReceipt", receiptHash)
}

func (s responses) Names(ctx context.Context, slug, sha, besides string) (bool, error) {
	docs, err := find[responseDoc](ctx, s.c(), inSurvey(slug, bson.E{Key: "files", Value: sha}), nil, "id")
	other := slices.ContainsFunc(docs, func(d responseDoc) bool { return d.Response != besides })
	return other, failed("Names", err)
}

func (s responses) Revisions(ctx context.Context, slug, id string) ([]*survey.Response, error) {
	g, known, err := s.state(ctx, slug, id)
	if err != nil {
		return nil, failed("Revisions", err)
	}
	docs := g.seen(known)
	if docs == nil {
		return nil, missing("Revisions", id)
	}
	out := make([]*survey.Response, len(docs))
	for i := range docs {
		if out[i], err = docs[i].response(); err != nil {
			return nil, failed("Revisions", err)
		}
	}
	return out, nil
}

func (s responses) Scan(ctx context.Context, slug string) iter.Seq2[*survey.Response, error] {
	return func(yield func(*survey.Response, error) bool) {
		known, err := s.committed(ctx, slug)
		if err != nil {
			yield(nil, failed("Scan", err))
			return
		}
		for g, err := range s.groups(ctx, inSurvey(slug)) {
			var r *survey.Response
			if err == nil {
				doc := g.newest(known)
				if doc == nil {
					continue
				}
				r, err = doc.response()
			}
			if !yield(r, failed("Scan", err)) || err != nil {
				return
			}
		}
	}
}

func (s responses) Keys(ctx context.Context, slug string) ([]survey.Key, error) {
	known, err := s.committed(ctx, slug)
	if err != nil {
		return nil, failed("Keys", err)
	}
	var keys []survey.Key
	for g, err := range s.groups(ctx, inSurvey(slug), keyFields...) {
		if err != nil {
			return nil, failed("Keys", err)
		}
		if doc := g.newest(known); doc != nil {
			keys = append(keys, survey.Key{ID: doc.Response, Revision: doc.Revision, Row: doc.Row})
		}
	}
	return keys, nil
}

// Few returns them in the order of the ids that were asked for, each once.
func (s responses) Few(ctx context.Context, slug string, ids []string) ([]*survey.Response, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	known, err := s.committed(ctx, slug)
	if err != nil {
		return nil, failed("Few", err)
	}
	found := map[string]*survey.Response{}
	for g, err := range s.few(ctx, slug, ids) {
		if err != nil {
			return nil, failed("Few", err)
		}
		if doc := g.newest(known); doc != nil {
			if found[doc.Response], err = doc.response(); err != nil {
				return nil, failed("Few", err)
			}
		}
	}
	var out []*survey.Response
	for _, id := range ids {
		if r := found[id]; r != nil {
			out = append(out, r)
			delete(found, id)
		}
	}
	return out, nil
}

// idsOf lists the ids of the documents that match, in no order; an id comes once for each document.
func (s responses) idsOf(ctx context.Context, filter bson.D) ([]string, error) {
	docs, err := find[responseDoc](ctx, s.c(), filter, nil, "id")
	ids := make([]string, len(docs))
	for i := range docs {
		ids[i] = docs[i].Response
	}
	return ids, err
}
