package mongostore

import (
	"context"
	"errors"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/khaosat/khaosat/survey"
)

// insertPause is how long Insert waits when it met a duplicate that a majority cannot read yet.
const insertPause = 5 * time.Millisecond

// Insert stores first and asks afterwards: a duplicate _id is the answer that somebody was earlier. Only what may be in
// a batch already is looked up before, since batches have _ids of their own.
func (s responses) Insert(ctx context.Context, list ...*survey.Response) ([]*survey.Response, error) {
	existing := make([]*survey.Response, len(list))
	open := make([]int, len(list)) // indexes of what is neither stored nor found
	for i := range list {
		open[i] = i
	}
	for try := 0; len(open) > 0; try++ {
		if err := pause(ctx, try); err != nil {
			return nil, failed("Insert", err)
		}
		var err error
		if open, err = s.findEarlier(ctx, list, open, existing); err != nil {
			return nil, failed("Insert", err)
		}
		if open, err = s.insertOpen(ctx, list, open); err != nil {
			return nil, failed("Insert", err)
		}
		if open, err = s.findDuplicates(ctx, list, open, existing); err != nil {
			return nil, failed("Insert", err)
		}
	}
	return existing, nil
}

// pause waits before every try but the first, and gives up after a second.
func pause(ctx context.Context, try int) error {
	if try == 0 {
		return nil
	}
	if time.Duration(try)*insertPause > time.Second {
		return survey.Unanswered("mongostore.Insert", errors.New("a duplicate key that no majority can read"))
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(insertPause):
		return nil
	}
}

// findEarlier fills existing for those of the open ones that stand, or are looked for, elsewhere than under their own
// _id: a response without batch may have come with one before, one with a batch in any way. It returns the indexes of
// the others.
func (s responses) findEarlier(ctx context.Context, list []*survey.Response, open []int,
	existing []*survey.Response) ([]int, error) {
	found := map[string]map[string]*survey.Response{} // survey → id
	for slug, asked := range bySurvey(list, open) {
		known, err := s.committed(ctx, slug)
		if err != nil {
			return nil, err
		}
		ids := asked.ids
		if len(known) == 0 {
			ids = asked.batched
		}
		found[slug] = map[string]*survey.Response{}
		for g, err := range s.few(ctx, slug, ids) {
			if err != nil {
				return nil, err
			}
			if found[slug][g[0].Response], err = g.first(known); err != nil {
				return nil, err
			}
		}
	}
	var rest []int
	for _, i := range open {
		if existing[i] = found[list[i].Survey][list[i].ID]; existing[i] == nil {
			rest = append(rest, i)
		}
	}
	return rest, nil
}

// first is what Insert tells of the group: the first revision that is seen, or of an erased one only its identity; nil
// when nothing is seen.
func (g group) first(known batches) (*survey.Response, error) {
	if g.tombstone() != nil {
		return bare(g[0].Survey, g[0].Response), nil
	}
	if docs := g.seen(known); docs != nil {
		return docs[0].response()
	}
	return nil, nil
}

type askedIDs struct{ ids, batched []string }

// bySurvey lists the ids of the open responses by survey; batched are those that came with a batch.
func bySurvey(list []*survey.Response, open []int) map[string]*askedIDs {
	out := map[string]*askedIDs{}
	for _, i := range open {
		r := list[i]
		asked := out[r.Survey]
		if asked == nil {
			asked = &askedIDs{}
			out[r.Survey] = asked
		}
		asked.ids = append(asked.ids, r.ID)
		if r.Batch != "" {
			asked.batched = append(asked.batched, r.ID)
		}
	}
	return out
}

// insertOpen inserts the open ones and returns the indexes of those whose _id is there already, in the store or earlier
// in the list.
func (s responses) insertOpen(ctx context.Context, list []*survey.Response, open []int) ([]int, error) {
	var duplicates []int
	sent := map[string]bool{}
	for part := range slices.Chunk(open, insertSize) {
		var docs []*responseDoc
		var at []int
		now, err := s.store.Clock(ctx)
		if err != nil {
			return nil, err
		}
		for _, i := range part {
			doc, err := docOf(list[i], 1, list[i].Batch, now)
			if err != nil {
				return nil, err
			}
			if sent[doc.ID] {
				duplicates = append(duplicates, i)
				continue
			}
			sent[doc.ID] = true
			docs, at = append(docs, doc), append(at, i)
		}
		taken, err := insertNew(ctx, s.c(), docs)
		if err != nil {
			return nil, err
		}
		for _, j := range taken {
			duplicates = append(duplicates, at[j])
		}
	}
	return duplicates, nil
}

// findDuplicates fills existing for those whose _id was there already. In a batch that nobody sees, the later content
// takes the place of the earlier. It returns the indexes of those of which nothing is found: they are tried again.
func (s responses) findDuplicates(ctx context.Context, list []*survey.Response, duplicates []int,
	existing []*survey.Response) ([]int, error) {
	var rest []int
	for slug, asked := range bySurvey(list, duplicates) {
		known, err := s.committed(ctx, slug)
		if err != nil {
			return nil, err
		}
		groups := map[string]group{}
		for g, err := range s.few(ctx, slug, asked.ids) {
			if err != nil {
				return nil, err
			}
			groups[g[0].Response] = g
		}
		for _, i := range duplicates {
			r := list[i]
			if r.Survey != slug {
				continue
			}
			if existing[i], err = groups[r.ID].first(known); err != nil {
				return nil, err
			}
			if existing[i] != nil {
				continue
			}
			if r.Batch == "" {
				rest = append(rest, i)
			} else if err := s.overwrite(ctx, r); err != nil {
				return nil, err
			}
		}
	}
	return rest, nil
}

// overwrite puts r in the place of what its own unseen batch held for the same identity.
func (s responses) overwrite(ctx context.Context, r *survey.Response) error {
	now, err := s.store.Clock(ctx)
	if err != nil {
		return err
	}
	doc, err := docOf(r, 1, r.Batch, now)
	if err != nil {
		return err
	}
	_, err = s.c().ReplaceOne(ctx, inSurvey(r.Survey, bson.E{Key: "_id", Value: doc.ID}), doc)
	return err
}
