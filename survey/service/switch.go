package service

import (
	"context"

	"github.com/khaosat/khaosat/survey"
)

// SwitchLink puts a link out of use or back into use. Answers that came by it stay.
func (s *Service) SwitchLink(ctx context.Context, a survey.Actor, slug, code string, off bool) error {
	if err := s.allow(a, survey.Publish, slug); err != nil {
		return err
	}
	if _, err := s.Link(ctx, slug, code); err != nil {
		return named(err, "link.unknown:no_such")
	}
	return update(ctx, s.store.Links(), code, func(l *survey.Link) error { l.Off = off; return nil })
}

// SwitchUser locks an account or opens it again. Nobody can lock the account by which they act: somebody must stay who
// can undo it.
func (s *Service) SwitchUser(ctx context.Context, a survey.Actor, name string, off bool) error {
	if err := s.allow(a, survey.Administer, "*"); err != nil {
		return err
	}
	if off && name == a.Name {
		return survey.Fail(survey.Invalid, "user.self")
	}
	row, err := s.store.Users().Get(ctx, name)
	if err != nil {
		return named(err, "user.not_found", "name", name)
	}
	if row.Value.Off = off; off {
		if err := s.keepsAnAdmin(ctx, row.Value); err != nil {
			return err
		}
		if err := s.endSessions(ctx, name); err != nil { // opened again, the account begins anew
			return err
		}
	}
	return update(ctx, s.store.Users(), name, func(u *survey.User) error { u.Off = off; return nil })
}

// APIKeys lists the API keys by hash. The keys themselves are not kept.
func (s *Service) APIKeys(ctx context.Context, a survey.Actor) ([]survey.APIKey, error) {
	if err := s.allow(a, survey.Administer, "*"); err != nil {
		return nil, err
	}
	rows, err := s.store.APIKeys().List(ctx, "")
	out := make([]survey.APIKey, 0, len(rows))
	for _, r := range rows {
		out = append(out, r.Value)
	}
	return out, err
}

// DropKey takes an API key back, by its hash. Nothing happens when it is not there.
func (s *Service) DropKey(ctx context.Context, a survey.Actor, hash string) error {
	if err := s.allow(a, survey.Administer, "*"); err != nil {
		return err
	}
	return s.store.APIKeys().Delete(ctx, hash)
}
