package mongostore

import (
	"context"
	"iter"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

func (s blobs) All(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		only := options.Find().SetProjection(bson.D{{Key: "_id", Value: 1}})
		found, err := s.c().Find(ctx, bson.D{}, only)
		if err != nil {
			yield("", failed("All", err))
			return
		}
		defer func() { _ = found.Close(context.WithoutCancel(ctx)) }()
		for found.Next(ctx) {
			var doc blobDoc
			if err := found.Decode(&doc); err != nil {
				yield("", failed("All", err))
				return
			}
			if !yield(doc.SHA256, nil) {
				return
			}
		}
		if err := found.Err(); err != nil {
			yield("", failed("All", err))
		}
	}
}
