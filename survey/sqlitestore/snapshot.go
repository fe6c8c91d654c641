package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/disk"
)

// Snapshot writes a copy of the store into a folder that is empty or missing, while the store goes on working. Open
// opens the copy. Each file is of one moment and holds nothing that was deleted; answers come first and attachments
// last, so that every attachment that an answer names is there. Attachments are linked where the disk can and
// that tells nothing, since they never change. Conflict when the folder holds something already.
func (s *Store) Snapshot(ctx context.Context, dir string) error {
	const op = "Snapshot"
	if s.closed.Load() {
		return failed(ctx, op, errClosed)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return folderError(dir, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return folderError(dir, err)
	}
	if entries, err := os.ReadDir(dir); err != nil {
		return folderError(dir, err)
	} else if len(entries) > 0 {
		return survey.Fail(survey.Conflict, "store.folder_used", "folder", dir)
	}
	if err := s.answers.copyTo(ctx, filepath.Join(dir, answersFile)); err != nil {
		return s.answers.failed(ctx, op, err)
	}
	if err := s.copyBlobs(ctx, dir); err != nil {
		return failed(ctx, op, survey.Unanswered("sqlitestore."+op, err))
	}
	return nil
}

// copyTo writes the file as it is at one moment to another, in the order of its keys, and brings that to disk.
func (db *database) copyTo(ctx context.Context, file string) error {
	pool, err := sql.Open("sqlite", dsn(db.path, "ro", commonPragmas)) // VACUUM INTO is refused where query_only is set
	if err != nil {
		return err
	}
	defer pool.Close()
	if _, err := pool.ExecContext(ctx, "VACUUM INTO ?", file); err != nil {
		return err
	}
	if err := os.Chmod(file, 0o600); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return err
	}
	return disk.SyncFolder(filepath.Dir(file))
}

// copyBlobs links or copies all finished attachments, in the order of their hashes: those that only anonymous answers
// name are copied, since a link would tell when they came.
func (s *Store) copyBlobs(ctx context.Context, dir string) error {
	timed, err := blobs{s}.timed(ctx)
	if err != nil {
		return err
	}
	err = blobs{s}.each(func(path, sha string, _ fs.DirEntry) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		to := filepath.Join(dir, blobsFolder, sha[:2], sha)
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		if timed[sha] && os.Link(path, to) == nil {
			return nil
		}
		return errors.Join(copyFile(path, to), os.Chtimes(to, noTime, noTime))
	})
	if err != nil {
		return err
	}
	return syncTree(filepath.Join(dir, blobsFolder))
}

// copyFile copies a file and brings the copy to disk.
func copyFile(from, to string) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer dst.Close()
	if _, err := io.Copy(dst, src); err != nil {
		return err
	}
	return dst.Sync()
}

// syncTree brings the names in a folder, in those below and in the one above to disk.
func syncTree(dir string) error {
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			if os.IsNotExist(err) {
				return nil
			}
			return err
		}
		if entry.IsDir() {
			return disk.SyncFolder(path)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return disk.SyncFolder(filepath.Dir(dir))
}
