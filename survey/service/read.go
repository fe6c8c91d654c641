package service

import (
	"context"
	"iter"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// Responses yields the newest revision of every response of a survey, ordered by id.
func (s *Service) Responses(ctx context.Context, a survey.Actor, slug string) iter.Seq2[*survey.Response, error] {
	if err := s.allow(a, survey.SeeRows, slug); err != nil {
		return func(yield func(*survey.Response, error) bool) { yield(nil, err) }
	}
	return s.store.Responses().Scan(ctx, slug)
}

// Response returns one response in its newest revision.
func (s *Service) Response(ctx context.Context, a survey.Actor, slug, id string) (*survey.Response, error) {
	if err := s.allow(a, survey.SeeRows, slug); err != nil {
		return nil, err
	}
	r, err := s.store.Responses().Get(ctx, slug, id)
	return r, named(err, "response.not_found")
}

// Revisions returns every revision of a response, oldest first.
func (s *Service) Revisions(ctx context.Context, a survey.Actor, slug, id string) ([]*survey.Response, error) {
	if err := s.allow(a, survey.SeeRows, slug); err != nil {
		return nil, err
	}
	r, err := s.store.Responses().Revisions(ctx, slug, id)
	return r, named(err, "response.not_found")
}

// Keys returns identity, newest revision and row hash of every response of a survey, ordered by id.
func (s *Service) Keys(ctx context.Context, a survey.Actor, slug string) ([]survey.Key, error) {
	if err := s.allow(a, survey.SeeRows, slug); err != nil {
		return nil, err
	}
	return s.store.Responses().Keys(ctx, slug)
}

// ResponsesByID returns the newest revisions of the given ids, in no order; those that are not there are left out.
func (s *Service) ResponsesByID(
	ctx context.Context, a survey.Actor, slug string, ids []string,
) ([]*survey.Response, error) {
	if err := s.allow(a, survey.SeeRows, slug); err != nil {
		return nil, err
	}
	return s.store.Responses().Few(ctx, slug, ids)
}

// ChangedSince yields, in no order, the responses of a named survey whose newest revision was stored at or after a time
// of Clock, and with Revision 0 those that are gone since.
func (s *Service) ChangedSince(ctx context.Context, a survey.Actor, slug string,
	since time.Time) iter.Seq2[*survey.Response, error] {
	if err := s.allow(a, survey.SeeRows, slug); err != nil {
		return func(yield func(*survey.Response, error) bool) { yield(nil, err) }
	}
	return s.store.Responses().Changes(ctx, slug, since)
}

// MaxFile is how many bytes one attachment may have.
const MaxFile = 25 << 20

func wrongFileHash() error {
	return survey.Fail(survey.Invalid, "file.sha256:file_named")
}

// Snapshot returns which responses a report was made from. NotFound when that was not kept.
func (s *Service) Snapshot(ctx context.Context, a survey.Actor, slug, id string) (*survey.Snapshot, error) {
	if err := s.allow(a, survey.SeeRows, slug); err != nil {
		return nil, err
	}
	row, err := s.store.Snapshots().Get(ctx, slug+"/"+id)
	if err != nil {
		return nil, err
	}
	return &row.Value, nil
}

// TakeSnapshot keeps which responses in which revision a report is made from, so that it can be recomputed. keys are
// those that count; they need not be sorted. The id is the SHA-256 of the sorted keys: the same answers make the same
// snapshot. A store that takes nothing keeps none: the report is made all the same.
func (s *Service) TakeSnapshot(ctx context.Context, slug string, keys []survey.Key) (*survey.Snapshot, error) {
	snap := survey.Snapshot{Survey: slug, ID: survey.SnapshotID(keys), Made: s.Now(), Keys: keys}
	err := s.store.Snapshots().Insert(ctx, slug+"/"+snap.ID, snap)
	if err != nil && survey.KindOf(err) == survey.Conflict {
		row, err := s.store.Snapshots().Get(ctx, slug+"/"+snap.ID)
		return &row.Value, err
	}
	if survey.Unwritable(err) {
		err = nil
	}
	return &snap, err
}
