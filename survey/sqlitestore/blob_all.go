package sqlitestore

import (
	"context"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"github.com/khaosat/khaosat/survey"
)

func (s blobs) All(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if err := s.usable(ctx, "All"); err != nil {
			yield("", err)
			return
		}
		folder := filepath.Join(s.dir, blobsFolder)
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			switch {
			case os.IsNotExist(err): // no blob yet, or one that was deleted meanwhile
				return nil
			case err != nil:
				return err
			case d.IsDir() || !isHash(d.Name()):
				return failed(ctx, "All", ctx.Err())
			case !yield(d.Name(), nil):
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield("", survey.Unanswered("sqlitestore.All", err))
		}
	}
}
