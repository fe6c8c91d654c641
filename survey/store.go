package survey

import (
	"context"
	"io"
	"iter"
	"time"
)

// Store keeps and fetches; it decides nothing. SQLite, MongoDB and memory implement it (docs/decisions/0007), and
// survey/storetest judges all three. Every method may return an Error of kind Unavailable (the engine does not answer,
// or ctx ended; Unwritable when it can be read only); the further kinds stand at each method. Nothing needs a
// transaction over two documents: what must be won once is won by an insert.
type Store interface {
	Surveys() Collection[Survey]       // key: slug
	Versions() Collection[Version]     // key: slug + "/" + version; drafts: slug + "/"
	UnitSets() Collection[UnitSet]     // key: id
	Frames() Collection[SamplingFrame] // key: slug + "/" + wave
	Links() Collection[Link]           // key: code
	Tokens() TokenStore                // key: slug + "/" + hash
	Pictures() Collection[Picture]     // key: slug + "/" + keyed hash
	Snapshots() Collection[Snapshot]   // key: slug + "/" + id
	Releases() Collection[Release]     // key: slug + "/" + wave
	Users() Collection[User]           // key: name
	APIKeys() Collection[APIKey]       // key: hash
	Sessions() Collection[Session]     // key: hash of the cookie
	Secrets() Collection[Secret]       // key: purpose
	Responses() ResponseStore
	Blobs() BlobStore

	// Clock is the store's own time, in UTC to the millisecond: what the store stamps from now on bears this or a later
	// one, but for calls that are under way. It is not the caller's clock: MongoDB's server has it, and in a folder it
	// never runs backwards, also after the machine's clock was set back.
	Clock(ctx context.Context) (time.Time, error)
	// Ready returns nil when the engine answers.
	Ready(ctx context.Context) error
	Close() error
}

// Row is a keyed value of a Collection with the revision it was read at.
type Row[T any] struct {
	Key      string
	Revision int64
	Value    T
}

// Collection keeps one noun: values by key, each with a revision that grows by one at every change.
type Collection[T any] interface {
	// Insert stores v under a key that does not exist, at revision 1. Conflict when the key exists. Of many callers at
	// once exactly one wins, also between two processes on one database.
	Insert(ctx context.Context, key string, v T) error
	// InsertMany stores those rows whose keys do not exist and tells how many were new. It is not atomic.
	InsertMany(ctx context.Context, rows []Row[T]) (inserted int, err error)
	// Get returns the value and its revision. NotFound when there is none.
	Get(ctx context.Context, key string) (Row[T], error)
	// Replace stores v when the stored revision is still the given one, and returns the new revision. Conflict when it
	// is another, NotFound when the key is not there. Of many callers with one revision exactly one wins.
	Replace(ctx context.Context, key string, revision int64, v T) (int64, error)
	// Delete removes the key; nothing happens when it is not there.
	Delete(ctx context.Context, key string) error
	// List returns all rows whose key begins with prefix, ordered by the bytes of the key.
	List(ctx context.Context, prefix string) ([]Row[T], error)
}

// TokenStore keeps invitation tokens and who burnt them; ResponseStore.InsertFor burns one.
type TokenStore interface {
	Collection[Token]
	// BurntBy returns who burnt a token, "" when nobody did. NotFound when there is no such token.
	BurntBy(ctx context.Context, key string) (by string, err error)
}

// ResponseStore keeps responses, one document each and one more for every later revision. The identity of a response is
// (Survey, ID). A response with a Batch is not seen before CommitBatch, but by Insert, whose comparison leaves it out,
// and by the methods that say "seen or not".
type ResponseStore interface {
	// Insert stores each response unless one with its identity exists. The result has one entry for each: nil when it
	// was stored now, else the stored one in its first revision, so that the caller compares contents. When Insert
	// returns nil the new ones are on disk (fsync, or majority and journal). Of many callers at once exactly one
	// stores. The store sets Changed by its Clock unless Received is zero. On an error some may have been stored:
	// sending again is safe. The entry of an identity that was erased has Revision 0. Uncommitted and undone batches
	// block nobody. Invalid when a response is larger than a document of the engine.
	Insert(ctx context.Context, responses ...*Response) (existing []*Response, err error)
	// InsertFor is Insert of one response for a token that is there and that it burns, in the name of by (32 hex
	// digits). When somebody else burnt the token, it returns that holder and stores nothing; what was there already is
	// returned as by Insert and burns nothing. An engine with transactions does both in one commit, so that a token is
	// burnt exactly when its response is stored; one without burns first, so that after a failure between the two only
	// the same sender's resend finds the token good. Neither row leads to the other; what the engine's own log keeps
	// beside them, and for how long, is in docs/decisions/0003.
	InsertFor(ctx context.Context, r *Response, token, by string) (existing *Response, holder string, err error)
	// Get returns the newest revision. NotFound; Erased when only its tombstone is left.
	Get(ctx context.Context, survey, id string) (*Response, error)
	// ByReceipt returns the response with the receipt hash in its newest revision. NotFound; Erased when only its
	// tombstone is left, and beside that error a Response with Revision 0 and only its Survey and ID.
	ByReceipt(ctx context.Context, survey, receiptHash string) (*Response, error)
	// Revise stores r as revision r.Revision, which must be one above the newest. Conflict when it is not; NotFound, or
	// Erased, when there is none, also when it is erased meanwhile; Invalid as Insert.
	Revise(ctx context.Context, r *Response) error
	// Revisions returns every revision, oldest first. NotFound, or Erased, when there is none.
	Revisions(ctx context.Context, survey, id string) ([]*Response, error)
	// Erase removes every revision and leaves a tombstone: survey, id and receipt hash. No file of the store holds the
	// content any more when nobody is reading it; else soon after. Nothing happens when there is none.
	Erase(ctx context.Context, survey, id string) error
	// Scan yields the newest revision of every response of the survey, ordered by ID, one at a time. It ends after the
	// first error.
	Scan(ctx context.Context, survey string) iter.Seq2[*Response, error]
	// Changes yields, in no order, every response whose newest revision was stored at or after since, or whose batch
	// was committed or undone at or after since (undone and erased ones as a Response with Revision 0 and only its ID).
	// Named surveys only. since is taken from Clock, never from the caller's clock; the caller keeps an overlap window
	// for calls that were under way, and reconciles by Key.
	Changes(ctx context.Context, survey string, since time.Time) iter.Seq2[*Response, error]
	// Keys returns identity and newest revision of every response, ordered by ID.
	Keys(ctx context.Context, survey string) ([]Key, error)
	// Few fetches the newest revisions of the given ids; those that are not there are left out.
	Few(ctx context.Context, survey string, ids []string) ([]*Response, error)

	// Names reports whether a stored revision, seen or not, of a response of the survey names the attachment; those of
	// the response besides do not matter.
	Names(ctx context.Context, survey, sha256, besides string) (bool, error)
	// Mend gives each stored revision of the survey without a row hash, seen or not, to f, and keeps SHA256 and RowHash
	// as f leaves them. It is not atomic, and begins where it ended when it is called again.
	Mend(ctx context.Context, survey string, f func(*Response)) error

	// CommitBatch makes a batch seen, by one insert; the store sets Committed by its Clock when it is zero. Conflict
	// when it was committed already, also when undone since. Of one identity in two batches, or in a batch and alone,
	// the one that was seen first stays.
	CommitBatch(ctx context.Context, b Batch) error
	// UndoBatch hides a committed batch again, for good; twice is once. NotFound.
	UndoBatch(ctx context.Context, survey, id string) error
	// Batches lists the committed batches of a survey, oldest first, undone ones included.
	Batches(ctx context.Context, survey string) ([]Batch, error)
}

// BlobStore keeps attachments by the SHA-256 of their bytes.
type BlobStore interface {
	// Put stores what r yields under its sha256 (lower-case hex). Invalid with code "file.sha256" when the bytes have
	// another hash and "file.size" when there are more than limit; then nothing is kept. On disk when it returns. Twice
	// is once.
	Put(ctx context.Context, sha256 string, limit int64, r io.Reader) (size int64, err error)
	// Open returns the bytes. NotFound.
	Open(ctx context.Context, sha256 string) (io.ReadCloser, error)
	// Delete removes the bytes; nothing happens when they are not there.
	Delete(ctx context.Context, sha256 string) error
	// Has reports the size, NotFound when it is not there.
	Has(ctx context.Context, sha256 string) (size int64, err error)
	// All yields the hashes of all blobs, in no order; what is put or deleted meanwhile may be among them. It ends
	// after the first error.
	All(ctx context.Context) iter.Seq2[string, error]
}
