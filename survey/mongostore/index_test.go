package mongostore

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
)

func TestShardCommands(t *testing.T) {
	want := []string{
		`{"shardCollection":"ks.responses","key":{"survey":{"$numberInt":"1"},"_id":"hashed"}}`,
		`{"shardCollection":"ks.blob_chunks","key":{"_id":"hashed"}}`,
	}
	got := ShardCommands("ks")
	if len(got) != len(want) {
		t.Fatalf("got %d commands, want %d", len(got), len(want))
	}
	for i := range want {
		b, err := bson.MarshalExtJSON(got[i], true, false)
		if err != nil {
			t.Fatal(err)
		}
		if string(b) != want[i] {
			t.Errorf("command %d\n got %s\nwant %s", i, b, want[i])
		}
	}
}
