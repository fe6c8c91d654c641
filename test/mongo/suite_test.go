package mongo_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/mongostore"
	"github.com/khaosat/khaosat/survey/storetest"
)

// realServer is the variable with the address of a real MongoDB to test on. The suite then makes databases of its own
// there, named khaosat_test_…, and drops them.
const realServer = "KHAOSAT_TEST_MONGO_URI"

// onServers runs a test on the server inside the test binary and, when its address is given, on a real one.
func onServers(t *testing.T, test func(t *testing.T, uri string)) {
	t.Run("wire", func(t *testing.T) { test(t, startServer(t)) })
	if uri := os.Getenv(realServer); uri != "" {
		t.Run("server", func(t *testing.T) { test(t, uri) })
	}
}

func TestStore(t *testing.T) {
	t.Parallel()
	onServers(t, func(t *testing.T, uri string) {
		storetest.Run(t, func(t *testing.T) storetest.Harness { return harness(t, uri) })
	})
}

func BenchmarkStore(b *testing.B) {
	uri := os.Getenv(realServer)
	if uri == "" {
		uri = startServer(b)
	}
	storetest.Bench(b, func(b *testing.B) storetest.Harness {
		fresh, database := freshURI(b, uri)
		dropAfter(b, connect(b, fresh), database)
		return storetest.Harness{Store: openStore(b, fresh, mongostore.Options{})}
	})
}

var databases atomic.Int64

// freshURI names a database that no other test uses, on the servers and with the parameters of uri.
func freshURI(t testing.TB, uri string) (fresh, database string) {
	t.Helper()
	scheme, rest, ok := strings.Cut(uri, "://")
	if !ok {
		t.Fatalf("%s is not an address of a MongoDB", realServer)
	}
	rest, query, hasQuery := strings.Cut(rest, "?")
	hosts, _, _ := strings.Cut(rest, "/")
	database = fmt.Sprintf("khaosat_test_%d_%d", os.Getpid(), databases.Add(1))
	fresh = scheme + "://" + hosts + "/" + database
	if hasQuery {
		fresh += "?" + query
	}
	return fresh, database
}

func harness(t *testing.T, server string) storetest.Harness {
	uri, database := freshURI(t, server)
	w := newWatch(t)
	open := func() survey.Store { return openStore(t, uri, mongostore.Options{Monitor: w.monitor()}) }
	s := open()
	client := connect(t, uri)
	dropAfter(t, client, database)
	return storetest.Harness{
		Store: s,
		Again: open,
		Reopen: func() survey.Store {
			_ = s.Close()
			return open()
		},
		AgainAt: func(clock func() time.Time) survey.Store {
			return openStore(t, uri, mongostore.Options{Now: clock, Monitor: w.monitor()})
		},
		ReopenAt: func(clock func() time.Time) survey.Store {
			_ = s.Close()
			return openStore(t, uri, mongostore.Options{Now: clock, Monitor: w.monitor()})
		},
		Holds: func(text string) bool { return strings.Contains(dump(t, client.Database(database)), text) },
	}
}

// dropAfter removes the test's database when it has ended.
func dropAfter(t testing.TB, client *mongo.Client, database string) {
	t.Cleanup(func() {
		if err := client.Database(database).Drop(context.Background()); err != nil {
			t.Errorf("drop %s: %v", database, err)
		}
	})
}

func openStore(t testing.TB, uri string, o mongostore.Options) *mongostore.Store {
	t.Helper()
	s, err := mongostore.Open(context.Background(), uri, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// connect opens the test's own client, which looks at what the store has written.
func connect(t testing.TB, uri string) *mongo.Client {
	t.Helper()
	client, err := mongo.Connect(options.Client().ApplyURI(uri).SetTimeout(10 * time.Second))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Disconnect(context.Background()) })
	return client
}

// dump is every document of a database as text.
func dump(t testing.TB, db *mongo.Database) string {
	t.Helper()
	ctx := context.Background()
	names, err := db.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, name := range names {
		cur, err := db.Collection(name).Find(ctx, bson.D{})
		if err != nil {
			t.Fatal(err)
		}
		for cur.Next(ctx) {
			fmt.Fprintf(&out, "%s: %s\n", name, cur.Current)
		}
		if err := cur.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}
