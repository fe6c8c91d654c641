package service

import (
	"context"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// CheckToken reports whether an invitation token may still be used, before its holder begins to answer: nil, or
// Unauthorized when it is missing, not good or burnt; these look the same and take the same time. Submit decides again.
func (s *Service) CheckToken(ctx context.Context, slug, token string) error {
	_, err := s.goodToken(ctx, slug, token, "")
	return err
}

// refusalStep is what the time of a refusal is a multiple of, so that it does not tell how far the token was followed.
const refusalStep = 5 * time.Millisecond

// goodToken returns the token of a survey that nobody burnt but, perhaps, the sender of the posted id.
func (s *Service) goodToken(ctx context.Context, slug, typed, posted string) (*survey.Token, error) {
	began := time.Now()
	token, holder, err := s.tokenOf(ctx, slug, typed)
	if err != nil {
		return nil, err
	}
	if token == nil || holder != "" && (posted == "" || holder != s.identity.ClaimBy(slug, posted)) {
		steps := time.Since(began)/refusalStep + 1
		wait := time.NewTimer(time.Until(began.Add(steps * refusalStep)))
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-ctx.Done():
		}
		return nil, tokenRefused()
	}
	return token, nil
}

// tokenRefused is the one answer to a token that is missing, not good or burnt.
func tokenRefused() error { return survey.Fail(survey.Unauthorized, "token.refused") }

// tokenOf finds the token that somebody typed and who burnt it; nil when there is none. It asks the store the same
// questions either way.
func (s *Service) tokenOf(ctx context.Context, slug, typed string) (token *survey.Token, holder string, err error) {
	for _, hash := range s.identity.TokenHashes(slug, typed) {
		row, err := s.store.Tokens().Get(ctx, slug+"/"+hash)
		if err != nil && survey.KindOf(err) != survey.NotFound {
			return nil, "", err
		}
		by, burntErr := s.store.Tokens().BurntBy(ctx, slug+"/"+hash)
		if burntErr != nil && survey.KindOf(burntErr) != survey.NotFound {
			return nil, "", burntErr
		}
		if err == nil {
			token, holder = &row.Value, by
		}
	}
	return token, holder, nil
}

// PresetUnit is the unit that a link, or else a token, presets for a response; "" when neither does. Where tokens are
// asked for it looks for one that is missing, too: that takes as long.
func (s *Service) PresetUnit(ctx context.Context, sv *survey.Survey, link *survey.Link, token string) (string, error) {
	if link != nil && link.Unit != "" {
		return link.Unit, nil
	}
	if token == "" && sv.Access != survey.ByToken {
		return "", nil
	}
	t, _, err := s.tokenOf(ctx, sv.Slug, token)
	if err != nil || t == nil {
		return "", err
	}
	return t.Unit, nil
}
