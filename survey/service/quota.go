package service

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
)

// SetQuotas stores the quotas of a wave in place of those of before; none takes them away. Units and classes must be
// those of the survey, and no two rows of one unit and class.
func (s *Service) SetQuotas(ctx context.Context, a survey.Actor, slug, wave string, q []survey.Quota) error {
	rules, err := s.presetRules(ctx, slug)
	if err != nil {
		return err
	}
	var problems []survey.Problem
	seen := map[cell]int{}
	for i, row := range q {
		for _, p := range rules.wrong(survey.Preset{Unit: row.Unit, Class: row.Class, Wave: wave}) {
			p.Place.Row = i + 1
			problems = append(problems, p)
		}
		at := survey.Place{Row: i + 1, Item: "quota"}
		if row.Most < 0 {
			problems = append(problems, survey.ProblemAt(at, "number.bad", "text", row.Most))
		}
		if before, twice := seen[cell{row.Unit, row.Class}]; twice {
			at.Item = "unit"
			problems = append(problems, survey.ProblemAt(at, "frame.twice", "row", before))
		}
		seen[cell{row.Unit, row.Class}] = i + 1
	}
	if len(problems) > 0 {
		return survey.Wrong("Service.SetQuotas", problems)
	}
	return s.changeFrame(ctx, a, slug, wave, func(x *survey.SamplingFrame) { x.Quotas = q })
}

// Shared reports whether other processes store responses as well, so that quotas may be overrun.
func (s *Service) Shared() bool { return s.quotas.shared }

// QuotaState is a quota with how many responses it has.
type QuotaState struct {
	survey.Quota
	Have int `json:"have"`
}

// Full reports whether no further response counts.
func (q QuotaState) Full() bool { return q.Have >= q.Most }

// Quotas lists the quotas of a wave in the order in which they were set, with what counts now.
func (s *Service) Quotas(ctx context.Context, a survey.Actor, slug, wave string) ([]QuotaState, error) {
	if err := s.allow(a, survey.SeeTotals, slug); err != nil {
		return nil, err
	}
	sv, err := s.Survey(ctx, slug)
	if err != nil {
		return nil, err
	}
	count := s.quotas.of(slug, wave)
	count.mu.Lock()
	defer count.mu.Unlock()
	if err := s.recount(ctx, sv, count); err != nil {
		return nil, err
	}
	var out []QuotaState
	for i, row := range count.rows {
		out = append(out, QuotaState{row, count.have[i]})
	}
	return out, nil
}

// QuotaFull reports whether a response by a link (nil = none) and a token ("" = none) would not count now, for whoever
// is about to begin one. A unit that the form asks for is not known yet.
func (s *Service) QuotaFull(ctx context.Context, sv *survey.Survey, l *survey.Link, token string) (bool, error) {
	var p survey.Preset
	if l != nil {
		p = l.Preset()
	}
	if token != "" {
		t, _, err := s.tokenOf(ctx, sv.Slug, token)
		if err != nil {
			return false, err
		}
		if t != nil {
			p = survey.Preset{Unit: or(p.Unit, t.Unit), Class: or(p.Class, t.Class), Wave: or(p.Wave, t.Wave)}
		}
	}
	count := s.quotas.of(sv.Slug, or(p.Wave, sv.Wave))
	count.mu.Lock()
	defer count.mu.Unlock()
	if err := s.recount(ctx, sv, count); err != nil || len(count.rows) == 0 {
		return false, err
	}
	return count.full(count.bound(cell{p.Unit, p.Class})), nil
}

// quotaPlace is a place that a response about to be stored has taken; nil when there are no quotas for it.
type quotaPlace struct {
	count *quotaCount
	id    string
}

// takePlace counts a response that is about to be stored, so that of many at once no more count than the quota has. One
// that finds it full goes into quarantine: what somebody has answered is not thrown away. What was sent before takes no
// further place, and is told what it was told then.
func (s *Service) takePlace(ctx context.Context, p *pending) (*quotaPlace, error) {
	r := p.response
	if r.State != survey.Submitted {
		return nil, nil
	}
	count := s.quotas.of(r.Survey, r.Wave)
	count.mu.Lock()
	defer count.mu.Unlock()
	if err := s.recount(ctx, p.survey, count); err != nil || len(count.rows) == 0 {
		return nil, err
	}
	lineage, err := s.Lineage(ctx, p.survey)
	if err != nil {
		return nil, err
	}
	at := cell{places.UnitOf(p.survey, lineage, r), r.Class}
	if count.full(count.bound(at)) {
		r.State, r.Flags = survey.Quarantined, append(r.Flags, survey.FlagQuota)
		r.RowHash = s.identity.RowHash(r)
		return nil, nil
	}
	count.take(r.ID, at)
	return &quotaPlace{count, r.ID}, nil
}

// settle says whether the response was stored. One that was not gives its place back, or is looked at again.
func (q *quotaPlace) settle(stored bool) {
	if q == nil {
		return
	}
	q.count.mu.Lock()
	defer q.count.mu.Unlock()
	delete(q.count.flying, q.id)
	if !stored {
		q.count.heard(Notice{IDs: []string{q.id}})
	}
}

// quotas counts the responses of surveys that have quotas.
type quotas struct {
	shared bool

	mu     sync.Mutex
	counts map[[2]string]*quotaCount // by survey and wave
}

// of is the count of a wave, made when it is first asked for.
func (q *quotas) of(slug, wave string) *quotaCount {
	q.mu.Lock()
	defer q.mu.Unlock()
	key := [2]string{slug, wave}
	if q.counts == nil {
		q.counts = map[[2]string]*quotaCount{}
	}
	if q.counts[key] == nil {
		q.counts[key] = &quotaCount{slug: slug, wave: wave, stale: true}
	}
	return q.counts[key]
}

// heard takes a notice of the service.
func (q *quotas) heard(n Notice) {
	q.mu.Lock()
	counts := slices.Collect(maps.Values(q.counts))
	q.mu.Unlock()
	for _, c := range counts {
		if n.Survey == "" || n.Survey == c.slug {
			c.heard(n)
		}
	}
}

const (
	// quotaAge is how old counts may be that other processes change as well.
	quotaAge = 5 * time.Second
	// quotaShare bounds what counting again and again may cost: a fiftieth of the time.
	quotaShare = 50
)

// recount brings the counts of a wave up to date; its lock is held.
func (s *Service) recount(ctx context.Context, sv *survey.Survey, c *quotaCount) error {
	stale, dirty := c.news()
	old := s.quotas.shared && time.Since(c.counted) > max(quotaAge, quotaShare*c.took)
	var err error
	switch {
	case stale || old:
		err = s.countAll(ctx, sv, c)
	case len(dirty) > 0 && len(c.rows) > 0:
		err = s.countSome(ctx, sv, c, dirty)
	}
	if err != nil {
		c.heard(Notice{Of: OfFrame}) // all is counted again, the next time
	}
	return err
}

// countAll reads the quotas and counts every response of the wave, and what is about to be stored.
func (s *Service) countAll(ctx context.Context, sv *survey.Survey, c *quotaCount) error {
	began := time.Now()
	row, err := s.store.Frames().Get(ctx, c.slug+"/"+c.wave)
	if err != nil && survey.KindOf(err) != survey.NotFound {
		return err
	}
	register, err := s.Register(ctx, sv)
	if err != nil {
		return err
	}
	c.begin(row.Value.Quotas, register.Tree(c.wave))
	if len(c.rows) > 0 {
		if err := s.countEach(ctx, sv, c, s.store.Responses().Scan(ctx, c.slug)); err != nil {
			return err
		}
		for id, at := range c.flying {
			c.add(id, at)
		}
	}
	c.counted, c.took = time.Now(), time.Since(began)
	return nil
}

// countSome looks at some responses again.
func (s *Service) countSome(ctx context.Context, sv *survey.Survey, c *quotaCount, ids []string) error {
	stored, err := s.store.Responses().Few(ctx, c.slug, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, flies := c.flying[id]; !flies {
			c.drop(id)
		}
	}
	return s.countEach(ctx, sv, c, func(yield func(*survey.Response, error) bool) {
		for _, r := range stored {
			if !yield(r, nil) {
				return
			}
		}
	})
}

// countEach adds those responses that count in the wave.
func (s *Service) countEach(
	ctx context.Context, sv *survey.Survey, c *quotaCount, responses iter.Seq2[*survey.Response, error],
) error {
	lineage, err := s.Lineage(ctx, sv)
	if err != nil {
		return err
	}
	for r, err := range responses {
		if err != nil {
			return err
		}
		if r.State.Counts() && r.Wave == c.wave {
			c.add(r.ID, cell{places.UnitOf(sv, lineage, r), r.Class})
		}
	}
	return nil
}
