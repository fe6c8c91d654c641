package survey

import (
	"context"
	"encoding/base32"
	"io"
	"strings"
)

// AddLink makes a link with presets; its code is drawn when the caller gives none.
func (s *Service) AddLink(ctx context.Context, a Actor, l Link) (*Link, error) {
	if err := s.allow(a, Publish, l.Survey); err != nil {
		return nil, err
	}
	if _, err := s.Survey(ctx, l.Survey); err != nil {
		return nil, err
	}
	if l.Code == "" {
		code, err := s.draw(5)
		if err != nil {
			return nil, err
		}
		l.Code = code
	}
	if !slugPattern.MatchString(l.Code) {
		return nil, Fail(Invalid, "link.code", Say("Mã đường dẫn “%s” không dùng được.", "The link code “%s” cannot be used.", l.Code))
	}
	err := s.store.Links().Insert(ctx, l.Code, l)
	if err != nil && KindOf(err) == Conflict {
		return nil, Fail(Conflict, "link.exists", Say("Mã đường dẫn “%s” đã có.", "The link code “%s” exists.", l.Code))
	}
	return &l, err
}

// draw makes n random bytes as a short code that can be typed.
func (s *Service) draw(n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(s.random, b); err != nil {
		return "", err
	}
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)), nil
}

// Link returns a link of the survey. NotFound also when the code belongs to another survey.
func (s *Service) Link(ctx context.Context, slug, code string) (*Link, error) {
	row, err := s.store.Links().Get(ctx, code)
	if err == nil && row.Value.Survey != slug {
		err = Fail(NotFound, "link.unknown", Say("Đường dẫn này thuộc cuộc khảo sát khác.", "This link belongs to another survey."))
	}
	if err != nil {
		return nil, err
	}
	return &row.Value, nil
}

// Links lists the links of a survey by code.
func (s *Service) Links(ctx context.Context, a Actor, slug string) ([]Link, error) {
	if err := s.allow(a, SeeTotals, slug); err != nil {
		return nil, err
	}
	rows, err := s.store.Links().List(ctx, "")
	if err != nil {
		return nil, err
	}
	var out []Link
	for _, r := range rows {
		if r.Value.Survey == slug {
			out = append(out, r.Value)
		}
	}
	return out, nil
}

// MakeTokens draws n invitation tokens. They are told once: only their keyed hashes are kept.
func (s *Service) MakeTokens(ctx context.Context, a Actor, slug string, n int, preset Token) ([]string, error) {
	if err := s.allow(a, Publish, slug); err != nil {
		return nil, err
	}
	if n < 1 || n > 100_000 {
		return nil, Fail(Invalid, "token.count", Say("Mỗi lần tạo từ 1 đến 100.000 mã mời.", "Between 1 and 100,000 tokens at a time."))
	}
	tokens := make([]string, n)
	rows := make([]Row[Token], n)
	for i := range tokens {
		t, err := s.draw(10)
		if err != nil {
			return nil, err
		}
		preset.Survey, preset.Hash = slug, s.identity.TokenHash(slug, t)
		tokens[i], rows[i] = t, Row[Token]{Key: slug + "/" + preset.Hash, Value: preset}
	}
	_, err := s.store.Tokens().InsertMany(ctx, rows)
	return tokens, err
}

func (s *Service) token(ctx context.Context, slug, token string) (*Token, error) {
	if token == "" {
		return nil, Fail(Unauthorized, "token.missing", Say("Cuộc khảo sát này cần mã mời.", "This survey needs an invitation token."))
	}
	row, err := s.store.Tokens().Get(ctx, slug+"/"+s.identity.TokenHash(slug, token))
	if err != nil && KindOf(err) == NotFound {
		return nil, Fail(Unauthorized, "token.unknown", Say("Mã mời không đúng.", "The invitation token is not good."))
	}
	if err != nil {
		return nil, err
	}
	return &row.Value, nil
}

// SetFrame stores the sampling frame of a wave.
func (s *Service) SetFrame(ctx context.Context, a Actor, f Frame) error {
	if err := s.allow(a, Edit, f.Survey); err != nil {
		return err
	}
	return s.tell(put(ctx, s.store.Frames(), f.Survey+"/"+f.Wave, f), Notice{Survey: f.Survey, Of: OfFrame})
}

// Frame returns the sampling frame of a wave; an empty one when none was set.
func (s *Service) Frame(ctx context.Context, a Actor, slug, wave string) (*Frame, error) {
	if err := s.allow(a, SeeTotals, slug); err != nil {
		return nil, err
	}
	row, err := s.store.Frames().Get(ctx, slug+"/"+wave)
	if err != nil && KindOf(err) == NotFound {
		return &Frame{Survey: slug, Wave: wave}, nil
	}
	return &row.Value, err
}
