package mongostore

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/khaosat/khaosat/survey"
)

// chunkSize is how much of a blob one document holds: a little below 256 KiB, as GridFS does it, so that a document
// with its names stays within a power of two.
const chunkSize = 255 << 10

// blobDoc makes a blob seen. It is inserted when all its chunks are there, and says from which upload they are: of two
// uploads of the same bytes at once, one wins and the other removes its chunks.
type blobDoc struct {
	SHA256 string `bson:"_id"`
	Size   int64  `bson:"size"`
	Chunks int    `bson:"chunks"`
	Upload string `bson:"upload"`
}

// chunkDoc is a piece of a blob. Its _id names the upload and the piece's number, so that it is reached by _id alone.
type chunkDoc struct {
	ID   string `bson:"_id"`
	Data []byte `bson:"data"`
}

func chunkID(upload string, n int) string { return idOf(upload, strconv.Itoa(n)) }

// blobs is the survey.BlobStore.
type blobs struct{ store *Store }

func (s blobs) c() *mongo.Collection      { return s.store.db.Collection(blobsName) }
func (s blobs) chunks() *mongo.Collection { return s.store.db.Collection(chunksName) }

func (s blobs) Put(ctx context.Context, sha string, limit int64, r io.Reader) (int64, error) {
	there, err := s.find(ctx, sha)
	if err != nil {
		return 0, failed("Put", err)
	}
	doc := &blobDoc{SHA256: sha, Upload: rand.Text()}
	if err := s.upload(ctx, doc, limit, r, there == nil); err != nil {
		s.discard(ctx, doc)
		return 0, failed("Put", err)
	}
	if there != nil {
		return doc.Size, nil
	}
	_, err = s.c().InsertOne(ctx, doc)
	if mongo.IsDuplicateKeyError(err) { // another upload of the same bytes was faster
		s.discard(ctx, doc)
		return doc.Size, nil
	}
	// After any other error the descriptor may be there all the same, so its chunks stay.
	return doc.Size, failed("Put", err)
}

// upload reads r to its end, checks length and hash, and stores the chunks if keep is set. doc.Size and doc.Chunks say
// how far it came.
func (s blobs) upload(ctx context.Context, doc *blobDoc, limit int64, r io.Reader, keep bool) error {
	hash := sha256.New()
	in := io.TeeReader(io.LimitReader(r, limit+1), hash)
	buffer := make([]byte, chunkSize)
	for {
		n, err := io.ReadFull(in, buffer)
		doc.Size += int64(n)
		if doc.Size > limit {
			return outcome(survey.Invalid, "file.size", "Put",
				survey.Say("file.size", "bytes", limit))
		}
		if n > 0 && keep {
			if _, err := s.chunks().InsertOne(ctx,
				chunkDoc{ID: chunkID(doc.Upload, doc.Chunks), Data: buffer[:n]}); err != nil {
				return err
			}
			doc.Chunks++
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil { // the sender broke off: nothing of ours is at fault
			return survey.Unanswered("mongostore.Put", err)
		}
	}
	if hex.EncodeToString(hash.Sum(nil)) != doc.SHA256 {
		return outcome(survey.Invalid, "file.sha256", "Put",
			survey.Say("file.sha256"))
	}
	return nil
}

// discard removes the chunks of an upload without a descriptor. They were never seen, so an error only leaves them
// unused.
func (s blobs) discard(ctx context.Context, doc *blobDoc) {
	ctx, cancel := afterwards(ctx)
	defer cancel()
	ids := make([]string, doc.Chunks)
	for n := range ids {
		ids[n] = chunkID(doc.Upload, n)
	}
	if len(ids) > 0 {
		_, _ = s.chunks().DeleteMany(ctx, bson.D{{Key: "_id", Value: in(ids)}})
	}
}

// find returns the descriptor of a blob, nil when there is none.
func (s blobs) find(ctx context.Context, sha string) (*blobDoc, error) {
	var doc blobDoc
	err := s.c().FindOne(ctx, bson.D{{Key: "_id", Value: sha}}).Decode(&doc)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, nil
	}
	return &doc, err
}

// Delete removes what makes the blob seen, then its chunks.
func (s blobs) Delete(ctx context.Context, sha string) error {
	doc, err := s.find(ctx, sha)
	if err != nil || doc == nil {
		return failed("Delete", err)
	}
	if _, err := s.c().DeleteOne(ctx, bson.D{{Key: "_id", Value: sha}}); err != nil {
		return failed("Delete", err)
	}
	ids := make([]string, doc.Chunks)
	for n := range ids {
		ids[n] = chunkID(doc.Upload, n)
	}
	if len(ids) == 0 {
		return nil
	}
	_, err = s.chunks().DeleteMany(ctx, bson.D{{Key: "_id", Value: in(ids)}})
	return failed("Delete", err)
}

func (s blobs) Has(ctx context.Context, sha string) (int64, error) {
	doc, err := s.find(ctx, sha)
	if err != nil {
		return 0, failed("Has", err)
	}
	if doc == nil {
		return 0, missing("Has", sha)
	}
	return doc.Size, nil
}

func (s blobs) Open(ctx context.Context, sha string) (io.ReadCloser, error) {
	doc, err := s.find(ctx, sha)
	if err != nil {
		return nil, failed("Open", err)
	}
	if doc == nil {
		return nil, missing("Open", sha)
	}
	return &blobReader{ctx: ctx, chunks: s.chunks(), doc: doc}, nil
}

// blobReader fetches one chunk after the other.
type blobReader struct {
	ctx    context.Context
	chunks *mongo.Collection
	doc    *blobDoc
	next   int
	chunk  bytes.Reader
}

func (r *blobReader) Read(p []byte) (int, error) {
	for r.chunk.Len() == 0 {
		if r.next == r.doc.Chunks {
			return 0, io.EOF
		}
		var c chunkDoc
		err := r.chunks.FindOne(r.ctx, bson.D{{Key: "_id", Value: chunkID(r.doc.Upload, r.next)}}).Decode(&c)
		if err != nil {
			return 0, failed("Read", fmt.Errorf("chunk %d of %s: %w", r.next, r.doc.SHA256, err))
		}
		r.chunk.Reset(c.Data)
		r.next++
	}
	return r.chunk.Read(p)
}

func (r *blobReader) Close() error { return nil }
