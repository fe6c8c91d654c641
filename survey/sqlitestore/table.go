package sqlitestore

import (
	"context"
	"encoding/json"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// chunk is how many rows of one call are written in one transaction, so that a large import lets others in between.
const chunk = 500

// table keeps one noun: its JSON beside key and revision.
type table[T any] struct {
	db   *database
	name string // of the SQL table
}

func tableOf[T any](s *Store, name string) table[T] { return table[T]{db: s.answers, name: name} }

func (t table[T]) Insert(ctx context.Context, key string, v T) error {
	n, err := t.InsertMany(ctx, []survey.Row[T]{{Key: key, Value: v}})
	if err == nil && n == 0 {
		err = conflict(t.name+".Insert", key)
	}
	return err
}

func (t table[T]) InsertMany(ctx context.Context, rows []survey.Row[T]) (int, error) {
	op := t.name + ".Insert"
	total := 0
	for len(rows) > 0 {
		part := rows[:min(chunk, len(rows))]
		rows = rows[len(part):]
		n, err := t.insert(ctx, op, part)
		total += n
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

func (t table[T]) insert(ctx context.Context, op string, rows []survey.Row[T]) (int, error) {
	values := make([]string, len(rows))
	keys := make([]string, len(rows))
	for i, r := range rows {
		var err error
		if values[i], err = encode(r.Value); err != nil {
			return 0, failed(ctx, op, err)
		}
		keys[i] = r.Key
	}
	inserted := 0
	err := t.db.write(ctx, op, func(c *connection) error {
		inserted = 0
		for i, value := range values {
			n, err := c.exec("INSERT INTO "+t.name+" (key, revision, value) VALUES (?, 1, ?) ON CONFLICT DO NOTHING",
				keys[i], value)
			if err != nil {
				return err
			}
			inserted += int(n)
		}
		return nil
	})
	if err != nil {
		return 0, err // inserted belongs to the writer, which may still be at it
	}
	return inserted, nil
}

func (t table[T]) Get(ctx context.Context, key string) (survey.Row[T], error) {
	return readOne(ctx, t.db, t.name+".Get", scanRow[T],
		"SELECT key, revision, value FROM "+t.name+" WHERE key = ?", key)
}

func (t table[T]) Replace(ctx context.Context, key string, revision int64, v T) (int64, error) {
	op := t.name + ".Replace"
	value, err := encode(v)
	if err != nil {
		return 0, failed(ctx, op, err)
	}
	err = t.db.write(ctx, op, func(c *connection) error {
		n, err := c.exec("UPDATE "+t.name+" SET revision = revision + 1, value = ? WHERE key = ? AND revision = ?",
			value, key, revision)
		if err != nil || n == 1 {
			return err
		}
		var there int
		switch err := c.row("SELECT 1 FROM "+t.name+" WHERE key = ?", key)(&there); {
		case noRow(err):
			return notFound(op, key)
		case err != nil:
			return err
		}
		return conflict(op, key)
	})
	if err != nil {
		return 0, err
	}
	return revision + 1, nil
}

func (t table[T]) Delete(ctx context.Context, key string) error {
	return t.db.write(ctx, t.name+".Delete", func(c *connection) error {
		_, err := c.exec("DELETE FROM "+t.name+" WHERE key = ?", key)
		return err
	})
}

func (t table[T]) List(ctx context.Context, prefix string) ([]survey.Row[T], error) {
	query := "SELECT key, revision, value FROM " + t.name + " WHERE key >= ?"
	args := []any{prefix}
	if end := after(prefix); end != "" {
		query += " AND key < ?"
		args = append(args, end)
	}
	return readAll(ctx, t.db, t.name+".List", scanRow[T], query+" ORDER BY key", args...)
}

// after is the least string above every one that begins with the prefix, "" when there is none.
func after(prefix string) string {
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] < 0xff {
			return prefix[:i] + string([]byte{prefix[i] + 1})
		}
	}
	return ""
}

func scanRow[T any](scan scanner) (survey.Row[T], error) {
	var row survey.Row[T]
	var value []byte
	if err := scan(&row.Key, &row.Revision, &value); err != nil {
		return row, err
	}
	return row, json.Unmarshal(value, &row.Value)
}

// encode is the JSON of a noun with its times in UTC to the millisecond.
func encode[T any](v T) (string, error) {
	switch v := any(&v).(type) {
	case *survey.Survey:
		v.Opens, v.Closes, v.Created = milli(v.Opens), milli(v.Closes), milli(v.Created)
	case *survey.Version:
		v.Published = milli(v.Published)
	case *survey.Snapshot:
		v.Made = milli(v.Made)
	case *survey.Batch:
		v.Committed = milli(v.Committed)
	}
	b, err := json.Marshal(v)
	return string(b), err
}

func milli(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
