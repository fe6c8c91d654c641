package sqlitestore

import (
	"context"
	"iter"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// changes are the four ways in which a response can be news: it was stored, its batch was committed, its batch was
// undone, it was erased. ?1 is the survey, ?2 the time; each response comes once.
const changes = `
SELECT ` + responseColumns + ` FROM seen WHERE survey = ?1 AND changed >= ?2
UNION ALL
SELECT r.survey, r.id, r.batch, r.revision, r.row, r.receipt, r.received, r.changed, r.body
    FROM batches AS b JOIN responses AS r ON r.survey = b.survey AND r.batch = b.id AND r.batch <> ''
    WHERE b.survey = ?1 AND b.committed >= ?2 AND b.undone IS NULL AND (r.changed < ?2 OR r.changed IS NULL)
UNION ALL
SELECT DISTINCT r.survey, r.id, '', 0, '', '', NULL, NULL, ''
    FROM batches AS b JOIN responses AS r ON r.survey = b.survey AND r.batch = b.id AND r.batch <> ''
    WHERE b.survey = ?1 AND b.undone >= ?2 AND NOT EXISTS (SELECT 1 FROM seen WHERE seen.survey = r.survey AND seen.id = r.id)
UNION ALL
SELECT survey, id, '', 0, '', '', NULL, NULL, '' FROM erased WHERE survey = ?1 AND erased >= ?2`

func (s responses) Changes(ctx context.Context, slug string, since time.Time) iter.Seq2[*survey.Response, error] {
	return read(ctx, s.answers, "Changes", scanResponse, changes, slug, since.UnixMilli())
}
