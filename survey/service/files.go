package service

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/khaosat/khaosat/survey"
)

// SaveDraftWithFiles keeps a questionnaire as a draft together with the files that it names: lists, pictures, sound. They take the place of
// all files of an earlier draft.
func (s *Service) SaveDraftWithFiles(ctx context.Context, a survey.Actor, slug string, q *survey.Questionnaire, files map[string][]byte) (*survey.Survey, error) {
	kept := *q
	kept.Files = make(map[string]string, len(files))
	for name, content := range files {
		sum := sha256.Sum256(content)
		kept.Files[name] = hex.EncodeToString(sum[:])
	}
	if err := s.allow(a, survey.Edit, slug); err != nil {
		return nil, err
	}
	for name, content := range files { // before the draft, so that it never names a file that is not there
		if int64(len(content)) > MaxFile {
			return nil, survey.Fail(survey.Invalid, "file.size", survey.Say("Tệp %s lớn hơn %d MB.", "The file %s is larger than %d MB.", name, MaxFile>>20))
		}
		if _, err := s.store.Blobs().Put(ctx, kept.Files[name], MaxFile, bytes.NewReader(content)); err != nil {
			return nil, err
		}
	}
	return s.SaveDraft(ctx, a, slug, &kept)
}
