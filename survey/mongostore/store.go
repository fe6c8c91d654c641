package mongostore

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"

	"github.com/khaosat/khaosat/survey"
)

// Store is a survey.Store on one MongoDB database. Many processes may use the same one.
type Store struct {
	client *mongo.Client
	db     *mongo.Database
	clock  *serverClock
	closed atomic.Bool
}

var _ survey.Store = (*Store)(nil)

// Open connects to the deployment that uri names, waits until a primary answers, and makes what is missing of
// collections, indexes and, through mongos, sharding. Invalid when the URI cannot be read, Unavailable when nobody
// answers.
func Open(ctx context.Context, uri string, o Options) (*Store, error) {
	name, err := databaseOf(uri)
	if err != nil {
		return nil, err
	}
	settings := clientOptions(uri, o)
	if settings.Validate() != nil {
		return nil, badURI()
	}
	client, err := mongo.Connect(settings)
	if err != nil {
		return nil, failed("Open", err)
	}
	s := &Store{client: client, db: client.Database(name)}
	s.clock = &serverClock{now: o.Now, ask: s.askServer}
	if o.Now == nil {
		s.clock.now = time.Now
	}
	err = s.Ready(ctx)
	if err == nil {
		err = s.prepare(ctx)
	}
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// prepare makes the collections, indexes and sharding. Several processes may do so at once.
func (s *Store) prepare(ctx context.Context) error {
	if err := s.makeOrderless(ctx); err != nil {
		return err
	}
	if err := s.EnsureIndexes(ctx); err != nil {
		return err
	}
	return s.shard(ctx)
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

// Ready asks the primary for a sign of life.
func (s *Store) Ready(ctx context.Context) error {
	return failed("Ready", s.client.Ping(ctx, readpref.Primary()))
}

// Close gives the connections back; calls under way and later ones fail as Unavailable. Twice is once.
func (s *Store) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), selectionTimeout)
	defer cancel()
	s.closed.Store(true)
	err := s.client.Disconnect(ctx)
	if errors.Is(err, mongo.ErrClientDisconnected) {
		return nil
	}
	return failed("Close", err)
}

// afterwards is the context of tidying up that should be done even when the caller has gone: short.
func afterwards(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), selectionTimeout)
}

// find reads all documents that match, in the given order, as T.
func find[T any](ctx context.Context, c *mongo.Collection, filter, order bson.D, fields ...string) ([]T, error) {
	cur, err := c.Find(ctx, filter, findOptions(order, fields...))
	if err != nil {
		return nil, err
	}
	var out []T
	err = cur.All(ctx, &out)
	return out, err
}
