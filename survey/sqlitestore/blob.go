package sqlitestore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/disk"
)

// blobs keeps attachments as files: blobs/ab/abcdef….
type blobs struct{ *Store }

// unfinished is the pattern of uploads that are not complete.
const unfinished = "upload-*"

func (s blobs) Put(ctx context.Context, sha string, limit int64, r io.Reader) (int64, error) {
	const op = "Put"
	if err := s.usable(ctx, op); err != nil {
		return 0, err
	}
	if s.answers.writer == nil {
		return 0, readOnly(op)
	}
	if err := s.writable(op); err != nil {
		return 0, err
	}
	if !isHash(sha) {
		return 0, wrongHash()
	}
	folder := filepath.Join(s.dir, blobsFolder)
	if err := os.MkdirAll(filepath.Join(folder, sha[:2]), 0o700); err != nil {
		return 0, folderError(s.dir, err)
	}
	f, err := os.CreateTemp(folder, unfinished)
	if err != nil {
		return 0, folderError(s.dir, err)
	}
	defer os.Remove(f.Name()) // gone already when all went well
	defer f.Close()
	size, err := fill(ctx, f, sha, limit, r)
	if err != nil {
		return 0, err
	}
	if err := s.place(f, sha); err != nil {
		return 0, unplaced(op, err)
	}
	s.shuffle.add(s, sha)
	return size, nil
}

// unplaced is what is told of an attachment that could not be written or brought to disk.
func unplaced(op string, err error) error {
	if code := faultOf(err); code != "" {
		return unwritten(code, op, err)
	}
	return survey.Unanswered("sqlitestore."+op, err)
}

// fill writes what r yields to f and checks size and hash.
func fill(ctx context.Context, f *os.File, sha string, limit int64, r io.Reader) (int64, error) {
	h := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, h), io.LimitReader(patient{ctx, r}, limit))
	if err == nil && size == limit {
		var more [1]byte
		if n, _ := io.ReadFull(r, more[:]); n > 0 {
			return 0, survey.Fail(survey.Invalid, "file.size:file_larger_bytes", "bytes", limit)
		}
	}
	if err != nil {
		return 0, unplaced("Put", err)
	}
	if hex.EncodeToString(h.Sum(nil)) != sha {
		return 0, wrongHash()
	}
	return size, nil
}

// place brings the file to disk under its hash, then the folders that name it.
func (s blobs) place(f *os.File, sha string) error {
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Chtimes(f.Name(), noTime, noTime); err != nil {
		return err
	}
	final := s.file(sha)
	if err := os.Rename(f.Name(), final); err != nil {
		if _, there := os.Stat(final); there != nil { // Windows does not replace a file that is being read
			return err
		}
	}
	folder := filepath.Dir(final)
	return errors.Join(os.Chtimes(folder, noTime, noTime), disk.SyncFolder(folder), disk.SyncFolder(filepath.Dir(folder)),
		disk.SyncFolder(s.dir))
}

// Delete may leave the bytes on the disk where no file names them.
func (s blobs) Delete(ctx context.Context, sha string) error {
	if err := s.usable(ctx, "Delete"); err != nil {
		return err
	}
	if s.answers.writer == nil {
		return readOnly("Delete")
	}
	s.shuffle.files.Lock()
	defer s.shuffle.files.Unlock()
	file := s.file(sha)
	if err := os.Remove(file); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return survey.Unanswered("sqlitestore.Delete", err)
	}
	return failed(ctx, "Delete", disk.SyncFolder(filepath.Dir(file)))
}

func (s blobs) Open(ctx context.Context, sha string) (io.ReadCloser, error) {
	if err := s.usable(ctx, "Open"); err != nil {
		return nil, err
	}
	f, err := os.Open(s.file(sha))
	if err != nil {
		return nil, s.missing("Open", sha, err)
	}
	return f, nil
}

func (s blobs) Has(ctx context.Context, sha string) (int64, error) {
	if err := s.usable(ctx, "Has"); err != nil {
		return 0, err
	}
	info, err := os.Stat(s.file(sha))
	if err != nil {
		return 0, s.missing("Has", sha, err)
	}
	return info.Size(), nil
}

func (s blobs) usable(ctx context.Context, op string) error {
	if s.closed.Load() {
		return failed(ctx, op, errClosed)
	}
	return failed(ctx, op, ctx.Err())
}

// file is where a blob stands; what is no hash names a file that cannot be there.
func (s blobs) file(sha string) string {
	if !isHash(sha) {
		return filepath.Join(s.dir, blobsFolder, "none", "none")
	}
	return filepath.Join(s.dir, blobsFolder, sha[:2], sha)
}

func (s blobs) missing(op, sha string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return notFound(op, sha)
	}
	return survey.Unanswered("sqlitestore."+op, err)
}

// sweepBlobs removes uploads that ended without an end a day ago or earlier.
func (s *Store) sweepBlobs() {
	left, _ := filepath.Glob(filepath.Join(s.dir, blobsFolder, unfinished))
	for _, file := range left {
		if info, err := os.Stat(file); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			os.Remove(file)
		}
	}
}

func wrongHash() error {
	return survey.Fail(survey.Invalid, "file.sha256:file_does")
}

// isHash reports whether sha is a SHA-256 in lower-case hex.
func isHash(sha string) bool {
	for _, c := range []byte(sha) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(sha) == 2*sha256.Size
}

// patient reads until its context ends.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}
