package service

import (
	"context"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// WaitTime is how long an attachment may wait for the response that names it.
const WaitTime = 24 * time.Hour

// Sweep removes the attachments that no response and no questionnaire names and that none named at a sweep WaitTime ago
// or earlier. When they came is known to nobody, so that a sweep of a process that has just begun removes nothing. It
// tells how many it removed. Calls come one after another.
func (s *Service) Sweep(ctx context.Context) (removed int, err error) {
	s.sweeping.Lock()
	defer s.sweeping.Unlock()
	unnamed, err := s.unnamed(ctx)
	if err != nil {
		return 0, err
	}
	now, seen := s.Now(), map[string]time.Time{}
	for sha := range unnamed {
		since, known := s.unnamedSince[sha]
		if !known {
			since = now
		}
		if now.Sub(since) < WaitTime {
			seen[sha] = since
			continue
		}
		gone, err := s.removeUnnamed(ctx, sha)
		if err != nil {
			return removed, err
		}
		if gone {
			removed++
		} else {
			seen[sha] = now
		}
	}
	s.unnamedSince = seen
	return removed, nil
}

// unnamed are the blobs that neither a questionnaire nor the newest revision of a response names.
func (s *Service) unnamed(ctx context.Context) (map[string]bool, error) {
	left := map[string]bool{}
	for sha, err := range s.store.Blobs().All(ctx) {
		if err != nil {
			return nil, err
		}
		left[sha] = true
	}
	if len(left) == 0 {
		return left, nil
	}
	ours, err := s.questionnaireFiles(ctx)
	if err != nil {
		return nil, err
	}
	for sha := range ours {
		delete(left, sha)
	}
	surveys, err := s.store.Surveys().List(ctx, "")
	for _, row := range surveys {
		if err := s.leaveNamed(ctx, &row.Value, left); err != nil {
			return nil, err
		}
	}
	return left, err
}

// leaveNamed takes what the responses of a survey name out of a set. A survey that asks for no attachment has none.
func (s *Service) leaveNamed(ctx context.Context, sv *survey.Survey, left map[string]bool) error {
	if asks, err := s.asksForFiles(ctx, sv); err != nil || !asks {
		return err
	}
	for r, err := range s.store.Responses().Scan(ctx, sv.Slug) {
		if err != nil {
			return err
		}
		for _, sha := range r.Answers.Files() {
			delete(left, sha)
		}
	}
	return nil
}

func (s *Service) asksForFiles(ctx context.Context, sv *survey.Survey) (bool, error) {
	for _, version := range sv.Versions {
		fm, err := s.Form(ctx, sv.Slug, version)
		if err != nil {
			return false, err
		}
		for _, field := range fm.Fields {
			if field.Kind.Attached() {
				return true, nil
			}
		}
	}
	return false, nil
}

// removeUnnamed removes an attachment unless an earlier revision names it, or a batch that is not seen yet, or a
// response that came meanwhile.
func (s *Service) removeUnnamed(ctx context.Context, sha string) (gone bool, err error) {
	s.naming.Lock()
	defer s.naming.Unlock()
	if s.Now().Sub(s.waiting.since(sha)) < WaitTime { // it was sent again
		return false, nil
	}
	named, err := s.answersName(ctx, sha, "", "")
	if err != nil || named {
		return false, err
	}
	ours, err := s.questionnaireFiles(ctx)
	if err != nil || ours[sha] {
		return false, err
	}
	if err := s.store.Blobs().Delete(ctx, sha); err != nil {
		return false, err
	}
	s.waiting.named([]string{sha})
	return true, s.forgetEverywhere(ctx, sha)
}

// forgetEverywhere forgets under which hashes a picture was sent, whatever survey it was sent to.
func (s *Service) forgetEverywhere(ctx context.Context, sha string) error {
	rows, err := s.store.Pictures().List(ctx, "")
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Value.SHA256 != sha {
			continue
		}
		if err := s.store.Pictures().Delete(ctx, row.Key); err != nil {
			return err
		}
	}
	return nil
}
