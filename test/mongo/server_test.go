package mongo_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/FerretDB/FerretDB/ferretdb"
)

// startServer runs a server that speaks MongoDB's wire protocol inside the test binary, on SQLite files in a temporary
// folder, and returns its address. It has no sharding, transactions or change streams, and a filtered update is not
// atomic there: what passes on it does not lean on them.
func startServer(t testing.TB) string {
	t.Helper()
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:    slog.New(slog.DiscardHandler), // it logs every error reply, also the duplicate keys that we provoke
		Handler:   "sqlite",
		SQLiteURL: "file:" + t.TempDir() + "/",
	})
	if err != nil {
		t.Fatalf("start the test server: %v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Run(ctx)
	}()
	t.Cleanup(func() { stop(); <-ended })
	return server.MongoDBURI()
}
