package service

import (
	"context"

	"github.com/khaosat/khaosat/survey"
)

// CheckToken reports whether an invitation token may still be used, before its holder begins to answer: nil, or
// Unauthorized when it is missing, not good or burnt. Submit decides again.
func (s *Service) CheckToken(ctx context.Context, slug, token string) error {
	t, err := s.token(ctx, slug, token)
	if err != nil {
		return err
	}
	_, err = s.store.Claims().Get(ctx, slug+"/"+t.Hash)
	switch {
	case err == nil:
		return survey.Fail(survey.Unauthorized, "token.used")
	case survey.KindOf(err) == survey.NotFound:
		return nil
	}
	return err
}

// PresetUnit is the unit that a link, or else a token, presets for a response; "" when neither does.
func (s *Service) PresetUnit(ctx context.Context, slug string, link *survey.Link, token string) (string, error) {
	if link != nil && link.Unit != "" || token == "" {
		if link == nil {
			return "", nil
		}
		return link.Unit, nil
	}
	t, err := s.token(ctx, slug, token)
	if err != nil && survey.KindOf(err) == survey.Unauthorized {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return t.Unit, nil
}
