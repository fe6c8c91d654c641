// Package memstore is a survey.Store in memory: for tests of what stands above a store, and as the shortest reading of
// what a store must do. Nothing outlives the process.
package memstore

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// Store keeps everything in maps behind one lock. Values go in and come out as copies.
type Store struct {
	clock  *survey.SteadyClock
	mu     sync.Mutex
	closed bool

	surveys   table[survey.Survey]
	versions  table[survey.Version]
	unitSets  table[survey.UnitSet]
	frames    table[survey.SamplingFrame]
	links     table[survey.Link]
	tokens    tokens
	pictures  table[survey.Picture]
	snapshots table[survey.Snapshot]
	users     table[survey.User]
	releases  table[survey.Release]
	apiKeys   table[survey.APIKey]
	sessions  table[survey.Session]
	secrets   table[survey.Secret]
	responses responses
	blobs     blobs
}

// New makes an empty store; now is the clock by which Response.Changed is stamped.
func New(now func() time.Time) survey.Store {
	s := &Store{clock: survey.NewSteadyClock(now)}
	s.surveys = newTable[survey.Survey](s, "surveys")
	s.versions = newTable[survey.Version](s, "versions")
	s.unitSets = newTable[survey.UnitSet](s, "unit_sets")
	s.frames = newTable[survey.SamplingFrame](s, "frames")
	s.links = newTable[survey.Link](s, "links")
	s.tokens = tokens{table: newTable[survey.Token](s, "tokens"), burnt: map[string]string{}}
	s.pictures = newTable[survey.Picture](s, "pictures")
	s.snapshots = newTable[survey.Snapshot](s, "snapshots")
	s.releases = newTable[survey.Release](s, "releases")
	s.users = newTable[survey.User](s, "users")
	s.apiKeys = newTable[survey.APIKey](s, "api_keys")
	s.sessions = newTable[survey.Session](s, "sessions")
	s.secrets = newTable[survey.Secret](s, "secrets")
	s.responses = newResponses(s)
	s.blobs = blobs{store: s, bytes: map[string][]byte{}}
	return s
}

func (s *Store) Surveys() survey.Collection[survey.Survey]       { return &s.surveys }
func (s *Store) Versions() survey.Collection[survey.Version]     { return &s.versions }
func (s *Store) UnitSets() survey.Collection[survey.UnitSet]     { return &s.unitSets }
func (s *Store) Frames() survey.Collection[survey.SamplingFrame] { return &s.frames }
func (s *Store) Links() survey.Collection[survey.Link]           { return &s.links }
func (s *Store) Tokens() survey.TokenStore                       { return &s.tokens }
func (s *Store) Pictures() survey.Collection[survey.Picture]     { return &s.pictures }
func (s *Store) Snapshots() survey.Collection[survey.Snapshot]   { return &s.snapshots }
func (s *Store) Releases() survey.Collection[survey.Release]     { return &s.releases }
func (s *Store) Users() survey.Collection[survey.User]           { return &s.users }
func (s *Store) APIKeys() survey.Collection[survey.APIKey]       { return &s.apiKeys }
func (s *Store) Sessions() survey.Collection[survey.Session]     { return &s.sessions }
func (s *Store) Secrets() survey.Collection[survey.Secret]       { return &s.secrets }
func (s *Store) Responses() survey.ResponseStore                 { return &s.responses }
func (s *Store) Blobs() survey.BlobStore                         { return &s.blobs }

// Clock is the given clock, which never runs backwards here.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	unlock, err := s.enter(ctx, "Clock")
	if err != nil {
		return time.Time{}, err
	}
	defer unlock()
	return s.clock.Tell(), nil
}

// Ready returns nil until Close.
func (s *Store) Ready(ctx context.Context) error {
	unlock, err := s.enter(ctx, "Ready")
	if err != nil {
		return err
	}
	unlock()
	return nil
}

// Close makes every later call fail as Unavailable.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// enter takes the lock unless ctx has ended or the store is closed.
func (s *Store) enter(ctx context.Context, op string) (unlock func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, survey.Unanswered("memstore."+op, err)
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, survey.Unanswered("memstore."+op, errors.New("the store is closed"))
	}
	return s.mu.Unlock, nil
}

// copyOf copies a noun by its JSON, as an engine on disk would.
func copyOf[T any](v T) (T, error) {
	var out T
	b, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	return out, err
}

// milli is how times are kept: in UTC, to the millisecond.
func milli(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
