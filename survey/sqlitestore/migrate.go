package sqlitestore

import (
	"context"
	"embed"
	"path"
	"path/filepath"

	"github.com/khaosat/khaosat/survey"
)

//go:embed migrations
var migrationFiles embed.FS

// migration is one step of the tables; its number is its place in the list, from 1. A step that was released is never
// changed: a change is a further file.
type migration struct{ name, script string }

// migrations lists the steps of a set, "answers".
func migrations(set string) []migration {
	folder := path.Join("migrations", set)
	entries, err := migrationFiles.ReadDir(folder)
	if err != nil {
		panic(err) // embedded: a slip of the programmer
	}
	var list []migration
	for _, e := range entries {
		script, err := migrationFiles.ReadFile(path.Join(folder, e.Name()))
		if err != nil {
			panic(err)
		}
		list = append(list, migration{e.Name(), string(script)})
	}
	return list
}

// migrate takes the steps that the file has not taken yet, in one transaction. A file from a newer program has
// taken them all.
func (w *writer) migrate(ctx context.Context, set string) error {
	steps := migrations(set)
	j := &job{ctx: ctx, op: "migrate", ready: make(chan error, 1), do: func(c *connection) error {
		if _, err := c.ExecContext(context.Background(), `CREATE TABLE IF NOT EXISTS schema_version (
			version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT`); err != nil {
			return err
		}
		var version int
		if err := c.row("SELECT coalesce(max(version), 0) FROM schema_version")(&version); err != nil {
			return err
		}
		for i := version; i < len(steps); i++ {
			if _, err := c.ExecContext(context.Background(), steps[i].script); err != nil {
				return err
			}
			if _, err := c.exec("INSERT INTO schema_version (version, name) VALUES (?, ?)", i+1,
				steps[i].name); err != nil {
				return err
			}
		}
		if version > len(steps) {
			return nil // checkVersion refuses it
		}
		return w.expect(c)
	}}
	if err := w.enqueue(j); err != nil {
		return failed(ctx, "Open", err)
	}
	return failed(ctx, "Open", <-j.ready)
}

// checkVersion refuses tables of another version than this program has.
func checkVersion(file string, have, want int) error {
	switch {
	case have > want:
		return survey.Fail(survey.Unavailable, "store.newer", "file", filepath.Base(file), "is", have, "wanted", want)
	case have < want:
		return survey.Fail(survey.Unavailable, "store.older", "file", filepath.Base(file), "is", have, "wanted", want)
	}
	return nil
}
