package service

import (
	"context"
	"maps"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// Review changes whether a response counts, with a reason: reject, accept again, or let one out of quarantine.
func (s *Service) Review(ctx context.Context, a survey.Actor, slug, id string, state survey.State, why string) error {
	if err := s.allow(a, survey.Edit, slug); err != nil {
		return err
	}
	if state != survey.Submitted && state != survey.Rejected {
		return survey.Fail(survey.Invalid, "response.state")
	}
	r, err := s.revisable(ctx, slug, id, 0, why)
	if err != nil {
		return err
	}
	_, err = s.revise(ctx, r, a.Name, why, func(x *survey.Response) { x.State = state })
	return err
}

// Edit is what the answers of a response are to be from now on.
type Edit struct {
	Revision int            // the one that was looked at; 0 = whichever is the newest
	Answers  survey.Answers // all of them: paths, or bare names that are unique
	Why      string
}

// Edit stores answers that were put right as a further revision and returns it. They are judged as those of a
// submission to the version under which the response came, on the day on which it came; one that is not asked any more
// is a problem, so that none goes without a word. Attachments can be kept or left out, not added. What was sent, its
// receipt and where it belongs stay: sending it again changes nothing. Conflict when there is a newer revision than the
// one that was looked at.
func (s *Service) Edit(ctx context.Context, a survey.Actor, slug, id string, e Edit) (*survey.Response, error) {
	for _, right := range []survey.Action{survey.SeeRows, survey.Edit} {
		if err := s.allow(a, right, slug); err != nil {
			return nil, err
		}
	}
	sv, err := s.Survey(ctx, slug)
	if err != nil {
		return nil, err
	}
	s.naming.RLock()
	defer s.naming.RUnlock()
	r, err := s.revisable(ctx, slug, id, e.Revision, e.Why)
	if err != nil {
		return nil, err
	}
	next, err := s.edited(ctx, sv, r, e.Answers)
	if err != nil {
		return nil, err
	}
	return s.revise(ctx, r, a.Name, e.Why,
		func(x *survey.Response) { x.Answers, x.Skipped, x.Name = next.Answers, next.Skipped, next.Name })
}

// revisable is the newest revision of a response that may get a further one.
func (s *Service) revisable(ctx context.Context, slug, id string, revision int, why string) (*survey.Response, error) {
	if survey.Clean(why) == "" {
		return nil, survey.Fail(survey.Invalid, "response.why")
	}
	r, err := s.store.Responses().Get(ctx, slug, id)
	switch {
	case err != nil:
		return nil, unrevised(err)
	case r.State == survey.Withdrawn || r.State == survey.Test:
		return nil, survey.Fail(survey.Conflict, "response.state:test_withdrawn")
	case revision != 0 && revision != r.Revision:
		return nil, stale()
	}
	return r, nil
}

// unrevised is what a revision that was not stored is told: erased or revised meanwhile.
func unrevised(err error) error {
	switch survey.KindOf(err) {
	case survey.Erased:
		return wasErased()
	case survey.Conflict:
		return stale()
	}
	return named(err, "response.not_found")
}

func stale() error {
	return survey.Fail(survey.Conflict, "response.stale")
}

// edited judges answers as those of a stored response, and gives it with them. What is worked out follows them; what
// was drawn by lot or by the hour on the phone stays. An anonymous response has no day of its own: it is judged by that
// of the edit, and what was worked out of its own day stays as well.
func (s *Service) edited(ctx context.Context, sv *survey.Survey, r *survey.Response,
	to survey.Answers) (*survey.Response, error) {
	fm, err := s.Form(ctx, sv.Slug, r.Version)
	if err != nil {
		return nil, err
	}
	answers, problems := fm.Normalize(to)
	answers = maps.Clone(answers) // the caller's own stay as they are
	clock := form.ClockOf(sv, func() time.Time { return r.Received }, r.ID)
	fm.Rework(answers, r.Answers, sv.Mode != survey.Anonymous)
	if sv.Mode == survey.Anonymous {
		clock.Now = s.now
		fm.Forget(answers, "")
		fm.Date(answers, s.Now().In(sv.Zone()).Format(time.DateOnly))
	}
	checked, more := fm.Fill(answers, clock).Check(true)
	problems = append(problems, more...)
	if problems = append(problems, addedFiles(checked.Answers, r.Answers)...); len(problems) > 0 {
		return nil, survey.Wrong("Service.Edit", problems)
	}
	if sv.Mode == survey.Anonymous {
		fm.Forget(checked.Answers, "")
	}
	next := *r
	next.Answers, next.Skipped = checked.Answers, checked.Skipped
	clock.Now = func() time.Time { return r.Received }
	next.Name = fm.InstanceName(next.Answers, clock)
	if s.identity.RowHash(&next) == s.identity.RowHash(r) {
		return nil, survey.Fail(survey.Invalid, "response.unchanged")
	}
	return &next, nil
}

// addedFiles names the attachments of edited answers that were not among those of before, under the name that they had.
func addedFiles(answers, before survey.Answers) []survey.Problem {
	had := map[survey.FileRef]bool{}
	eachFile(before, func(f survey.FileRef) { had[f] = true })
	return filesBeside(answers, had)
}

func filesBeside(answers survey.Answers, had map[survey.FileRef]bool) []survey.Problem {
	var problems []survey.Problem
	for path, v := range answers {
		for i, row := range v.Rows {
			for _, p := range filesBeside(row, had) {
				p.Place.Row = i + 1
				problems = append(problems, p)
			}
		}
		if v.Kind == survey.VFile && !had[v.File] {
			problems = append(problems, survey.ProblemAt(survey.Place{Item: path}, "answer.file_added"))
		}
	}
	return problems
}

// revise stores the next revision of r and returns it. In an anonymous survey no time is kept with it.
func (s *Service) revise(ctx context.Context, r *survey.Response, by, why string,
	change func(*survey.Response)) (*survey.Response, error) {
	next := *r
	change(&next)
	next.Revision, next.By, next.Why = r.Revision+1, by, survey.Clean(why)
	next.Changed = time.Time{}
	next.RowHash = s.identity.RowHash(&next)
	if err := s.store.Responses().Revise(ctx, &next); err != nil {
		return nil, unrevised(err)
	}
	s.notify(Notice{Survey: r.Survey, IDs: []string{r.ID}})
	return &next, nil
}
