// Package mongostore is the survey.Store on MongoDB: a replica set, or a sharded cluster when it is reached through
// mongos.
//
// # Collections
//
// responses (one document for a response, one more for each later revision), batches, blobs and blob_chunks, and one
// collection for each Table of survey.Store.
//
// # What must be won once is won by an insert
//
// No transaction, change stream or filtered update decides anything. Two callers who want the same thing insert a
// document with the same _id, which one server refuses to the second:
//
//   - A response is the document "survey/id". Its later revisions are "survey/id@2", "survey/id@3", …
//   - A response that came with a batch is "survey/id/batch", since nothing may see it, and it may stand in nobody's
//     way, before the batch document is there. Whoever reads leaves out documents of batches without one.
//   - A row of a table is an anchor document whose _id is the key; each later revision is a document of its own. The
//     newest revision counts, the contents of older ones are taken out afterwards (table.go says how a late reader
//     stays right).
//
// # Sharding
//
// Responses are sharded by {survey: 1, _id: "hashed"}, see ShardCommands. MongoDB keeps _id unique within one shard
// only, and a hashed index cannot be unique; but the shard follows from survey and _id, and both are made of the
// identity (survey, id). So whoever sends the same response again reaches the same shard, which refuses it: identity
// holds on a cluster as it does on a replica set. Every query for responses names its survey. Attachments are spread by
// {_id: "hashed"}; the other collections are small and stay on the database's primary shard.
//
// # Anonymous responses
//
// Their documents hold no time, and no ObjectId is used anywhere since it holds one. The collections of responses,
// claims and attachments are clustered by _id, which is a hash or a random name, so that the order on disk is not the
// order of arrival; servers before 5.3 cannot do this and keep their natural order. The server's own oplog remembers
// the order of writing until it is overwritten: operators should keep it from readers of answers.
package mongostore
