package losstest

import (
	"context"
	"fmt"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// Promise is what a store promises of tokens beside what it promises of answers.
type Promise struct {
	// Loose: a token may be burnt whose answer is not stored, as on an engine without transactions.
	Loose bool
	// Until, above 0, judges only what was acknowledged at a mark up to this.
	Until int
}

func (j *Journal) complain(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.wrong = append(j.wrong, fmt.Sprintf(format, args...))
}

// Judge holds the journal against a store: acknowledged ⊆ stored ⊆ sent, each once and with its content, the token of
// what was acknowledged burnt by it, and tokens burnt exactly by what is stored. It returns everything that is wrong,
// what clients were told among it, and how many answers are stored.
func (j *Journal) Judge(ctx context.Context, store survey.Store, p Promise) (wrong []string, stored int, err error) {
	svc, err := service.New(ctx, store, service.Options{})
	if err != nil {
		return nil, 0, err
	}
	row, err := store.Surveys().Get(ctx, j.Slug)
	if err != nil {
		return nil, 0, err
	}
	c := &court{journal: j, store: store, promise: p, identity: svc.Identity(), survey: &row.Value,
		rows: map[string]string{}}
	if err := c.read(ctx); err != nil {
		return nil, 0, err
	}
	for _, e := range j.all() {
		if err := c.try(ctx, e); err != nil {
			return nil, 0, err
		}
	}
	for id := range c.rows {
		c.complain("%s is stored and was never sent", id)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return append(c.wrong, j.wrong...), c.stored, nil
}

// court is one judging.
type court struct {
	journal  *Journal
	store    survey.Store
	promise  Promise
	identity survey.Identity
	survey   *survey.Survey
	rows     map[string]string // stored id → its hash of the content; what was tried is taken out
	stored   int
	wrong    []string
}

func (c *court) complain(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

func (c *court) read(ctx context.Context) error {
	for r, err := range c.store.Responses().Scan(ctx, c.journal.Slug) {
		if err != nil {
			return err
		}
		if _, twice := c.rows[r.ID]; twice {
			c.complain("%s is stored twice", r.ID)
		}
		c.rows[r.ID] = r.SHA256
		c.stored++
	}
	return nil
}

// try judges one answer.
func (c *court) try(ctx context.Context, e entry) error {
	id := c.identity.AnswerID(c.survey, e.id)
	hash, stored := c.rows[id]
	delete(c.rows, id)
	acknowledged := e.receipt != nil && (c.promise.Until == 0 || e.mark <= c.promise.Until)
	if acknowledged && !stored {
		c.complain("%s was acknowledged and is not stored", e.id)
	}
	if stored && hash != c.identity.WireHash(c.survey, id, e.hash) {
		c.complain("%s is stored with another content", e.id)
	}
	if e.token == "" {
		return nil
	}
	by, err := c.store.Tokens().BurntBy(ctx, c.journal.Slug+"/"+c.identity.TokenHash(c.journal.Slug, e.token))
	if err != nil {
		return err
	}
	burnt := by == c.identity.ClaimBy(c.journal.Slug, e.id)
	switch {
	case by != "" && !burnt:
		c.complain("the token of %s was burnt by somebody else", e.id)
	case stored && !burnt:
		c.complain("%s is stored and its token is not burnt", e.id)
	case burnt && !stored && !c.promise.Loose:
		c.complain("the token of %s is burnt and its answer is not stored", e.id)
	}
	return nil
}
