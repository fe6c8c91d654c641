package mongo_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/mongostore"
)

var bg = context.Background()

// TestPromises are what the suite cannot see from above: what goes over the wire and what stands in the documents.
func TestPromises(t *testing.T) {
	t.Parallel()
	onServers(t, func(t *testing.T, uri string) {
		for name, judge := range promises {
			t.Run(name, func(t *testing.T) { judge(t, uri) })
		}
	})
}

var promises = map[string]func(t *testing.T, uri string){
	"every-write-waits-for-majority-and-journal": durableWrites,
	"an-anonymous-response-leaves-no-time":       timeless,
	"nor-an-order-on-disk":                       orderless,
	"an-operator-can-count-answers":              grouped,
	"a-counter-loses-no-step":                    counter,
	"a-row-of-many-revisions-is-few-documents":   fewDocuments,
	"a-deleted-row-leaves-nothing":               deletedRow,
	"replaced-contents-are-gone":                 replacedContent,
	"a-noun-larger-than-a-document":              largeNoun,
	"a-response-larger-than-a-document":          largeResponse,
	"a-failed-upload-leaves-no-chunks":           failedUpload,
	"prepare-twice":                              prepareTwice,
}

func response(id string) *survey.Response {
	return &survey.Response{Survey: "nghi-quyet", ID: id, State: survey.Submitted, Version: "1", SHA256: "sha-" + id,
		Answers: survey.Answers{"q1": survey.OfText("tot")}, Received: time.Date(2023, 10, 26, 1, 2, 3, 0, time.UTC)}
}

// fresh opens a store on a database of its own, watched.
func fresh(t *testing.T, server string) (*mongostore.Store, *mongo.Database, *watch) {
	t.Helper()
	uri, database := freshURI(t, server)
	w := newWatch(t)
	client := connect(t, uri)
	dropAfter(t, client, database)
	return openStore(t, uri, mongostore.Options{Monitor: w.monitor()}), client.Database(database), w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func insert(t *testing.T, s *mongostore.Store, r *survey.Response) {
	t.Helper()
	existing, err := s.Responses().Insert(bg, r)
	must(t, err)
	if existing[0] != nil {
		t.Fatalf("%s was there already", r.ID)
	}
}

// durableWrites makes writes of every kind; the watch looks at each.
func durableWrites(t *testing.T, server string) {
	s, _, w := fresh(t, server)
	must(t, s.Links().Insert(bg, "a", survey.Link{Label: "1"}))
	_, err := s.Links().Replace(bg, "a", 1, survey.Link{Label: "2"})
	must(t, err)
	must(t, s.Links().Delete(bg, "a"))
	insert(t, s, response("a"))
	second := response("a")
	second.Revision = 2
	must(t, s.Responses().Revise(bg, second))
	must(t, s.Responses().Erase(bg, "nghi-quyet", "a"))
	must(t, s.Responses().CommitBatch(bg, survey.Batch{ID: "lô", Survey: "nghi-quyet"}))
	_, err = s.Blobs().Put(bg, shaOf("ảnh"), 100, strings.NewReader("ảnh"))
	must(t, err)
	for _, command := range []string{"insert", "update", "delete", "create", "createIndexes"} {
		if w.count(command) == 0 {
			t.Errorf("no %s was sent, so none was looked at", command)
		}
	}
}

// timeless looks for dates, and for ObjectIds, which hold one, in all that an anonymous response leaves.
func timeless(t *testing.T, server string) {
	s, db, _ := fresh(t, server)
	r := response("8f3a")
	r.Received = time.Time{}
	insert(t, s, r)
	second := *r
	second.Revision, second.State = 2, survey.Withdrawn
	must(t, s.Responses().Revise(bg, &second))
	gone := response("77aa")
	gone.Received = time.Time{}
	insert(t, s, gone)
	must(t, s.Responses().Erase(bg, gone.Survey, gone.ID))
	docs := all(t, db.Collection("responses"))
	if len(docs) != 3 {
		t.Fatalf("there are %d documents, want two revisions and a tombstone", len(docs))
	}
	for _, doc := range docs {
		for _, kind := range []bson.Type{bson.TypeDateTime, bson.TypeTimestamp, bson.TypeObjectID} {
			if holds(doc, kind) {
				t.Errorf("an anonymous response holds a %s: %s", kind, doc)
			}
		}
	}
}

// orderless: what is written when an anonymous person answers stands in collections that are clustered by _id.
func orderless(t *testing.T, server string) {
	_, _, w := fresh(t, server)
	for _, name := range []string{"responses", "claims", "blobs", "blob_chunks"} {
		if !slices.Contains(w.clustered, name) {
			t.Errorf("%s is not made clustered by _id: its natural order is that of arrival", name)
		}
	}
}

func all(t *testing.T, c *mongo.Collection) []bson.Raw {
	t.Helper()
	cur, err := c.Find(bg, bson.D{})
	must(t, err)
	var out []bson.Raw
	must(t, cur.All(bg, &out))
	return out
}

// grouped does what an operator does in the shell.
func grouped(t *testing.T, server string) {
	s, db, _ := fresh(t, server)
	for i, answer := range []string{"tot", "kha", "tot"} {
		r := response(strconv.Itoa(i))
		r.Answers = survey.Answers{"nhom/q1": survey.OfText(answer), "so": survey.OfNumber("2")}
		insert(t, s, r)
	}
	cur, err := db.Collection("responses").Aggregate(bg, mongo.Pipeline{
		{{Key: "$match", Value: bson.D{{Key: "survey", Value: "nghi-quyet"}}}},
		{{Key: "$group", Value: bson.D{{Key: "_id", Value: "$answers.nhom/q1"},
			{Key: "n", Value: bson.D{{Key: "$sum", Value: "$answers.so"}}}}}},
		{{Key: "$sort", Value: bson.D{{Key: "_id", Value: 1}}}},
	})
	must(t, err)
	var rows []struct {
		ID string `bson:"_id"`
		N  int64  `bson:"n"`
	}
	must(t, cur.All(bg, &rows))
	if len(rows) != 2 || rows[0].ID != "kha" || rows[0].N != 2 || rows[1].ID != "tot" || rows[1].N != 4 {
		t.Errorf("got %+v, want kha 2 and tot 4", rows)
	}
}

// counter: callers at two stores read a number, add one and replace it, again and again; no step may be lost.
func counter(t *testing.T, server string) {
	const callers, steps = 6, 6
	uri, database := freshURI(t, server)
	dropAfter(t, connect(t, uri), database)
	stores := []*mongostore.Store{openStore(t, uri, mongostore.Options{}), openStore(t, uri, mongostore.Options{})}
	must(t, stores[0].Sessions().Insert(bg, "n", survey.Session{}))
	step := func(s *mongostore.Store) error {
		for {
			row, err := s.Sessions().Get(bg, "n")
			if err != nil {
				return err
			}
			row.Value.Expires++
			if _, err = s.Sessions().Replace(bg, "n", row.Revision, row.Value); survey.KindOf(err) != survey.Conflict ||
				err == nil {
				return err
			}
		}
	}
	var done sync.WaitGroup
	for i := range callers {
		done.Go(func() {
			for range steps {
				if err := step(stores[i%2]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done.Wait()
	row, err := stores[1].Sessions().Get(bg, "n")
	must(t, err)
	if row.Value.Expires != callers*steps || row.Revision != callers*steps+1 {
		t.Errorf("counted to %d in revision %d, want %d steps", row.Value.Expires, row.Revision, callers*steps)
	}
}

// fewDocuments: revisions of a row do not pile up.
func fewDocuments(t *testing.T, server string) {
	s, db, _ := fresh(t, server)
	must(t, s.Links().Insert(bg, "a", survey.Link{}))
	for revision := range int64(60) {
		_, err := s.Links().Replace(bg, "a", revision+1, survey.Link{})
		must(t, err)
	}
	if n := len(all(t, db.Collection("links"))); n > 20 {
		t.Errorf("%d documents stand for one row, want few", n)
	}
}

func deletedRow(t *testing.T, server string) {
	s, db, _ := fresh(t, server)
	must(t, s.Users().Insert(bg, "lan", survey.User{Password: "một"}))
	_, err := s.Users().Replace(bg, "lan", 1, survey.User{Password: "hai"})
	must(t, err)
	must(t, s.Users().Delete(bg, "lan"))
	if docs := all(t, db.Collection("users")); len(docs) != 0 {
		t.Errorf("after Delete there is %s", docs)
	}
}

// replacedContent: an old password or phone number does not stay behind.
func replacedContent(t *testing.T, server string) {
	s, db, _ := fresh(t, server)
	must(t, s.Users().Insert(bg, "lan", survey.User{Password: "mật khẩu một"}))
	for revision, password := range []string{"mật khẩu hai", "mật khẩu ba"} {
		_, err := s.Users().Replace(bg, "lan", int64(revision+1), survey.User{Password: password})
		must(t, err)
	}
	text := dump(t, db)
	if strings.Contains(text, "mật khẩu một") || strings.Contains(text, "mật khẩu hai") ||
		!strings.Contains(text, "mật khẩu ba") {
		t.Errorf("want only the newest password in %s", text)
	}
}

// largeNoun is a snapshot of a country's responses: more than the 16 MiB of one document.
func largeNoun(t *testing.T, server string) {
	s, _, _ := fresh(t, server)
	snapshot := survey.Snapshot{Survey: "nghi-quyet", ID: "s"}
	for i := range 200_000 {
		snapshot.Keys = append(snapshot.Keys,
			survey.Key{ID: "0f9c4b52-9d6e-4c6f-8a56-" + strconv.Itoa(100_000_000_000+i), Revision: 1})
	}
	must(t, s.Snapshots().Insert(bg, "nghi-quyet/s", snapshot))
	row, err := s.Snapshots().Get(bg, "nghi-quyet/s")
	must(t, err)
	if len(row.Value.Keys) != 200_000 || row.Value.Keys[199_999] != snapshot.Keys[199_999] {
		t.Errorf("%d keys came back, want 200000", len(row.Value.Keys))
	}
}

func largeResponse(t *testing.T, server string) {
	s, _, _ := fresh(t, server)
	r := response("a")
	r.Answers["q1"] = survey.OfText(strings.Repeat("dài ", 5<<20))
	_, err := s.Responses().Insert(bg, r)
	var wrong *survey.Error
	if !errors.As(err, &wrong) || wrong.Kind != survey.Invalid || wrong.Code != "store.too_large" ||
		wrong.Msg.In("vi") == "" {
		t.Fatalf("got %v, want store.too_large with words", err)
	}
}

func failedUpload(t *testing.T, server string) {
	s, db, _ := fresh(t, server)
	_, err := s.Blobs().Put(bg, shaOf("khác"), 1<<20, strings.NewReader(strings.Repeat("ảnh", 100_000)))
	var wrong *survey.Error
	if !errors.As(err, &wrong) || wrong.Code != "file.sha256" {
		t.Fatalf("got %v, want file.sha256", err)
	}
	if n := len(all(t, db.Collection("blob_chunks"))); n != 0 {
		t.Errorf("%d chunks are left", n)
	}
}

// prepareTwice: what Open makes is there already when the next process opens, and the index that it has outgrown is
// not.
func prepareTwice(t *testing.T, server string) {
	s, db, _ := fresh(t, server)
	indexes := db.Collection("responses").Indexes()
	old, err := indexes.CreateOne(bg,
		mongo.IndexModel{Keys: bson.D{{Key: "survey", Value: 1}, {Key: "id", Value: 1}, {Key: "revision", Value: 1},
			{Key: "batch", Value: 1}, {Key: "erased", Value: 1}}})
	must(t, err)
	for range 2 {
		must(t, s.EnsureIndexes(bg))
	}
	list, err := indexes.ListSpecifications(bg)
	must(t, err)
	for _, spec := range list {
		if spec.Name == old {
			t.Errorf("the index %s is still there", old)
		}
	}
}

func shaOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
