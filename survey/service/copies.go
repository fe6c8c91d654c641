package service

import (
	"context"
	"slices"
	"sync"

	"github.com/khaosat/khaosat/survey"
)

// mostCopies is how many second copies of a survey are kept since the program was started: whoever sends at random
// fills no disk with them.
const mostCopies = 1000

// copies counts the second copies that this process has kept, by survey.
type copies struct {
	mu   sync.Mutex
	kept map[string]int
}

// room reports whether one more may be kept, and counts it.
func (c *copies) room(slug string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = map[string]int{}
	}
	if c.kept[slug] >= mostCopies {
		return false
	}
	c.kept[slug]++
	return true
}

// back gives the place back of one that was not kept.
func (c *copies) back(slug string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept[slug]--
}

// keepCopy stores what came under the id of another response, Quarantined, for the office to look at: the first such
// copy of each id. It returns the copy when that is what stands there now, nil when there is no room or another copy;
// fresh says that it was stored just now. A copy has no receipt of its own: who withdraws the response withdraws both.
func (s *Service) keepCopy(
	ctx context.Context, p *pending, stored *survey.Response,
) (copied *survey.Response, fresh bool, err error) {
	r := s.copyOf(p, stored)
	if r.State == survey.Test {
		return nil, false, nil
	}
	there, err := s.first(ctx, r.Survey, r.ID)
	if err == nil && there == nil {
		there, err = s.insertCopy(ctx, r)
	}
	switch {
	case err != nil && survey.KindOf(err) == survey.Erased:
		return nil, false, nil // the office has dealt with it
	case err != nil:
		return nil, false, err
	case there == r:
		return r, true, s.keptCopy(ctx, r)
	case there == nil || there.Revision == 0 || there.SHA256 != r.SHA256:
		return nil, false, nil
	}
	return there, false, nil
}

// copyOf makes the copy that would be kept of a submission.
func (s *Service) copyOf(p *pending, stored *survey.Response) *survey.Response {
	r := *p.response
	if r.State == survey.Test {
		return &r
	}
	r.ID, r.Of = s.identity.CopyID(r.Survey, stored.ID), stored.ID
	r.State, r.ReceiptHash = survey.Quarantined, ""
	r.Flags = append(slices.Clone(r.Flags), survey.FlagCopy)
	r.SHA256 = s.identity.WireHash(p.survey, r.ID, p.sent)
	r.RowHash = s.identity.RowHash(&r)
	return &r
}

// insertCopy stores a copy where there is room: r itself when it was stored, nil when there is no room, else what is
// there already under its id, with Revision 0 when that was erased.
func (s *Service) insertCopy(ctx context.Context, r *survey.Response) (*survey.Response, error) {
	if !s.copies.room(r.Survey) {
		return nil, nil
	}
	existing, err := s.store.Responses().Insert(ctx, r)
	if err != nil || existing[0] != nil {
		s.copies.back(r.Survey)
	}
	switch {
	case err != nil:
		return nil, err
	case existing[0] != nil:
		return existing[0], nil
	}
	return r, nil
}

// keptCopy makes sure that a copy just stored does not outlive its response, which may have been withdrawn meanwhile.
func (s *Service) keptCopy(ctx context.Context, r *survey.Response) error {
	_, err := s.store.Responses().Get(ctx, r.Survey, r.Of)
	switch {
	case err != nil && survey.KindOf(err) == survey.Erased:
		if err := s.eraseUnnoticed(ctx, r.Survey, r.ID); err != nil {
			return err
		}
		return wasErased()
	case err != nil && survey.KindOf(err) != survey.NotFound:
		return err
	}
	s.waiting.named(r.Answers.Files())
	s.notify(Notice{Survey: r.Survey, IDs: []string{r.ID}})
	return nil
}

// Pair is a response and the second copy that came under its id, in their newest revisions.
type Pair struct{ First, Second *survey.Response }

// PairOf returns the pair that a response is of, as the first or the second; nil when it is of none.
func (s *Service) PairOf(ctx context.Context, a survey.Actor, r *survey.Response) (*Pair, error) {
	if err := s.allow(a, survey.SeeRows, r.Survey); err != nil {
		return nil, err
	}
	other := r.Of
	if other == "" {
		other = s.identity.CopyID(r.Survey, r.ID)
	}
	x, err := s.store.Responses().Get(ctx, r.Survey, other)
	switch {
	case err != nil && (survey.KindOf(err) == survey.NotFound || survey.KindOf(err) == survey.Erased):
		return nil, nil
	case err != nil:
		return nil, err
	case r.Of == "":
		return &Pair{r, x}, nil
	}
	return &Pair{x, r}, nil
}

// Keep is which of a pair counts.
type Keep string

const (
	KeepFirst  Keep = "first"
	KeepSecond Keep = "second"
	KeepBoth   Keep = "both"
)

// ChooseCopy decides about a second copy, with a reason: it is rejected, or counts in place of the first, or both
// count. id is that of either. What does not count any more goes first, so that at no moment more counts than was
// decided; a failure between the two can be seen at both, and deciding again ends it.
func (s *Service) ChooseCopy(ctx context.Context, a survey.Actor, slug, id string, keep Keep, why string) error {
	if err := s.allow(a, survey.Edit, slug); err != nil {
		return err
	}
	r, err := s.store.Responses().Get(ctx, slug, id)
	if err != nil {
		return unrevised(err)
	}
	if r.Of == "" {
		id = s.identity.CopyID(slug, r.ID)
	}
	second, err := s.store.Responses().Get(ctx, slug, id)
	if err != nil {
		return unrevised(err)
	}
	states := map[Keep][2]survey.State{
		KeepFirst:  {survey.Submitted, survey.Rejected},
		KeepSecond: {survey.Rejected, survey.Submitted},
		KeepBoth:   {survey.Submitted, survey.Submitted},
	}
	to, known := states[keep]
	if !known {
		return survey.Fail(survey.Invalid, "copy.keep")
	}
	ids := []string{second.Of, second.ID}
	if to[0] == survey.Submitted {
		slices.Reverse(ids)
		slices.Reverse(to[:])
	}
	for i, id := range ids {
		if err := s.reviewTo(ctx, a, slug, id, to[i], why); err != nil {
			return err
		}
	}
	return nil
}

// reviewTo is Review where the state is not so already.
func (s *Service) reviewTo(ctx context.Context, a survey.Actor, slug, id string, to survey.State, why string) error {
	r, err := s.revisable(ctx, slug, id, 0, why)
	if err != nil || r.State == to {
		return err
	}
	_, err = s.revise(ctx, r, a.Name, why, func(x *survey.Response) { x.State = to })
	return err
}
