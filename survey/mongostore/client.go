package mongostore

import (
	"net/url"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"github.com/khaosat/khaosat/survey"
)

// Options of Open. The zero value is good.
type Options struct {
	Now     func() time.Time      // the process's clock; nil = time.Now. Stamps are by the server's, see Store.Clock
	Timeout time.Duration         // of one call to the server when its ctx has no deadline; 0 = 10 s
	Monitor *event.CommandMonitor // sees every command, for metrics and tests; may be nil
}

// selectionTimeout is how long a call waits for a primary: an election takes a few seconds.
const selectionTimeout = 5 * time.Second

// clientOptions are the driver's settings. What durability and read-your-writes rest on is set after the URI, so that
// no parameter of the URI can weaken it: an acknowledged write is on the disks of a majority, and whoever looks up what
// a duplicate key met finds it, because reads ask the primary.
func clientOptions(uri string, o Options) *options.ClientOptions {
	journal := true
	timeout := o.Timeout
	if timeout == 0 {
		timeout = 10 * time.Second
	}
	c := options.Client().
		SetAppName("khaosat").
		SetTimeout(timeout).
		SetServerSelectionTimeout(min(timeout, selectionTimeout)).
		SetMaxPoolSize(64).
		SetMinPoolSize(2).
		SetMaxConnIdleTime(5 * time.Minute).
		SetCompressors([]string{"zstd"}).
		ApplyURI(uri).
		SetRetryWrites(true).
		SetRetryReads(true).
		SetReadPreference(readpref.Primary()).
		SetReadConcern(readconcern.Majority()).
		SetWriteConcern(&writeconcern.WriteConcern{W: writeconcern.WCMajority, Journal: &journal})
	if o.Monitor != nil {
		c.SetMonitor(o.Monitor)
	}
	return c
}

// DefaultDatabase is used when the URI names none.
const DefaultDatabase = "khaosat"

// databaseOf returns the database that a mongodb:// or mongodb+srv:// URI names in its path.
func databaseOf(uri string) (string, error) {
	scheme, rest, ok := strings.Cut(uri, "://")
	if !ok || scheme != "mongodb" && scheme != "mongodb+srv" {
		return "", badURI()
	}
	rest, _, _ = strings.Cut(rest, "?")
	_, path, _ := strings.Cut(rest, "/")
	name, err := url.PathUnescape(path)
	if err != nil || strings.ContainsAny(name, "/\\. \"$*<>:|?\x00") || len(name) > 63 {
		return "", badURI()
	}
	if name == "" {
		name = DefaultDatabase
	}
	return name, nil
}

func badURI() error {
	return outcome(survey.Invalid, "store.uri", "Open", survey.Say("store.uri"))
}
