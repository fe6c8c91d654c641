package mongostore

import (
	"context"
	"iter"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/khaosat/khaosat/survey"
)

// group is everything that is stored under one identity, oldest revision first.
type group []responseDoc

// tombstone returns the tombstone of an erased response, nil when it is not erased.
func (g group) tombstone() *responseDoc {
	for i := range g {
		if g[i].Erased {
			return &g[i]
		}
	}
	return nil
}

// seen returns the revisions that readers see, oldest first; nil when they see none. What came by itself is seen before
// what came with a batch, and an earlier batch before a later one; both at once can happen only when a batch was
// committed in the very moment in which the same identity arrived otherwise.
func (g group) seen(b batches) []responseDoc {
	if g.tombstone() != nil {
		return nil
	}
	best := -1
	for i := range g {
		if g[i].Revision == 1 && b.open(g[i].Batch) && (best < 0 || b.before(g[i].Batch, g[best].Batch)) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	batch := g[best].Batch
	return slices.DeleteFunc(slices.Clone(g), func(d responseDoc) bool { return d.Batch != batch })
}

// newest returns the newest of the revisions that readers see, nil when they see none.
func (g group) newest(b batches) *responseDoc {
	if docs := g.seen(b); docs != nil {
		return &docs[len(docs)-1]
	}
	return nil
}

// load reads everything that is stored under one identity.
func (s responses) load(ctx context.Context, slug, id string) (group, error) {
	docs, err := find[responseDoc](ctx, s.c(), inSurvey(slug, bson.E{Key: "id", Value: id}), byIDRevision)
	return group(docs), err
}

// groups reads the documents that match, one identity after the other in the order of the ids. It ends after the first
// error.
func (s responses) groups(ctx context.Context, filter bson.D, fields ...string) iter.Seq2[group, error] {
	return func(yield func(group, error) bool) {
		cur, err := s.c().Find(ctx, filter, findOptions(byIDRevision, fields...))
		if err != nil {
			yield(nil, err)
			return
		}
		defer cur.Close(context.WithoutCancel(ctx))
		var g group
		for cur.Next(ctx) {
			var doc responseDoc
			err := ctx.Err() // the driver asks only when it fetches
			if err == nil {
				err = cur.Decode(&doc)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if len(g) > 0 && g[0].Response != doc.Response {
				if !yield(g, nil) {
					return
				}
				g = nil
			}
			g = append(g, doc)
		}
		err = cur.Err()
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			yield(nil, err)
			return
		}
		if len(g) > 0 {
			yield(g, nil)
		}
	}
}

// few reads the groups of some ids, in the order of the ids; fields narrows the documents.
func (s responses) few(ctx context.Context, slug string, ids []string, fields ...string) iter.Seq2[group, error] {
	return func(yield func(group, error) bool) {
		ids = slices.Compact(slices.Sorted(slices.Values(ids)))
		for part := range slices.Chunk(ids, fewSize) {
			for g, err := range s.groups(ctx, inSurvey(slug, bson.E{Key: "id", Value: in(part)}), fields...) {
				if !yield(g, err) || err != nil {
					return
				}
			}
		}
	}
}

// fewSize is how many ids one query names.
const fewSize = 500

// batches are the committed batches of a survey by their id.
type batches map[string]batchTimes

type batchTimes struct{ committed, undone time.Time } // undone is zero while the batch is seen

// open reports whether readers see what came with the batch; "" = with none.
func (b batches) open(batch string) bool {
	if batch == "" {
		return true
	}
	times, committed := b[batch]
	return committed && times.undone.IsZero()
}

// before orders batches by the time of their commit, then by id; none comes first.
func (b batches) before(x, y string) bool {
	if x == "" || y == "" {
		return x == "" && y != ""
	}
	if c := b[x].committed.Compare(b[y].committed); c != 0 {
		return c < 0
	}
	return x < y
}

// committed reads the committed batches of a survey. Whoever reads responses reads this first: what is committed later
// is then not seen at all by that reader.
func (s responses) committed(ctx context.Context, slug string) (batches, error) {
	docs, err := s.batchDocs(ctx, slug)
	if err != nil {
		return nil, err
	}
	out := batches{}
	for _, d := range docs {
		times := out[d.Batch]
		if d.Undone.IsZero() {
			times.committed = d.Committed
		} else {
			times.undone = d.Undone
		}
		out[d.Batch] = times
	}
	return out, nil
}

var _ survey.ResponseStore = responses{}
