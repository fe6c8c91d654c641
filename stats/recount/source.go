package recount

import (
	"context"
	"iter"
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// reader reads what figures are made of. Whoever shows figures or rows has decided before who may see them.
var reader = survey.System("recount")

// Each yields responses that are there already.
func Each(rows []*survey.Response) iter.Seq2[*survey.Response, error] {
	return func(yield func(*survey.Response, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// Exactly yields the responses of keys in the revisions that they name, ordered by id, whatever has come or changed
// since. Those that the store does not have any more are left out.
func Exactly(
	ctx context.Context, svc *service.Service, slug string, keys []survey.Key,
) iter.Seq2[*survey.Response, error] {
	want := map[string]int{}
	for _, k := range keys {
		want[k.ID] = k.Revision
	}
	return func(yield func(*survey.Response, error) bool) {
		for r, err := range svc.Responses(ctx, reader, slug) {
			if err != nil {
				yield(nil, err)
				return
			}
			revision, wanted := want[r.ID]
			if !wanted {
				continue
			}
			if revision != r.Revision {
				r, err = revisionOf(ctx, svc, slug, r.ID, revision)
			}
			if (r != nil || err != nil) && (!yield(r, err) || err != nil) {
				return
			}
		}
	}
}

// Rows are the responses of Exactly. lost are the keys that the store does not have any more.
func Rows(
	ctx context.Context, svc *service.Service, slug string, keys []survey.Key,
) (rows []*survey.Response, lost []survey.Key, err error) {
	there := map[string]bool{}
	for r, err := range Exactly(ctx, svc, slug, keys) {
		if err != nil {
			return nil, nil, err
		}
		there[r.ID] = true
		rows = append(rows, r)
	}
	for _, k := range keys {
		if !there[k.ID] {
			lost = append(lost, k)
		}
	}
	return rows, lost, nil
}

// revisionOf is an earlier revision of a response, nil when there is none.
func revisionOf(ctx context.Context, svc *service.Service, slug, id string, revision int) (*survey.Response, error) {
	all, err := svc.Revisions(ctx, reader, slug, id)
	if survey.KindOf(err) == survey.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(all, func(r *survey.Response) bool { return r.Revision == revision }); i >= 0 {
		return all[i], nil
	}
	return nil, nil
}
