package mongostore

import (
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// byKeyRevision and byIDRevision are the orders in which revisions are read. Oldest first matters: a revision that is
// stored while the cursor walks stands before the cursor, not behind it, so the newest one is never missed.
var (
	byKeyRevision = bson.D{{Key: "key", Value: 1}, {Key: "revision", Value: 1}}
	byIDRevision  = bson.D{{Key: "id", Value: 1}, {Key: "revision", Value: 1}}
)

// batchSize is how many documents one answer of the server brings.
const batchSize = 1000

// findOptions orders a query and narrows it to the fields; no fields = whole documents.
func findOptions(order bson.D, fields ...string) *options.FindOptionsBuilder {
	o := options.Find().SetBatchSize(batchSize)
	if order != nil {
		o.SetSort(order)
	}
	if len(fields) > 0 {
		only := bson.D{{Key: "_id", Value: 0}}
		for _, f := range fields {
			if f == "_id" {
				only[0].Value = 1
				continue
			}
			only = append(only, bson.E{Key: f, Value: 1})
		}
		o.SetProjection(only)
	}
	return o
}

// in and at are filter values.
func in(list []string) bson.D { return bson.D{{Key: "$in", Value: list}} }
func ne(v any) bson.D         { return bson.D{{Key: "$ne", Value: v}} }

// inSurvey joins a filter of one survey with further conditions.
func inSurvey(slug string, more ...bson.E) bson.D {
	return append(bson.D{{Key: "survey", Value: slug}}, more...)
}
