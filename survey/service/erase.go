package service

import (
	"context"
	"slices"

	"github.com/khaosat/khaosat/survey"
)

// Erasures keeps what was erased outside the store, so that an older state of that brings nothing back.
type Erasures interface {
	// Keep returns when it is certain that a response will be erased from whatever state of the store comes back.
	Keep(survey, id string) error
}

// EraseAgain removes those responses of a survey that were erased already and are there all the same, as after a backup
// was restored, and their second copies; n is how many there were. A survey that is not there has none.
func (s *Service) EraseAgain(ctx context.Context, slug string, ids []string) (n int, err error) {
	for some := range slices.Chunk(ids, 250) {
		both := slices.Clone(some)
		for _, id := range some {
			both = append(both, s.identity.CopyID(slug, id))
		}
		there, err := s.store.Responses().Few(ctx, slug, both)
		if err != nil {
			return n, err
		}
		for _, r := range there {
			if err := s.erase(ctx, slug, r.ID); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

// Withdraw takes a response back for whoever holds its receipt code: it is erased, with the second copy that came under
// its id. A second time ends what the first left half done, and else changes nothing.
func (s *Service) Withdraw(ctx context.Context, slug, receipt string) error {
	r, err := s.store.Responses().ByReceipt(ctx, slug, s.identity.ReceiptHash(slug, receipt))
	if err != nil && survey.KindOf(err) == survey.Erased {
		return s.eraseCopy(ctx, slug, r.ID)
	}
	if err != nil {
		return named(err, "receipt.unknown")
	}
	return s.eraseBoth(ctx, slug, r.ID)
}

// Erase removes a response for good, all revisions, with the second copy that came under its id, and leaves a mark that
// it was there.
func (s *Service) Erase(ctx context.Context, a survey.Actor, slug, id string) error {
	if err := s.allow(a, survey.Administer, slug); err != nil {
		return err
	}
	return s.eraseBoth(ctx, slug, id)
}

// eraseBoth erases a response and its second copy. The copy goes first: what is half done is asked for again. One that
// came meanwhile goes afterwards; a later one finds its response erased, see keptCopy.
func (s *Service) eraseBoth(ctx context.Context, slug, id string) error {
	for _, erase := range []func(context.Context, string, string) error{s.eraseCopy, s.erase, s.eraseCopy} {
		if err := erase(ctx, slug, id); err != nil {
			return err
		}
	}
	return nil
}

// eraseCopy erases the second copy that came under the id of a response, if there is one.
func (s *Service) eraseCopy(ctx context.Context, slug, id string) error {
	copied := s.identity.CopyID(slug, id)
	_, err := s.store.Responses().Get(ctx, slug, copied)
	switch {
	case err == nil:
		return s.erase(ctx, slug, copied)
	case survey.KindOf(err) == survey.NotFound || survey.KindOf(err) == survey.Erased:
		return nil
	}
	return err
}

// erase removes every revision of a response and the attachments that nothing else names. Those go first: when it
// breaks off half-way the response is still there, and asking again ends it. What two responses name that are erased at
// once goes with the second.
func (s *Service) erase(ctx context.Context, slug, id string) error {
	files, err := s.writeDown(ctx, slug, id)
	if err != nil {
		return err
	}
	if len(files) > 0 {
		s.naming.Lock()
		defer s.naming.Unlock()
	}
	if err := s.dropFiles(ctx, files, slug, id); err != nil {
		return err
	}
	if err := s.store.Responses().Erase(ctx, slug, id); err != nil {
		return err
	}
	if err := s.dropFiles(ctx, files, slug, id); err != nil {
		return err
	}
	s.notify(Notice{Survey: slug, IDs: []string{id}})
	return nil
}

// eraseUnnoticed is erase of a response that was stored just now while its files are being named: they go when the next
// sweep finds that nothing names them.
func (s *Service) eraseUnnoticed(ctx context.Context, slug, id string) error {
	if _, err := s.writeDown(ctx, slug, id); err != nil {
		return err
	}
	return s.store.Responses().Erase(ctx, slug, id)
}

// writeDown puts a response that is there on the list of erasures, before anything of it is removed. files are the
// attachments that its revisions name.
func (s *Service) writeDown(ctx context.Context, slug, id string) (files []string, err error) {
	revisions, err := s.store.Responses().Revisions(ctx, slug, id)
	if err != nil && survey.KindOf(err) != survey.NotFound && survey.KindOf(err) != survey.Erased {
		return nil, err
	}
	for _, r := range revisions {
		files = append(files, r.Answers.Files()...)
	}
	if len(revisions) > 0 && s.erasures != nil {
		return files, s.erasures.Keep(slug, id)
	}
	return files, nil
}

// dropFiles removes those attachments that no other response and no questionnaire names.
func (s *Service) dropFiles(ctx context.Context, files []string, slug, id string) error {
	if len(files) == 0 {
		return nil
	}
	ours, err := s.questionnaireFiles(ctx)
	if err != nil {
		return err
	}
	var gone []string
	for _, sha := range files {
		named, err := s.answersName(ctx, sha, slug, id)
		if err != nil {
			return err
		}
		if named || ours[sha] {
			continue
		}
		if err := s.store.Blobs().Delete(ctx, sha); err != nil {
			return err
		}
		gone = append(gone, sha)
	}
	return s.forgetPictures(ctx, slug, gone)
}

// answersName reports whether a response of any survey but (slug, id) names an attachment.
func (s *Service) answersName(ctx context.Context, sha, slug, id string) (bool, error) {
	rows, err := s.store.Surveys().List(ctx, "")
	if err != nil {
		return false, err
	}
	for _, row := range rows {
		besides := ""
		if row.Key == slug {
			besides = id
		}
		if named, err := s.store.Responses().Names(ctx, row.Key, sha, besides); named || err != nil {
			return named, err
		}
	}
	return false, nil
}

// questionnaireFiles are the hashes of the pictures and lists that questionnaires name.
func (s *Service) questionnaireFiles(ctx context.Context) (map[string]bool, error) {
	versions, err := s.store.Versions().List(ctx, "")
	ours := map[string]bool{}
	for _, v := range versions {
		if v.Value.Questionnaire == nil {
			continue
		}
		for _, sha := range v.Value.Questionnaire.Files {
			ours[sha] = true
		}
	}
	return ours, err
}
