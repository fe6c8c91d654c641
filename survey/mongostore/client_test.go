package mongostore

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/khaosat/khaosat/survey"
)

func TestDatabaseOfURI(t *testing.T) {
	for uri, want := range map[string]string{
		"mongodb://mongo:27017/khao_sat?replicaSet=rs0": "khao_sat",
		"mongodb://a:27017,b:27017,c:27017/lai-chau":    "lai-chau",
		"mongodb+srv://lan:p%40ss@cluster.example.vn/k": "k",
		"mongodb://mongo":                DefaultDatabase,
		"mongodb://mongo/?replicaSet=rs": DefaultDatabase,
	} {
		if got, err := databaseOf(uri); err != nil || got != want {
			t.Errorf("databaseOf(%q) = %q, %v, want %q", uri, got, err, want)
		}
	}
	for _, uri := range []string{"", "postgres://x/y", "mongo:27017", "mongodb://mongo/a.b", "mongodb://mongo/a%20b",
		"mongodb://mongo/$x"} {
		if _, err := databaseOf(uri); survey.KindOf(err) != survey.Invalid {
			t.Errorf("databaseOf(%q) gave %v, want Invalid", uri, err)
		}
	}
}

// Nothing in the URI may weaken what an acknowledged answer rests on.
func TestURICannotWeakenWrites(t *testing.T) {
	o := clientOptions("mongodb://mongo/?w=0&journal=false&retryWrites=false&readPreference=secondary&readConcernLevel=local", Options{})
	if err := o.Validate(); err != nil {
		t.Fatal(err)
	}
	if w := o.WriteConcern; w.W != "majority" || w.Journal == nil || !*w.Journal {
		t.Errorf("write concern is %+v, want majority and journal", w)
	}
	if !*o.RetryWrites || o.ReadPreference.Mode().String() != "primary" || o.ReadConcern.Level != "majority" {
		t.Errorf("retryWrites %v, reads %v at %v", *o.RetryWrites, o.ReadPreference.Mode(), o.ReadConcern.Level)
	}
}

func TestNobodyAnswers(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	_, err = Open(context.Background(), "mongodb://"+address, Options{Timeout: 200 * time.Millisecond})
	if survey.KindOf(err) != survey.Unavailable {
		t.Errorf("got %v, want Unavailable", err)
	}
}

func TestErrorKinds(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want survey.Kind
	}{
		{"cancelled", context.Canceled, survey.Unavailable},
		{"deadline", context.DeadlineExceeded, survey.Unavailable},
		{"closed", mongo.ErrClientDisconnected, survey.Unavailable},
		{"stepped-down", mongo.CommandError{Code: 189, Name: "PrimarySteppedDown"}, survey.Unavailable},
		{"network", mongo.CommandError{Labels: []string{"NetworkError"}}, survey.Unavailable},
		{"majority-not-reached", mongo.WriteException{WriteConcernError: &mongo.WriteConcernError{Code: 64}},
			survey.Unavailable},
		{"no-right", mongo.CommandError{Code: 13, Name: "Unauthorized"}, survey.Internal},
		{"unknown", errors.New("unknown"), survey.Internal},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := survey.KindOf(failed("Test", c.err)); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	if failed("Test", nil) != nil {
		t.Error("no error became one")
	}
}
