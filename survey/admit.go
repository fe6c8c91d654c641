package survey

import "context"

// AdmitToken reports whether an invitation token may still be used, before its holder begins to answer: nil, or
// Unauthorized when it is missing, not good or burnt. Submit decides again.
func (s *Service) AdmitToken(ctx context.Context, slug, token string) error {
	t, err := s.token(ctx, slug, token)
	if err != nil {
		return err
	}
	_, err = s.store.Claims().Get(ctx, slug+"/"+t.Hash)
	switch {
	case err == nil:
		return Fail(Unauthorized, "token.used", Say("Mã mời này đã được dùng.", "This invitation was already used."))
	case KindOf(err) == NotFound:
		return nil
	}
	return err
}
