package mongostore

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/khaosat/khaosat/survey"
)

// rowDoc is one revision of a row.
//
// The first revision is the row's anchor: its _id is the key, and the row is there as long as its anchor is. Life is
// drawn anew at every insert, so that what was left over from a deleted row never joins a later one with the same key.
// A later revision n is won by inserting the _id "key/life@n". Once it is there, the contents of older revisions are
// taken out, but the documents of the last keptClaims stay as claims: a caller who read revision n long ago and only
// now comes with n+1 finds that n+1 was taken, although nobody needs its content any more.
type rowDoc struct {
	ID       string   `bson:"_id"`
	Key      string   `bson:"key"`
	Life     string   `bson:"life"`
	Revision int64    `bson:"revision"`
	Value    bson.Raw `bson:"value,omitempty"` // taken out of revisions that are not the newest
	Blob     string   `bson:"blob,omitempty"`  // instead of Value, when that is too large for a document (large.go)
}

// keptClaims is how many superseded revisions stay as claims.
const keptClaims = 16

// hasContent reports whether the revision's content is still there.
func (d *rowDoc) hasContent() bool { return d.Value != nil || d.Blob != "" }

// table is a survey.Table in one collection.
type table[T any] struct {
	store *Store
	c     *mongo.Collection
	name  string
}

func tableOf[T any](s *Store, name string) table[T] {
	return table[T]{store: s, c: s.db.Collection(name), name: name}
}

func (t table[T]) op(method string) string { return t.name + "." + method }

func (t table[T]) Insert(ctx context.Context, key string, v T) error {
	n, err := t.InsertMany(ctx, []survey.Row[T]{{Key: key, Value: v}})
	if err == nil && n == 0 {
		err = conflict(t.op("Insert"), key)
	}
	return err
}

// insertSize is how many documents one insert command carries.
const insertSize = 1000

func (t table[T]) InsertMany(ctx context.Context, rows []survey.Row[T]) (int, error) {
	inserted := 0
	for part := range slices.Chunk(rows, insertSize) {
		docs := make([]rowDoc, len(part))
		for i, r := range part {
			docs[i] = rowDoc{ID: idOf(r.Key), Key: r.Key, Life: rand.Text(), Revision: 1}
			if err := t.fill(ctx, &docs[i], r.Value); err != nil {
				return inserted, err
			}
		}
		taken, err := insertNew(ctx, t.c, docs)
		if err != nil {
			return inserted, failed(t.op("Insert"), err)
		}
		inserted += len(part) - len(taken)
	}
	return inserted, nil
}

// insertNew inserts the documents whose _id is new and returns the indexes of the others.
func insertNew[D any](ctx context.Context, c *mongo.Collection, docs []D) (taken []int, err error) {
	if len(docs) == 0 {
		return nil, nil
	}
	_, err = c.InsertMany(ctx, docs, options.InsertMany().SetOrdered(false))
	var bulk mongo.BulkWriteException
	if !errors.As(err, &bulk) || bulk.WriteConcernError != nil {
		return nil, err
	}
	for _, e := range bulk.WriteErrors {
		if !mongo.IsDuplicateKeyError(mongo.WriteException{WriteErrors: mongo.WriteErrors{e.WriteError}}) {
			return nil, err
		}
		taken = append(taken, e.Index)
	}
	return taken, nil
}

func (t table[T]) Get(ctx context.Context, key string) (survey.Row[T], error) {
	doc, err := t.newest(ctx, key)
	if err != nil {
		return survey.Row[T]{}, failed(t.op("Get"), err)
	}
	if doc == nil {
		return survey.Row[T]{}, missing(t.op("Get"), key)
	}
	return t.row(ctx, doc)
}

func (t table[T]) Replace(ctx context.Context, key string, revision int64, v T) (int64, error) {
	op := t.op("Replace")
	old, err := t.newest(ctx, key)
	switch {
	case err != nil:
		return 0, failed(op, err)
	case old == nil:
		return 0, missing(op, key)
	case old.Revision != revision:
		return 0, conflict(op, key)
	}
	doc := rowDoc{Key: key, Life: old.Life, Revision: revision + 1}
	doc.ID = atRevision(idOf(key, doc.Life), doc.Revision)
	if err := t.fill(ctx, &doc, v); err != nil {
		return 0, err
	}
	if _, err := t.c.InsertOne(ctx, doc); mongo.IsDuplicateKeyError(err) {
		return 0, conflict(op, key)
	} else if err != nil {
		return 0, failed(op, err)
	}
	return t.confirm(ctx, &doc)
}

// confirm looks, after the insert of a later revision, whether the row was deleted meanwhile or has run so far ahead
// that its claim may have been forgotten; then the revision is taken back. Else the older revisions are emptied.
func (t table[T]) confirm(ctx context.Context, doc *rowDoc) (int64, error) {
	op := t.op("Replace")
	now, err := t.newest(ctx, doc.Key)
	if err != nil {
		return 0, failed(op, err)
	}
	gone := now == nil || now.Life != doc.Life
	if gone || now.Revision >= doc.Revision+keptClaims {
		if _, err := t.c.DeleteOne(ctx, bson.D{{Key: "_id", Value: doc.ID}}); err != nil {
			return 0, failed(op, err)
		}
		if gone {
			return 0, missing(op, doc.Key)
		}
		return 0, conflict(op, doc.Key)
	}
	t.empty(ctx, doc)
	return doc.Revision, nil
}

// empty takes the contents out of the revisions before doc and forgets old claims. The new revision counts whether or
// not this succeeds, and the next Replace does it again, so errors are left aside.
func (t table[T]) empty(ctx context.Context, doc *rowDoc) {
	ctx, cancel := afterwards(ctx)
	defer cancel()
	revisions := func(bounds ...bson.E) bson.D {
		return bson.D{{Key: "key", Value: doc.Key}, {Key: "life", Value: doc.Life},
			{Key: "revision", Value: bson.D(bounds)}}
	}
	older := bson.E{Key: "$lt", Value: doc.Revision}
	_, _ = t.c.UpdateMany(ctx, revisions(older),
		bson.D{{Key: "$unset", Value: bson.D{{Key: "value", Value: ""}, {Key: "blob", Value: ""}}}})
	if forget := doc.Revision - keptClaims; forget > 1 {
		_, _ = t.c.DeleteMany(ctx, revisions(bson.E{Key: "$gt", Value: int64(1)}, bson.E{Key: "$lt", Value: forget}))
	}
}

// Delete removes the anchor, with which the row is gone, and then what hung on it.
func (t table[T]) Delete(ctx context.Context, key string) error {
	if _, err := t.c.DeleteOne(ctx, bson.D{{Key: "_id", Value: idOf(key)}}); err != nil {
		return failed(t.op("Delete"), err)
	}
	docs, err := find[rowDoc](ctx, t.c, bson.D{{Key: "key", Value: key}}, byKeyRevision, "_id", "life")
	if err != nil {
		return failed(t.op("Delete"), err)
	}
	// A life whose anchor is not there now, although its later revision was seen, has ended: anchors come first and
	// never again.
	living, err := find[rowDoc](ctx, t.c, bson.D{{Key: "_id", Value: idOf(key)}}, nil, "_id", "life")
	if err != nil {
		return failed(t.op("Delete"), err)
	}
	var dead []string
	for _, d := range docs {
		if d.ID != idOf(key) && (len(living) == 0 || living[0].Life != d.Life) {
			dead = append(dead, d.ID)
		}
	}
	if len(dead) > 0 {
		_, err = t.c.DeleteMany(ctx, bson.D{{Key: "_id", Value: in(dead)}})
	}
	return failed(t.op("Delete"), err)
}

func (t table[T]) List(ctx context.Context, prefix string) ([]survey.Row[T], error) {
	from, to := keyRange(prefix)
	bounds := bson.D{{Key: "$gte", Value: from}}
	if to != "" {
		bounds = append(bounds, bson.E{Key: "$lt", Value: to})
	}
	docs, err := find[rowDoc](ctx, t.c, bson.D{{Key: "key", Value: bounds}}, byKeyRevision)
	if err != nil {
		return nil, failed(t.op("List"), err)
	}
	var out []survey.Row[T]
	for len(docs) > 0 {
		n := 1
		for n < len(docs) && docs[n].Key == docs[0].Key {
			n++
		}
		revisions := docs[:n]
		docs = docs[n:]
		if !strings.HasPrefix(revisions[0].Key, prefix) {
			continue
		}
		row, there, err := t.listed(ctx, revisions)
		if err != nil {
			return nil, err
		}
		if there {
			out = append(out, row)
		}
	}
	return out, nil
}

// listed turns the revisions of one key into its row; there is false when they belong to no living row.
func (t table[T]) listed(ctx context.Context, revisions []rowDoc) (row survey.Row[T], there bool, err error) {
	doc := newestOf(revisions)
	if doc == nil {
		return row, false, nil
	}
	if !doc.hasContent() { // replaced while we read
		if row, err = t.Get(ctx, doc.Key); survey.KindOf(err) == survey.NotFound {
			return row, false, nil
		}
		return row, err == nil, err
	}
	row, err = t.row(ctx, doc)
	return row, err == nil, err
}

// newest reads the newest revision of a key with its content, nil when there is no such row.
func (t table[T]) newest(ctx context.Context, key string) (*rowDoc, error) {
	for range rereads {
		docs, err := find[rowDoc](ctx, t.c, bson.D{{Key: "key", Value: key}}, byKeyRevision)
		if err != nil {
			return nil, err
		}
		doc := newestOf(docs)
		if doc == nil || doc.hasContent() {
			return doc, nil
		}
		// It was replaced and emptied while we read: its successor is there by now.
	}
	return nil, survey.Unanswered("mongostore."+t.name, fmt.Errorf("%q changes faster than it can be read", key))
}

// rereads is how often a row is read again that was replaced meanwhile.
const rereads = 50

// newestOf picks the newest revision from all documents of one key, oldest first: the last one of the anchor's life.
// nil when there is no anchor.
func newestOf(docs []rowDoc) *rowDoc {
	life, newest := "", (*rowDoc)(nil)
	for i := range docs {
		switch d := &docs[i]; {
		case d.Revision == 1:
			life, newest = d.Life, d
		case newest != nil && d.Life == life:
			newest = d
		}
	}
	return newest
}

// fill puts v into the document.
func (t table[T]) fill(ctx context.Context, doc *rowDoc, v T) error {
	value, err := documentOf(v)
	if err == nil && len(value) > largest {
		doc.Blob, err = t.store.putLarge(ctx, v)
	} else {
		doc.Value = value
	}
	return failed(t.op("fill"), err)
}

// row is what fill put in.
func (t table[T]) row(ctx context.Context, doc *rowDoc) (survey.Row[T], error) {
	row := survey.Row[T]{Key: doc.Key, Revision: doc.Revision}
	var err error
	if doc.Blob != "" {
		err = t.store.getLarge(ctx, doc.Blob, &row.Value)
	} else {
		err = nounOf(doc.Value, &row.Value)
	}
	if err != nil {
		return row, failed(t.op("row"), err)
	}
	inUTC(&row.Value)
	return row, nil
}
