package service

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/photo"
)

// errPicture is what the sender of a picture is told that cannot be bared.
func errPicture() *survey.Error {
	return survey.Fail(survey.Invalid, "file.picture")
}

// putBared keeps an attachment of an anonymous survey, and tells under which hash. size is that of what was sent.
func (s *Service) putBared(ctx context.Context, slug, sha string, r io.Reader) (kept string, size int64, err error) {
	sent, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return "", 0, survey.Unanswered("Service.PutFile", err)
	}
	if len(sent) > MaxFile {
		return "", 0, survey.Fail(survey.Invalid, "file.size:file_larger_bytes", "bytes", MaxFile)
	}
	if hashOf(sent) != sha {
		return "", 0, wrongFileHash()
	}
	bare, err := photo.Bare(sent)
	switch {
	case errors.Is(err, photo.ErrNotPicture):
		size, err = s.store.Blobs().Put(ctx, sha, MaxFile, bytes.NewReader(sent))
		return sha, size, err
	case err != nil:
		return "", 0, errPicture()
	}
	kept, err = s.keepBare(ctx, slug, sha, bare)
	return kept, int64(len(sent)), err
}

// keepBare stores what is left of a picture, and under which hash it was sent where that is another.
func (s *Service) keepBare(ctx context.Context, slug, sent string, bare []byte) (sha string, err error) {
	sha = hashOf(bare)
	if _, err := s.store.Blobs().Put(ctx, sha, MaxFile, bytes.NewReader(bare)); err != nil || sha == sent {
		return sha, err
	}
	err = s.store.Pictures().Insert(ctx, s.pictureKey(slug, sent), survey.Picture{SHA256: sha})
	if err != nil && survey.KindOf(err) != survey.Conflict {
		return "", err
	}
	return sha, nil
}

func (s *Service) pictureKey(slug, sha string) string {
	return slug + "/" + s.identity.PictureKey(slug, sha)
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// barePictures makes the answers of an anonymous survey name what was kept of their pictures. A question for a picture
// takes nothing else: of other things nobody can say what they tell.
func (s *Service) barePictures(ctx context.Context, p *pending, form *form.Form,
	answers survey.Answers) ([]survey.Problem, error) {
	var problems []survey.Problem
	for path, v := range answers {
		for i, row := range v.Rows {
			inner, err := s.barePictures(ctx, p, form, row)
			if err != nil {
				return nil, err
			}
			for _, problem := range inner {
				problem.Place.Row = i + 1
				problems = append(problems, problem)
			}
		}
		if v.Kind != survey.VFile {
			continue
		}
		var told *survey.Flaw
		var err error
		if v.File.SHA256, told, err = s.bared(ctx, p.survey.Slug, form.Field(path), v.File.SHA256); err != nil {
			return nil, err
		}
		if answers[path] = v; told != nil {
			problems = append(problems, p.withoutFile(answers, path,
				survey.Problem{Code: told.Code, Place: survey.Place{Item: path}, Words: told.Words})...)
		}
	}
	return problems, nil
}

// bared is the hash of what is kept of the attachment that was sent under the given one. What was uploaded before it
// was known that the survey is anonymous, or to another survey, is bared now. An attachment that is not there stays as
// it is named.
func (s *Service) bared(
	ctx context.Context, slug string, field *form.Field, sent string,
) (string, *survey.Flaw, error) {
	row, err := s.store.Pictures().Get(ctx, s.pictureKey(slug, sent))
	if err == nil || survey.KindOf(err) != survey.NotFound {
		return row.Value.SHA256, nil, err
	}
	b, err := s.readBlob(ctx, sent)
	if err != nil {
		if survey.KindOf(err) == survey.NotFound {
			err = nil
		}
		return sent, nil, err
	}
	bare, err := photo.Bare(b)
	switch {
	case errors.Is(err, photo.ErrNotPicture) && !field.Kind.Bared:
		return sent, nil, nil
	case err != nil:
		return sent, &survey.Flaw{Code: "file.picture", Words: errPicture().Msg}, nil
	}
	sha, err := s.keepBare(ctx, slug, sent, bare)
	return sha, nil, err
}

func (s *Service) readBlob(ctx context.Context, sha string) ([]byte, error) {
	r, err := s.store.Blobs().Open(ctx, sha)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // only read
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, survey.Unanswered("Service.Submit", err)
	}
	return b, nil
}

// forgetPictures forgets under which hashes pictures were sent of which nothing is kept any more.
func (s *Service) forgetPictures(ctx context.Context, slug string, gone []string) error {
	if len(gone) == 0 {
		return nil
	}
	rows, err := s.store.Pictures().List(ctx, slug+"/")
	if err != nil {
		return err
	}
	for _, row := range rows {
		if !slices.Contains(gone, row.Value.SHA256) {
			continue
		}
		if err := s.store.Pictures().Delete(ctx, row.Key); err != nil {
			return err
		}
	}
	return nil
}
