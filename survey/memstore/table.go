package memstore

import (
	"context"
	"sort"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// table is a survey.Table in a map.
type table[T any] struct {
	store *Store
	name  string
	rows  map[string]survey.Row[T]
}

func newTable[T any](s *Store, name string) table[T] {
	return table[T]{store: s, name: name, rows: map[string]survey.Row[T]{}}
}

func (t *table[T]) Insert(ctx context.Context, key string, v T) error {
	n, err := t.InsertMany(ctx, []survey.Row[T]{{Key: key, Value: v}})
	if err == nil && n == 0 {
		err = t.fail(survey.Conflict, "Insert", key)
	}
	return err
}

func (t *table[T]) InsertMany(ctx context.Context, rows []survey.Row[T]) (int, error) {
	unlock, err := t.store.enter(ctx, t.name+".Insert")
	if err != nil {
		return 0, err
	}
	defer unlock()
	n := 0
	for _, r := range rows {
		if _, there := t.rows[r.Key]; there {
			continue
		}
		if err := t.keep(r.Key, 1, r.Value); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (t *table[T]) Get(ctx context.Context, key string) (survey.Row[T], error) {
	unlock, err := t.store.enter(ctx, t.name+".Get")
	if err != nil {
		return survey.Row[T]{}, err
	}
	defer unlock()
	r, there := t.rows[key]
	if !there {
		return survey.Row[T]{}, t.fail(survey.NotFound, "Get", key)
	}
	return t.copy(r)
}

func (t *table[T]) Replace(ctx context.Context, key string, revision int64, v T) (int64, error) {
	unlock, err := t.store.enter(ctx, t.name+".Replace")
	if err != nil {
		return 0, err
	}
	defer unlock()
	r, there := t.rows[key]
	if !there {
		return 0, t.fail(survey.NotFound, "Replace", key)
	}
	if r.Revision != revision {
		return 0, t.fail(survey.Conflict, "Replace", key)
	}
	return revision + 1, t.keep(key, revision+1, v)
}

func (t *table[T]) Delete(ctx context.Context, key string) error {
	unlock, err := t.store.enter(ctx, t.name+".Delete")
	if err != nil {
		return err
	}
	defer unlock()
	delete(t.rows, key)
	return nil
}

func (t *table[T]) List(ctx context.Context, prefix string) ([]survey.Row[T], error) {
	unlock, err := t.store.enter(ctx, t.name+".List")
	if err != nil {
		return nil, err
	}
	defer unlock()
	var out []survey.Row[T]
	for key, r := range t.rows {
		if !strings.HasPrefix(key, prefix) {
			continue
		}
		r, err := t.copy(r)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Key < out[j].Key })
	return out, nil
}

func (t *table[T]) keep(key string, revision int64, v T) error {
	v, err := copyOf(v)
	if err != nil {
		return &survey.Error{Kind: survey.Internal, Op: "memstore." + t.name, Err: err}
	}
	inUTC(&v)
	t.rows[key] = survey.Row[T]{Key: key, Revision: revision, Value: v}
	return nil
}

func (t *table[T]) copy(r survey.Row[T]) (survey.Row[T], error) {
	v, err := copyOf(r.Value)
	if err != nil {
		return survey.Row[T]{}, &survey.Error{Kind: survey.Internal, Op: "memstore." + t.name, Err: err}
	}
	inUTC(&v)
	return survey.Row[T]{Key: r.Key, Revision: r.Revision, Value: v}, nil
}

func (t *table[T]) fail(kind survey.Kind, op, key string) error {
	return failure(kind, t.name+"."+op, key)
}

// inUTC brings the times of a noun to UTC and the millisecond.
func inUTC(v any) {
	switch v := v.(type) {
	case *survey.Survey:
		v.Opens, v.Closes, v.Created = milli(v.Opens), milli(v.Closes), milli(v.Created)
	case *survey.Version:
		v.Published = milli(v.Published)
	case *survey.Snapshot:
		v.Made = milli(v.Made)
	}
}

// failure is the error of a kind about the thing named what.
func failure(kind survey.Kind, op, what string) error {
	var e *survey.Error
	switch kind {
	case survey.NotFound:
		e = survey.Fail(kind, "store.not_found", "what", what)
	case survey.Erased:
		e = survey.Fail(kind, "store.erased", "what", what)
	default:
		e = survey.Fail(kind, "store.conflict", "what", what)
	}
	e.Op = "memstore." + op
	return e
}
