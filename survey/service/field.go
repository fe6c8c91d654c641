package service

import (
	"context"
	"encoding/base32"
	"io"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// AddLink makes a link with presets; its code is drawn when the caller gives none.
func (s *Service) AddLink(ctx context.Context, a survey.Actor, l survey.Link) (*survey.Link, error) {
	if err := s.allow(a, survey.Publish, l.Survey); err != nil {
		return nil, err
	}
	rules, err := s.presetRules(ctx, l.Survey)
	if err != nil {
		return nil, err
	}
	if problems := rules.wrong(l.Preset()); len(problems) > 0 {
		return nil, survey.Wrong("Service.AddLink", problems)
	}
	if l.Code == "" {
		return &l, s.addDrawn(ctx, &l)
	}
	if !slugPattern.MatchString(l.Code) {
		return nil, survey.Fail(survey.Invalid, "link.code", "link", l.Code)
	}
	err = s.store.Links().Insert(ctx, l.Code, l)
	if err != nil && survey.KindOf(err) == survey.Conflict {
		return nil, survey.Fail(survey.Conflict, "link.exists", "link", l.Code)
	}
	return &l, err
}

// addDrawn adds a link under a code of 30 random bits. One that another link has is drawn again: of a million links
// every thousandth time.
func (s *Service) addDrawn(ctx context.Context, l *survey.Link) error {
	var err error
	for range 8 {
		b := make([]byte, 4)
		if _, err := io.ReadFull(s.random, b); err != nil {
			return err
		}
		l.Code = survey.LinkCode(b)
		err = s.store.Links().Insert(ctx, l.Code, *l)
		if survey.KindOf(err) != survey.Conflict {
			return err
		}
	}
	return err
}

// draw makes n random bytes as a short code that can be typed.
func (s *Service) draw(n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(s.random, b); err != nil {
		return "", err
	}
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)), nil
}

// drawToken makes a token of 80 random bits.
func (s *Service) drawToken() (string, error) {
	b := make([]byte, 10)
	if _, err := io.ReadFull(s.random, b); err != nil {
		return "", err
	}
	return survey.TypedCode(b), nil
}

// Link returns a link of the survey. NotFound also when the code belongs to another survey.
func (s *Service) Link(ctx context.Context, slug, code string) (*survey.Link, error) {
	row, err := s.store.Links().Get(ctx, code)
	if err == nil && row.Value.Survey != slug {
		err = survey.Fail(survey.NotFound, "link.unknown")
	}
	if err != nil {
		return nil, err
	}
	return &row.Value, nil
}

// FindLink returns the link of a code that somebody typed, in any case and with look-alikes, of whatever survey.
// NotFound.
func (s *Service) FindLink(ctx context.Context, typed string) (*survey.Link, error) {
	for _, code := range survey.LinkCodes(typed) {
		row, err := s.store.Links().Get(ctx, code)
		if err == nil {
			return &row.Value, nil
		}
		if survey.KindOf(err) != survey.NotFound {
			return nil, err
		}
	}
	return nil, survey.Fail(survey.NotFound, "link.unknown:no_such")
}

// Links lists the links of a survey by code.
func (s *Service) Links(ctx context.Context, a survey.Actor, slug string) ([]survey.Link, error) {
	if err := s.allow(a, survey.SeeTotals, slug); err != nil {
		return nil, err
	}
	rows, err := s.store.Links().List(ctx, "")
	if err != nil {
		return nil, err
	}
	var out []survey.Link
	for _, r := range rows {
		if r.Value.Survey == slug {
			out = append(out, r.Value)
		}
	}
	return out, nil
}

// SetFrame stores the sampling frame of a wave. Its quotas stay as they are.
func (s *Service) SetFrame(ctx context.Context, a survey.Actor, f survey.SamplingFrame) error {
	return s.changeFrame(ctx, a, f.Survey, f.Wave, func(x *survey.SamplingFrame) { x.Rows = f.Rows })
}

func (s *Service) changeFrame(
	ctx context.Context, a survey.Actor, slug, wave string, change func(*survey.SamplingFrame),
) error {
	if err := s.allow(a, survey.Edit, slug); err != nil {
		return err
	}
	err := update(ctx, s.store.Frames(), slug+"/"+wave, func(x *survey.SamplingFrame) error {
		x.Survey, x.Wave = slug, wave
		change(x)
		return nil
	})
	return s.tell(err, Notice{Survey: slug, Of: OfFrame})
}

// Frames returns the sampling frames of all waves of a survey with their revisions, by wave.
func (s *Service) Frames(ctx context.Context, a survey.Actor, slug string) ([]survey.Row[survey.SamplingFrame], error) {
	if err := s.allow(a, survey.SeeTotals, slug); err != nil {
		return nil, err
	}
	return s.store.Frames().List(ctx, slug+"/")
}

// Frame returns the sampling frame of a wave; an empty one when none was set.
func (s *Service) Frame(ctx context.Context, a survey.Actor, slug, wave string) (*survey.SamplingFrame, error) {
	if err := s.allow(a, survey.SeeTotals, slug); err != nil {
		return nil, err
	}
	row, err := s.store.Frames().Get(ctx, slug+"/"+wave)
	if err != nil && survey.KindOf(err) == survey.NotFound {
		return &survey.SamplingFrame{Survey: slug, Wave: wave}, nil
	}
	return &row.Value, err
}
