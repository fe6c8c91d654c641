package service

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"github.com/khaosat/khaosat/survey"
)

// SaveDraftWithFiles keeps a questionnaire as a draft together with the files that it names: lists, pictures, sound.
// They take the place of all files of an earlier draft.
func (s *Service) SaveDraftWithFiles(ctx context.Context, a survey.Actor, slug string, q *survey.Questionnaire,
	files map[string][]byte) (*survey.Survey, error) {
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
			return nil, survey.Fail(survey.Invalid, "file.size:file_larger", "name", name, "mb", MaxFile>>20)
		}
		if _, err := s.store.Blobs().Put(ctx, kept.Files[name], MaxFile, bytes.NewReader(content)); err != nil {
			return nil, err
		}
	}
	return s.SaveDraft(ctx, a, slug, &kept)
}

// OpenFile opens a file that a questionnaire names, for whoever was given the questionnaire, and tells its size in
// bytes. NotFound when it names none so or the file is not there. The caller closes it.
func (s *Service) OpenFile(ctx context.Context, q *survey.Questionnaire, name string) (content io.ReadCloser,
	size int64, err error) {
	if q.Files[name] == "" {
		return nil, 0, noFile()
	}
	if size, err = s.store.Blobs().Has(ctx, q.Files[name]); err != nil {
		return nil, 0, err
	}
	content, err = s.store.Blobs().Open(ctx, q.Files[name])
	return content, size, err
}

// OpenAttachment opens a file that a response names in its newest revision, by the SHA-256 of its bytes, and tells what
// it is called. NotFound when there is no such response, or it names no such file. The caller closes it.
func (s *Service) OpenAttachment(ctx context.Context, a survey.Actor, slug, id, sha256 string) (survey.FileRef,
	io.ReadCloser, error) {
	r, err := s.Response(ctx, a, slug, id)
	if err != nil {
		return survey.FileRef{}, nil, err
	}
	file, ok := fileNamed(r.Answers, sha256)
	if !ok {
		return survey.FileRef{}, nil, noFile()
	}
	content, err := s.store.Blobs().Open(ctx, sha256)
	return file, content, err
}

// fileNamed is the attachment with the bytes, under the first of its names in byte order.
func fileNamed(answers survey.Answers, sha256 string) (found survey.FileRef, ok bool) {
	eachFile(answers, func(f survey.FileRef) {
		if f.SHA256 == sha256 && (!ok || f.Name < found.Name) {
			found, ok = f, true
		}
	})
	return found, ok
}

// eachFile goes through the attachments of answers and of their rows, in no order.
func eachFile(answers survey.Answers, use func(survey.FileRef)) {
	for _, value := range answers {
		if value.Kind == survey.VFile {
			use(value.File)
		}
		for _, row := range value.Rows {
			eachFile(row, use)
		}
	}
}

func noFile() error {
	return survey.Fail(survey.NotFound, "file.not_found:no_such")
}
