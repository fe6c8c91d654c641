package service

import (
	"context"

	"github.com/khaosat/khaosat/survey"
)

// Release returns what the public page shows of a wave of a survey. next makes it of what was shown before, nil at
// first; what it gives back unchanged is not stored again, and where it gives nil nothing is shown and nothing stored.
// Of many callers at once one decides what everybody is shown. While the store takes nothing, figures stay as they were
// shown.
func (s *Service) Release(
	ctx context.Context, slug, wave string, next func(was *survey.Release) *survey.Release,
) (*survey.Release, error) {
	key := slug + "/" + wave
	for {
		row, err := s.store.Releases().Get(ctx, key)
		var was *survey.Release
		if err == nil {
			was = &row.Value
		} else if survey.KindOf(err) != survey.NotFound {
			return nil, err
		}
		is := next(was)
		if is == was || is == nil {
			return is, nil
		}
		if was == nil {
			err = s.store.Releases().Insert(ctx, key, *is)
		} else {
			_, err = s.store.Releases().Replace(ctx, key, row.Revision, *is)
		}
		if survey.Unwritable(err) {
			return sameSurvey(was, is), nil
		}
		if err == nil || survey.KindOf(err) != survey.Conflict {
			return is, err
		}
	}
}

// sameSurvey is was, or nil where that is of an earlier survey with the name.
func sameSurvey(was, is *survey.Release) *survey.Release {
	if was == nil || !was.Created.Equal(is.Created) {
		return nil
	}
	return was
}
