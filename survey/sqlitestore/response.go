package sqlitestore

import (
	"context"
	"encoding/json"
	"iter"
	"slices"

	"github.com/khaosat/khaosat/survey"
)

// responses is the ResponseStore of a Store.
type responses struct{ *Store }

func (s responses) Insert(ctx context.Context, list ...*survey.Response) ([]*survey.Response, error) {
	existing := make([]*survey.Response, 0, len(list))
	for len(list) > 0 {
		part := list[:min(chunk, len(list))]
		list = list[len(part):]
		found, err := s.insert(ctx, part)
		if err != nil {
			return nil, err
		}
		existing = append(existing, found...)
	}
	return existing, nil
}

// insert is Insert in one transaction.
func (s responses) insert(ctx context.Context, list []*survey.Response) ([]*survey.Response, error) {
	rows := make([]responseRow, len(list))
	for i, r := range list {
		var err error
		if rows[i], err = rowOf(r, 1); err != nil {
			return nil, failed(ctx, "Insert", err)
		}
	}
	if err := s.space.takes("Insert"); err != nil {
		return nil, err
	}
	existing := make([]*survey.Response, len(rows))
	err := s.answers.submit(s.arrival(ctx, "Insert", rows, func(c *connection) (err error) {
		for i := range rows {
			if existing[i], err = s.earlier(c, &rows[i]); err == nil && existing[i] == nil {
				err = s.addRow(c, &rows[i])
			}
			if err != nil {
				return err
			}
		}
		return nil
	}))
	if err != nil {
		return nil, err // existing belongs to the writer, which may still be at it
	}
	return existing, nil
}

// arrival is the job of storing rows by do. Named ones are stamped; anonymous ones are not to be told apart by when
// they came.
func (s responses) arrival(ctx context.Context, op string, rows []responseRow, do func(*connection) error) *job {
	anonymous := func(r responseRow) bool { return !r.received.Valid }
	j := &job{ctx: ctx, op: op, order: rows[0].id, unordered: slices.ContainsFunc(rows, anonymous),
		atOnce: rows[0].batch == ""}
	named := slices.ContainsFunc(rows, func(r responseRow) bool { return r.received.Valid })
	j.do = func(c *connection) error {
		if named {
			now, err := s.stamp(c)
			if err != nil {
				return err
			}
			for i := range rows {
				rows[i].stamp(now)
			}
		}
		return do(c)
	}
	return j
}

// earlier returns the first revision of what has the identity already, or its tombstone; nil when there is none.
func (s responses) earlier(c *connection, row *responseRow) (*survey.Response, error) {
	old, err := scanResponse(c.row(`SELECT `+responseColumns+` FROM seen WHERE survey = ?1 AND id = ?2
		UNION ALL SELECT survey, id, '', 0, '', '', NULL, NULL, '' FROM erased WHERE survey = ?1 AND id = ?2`, row.survey, row.id))
	if err == nil && old.Revision > 1 {
		return scanResponse(c.row(`SELECT `+responseColumns+` FROM revisions WHERE survey = ? AND id = ? AND batch = ? AND revision = 1`,
			old.Survey, old.ID, old.Batch))
	}
	if noRow(err) {
		return nil, nil
	}
	return old, err
}

// addRow stores a row, in place of one of the same unseen batch.
func (s responses) addRow(c *connection, row *responseRow) error {
	if _, err := c.exec(`INSERT OR REPLACE INTO responses (`+responseColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		row.args()...); err != nil {
		return err
	}
	if !row.received.Valid {
		if _, err := c.exec("UPDATE arrivals SET came = came + 1"); err != nil {
			return err
		}
	}
	return keepFiles(c, row)
}

func (s responses) Get(ctx context.Context, slug, id string) (*survey.Response, error) {
	r, err := readOne(ctx, s.answers, "Get", scanResponse,
		`SELECT `+responseColumns+` FROM seen WHERE survey = ?1 AND id = ?2
		UNION ALL SELECT survey, id, '', 0, '', '', NULL, NULL, '' FROM erased WHERE survey = ?1 AND id = ?2`, slug, id)
	if err == nil && r.Revision == 0 {
		return nil, erased("Get", id)
	}
	return r, err
}

func (s responses) ByReceipt(ctx context.Context, slug, receiptHash string) (*survey.Response, error) {
	r, err := readOne(ctx, s.answers, "ByReceipt", scanResponse,
		`SELECT `+responseColumns+` FROM seen WHERE survey = ?1 AND receipt = ?2 AND receipt <> ''
		UNION ALL SELECT survey, id, '', 0, '', '', NULL, NULL, '' FROM erased WHERE survey = ?1 AND receipt = ?2 AND receipt <> ''`, slug, receiptHash)
	if err == nil && r.Revision == 0 {
		return &survey.Response{Survey: slug, ID: r.ID}, erased("ByReceipt", receiptHash)
	}
	return r, err
}

func (s responses) Revise(ctx context.Context, r *survey.Response) error {
	row, err := rowOf(r, r.Revision)
	if err != nil {
		return failed(ctx, "Revise", err)
	}
	return s.answers.write(ctx, "Revise", func(c *connection) error {
		var newest int
		err := c.row(`SELECT batch, revision FROM seen WHERE survey = ? AND id = ?`, row.survey, row.id)(&row.batch,
			&newest)
		if noRow(err) {
			return notFound("Revise", row.id)
		}
		if err != nil {
			return err
		}
		if row.revision != newest+1 {
			return conflict("Revise", row.id)
		}
		if _, err := c.exec(`INSERT INTO revisions (`+responseColumns+`)
			SELECT `+responseColumns+` FROM responses WHERE survey = ? AND id = ? AND batch = ?`, row.survey, row.id, row.batch); err != nil {
			return err
		}
		if row.received.Valid {
			now, err := s.stamp(c)
			if err != nil {
				return err
			}
			row.stamp(now)
		}
		if _, err = c.exec(`INSERT OR REPLACE INTO responses (`+responseColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			row.args()...); err != nil {
			return err
		}
		return keepFiles(c, &row)
	})
}

func (s responses) Revisions(ctx context.Context, slug, id string) ([]*survey.Response, error) {
	list, err := readAll(ctx, s.answers, "Revisions", scanResponse,
		`SELECT `+responseColumns+` FROM seen WHERE survey = ?1 AND id = ?2
		UNION ALL SELECT `+responseColumns+` FROM revisions AS old WHERE survey = ?1 AND id = ?2
			AND EXISTS (SELECT 1 FROM seen WHERE seen.survey = ?1 AND seen.id = ?2 AND seen.batch = old.batch)
		ORDER BY revision`, slug, id)
	if err == nil && len(list) == 0 {
		err = notFound("Revisions", id)
	}
	return list, err
}

// Erase overwrites what it deletes. A response that is only in an unfinished batch is not there yet.
func (s responses) Erase(ctx context.Context, slug, id string) error {
	return s.answers.wipe(ctx, "Erase", func(c *connection) error {
		var named bool
		var receipt string
		err := c.row(`SELECT r.received IS NOT NULL, r.receipt FROM responses AS r WHERE r.survey = ? AND r.id = ?
			AND (r.batch = '' OR EXISTS (SELECT 1 FROM batches AS b WHERE b.survey = r.survey AND b.id = r.batch))`, slug, id)(&named, &receipt)
		if noRow(err) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, from := range []string{"responses", "revisions", "files"} {
			if _, err := c.exec(`DELETE FROM `+from+` WHERE survey = ? AND id = ?`, slug, id); err != nil {
				return err
			}
		}
		var when any
		if named {
			now, err := s.stamp(c)
			if err != nil {
				return err
			}
			when = now.UnixMilli()
		} else if _, err := c.exec("UPDATE arrivals SET came = came + 1"); err != nil {
			return err
		}
		_, err = c.exec(`INSERT OR IGNORE INTO erased (survey, id, erased, receipt) VALUES (?, ?, ?, ?)`, slug, id,
			when, receipt)
		return err
	})
}

func (s responses) Scan(ctx context.Context, slug string) iter.Seq2[*survey.Response, error] {
	return read(ctx, s.answers, "Scan", scanResponse,
		`SELECT `+responseColumns+` FROM seen WHERE survey = ? ORDER BY id`, slug)
}

func (s responses) Keys(ctx context.Context, slug string) ([]survey.Key, error) {
	return readAll(ctx, s.answers, "Keys",
		func(scan scanner) (k survey.Key, err error) { return k, scan(&k.ID, &k.Revision, &k.Row) },
		`SELECT id, revision, row FROM seen WHERE survey = ? ORDER BY id`, slug)
}

func (s responses) Few(ctx context.Context, slug string, ids []string) ([]*survey.Response, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, failed(ctx, "Few", err)
	}
	return readAll(ctx, s.answers, "Few", scanResponse,
		`SELECT `+responseColumns+` FROM seen WHERE survey = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY id`,
		slug, string(list))
}
