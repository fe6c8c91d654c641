package sqlitestore

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// responseColumns are the columns of a responseRow in responses, revisions and the view seen.
const responseColumns = "survey, id, batch, revision, row, receipt, received, changed, body"

// responseRow is a response as it stands in a table: what is searched for in columns, the rest as JSON.
type responseRow struct {
	survey, id, batch string
	revision          int
	hash              string // row hash
	receipt           string
	received, changed sql.NullInt64 // milliseconds; both NULL when anonymous
	body              []byte
	files             []string // attachments that it names, for the table files
}

// rowOf makes the row of a response as the given revision. changed is set when the row is written; see stamp.
func rowOf(r *survey.Response, revision int) (responseRow, error) {
	row := responseRow{survey: r.Survey, id: r.ID, batch: r.Batch, revision: revision, hash: r.RowHash,
		receipt: r.ReceiptHash, files: r.Answers.Files()}
	if !r.Received.IsZero() {
		row.received = sql.NullInt64{Int64: r.Received.UnixMilli(), Valid: true}
	}
	rest := *r
	rest.Survey, rest.ID, rest.Batch, rest.Revision, rest.RowHash, rest.ReceiptHash = "", "", "", 0, "", ""
	rest.Received, rest.Changed = time.Time{}, time.Time{}
	rest.Answers = nil
	head, err := json.Marshal(rest)
	if err != nil {
		return row, err
	}
	// Answers are most of a response: they are written by themselves, into their place.
	before, after, _ := bytes.Cut(head, []byte(`"answers":null`))
	row.body = append(append(make([]byte, 0, len(head)+1024), before...), `"answers":`...)
	row.body = append(r.Answers.AppendJSON(row.body), after...)
	return row, nil
}

// stamp sets when a response of a named survey is stored; an anonymous one has no time at all.
func (row *responseRow) stamp(now time.Time) {
	row.changed = sql.NullInt64{Int64: now.UnixMilli(), Valid: row.received.Valid}
}

// args are the values of responseColumns.
func (row *responseRow) args() []any {
	return []any{row.survey, row.id, row.batch, row.revision, row.hash, row.receipt, row.received, row.changed,
		string(row.body)}
}

// scanResponse reads responseColumns.
func scanResponse(scan scanner) (*survey.Response, error) {
	var row responseRow
	if err := scan(&row.survey, &row.id, &row.batch, &row.revision, &row.hash, &row.receipt, &row.received,
		&row.changed, &row.body); err != nil {
		return nil, err
	}
	return row.response()
}

// response is the response of the row; of a tombstone, which has revision 0 and no body, only the identity.
func (row *responseRow) response() (*survey.Response, error) {
	r := &survey.Response{}
	if len(row.body) > 0 {
		if err := json.Unmarshal(row.body, r); err != nil {
			return nil, err
		}
	}
	r.Survey, r.ID, r.Batch, r.Revision, r.RowHash, r.ReceiptHash = row.survey, row.id, row.batch, row.revision,
		row.hash, row.receipt
	r.Received, r.Changed = timeOf(row.received), timeOf(row.changed)
	return r, nil
}

func timeOf(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).UTC()
}
