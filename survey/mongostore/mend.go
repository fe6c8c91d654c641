package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/khaosat/khaosat/survey"
)

// Mend takes one revision after the other, as they come.
func (s responses) Mend(ctx context.Context, slug string, f func(*survey.Response)) error {
	not := bson.D{{Key: "$exists", Value: false}}
	without := inSurvey(slug, bson.E{Key: "row", Value: not}, bson.E{Key: "erased", Value: not})
	cur, err := s.c().Find(ctx, without, findOptions(nil))
	if err != nil {
		return failed("Mend", err)
	}
	defer cur.Close(context.WithoutCancel(ctx))
	for cur.Next(ctx) {
		var doc responseDoc
		if err := cur.Decode(&doc); err != nil {
			return failed("Mend", err)
		}
		if err := s.mend(ctx, &doc, f); err != nil {
			return failed("Mend", err)
		}
	}
	return failed("Mend", cur.Err())
}

func (s responses) mend(ctx context.Context, doc *responseDoc, f func(*survey.Response)) error {
	r, err := doc.response()
	if err != nil {
		return err
	}
	f(r)
	set := bson.D{{Key: "sha256", Value: r.SHA256}, {Key: "row", Value: r.RowHash}}
	if files := r.Answers.Files(); len(files) > 0 {
		set = append(set, bson.E{Key: "files", Value: files})
	}
	_, err = s.c().UpdateOne(ctx, inSurvey(doc.Survey, bson.E{Key: "_id", Value: doc.ID}),
		bson.D{{Key: "$set", Value: set}})
	return err
}
