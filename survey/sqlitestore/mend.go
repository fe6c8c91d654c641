package sqlitestore

import (
	"context"

	"github.com/khaosat/khaosat/survey"
)

// Mend goes through the tables in the order of their keys, a chunk at a time, so that others write in between. What a
// chunk held is overwritten in the files.
func (s responses) Mend(ctx context.Context, slug string, f func(*survey.Response)) error {
	for _, table := range []string{"responses", "revisions"} {
		for at := (responseRow{revision: -1}); ; {
			list, err := readAll(ctx, s.answers, "Mend", scanResponse, `SELECT `+responseColumns+` FROM `+table+`
				WHERE survey = ? AND (id, batch, revision) > (?, ?, ?) AND row = '' ORDER BY id, batch, revision LIMIT ?`,
				slug, at.id, at.batch, at.revision, chunk)
			if err != nil {
				return err
			}
			if len(list) == 0 {
				break
			}
			if at, err = s.mend(ctx, table, list, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// mend rewrites rows of a table and returns the last one.
func (s responses) mend(ctx context.Context, table string, list []*survey.Response,
	f func(*survey.Response)) (last responseRow, err error) {
	rows := make([]responseRow, len(list))
	for i, r := range list {
		f(r)
		if rows[i], err = rowOf(r, r.Revision); err != nil {
			return last, failed(ctx, "Mend", err)
		}
	}
	return rows[len(rows)-1], s.answers.wipe(ctx, "Mend", func(c *connection) error {
		for _, row := range rows {
			if _, err := c.exec(`UPDATE `+table+` SET row = ?, body = ? WHERE survey = ? AND id = ? AND batch = ? AND revision = ?`,
				row.hash, string(row.body), row.survey, row.id, row.batch, row.revision); err != nil {
				return err
			}
		}
		return nil
	})
}
