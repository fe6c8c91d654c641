// Package sqlitestore keeps a survey.Store in a folder: khaosat.db and blobs/. It needs no other service. What it
// acknowledged is on disk: WAL with synchronous=FULL on every connection, one writer that commits waiting calls
// together.
package sqlitestore

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// The files of a data folder.
const (
	answersFile = "khaosat.db"
	blobsFolder = "blobs"
)

// Store is a data folder. Several Stores, also in several processes, may be open on one folder.
type Store struct {
	dir     string
	clock   *survey.SteadyClock
	answers *database
	shuffle *shuffle
	space   *space
	closed  atomic.Bool
	company time.Duration // how long an anonymous answer waits for others to share its commit
}

// Option changes how a Store is opened.
type Option func(*Store)

// WithClock sets the clock of the machine; time.Now by default.
func WithClock(now func() time.Time) Option {
	return func(s *Store) { s.clock = survey.NewSteadyClock(now) }
}

// WithCompany sets how long an anonymous answer waits for others with which it shares a commit; by default
// DefaultCompany.
func WithCompany(wait time.Duration) Option {
	return func(s *Store) { s.company = wait }
}

// Open opens the data folder, makes it when it is missing, and brings its tables up to date. A folder that a newer
// khaosat wrote is refused as Unavailable with code "store.newer".
func Open(ctx context.Context, dir string, opts ...Option) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, folderError(dir, err)
	}
	return open(ctx, dir, false, opts)
}

// OpenReadOnly opens a data folder for reading, also while a server runs on it. Every writing method is Unavailable.
// NotFound with code "store.no_data" when the folder holds no data; "store.older" when Open must bring its tables up to
// date first.
func OpenReadOnly(ctx context.Context, dir string, opts ...Option) (*Store, error) {
	if _, err := os.Stat(filepath.Join(dir, answersFile)); errors.Is(err, fs.ErrNotExist) {
		return nil, survey.Fail(survey.NotFound, "store.no_data", "folder", dir)
	} else if err != nil {
		return nil, folderError(dir, err)
	}
	return open(ctx, dir, true, opts)
}

func open(ctx context.Context, dir string, readOnly bool, opts []Option) (*Store, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, folderError(dir, err)
	}
	s := &Store{dir: dir, clock: survey.NewSteadyClock(time.Now), shuffle: &shuffle{},
		space: newSpace(dir), company: DefaultCompany}
	for _, o := range opts {
		o(s)
	}
	if s.answers, err = openDatabase(ctx, filepath.Join(dir, answersFile), "answers", readOnly); err != nil {
		return nil, err
	}
	if s.answers.writer != nil {
		s.answers.writer.company.Store(int64(s.company))
		s.answers.writer.space.Store(s.space)
	}
	if !readOnly {
		s.sweepBlobs()
		blobs{s}.forgetTimes()
	}
	return s, nil
}

func (s *Store) Surveys() survey.Collection[survey.Survey] {
	return tableOf[survey.Survey](s, "surveys")
}
func (s *Store) Versions() survey.Collection[survey.Version] {
	return tableOf[survey.Version](s, "versions")
}
func (s *Store) UnitSets() survey.Collection[survey.UnitSet] {
	return tableOf[survey.UnitSet](s, "unit_sets")
}
func (s *Store) Frames() survey.Collection[survey.SamplingFrame] {
	return tableOf[survey.SamplingFrame](s, "frames")
}
func (s *Store) Links() survey.Collection[survey.Link] { return tableOf[survey.Link](s, "links") }
func (s *Store) Tokens() survey.TokenStore             { return tokens{tableOf[survey.Token](s, "tokens")} }
func (s *Store) Pictures() survey.Collection[survey.Picture] {
	return tableOf[survey.Picture](s, "pictures")
}
func (s *Store) Snapshots() survey.Collection[survey.Snapshot] {
	return tableOf[survey.Snapshot](s, "snapshots")
}
func (s *Store) Releases() survey.Collection[survey.Release] {
	return tableOf[survey.Release](s, "releases")
}
func (s *Store) Users() survey.Collection[survey.User] { return tableOf[survey.User](s, "users") }
func (s *Store) APIKeys() survey.Collection[survey.APIKey] {
	return tableOf[survey.APIKey](s, "api_keys")
}
func (s *Store) Sessions() survey.Collection[survey.Session] {
	return tableOf[survey.Session](s, "sessions")
}
func (s *Store) Secrets() survey.Collection[survey.Secret] {
	return tableOf[survey.Secret](s, "secrets")
}
func (s *Store) Responses() survey.ResponseStore { return responses{s} }
func (s *Store) Blobs() survey.BlobStore         { return blobs{s} }

// Ready reads from the file, and tells why no answer is taken when the disk is full or has failed: "store.full",
// "store.disk", "store.damaged".
func (s *Store) Ready(ctx context.Context) error {
	_, err := readOne(ctx, s.answers, "Ready", scanInt, "SELECT count(*) FROM schema_version")
	if err == nil && s.answers.writer != nil {
		err = s.writable("Ready")
	}
	return err
}

// writable returns why no answer is taken.
func (s *Store) writable(op string) error {
	if out := s.answers.writer.refusing.Load(); out != nil {
		return out
	}
	return s.space.takes(op)
}

// Close waits until everything that was accepted is committed, takes the order of arrival out of the files, and closes
// them. Its error may be that this order could not be taken out, with code "store.order". Calling it again does
// nothing.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	return errors.Join(s.forgetOrder(), s.keepClock(), s.answers.close())
}
