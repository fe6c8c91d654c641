package memstore

import (
	"context"

	"github.com/khaosat/khaosat/survey"
)

// tokens is a survey.TokenStore: the tokens, and who burnt which.
type tokens struct {
	table[survey.Token]
	burnt map[string]string
}

func (t *tokens) BurntBy(ctx context.Context, key string) (string, error) {
	unlock, err := t.store.enter(ctx, "tokens.BurntBy")
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, there := t.rows[key]; !there {
		return "", t.fail(survey.NotFound, "BurntBy", key)
	}
	return t.burnt[key], nil
}

func (s *responses) InsertFor(
	ctx context.Context, r *survey.Response, token, by string,
) (existing *survey.Response, holder string, err error) {
	unlock, err := s.store.enter(ctx, "InsertFor")
	if err != nil {
		return nil, "", err
	}
	defer unlock()
	holder = s.store.tokens.burnt[token]
	if existing, err = s.known(r); err != nil || existing != nil {
		return existing, "", err
	}
	if holder != "" && holder != by {
		return nil, holder, nil
	}
	s.store.tokens.burnt[token] = by
	return nil, "", s.add(r)
}
