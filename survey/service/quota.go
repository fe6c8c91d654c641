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
	var out []QuotaState
	err = s.counted(ctx, sv, wave, func(c *quotaCount) {
		for i, row := range c.tally.rows {
			out = append(out, QuotaState{row, c.tally.have[i]})
		}
	})
	return out, err
}

// QuotaFull reports whether a response by a link (nil = none) and a token ("" = none) would not count now, for whoever
// is about to begin one. A unit that the form asks for is not known yet.
func (s *Service) QuotaFull(
	ctx context.Context, sv *survey.Survey, l *survey.Link, token string,
) (full bool, err error) {
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
	err = s.counted(ctx, sv, or(p.Wave, sv.Wave), func(c *quotaCount) {
		full = c.tally.full(cell{p.Unit, p.Class})
	})
	return full, err
}

// counted gives the count of a wave, brought up to date, to f, and waits for it where all has to be counted.
func (s *Service) counted(ctx context.Context, sv *survey.Survey, wave string, f func(*quotaCount)) error {
	c := s.quotas.of(sv.Slug, wave)
	for {
		wait, err := s.recount(ctx, sv, c, f)
		if wait == nil {
			return err
		}
		if err := wait.over(ctx); err != nil {
			return err
		}
	}
}

// quotaPlace is a place that a response about to be stored has taken; nil when there are no quotas for it.
type quotaPlace struct {
	count *quotaCount
	id    string
}

// takePlace counts a response that is about to be stored, so that of many at once no more count than the quota has. One
// that finds it full goes into quarantine: what somebody has answered is not thrown away. What was sent before takes no
// further place, and is told what it was told then. When all has to be counted first it returns what to wait for.
func (s *Service) takePlace(ctx context.Context, p *pending) (place *quotaPlace, wait *counting, err error) {
	r := p.response
	if r.State != survey.Submitted {
		return nil, nil, nil
	}
	lineage, err := s.Lineage(ctx, p.survey)
	if err != nil {
		return nil, nil, err
	}
	at := cell{places.UnitOf(p.survey, lineage, r), r.Class}
	c := s.quotas.of(r.Survey, r.Wave)
	wait, err = s.recount(ctx, p.survey, c, func(c *quotaCount) {
		switch {
		case len(c.tally.rows) == 0:
		case c.tally.full(at):
			r.State, r.Flags = survey.Quarantined, append(r.Flags, survey.FlagQuota)
			r.RowHash = s.identity.RowHash(r)
		default:
			c.take(r.ID, at)
			place = &quotaPlace{c, r.ID}
		}
	})
	return place, wait, err
}

// settle says whether the response was stored. One that was not gives its place back; one of which nobody knows (err)
// is looked at again for a while: it may be stored yet.
func (q *quotaPlace) settle(stored bool, err error) {
	if q == nil {
		return
	}
	q.count.mu.Lock()
	defer q.count.mu.Unlock()
	delete(q.count.flying, q.id)
	switch {
	case stored:
	case err != nil:
		q.count.look(unsureFor, q.id)
	default:
		q.count.look(0, q.id)
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
	// quotaPatience is how long somebody waits for a count before being told to come again.
	quotaPatience = 5 * time.Second
)

// recount gives the count of a wave, brought up to date, to f under its lock. Where all has to be counted, somebody
// does so beside, whoever asked, and f is not called: what to wait for comes back. A count that is only old is used
// meanwhile.
func (s *Service) recount(
	ctx context.Context, sv *survey.Survey, c *quotaCount, f func(*quotaCount),
) (*counting, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	stale, dirty := c.news()
	if stale {
		c.tally = nil
	}
	old := s.quotas.shared && c.tally != nil && time.Since(c.counted) > max(quotaAge, quotaShare*c.took)
	if (c.tally == nil || old) && c.running == nil {
		c.running = &counting{done: make(chan struct{})}
		go s.countAll(context.WithoutCancel(ctx), c, c.running)
	}
	if c.tally == nil {
		return c.running, nil
	}
	if len(dirty) > 0 {
		if err := s.countSome(ctx, sv, c, dirty); err != nil {
			c.look(0, dirty...)
			return nil, err
		}
	}
	f(c)
	return nil, nil
}

// countAll counts every response of a wave, again when something changes in between of which nobody knows what, and
// ends what others wait for.
func (s *Service) countAll(ctx context.Context, c *quotaCount, run *counting) {
	for {
		c.begin()
		began := time.Now()
		t, err := s.tallyQuotas(ctx, c.slug, c.wave)
		c.mu.Lock()
		if err == nil && c.changed() {
			c.mu.Unlock()
			continue
		}
		if err == nil {
			c.tally, c.counted, c.took = t, time.Now(), time.Since(began)
			for id, at := range c.flying {
				t.add(id, at)
			}
		} else {
			c.heard(Notice{Of: OfFrame})
		}
		c.running, run.err = nil, err
		c.mu.Unlock()
		close(run.done)
		return
	}
}

// tallyQuotas reads the quotas of a wave and counts its responses.
func (s *Service) tallyQuotas(ctx context.Context, slug, wave string) (*quotaTally, error) {
	row, err := s.store.Frames().Get(ctx, slug+"/"+wave)
	if err != nil && survey.KindOf(err) != survey.NotFound {
		return nil, err
	}
	sv, err := s.Survey(ctx, slug)
	if err != nil {
		return nil, err
	}
	register, err := s.Register(ctx, sv)
	if err != nil {
		return nil, err
	}
	t := newQuotaTally(row.Value.Quotas, register.Tree(wave))
	if len(t.rows) == 0 {
		return t, nil
	}
	return t, s.countEach(ctx, sv, wave, t, s.store.Responses().Scan(ctx, slug))
}

// countSome looks at some responses again.
func (s *Service) countSome(ctx context.Context, sv *survey.Survey, c *quotaCount, ids []string) error {
	if len(c.tally.rows) == 0 {
		return nil
	}
	stored, err := s.store.Responses().Few(ctx, c.slug, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, flies := c.flying[id]; !flies {
			c.tally.drop(id)
		}
	}
	return s.countEach(ctx, sv, c.wave, c.tally, func(yield func(*survey.Response, error) bool) {
		for _, r := range stored {
			if !yield(r, nil) {
				return
			}
		}
	})
}

// countEach adds those responses that count in the wave.
func (s *Service) countEach(ctx context.Context, sv *survey.Survey, wave string, t *quotaTally,
	responses iter.Seq2[*survey.Response, error]) error {
	lineage, err := s.Lineage(ctx, sv)
	if err != nil {
		return err
	}
	for r, err := range responses {
		if err != nil {
			return err
		}
		if r.State.Counts() && r.Wave == wave {
			t.add(r.ID, cell{places.UnitOf(sv, lineage, r), r.Class})
		}
	}
	return nil
}
