package memstore

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"iter"
	"maps"
	"slices"

	"github.com/khaosat/khaosat/survey"
)

// blobs is a survey.BlobStore in a map.
type blobs struct {
	store *Store
	bytes map[string][]byte
}

func (s *blobs) Put(ctx context.Context, sha string, limit int64, r io.Reader) (int64, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return 0, survey.Unanswered("memstore.Put", err)
	}
	if int64(len(b)) > limit {
		return 0, survey.Fail(survey.Invalid, "file.size", "bytes", limit)
	}
	if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != sha {
		return 0, survey.Fail(survey.Invalid, "file.sha256")
	}
	unlock, err := s.store.enter(ctx, "Put")
	if err != nil {
		return 0, err
	}
	defer unlock()
	s.bytes[sha] = b
	return int64(len(b)), nil
}

func (s *blobs) Open(ctx context.Context, sha string) (io.ReadCloser, error) {
	b, err := s.get(ctx, "Open", sha)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func (s *blobs) Has(ctx context.Context, sha string) (int64, error) {
	b, err := s.get(ctx, "Has", sha)
	return int64(len(b)), err
}

func (s *blobs) All(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		unlock, err := s.store.enter(ctx, "All")
		if err != nil {
			yield("", err)
			return
		}
		all := slices.Collect(maps.Keys(s.bytes))
		unlock()
		for _, sha := range all {
			if !yield(sha, nil) {
				return
			}
		}
	}
}

func (s *blobs) Delete(ctx context.Context, sha string) error {
	unlock, err := s.store.enter(ctx, "Delete")
	if err != nil {
		return err
	}
	defer unlock()
	delete(s.bytes, sha)
	return nil
}

func (s *blobs) get(ctx context.Context, op, sha string) ([]byte, error) {
	unlock, err := s.store.enter(ctx, op)
	if err != nil {
		return nil, err
	}
	defer unlock()
	b, there := s.bytes[sha]
	if !there {
		return nil, failure(survey.NotFound, op, sha)
	}
	return b, nil
}
