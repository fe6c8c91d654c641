package sqlitestore

import "context"

// keepFiles notes which attachments a row names.
func keepFiles(c *connection, row *responseRow) error {
	if row.batch != "" { // it may take the place of another row of its unseen batch
		if _, err := c.exec(`DELETE FROM files WHERE survey = ? AND id = ? AND batch = ? AND revision = ?`, row.survey,
			row.id, row.batch, row.revision); err != nil {
			return err
		}
	}
	for _, sha := range row.files {
		if _, err := c.exec(`INSERT OR IGNORE INTO files (sha, survey, id, batch, revision) VALUES (?, ?, ?, ?, ?)`,
			sha, row.survey, row.id, row.batch, row.revision); err != nil {
			return err
		}
	}
	return nil
}

// Names passes over rows whose response an import's commit has dropped.
func (s responses) Names(ctx context.Context, slug, sha, besides string) (bool, error) {
	n, err := readOne(ctx, s.answers, "Names", scanInt,
		`SELECT EXISTS (SELECT 1 FROM files AS f WHERE f.sha = ?2 AND f.survey = ?1 AND f.id <> ?3
		AND (EXISTS (SELECT 1 FROM responses AS r WHERE r.survey = f.survey AND r.id = f.id AND r.batch = f.batch AND r.revision = f.revision)
		  OR EXISTS (SELECT 1 FROM revisions AS r WHERE r.survey = f.survey AND r.id = f.id AND r.batch = f.batch AND r.revision = f.revision)))`, slug, sha, besides)
	return n == 1, err
}
