package survey

import (
	"context"
	"slices"
	"strings"
)

// Withdraw takes a response back for whoever holds its receipt code: it is erased. A second time changes nothing.
func (s *Service) Withdraw(ctx context.Context, slug, receipt string) error {
	r, err := s.store.Responses().ByReceipt(ctx, slug, s.identity.ReceiptHash(slug, receipt))
	if err != nil && KindOf(err) == Erased {
		return nil
	}
	if err != nil {
		return named(err, "receipt.unknown", Say("Không có phiếu nào với mã biên nhận này.", "There is no response with this receipt code."))
	}
	return s.erase(ctx, slug, r.ID)
}

// Erase removes a response for good, all revisions, and leaves a mark that it was there.
func (s *Service) Erase(ctx context.Context, a Actor, slug, id string) error {
	if err := s.allow(a, Administer, slug); err != nil {
		return err
	}
	return s.erase(ctx, slug, id)
}

// erase removes every revision of a response and the attachments that nothing else names. Those go first: when it breaks off
// half-way the response is still there, and asking again ends it. What two responses name that are erased at once goes with the
// second.
func (s *Service) erase(ctx context.Context, slug, id string) error {
	revisions, err := s.store.Responses().Revisions(ctx, slug, id)
	if err != nil && KindOf(err) != NotFound && KindOf(err) != Erased {
		return err
	}
	var files []string
	for _, r := range revisions {
		files = append(files, r.Answers.Files()...)
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

// Files lists the hashes of the attachments that answers name, rows of repeats included, sorted, each once.
func (a Answers) Files() []string {
	var out []string
	for _, v := range a {
		if v.Kind == VFile && v.File.SHA256 != "" {
			out = append(out, v.File.SHA256)
		}
		for _, row := range v.Rows {
			out = append(out, row.Files()...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// unnameFiles takes the names of attachments away: phones write the time into them.
func (a Answers) unnameFiles() {
	for path, v := range a {
		if v.Kind == VFile && v.File.Name != "" {
			v.File.Name = ""
			a[path] = v
		}
		for _, row := range v.Rows {
			row.unnameFiles()
		}
	}
}

// Title is what a file is called where people see it: its name, or the begin of its hash where no name is kept.
func (f FileRef) Title() string {
	if f.Name != "" || f.SHA256 == "" {
		return f.Name
	}
	_, ending, _ := strings.Cut(f.Type, "/")
	ending, _, _ = strings.Cut(ending, ";")
	if ending = strings.Trim(ending, " .+"); ending != "" {
		ending = "." + ending
	}
	return f.SHA256[:min(12, len(f.SHA256))] + ending
}
