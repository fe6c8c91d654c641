package memstore

import (
	"context"
	"iter"
	"slices"
	"sort"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// identity names a response or a batch.
type identity struct{ survey, id string }

// record is what one identity has within one batch ("" = none): its revisions, oldest first.
type record struct {
	batch     string
	revisions []*survey.Response
}

func (r *record) newest() *survey.Response { return r.revisions[len(r.revisions)-1] }

// tombstone is what is left of an erased response beside its identity; when is zero when it was anonymous.
type tombstone struct {
	when    time.Time
	receipt string
}

// responses keeps several records for an identity only when all but one of them belong to unseen batches.
type responses struct {
	store   *Store
	records map[identity][]*record
	erased  map[identity]tombstone
	batches map[identity]*batch
}

func newResponses(s *Store) responses {
	return responses{store: s, records: map[identity][]*record{}, erased: map[identity]tombstone{},
		batches: map[identity]*batch{}}
}

func (s *responses) Insert(ctx context.Context, list ...*survey.Response) ([]*survey.Response, error) {
	unlock, err := s.store.enter(ctx, "Insert")
	if err != nil {
		return nil, err
	}
	defer unlock()
	existing := make([]*survey.Response, len(list))
	for i, r := range list {
		if existing[i], err = s.insert(r); err != nil {
			return nil, err
		}
	}
	return existing, nil
}

// insert returns the first revision of what is there already, nil when r was stored now.
func (s *responses) insert(r *survey.Response) (*survey.Response, error) {
	if there, err := s.known(r); err != nil || there != nil {
		return there, err
	}
	return nil, s.add(r)
}

// known is the first revision of what has the identity of r; of what was erased one of Revision 0 with its identity.
func (s *responses) known(r *survey.Response) (*survey.Response, error) {
	key := identity{r.Survey, r.ID}
	if _, gone := s.erased[key]; gone {
		return &survey.Response{Survey: r.Survey, ID: r.ID}, nil
	}
	if rec := s.seen(key); rec != nil {
		return copyResponse(rec.revisions[0])
	}
	return nil, nil
}

// add stores r in its first revision, in place of one of the same unseen batch.
func (s *responses) add(r *survey.Response) error {
	key := identity{r.Survey, r.ID}
	kept, err := s.kept(r, 1)
	if err != nil {
		return err
	}
	others := s.records[key][:0]
	for _, rec := range s.records[key] {
		if rec.batch != r.Batch {
			others = append(others, rec)
		}
	}
	s.records[key] = append(others, &record{batch: r.Batch, revisions: []*survey.Response{kept}})
	return nil
}

func (s *responses) Get(ctx context.Context, slug, id string) (*survey.Response, error) {
	unlock, err := s.store.enter(ctx, "Get")
	if err != nil {
		return nil, err
	}
	defer unlock()
	key := identity{slug, id}
	if rec := s.seen(key); rec != nil {
		return copyResponse(rec.newest())
	}
	if _, gone := s.erased[key]; gone {
		return nil, failure(survey.Erased, "Get", id)
	}
	return nil, failure(survey.NotFound, "Get", id)
}

func (s *responses) ByReceipt(ctx context.Context, slug, receiptHash string) (*survey.Response, error) {
	unlock, err := s.store.enter(ctx, "ByReceipt")
	if err != nil {
		return nil, err
	}
	defer unlock()
	for _, rec := range s.all(slug) {
		if r := rec.newest(); receiptHash != "" && r.ReceiptHash == receiptHash {
			return copyResponse(r)
		}
	}
	for key, tomb := range s.erased {
		if key.survey == slug && receiptHash != "" && tomb.receipt == receiptHash {
			return &survey.Response{Survey: slug, ID: key.id}, failure(survey.Erased, "ByReceipt", receiptHash)
		}
	}
	return nil, failure(survey.NotFound, "ByReceipt", receiptHash)
}

func (s *responses) Revise(ctx context.Context, r *survey.Response) error {
	unlock, err := s.store.enter(ctx, "Revise")
	if err != nil {
		return err
	}
	defer unlock()
	rec := s.seen(identity{r.Survey, r.ID})
	if rec == nil {
		return failure(survey.NotFound, "Revise", r.ID)
	}
	if r.Revision != rec.newest().Revision+1 {
		return failure(survey.Conflict, "Revise", r.ID)
	}
	kept, err := s.kept(r, r.Revision)
	if err != nil {
		return err
	}
	kept.Batch = rec.batch
	rec.revisions = append(rec.revisions, kept)
	return nil
}

func (s *responses) Revisions(ctx context.Context, slug, id string) ([]*survey.Response, error) {
	unlock, err := s.store.enter(ctx, "Revisions")
	if err != nil {
		return nil, err
	}
	defer unlock()
	rec := s.seen(identity{slug, id})
	if rec == nil {
		return nil, failure(survey.NotFound, "Revisions", id)
	}
	return copyResponses(rec.revisions)
}

func (s *responses) Erase(ctx context.Context, slug, id string) error {
	unlock, err := s.store.enter(ctx, "Erase")
	if err != nil {
		return err
	}
	defer unlock()
	key := identity{slug, id}
	for _, rec := range s.records[key] {
		if rec.batch != "" && s.batches[identity{slug, rec.batch}] == nil {
			continue
		}
		var when time.Time
		if !rec.newest().Received.IsZero() {
			when = s.store.clock.Tell()
		}
		delete(s.records, key)
		s.erased[key] = tombstone{when, rec.newest().ReceiptHash}
		return nil
	}
	return nil
}

func (s *responses) Names(ctx context.Context, slug, sha, besides string) (bool, error) {
	unlock, err := s.store.enter(ctx, "Names")
	if err != nil {
		return false, err
	}
	defer unlock()
	for key, records := range s.records {
		for _, rec := range records {
			for _, r := range rec.revisions {
				if key.survey == slug && key.id != besides && slices.Contains(r.Answers.Files(), sha) {
					return true, nil
				}
			}
		}
	}
	return false, nil
}

func (s *responses) Mend(ctx context.Context, slug string, f func(*survey.Response)) error {
	unlock, err := s.store.enter(ctx, "Mend")
	if err != nil {
		return err
	}
	defer unlock()
	for key, records := range s.records {
		for _, rec := range records {
			for _, r := range rec.revisions {
				if key.survey == slug && r.RowHash == "" {
					f(r)
				}
			}
		}
	}
	return nil
}

func (s *responses) Scan(ctx context.Context, slug string) iter.Seq2[*survey.Response, error] {
	return s.yield(ctx, "Scan", func() ([]*survey.Response, error) { return copyResponses(newestOf(s.all(slug))) })
}

func (s *responses) Changes(ctx context.Context, slug string, since time.Time) iter.Seq2[*survey.Response, error] {
	return s.yield(ctx, "Changes", func() ([]*survey.Response, error) { return s.changes(slug, milli(since)) })
}

func (s *responses) Keys(ctx context.Context, slug string) ([]survey.Key, error) {
	unlock, err := s.store.enter(ctx, "Keys")
	if err != nil {
		return nil, err
	}
	defer unlock()
	var keys []survey.Key
	for _, r := range newestOf(s.all(slug)) {
		keys = append(keys, survey.Key{ID: r.ID, Revision: r.Revision, Row: r.RowHash})
	}
	return keys, nil
}

func (s *responses) Few(ctx context.Context, slug string, ids []string) ([]*survey.Response, error) {
	unlock, err := s.store.enter(ctx, "Few")
	if err != nil {
		return nil, err
	}
	defer unlock()
	var found []*survey.Response
	asked := map[string]bool{}
	for _, id := range ids {
		if rec := s.seen(identity{slug, id}); rec != nil && !asked[id] {
			found = append(found, rec.newest())
		}
		asked[id] = true
	}
	return copyResponses(found)
}

// changes reads what Changes yields.
func (s *responses) changes(slug string, since time.Time) ([]*survey.Response, error) {
	var out []*survey.Response
	for key, records := range s.records {
		if key.survey != slug {
			continue
		}
		if rec := s.seen(key); rec != nil {
			b := s.batches[identity{slug, rec.batch}]
			if !rec.newest().Changed.Before(since) || b != nil && !b.Committed.Before(since) {
				out = append(out, rec.newest())
			}
			continue
		}
		for _, rec := range records {
			if b := s.batches[identity{slug, rec.batch}]; b != nil && b.Undone && !b.undone.Before(since) {
				out = append(out, &survey.Response{Survey: slug, ID: key.id})
				break
			}
		}
	}
	for key, tomb := range s.erased {
		if key.survey == slug && !tomb.when.Before(since) {
			out = append(out, &survey.Response{Survey: slug, ID: key.id})
		}
	}
	return copyResponses(out)
}

// yield reads under the lock and yields outside of it, so that the caller may use the store meanwhile.
func (s *responses) yield(ctx context.Context, op string,
	read func() ([]*survey.Response, error)) iter.Seq2[*survey.Response, error] {
	return func(yield func(*survey.Response, error) bool) {
		unlock, err := s.store.enter(ctx, op)
		if err != nil {
			yield(nil, err)
			return
		}
		list, err := read()
		unlock()
		if err != nil {
			yield(nil, err)
			return
		}
		for _, r := range list {
			if err := ctx.Err(); err != nil {
				yield(nil, survey.Unanswered("memstore."+op, err))
				return
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// seen returns the record of the identity that is not in an unseen batch, nil when there is none.
func (s *responses) seen(key identity) *record {
	for _, rec := range s.records[key] {
		b := s.batches[identity{key.survey, rec.batch}]
		if rec.batch == "" || b != nil && !b.Undone {
			return rec
		}
	}
	return nil
}

// all returns the seen records of a survey, ordered by ID.
func (s *responses) all(slug string) []*record {
	var out []*record
	for key := range s.records {
		if rec := s.seen(key); key.survey == slug && rec != nil {
			out = append(out, rec)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].newest().ID < out[j].newest().ID })
	return out
}

func newestOf(records []*record) []*survey.Response {
	out := make([]*survey.Response, len(records))
	for i, rec := range records {
		out[i] = rec.newest()
	}
	return out
}

// kept is the copy of r that is stored now as the given revision.
func (s *responses) kept(r *survey.Response, revision int) (*survey.Response, error) {
	out, err := copyResponse(r)
	if err != nil {
		return nil, err
	}
	out.Revision = revision
	out.Received, out.Changed = milli(r.Received), time.Time{}
	if !r.Received.IsZero() {
		out.Changed = s.store.clock.Tell()
	}
	return out, nil
}

func copyResponse(r *survey.Response) (*survey.Response, error) {
	out, err := copyOf(*r)
	if err != nil {
		return nil, &survey.Error{Kind: survey.Internal, Op: "memstore.Response", Err: err}
	}
	out.Received, out.Changed = milli(out.Received), milli(out.Changed)
	return &out, nil
}

func copyResponses(list []*survey.Response) ([]*survey.Response, error) {
	out := make([]*survey.Response, len(list))
	for i, r := range list {
		var err error
		if out[i], err = copyResponse(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}
