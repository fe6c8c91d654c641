package mongostore

import (
	"context"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// claim burns a token: who inserts it first has the token.
type claim struct {
	Survey string `json:"survey"`
	Token  string `json:"token"` // its hash
	By     string `json:"by"`
}

// tokens is a survey.TokenStore: a collection of tokens, and one of claims under the same keys.
type tokens struct{ table[survey.Token] }

func (s *Store) claims() table[claim] { return tableOf[claim](s, "claims") }

func (t tokens) BurntBy(ctx context.Context, key string) (string, error) {
	row, err := t.store.claims().Get(ctx, key)
	if err == nil {
		return row.Value.By, nil
	}
	if survey.KindOf(err) != survey.NotFound {
		return "", err
	}
	_, err = t.Get(ctx, key)
	return "", err
}

// InsertFor burns first. A response that is there already is found before that, so that it burns nothing.
func (s responses) InsertFor(
	ctx context.Context, r *survey.Response, token, by string,
) (existing *survey.Response, holder string, err error) {
	switch _, err := s.Get(ctx, r.Survey, r.ID); {
	case err == nil:
		there, err := s.Revisions(ctx, r.Survey, r.ID)
		if err != nil {
			return nil, "", err
		}
		return there[0], "", nil
	case survey.KindOf(err) == survey.Erased:
		return bare(r.Survey, r.ID), "", nil
	case survey.KindOf(err) != survey.NotFound:
		return nil, "", err
	}
	_, hash, _ := strings.Cut(token, "/")
	err = s.store.claims().Insert(ctx, token, claim{Survey: r.Survey, Token: hash, By: by})
	if err != nil && survey.KindOf(err) != survey.Conflict {
		return nil, "", err
	}
	if err != nil {
		row, err := s.store.claims().Get(ctx, token)
		if err != nil {
			return nil, "", err
		}
		if row.Value.By != by {
			return nil, row.Value.By, nil
		}
	}
	list, err := s.Insert(ctx, r)
	if err != nil {
		return nil, "", err
	}
	return list[0], "", nil
}
