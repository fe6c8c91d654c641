package sqlitestore

import (
	"context"
	"encoding/json"

	"github.com/khaosat/khaosat/survey"
)

func (s responses) CommitBatch(ctx context.Context, b survey.Batch) error {
	b.Undone = false
	return s.answers.write(ctx, "CommitBatch", func(c *connection) error {
		// Who was seen or erased in the meantime keeps the identity.
		if _, err := c.exec(`DELETE FROM responses AS r WHERE r.survey = ?1 AND r.batch = ?2 AND r.batch <> ''
			AND NOT EXISTS (SELECT 1 FROM batches AS b WHERE b.survey = ?1 AND b.id = ?2)
			AND (EXISTS (SELECT 1 FROM seen WHERE seen.survey = r.survey AND seen.id = r.id)
			  OR EXISTS (SELECT 1 FROM erased AS e WHERE e.survey = r.survey AND e.id = r.id))`, b.Survey, b.ID); err != nil {
			return err
		}
		now, err := s.stamp(c)
		if err != nil {
			return err
		}
		kept := b
		if kept.Committed.IsZero() {
			kept.Committed = now
		}
		body, err := encode(kept)
		if err != nil {
			return err
		}
		n, err := c.exec(`INSERT INTO batches (survey, id, committed, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			b.Survey, b.ID, kept.Committed.UnixMilli(), body)
		if err == nil && n == 0 {
			err = conflict("CommitBatch", b.ID)
		}
		return err
	})
}

func (s responses) UndoBatch(ctx context.Context, slug, id string) error {
	return s.answers.write(ctx, "UndoBatch", func(c *connection) error {
		now, err := s.stamp(c)
		if err != nil {
			return err
		}
		n, err := c.exec(`UPDATE batches SET undone = coalesce(undone, ?) WHERE survey = ? AND id = ?`, now.UnixMilli(),
			slug, id)
		if err == nil && n == 0 {
			err = notFound("UndoBatch", id)
		}
		return err
	})
}

func (s responses) Batches(ctx context.Context, slug string) ([]survey.Batch, error) {
	return readAll(ctx, s.answers, "Batches", scanBatch,
		`SELECT undone IS NOT NULL, body FROM batches WHERE survey = ? ORDER BY committed, id`, slug)
}

func scanBatch(scan scanner) (b survey.Batch, err error) {
	var undone bool
	var body []byte
	if err := scan(&undone, &body); err != nil {
		return b, err
	}
	err = json.Unmarshal(body, &b)
	b.Undone = undone
	return b, err
}
