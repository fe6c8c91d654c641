package mongo_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
)

// watch sees every command that a store sends and fails the test when one breaks a promise.
type watch struct {
	t         *testing.T
	mu        sync.Mutex
	seen      map[string]int // commands by name
	clustered []string       // collections that were made clustered by _id
}

func newWatch(t *testing.T) *watch { return &watch{t: t, seen: map[string]int{}} }

func (w *watch) monitor() *event.CommandMonitor {
	return &event.CommandMonitor{Started: func(_ context.Context, e *event.CommandStartedEvent) {
		w.mu.Lock()
		w.seen[e.CommandName]++
		w.mu.Unlock()
		w.notes(e)
		w.durable(e)
		w.namesSurvey(e)
		w.plain(e)
	}}
}

// notes keeps which collections were made clustered by _id.
func (w *watch) notes(e *event.CommandStartedEvent) {
	index, _ := e.Command.Lookup("clusteredIndex").DocumentOK()
	if order, ok := index.Lookup("key", "_id").AsInt64OK(); e.CommandName == "create" && ok && order == 1 &&
		index.Lookup("unique").Boolean() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.clustered = append(w.clustered, e.Command.Lookup("create").StringValue())
	}
}

func (w *watch) count(command string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen[command]
}

// durable: every write waits for the journals of a majority.
func (w *watch) durable(e *event.CommandStartedEvent) {
	if !slices.Contains([]string{"insert", "update", "delete", "findAndModify", "create", "createIndexes"},
		e.CommandName) {
		return
	}
	concern, _ := e.Command.Lookup("writeConcern").DocumentOK()
	majority, _ := concern.Lookup("w").StringValueOK()
	journal, _ := concern.Lookup("j").BooleanOK()
	if majority != "majority" || !journal {
		w.t.Errorf("%s has the write concern %s, want w majority and j true", e.CommandName, concern)
	}
}

// namesSurvey: every query for responses says of which survey, so that a sharded cluster asks only the shards that have
// it.
func (w *watch) namesSurvey(e *event.CommandStartedEvent) {
	if name, _ := e.Command.Lookup(e.CommandName).StringValueOK(); name != "responses" {
		return
	}
	for _, filter := range filters(e) {
		if survey, ok := filter.Lookup("survey").StringValueOK(); !ok || survey == "" {
			w.t.Errorf("%s of responses by %s does not name a survey", e.CommandName, filter)
		}
	}
}

// filters are the conditions of a command, of which update and delete may have several.
func filters(e *event.CommandStartedEvent) []bson.Raw {
	list, field := "", ""
	switch e.CommandName {
	case "find":
		f, _ := e.Command.Lookup("filter").DocumentOK()
		return []bson.Raw{f}
	case "update":
		list, field = "updates", "q"
	case "delete":
		list, field = "deletes", "q"
	default:
		return nil
	}
	var out []bson.Raw
	array, _ := e.Command.Lookup(list).ArrayOK()
	values, _ := array.Values()
	for _, v := range values {
		f, _ := v.Document().Lookup(field).DocumentOK()
		out = append(out, f)
	}
	return out
}

// plain: no transactions, no change streams, no findAndModify, and no ObjectId, which holds a time.
func (w *watch) plain(e *event.CommandStartedEvent) {
	if e.CommandName == "findAndModify" || e.CommandName == "aggregate" ||
		e.Command.Lookup("startTransaction").Type != 0 {
		w.t.Errorf("the store sent %s", e.Command)
	}
	if holds(e.Command, bson.TypeObjectID) {
		w.t.Errorf("%s holds an ObjectId: %s", e.CommandName, e.Command)
	}
}

// holds reports whether a document has a value of the type anywhere in it.
func holds(doc bson.Raw, kind bson.Type) bool {
	values, _ := doc.Values()
	for _, v := range values {
		switch {
		case v.Type == kind:
			return true
		case v.Type == bson.TypeEmbeddedDocument && holds(v.Document(), kind):
			return true
		case v.Type == bson.TypeArray && holds(bson.Raw(v.Array()), kind):
			return true
		}
	}
	return false
}
