package mongostore

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Names of the collections that are not Tables.
const (
	responsesName = "responses"
	batchesName   = "batches"
	blobsName     = "blobs"
	chunksName    = "blob_chunks"
)

// tableNames are the Tables.
var tableNames = []string{
	"surveys", "versions", "unit_sets", "frames", "links", "tokens", "claims", "pictures", "snapshots", "users",
	"api_keys", "sessions", "secrets", "releases",
}

// responseIndexes serve, in this order: a response's revisions, Scan and Keys (whose fields it holds, so that a replica
// set need not open the documents); ByReceipt; Changes; what belongs to a batch; Names.
var responseIndexes = []bson.D{
	{{Key: "survey", Value: 1}, {Key: "id", Value: 1}, {Key: "revision", Value: 1}, {Key: "batch", Value: 1},
		{Key: "erased", Value: 1}, {Key: "row", Value: 1}},
	{{Key: "survey", Value: 1}, {Key: "receipt", Value: 1}},
	{{Key: "survey", Value: 1}, {Key: "changed", Value: 1}},
	{{Key: "survey", Value: 1}, {Key: "batch", Value: 1}},
	{{Key: "survey", Value: 1}, {Key: "files", Value: 1}},
}

// EnsureIndexes makes the indexes that are missing. No index but _id's is unique: identity does not rest on them.
func (s *Store) EnsureIndexes(ctx context.Context) error {
	if err := indexes(ctx, s.db.Collection(responsesName), responseIndexes...); err != nil {
		return err
	}
	if err := indexes(ctx, s.db.Collection(batchesName), bson.D{{Key: "survey", Value: 1}}); err != nil {
		return err
	}
	if err := s.dropOutgrown(ctx); err != nil {
		return err
	}
	for _, name := range tableNames {
		if err := indexes(ctx, s.db.Collection(name), byKeyRevision); err != nil {
			return err
		}
	}
	return nil
}

// outgrown is the index of earlier versions that the first of responseIndexes holds whole: no query needs it, every
// insert paid for it.
const outgrown = "survey_1_id_1_revision_1_batch_1_erased_1"

// dropOutgrown removes it once the one that holds it is there. A server that does not have it, or knows no such
// command, says so, which is as well.
func (s *Store) dropOutgrown(ctx context.Context) error {
	err := s.db.Collection(responsesName).Indexes().DropOne(ctx, outgrown)
	var server mongo.ServerError
	if errors.As(err, &server) && !passing(err) {
		return nil
	}
	if err != nil {
		return failed("EnsureIndexes", err)
	}
	return nil
}

// indexes asks for one index at a time: the test server trips over several that are there already.
func indexes(ctx context.Context, c *mongo.Collection, keys ...bson.D) error {
	for _, k := range keys {
		if _, err := c.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: k}); err != nil {
			return failed("EnsureIndexes", err)
		}
	}
	return nil
}

// orderless are the collections whose documents must not stand in the order of arrival: answers, and what came just
// before an answer from the same hand. Who knew the order of two of them could join a token to its answer.
var orderless = []string{responsesName, chunksName, blobsName, "claims", "pictures"}

// makeOrderless makes these collections clustered by _id: hashes, random names and clients' ids, so the order on disk
// tells nothing.
func (s *Store) makeOrderless(ctx context.Context) error {
	clustered := bson.D{{Key: "key", Value: bson.D{{Key: "_id", Value: 1}}}, {Key: "unique", Value: true}}
	for _, name := range orderless {
		err := s.db.CreateCollection(ctx, name, options.CreateCollection().SetClusteredIndex(clustered))
		var server mongo.ServerError
		if errors.As(err, &server) && !passing(err) {
			continue // it is there already, or the server knows no clustered collections: the first insert makes a plain one
		}
		if err != nil {
			return failed("makeOrderless", err)
		}
	}
	return nil
}

// ShardCommands are the commands for the admin database that shard the database db: responses by survey and hashed _id,
// so that one survey's answers are spread over all shards and a response sent twice meets itself; attachments by hashed
// _id.
func ShardCommands(db string) []bson.D {
	return []bson.D{
		shardCollection(db+"."+responsesName, bson.D{{Key: "survey", Value: 1}, {Key: "_id", Value: "hashed"}}),
		shardCollection(db+"."+chunksName, bson.D{{Key: "_id", Value: "hashed"}}),
	}
}

func shardCollection(namespace string, key bson.D) bson.D {
	return bson.D{{Key: "shardCollection", Value: namespace}, {Key: "key", Value: key}}
}

// shard runs ShardCommands when the server is a mongos. Sharding what is sharded by the same key already changes
// nothing.
func (s *Store) shard(ctx context.Context) error {
	var hello struct {
		Msg string `bson:"msg"`
	}
	admin := s.client.Database("admin")
	if err := admin.RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello); err != nil {
		return failed("shard", err)
	}
	if hello.Msg != "isdbgrid" { // how a mongos introduces itself
		return nil
	}
	for _, command := range ShardCommands(s.db.Name()) {
		// A collection with documents needs an index for its shard key beforehand.
		name := command[0].Value.(string)[len(s.db.Name())+1:]
		if err := indexes(ctx, s.db.Collection(name), command[1].Value.(bson.D)); err != nil {
			return err
		}
		if err := admin.RunCommand(ctx, command).Err(); err != nil {
			return failed("shard", err)
		}
	}
	return nil
}
