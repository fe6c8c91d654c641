package mongostore

import (
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/khaosat/khaosat/survey"
)

// responseDoc is one revision of a response, or the tombstone of an erased one. There are no times in an anonymous one.
type responseDoc struct {
	ID       string          `bson:"_id"` // slotOf, with the revision
	Survey   string          `bson:"survey"`
	Response string          `bson:"id"`
	Revision int             `bson:"revision"` // 0 = tombstone
	Batch    string          `bson:"batch,omitempty"`
	Erased   bool            `bson:"erased,omitempty"`
	State    string          `bson:"state,omitempty"`
	Version  string          `bson:"version,omitempty"`
	Language string          `bson:"language,omitempty"`
	Unit     string          `bson:"unit,omitempty"`
	Class    string          `bson:"class,omitempty"`
	Wave     string          `bson:"wave,omitempty"`
	Link     string          `bson:"link,omitempty"`
	Channel  string          `bson:"channel,omitempty"`
	Name     string          `bson:"name,omitempty"`
	Answers  bson.Raw        `bson:"answers,omitempty"` // answersDoc
	Skipped  []string        `bson:"skipped,omitempty"` // paths; not asked
	SHA256   string          `bson:"sha256,omitempty"`
	Unread   []survey.Unread `bson:"unread,omitempty"`
	Row      string          `bson:"row,omitempty"` // row hash
	Receipt  string          `bson:"receipt,omitempty"`
	Files    []string        `bson:"files,omitempty"` // hashes of the attachments that it names
	Flags    []string        `bson:"flags,omitempty"`
	Of       string          `bson:"of,omitempty"`

	Received time.Time `bson:"received,omitempty"`
	Changed  time.Time `bson:"changed,omitempty"`
	By       string    `bson:"by,omitempty"`
	Why      string    `bson:"why,omitempty"`
}

// slotOf is the _id of a response's first revision: its identity, and its batch when it came with one.
func slotOf(survey, id, batch string) string {
	if batch == "" {
		return idOf(survey, id)
	}
	return idOf(survey, id, batch)
}

// docOf makes the document of a revision. changed is the store's clock; it is left out when the response is anonymous.
func docOf(r *survey.Response, revision int, batch string, changed time.Time) (*responseDoc, error) {
	doc := &responseDoc{
		ID:     atRevision(slotOf(r.Survey, r.ID, batch), int64(revision)),
		Survey: r.Survey, Response: r.ID, Revision: revision, Batch: batch,
		State: string(r.State), Version: r.Version, Language: r.Language,
		Unit: r.Unit, Class: r.Class, Wave: r.Wave, Link: r.Link, Channel: string(r.Channel), Name: r.Name,
		Skipped: r.Skipped, SHA256: r.SHA256, Row: r.RowHash, Receipt: r.ReceiptHash, Files: r.Answers.Files(),
		Flags: r.Flags, Of: r.Of, By: r.By, Why: r.Why, Unread: r.Unread,
	}
	if !r.Received.IsZero() {
		doc.Received, doc.Changed = milli(r.Received), milli(changed)
	}
	if r.Answers == nil {
		return doc, nil
	}
	var err error
	if doc.Answers, err = bson.Marshal(answersDoc(r.Answers)); len(doc.Answers) > largestAnswers {
		err = outcome(survey.Invalid, "store.too_large", "Response",
			survey.Say("store.too_large", "bytes", len(doc.Answers), "most", largestAnswers))
	}
	return doc, err
}

// largestAnswers leaves room for the other fields below the 16 MiB of a document.
const largestAnswers = 15 << 20

// response turns a document back.
func (d *responseDoc) response() (*survey.Response, error) {
	r := &survey.Response{
		Survey: d.Survey, ID: d.Response, Revision: d.Revision, State: survey.State(d.State), Version: d.Version,
		Language: d.Language,
		Unit:     d.Unit, Class: d.Class, Wave: d.Wave, Link: d.Link, Channel: survey.Channel(d.Channel),
		Batch:   d.Batch,
		Name:    d.Name,
		Skipped: d.Skipped, SHA256: d.SHA256, RowHash: d.Row, ReceiptHash: d.Receipt, Flags: d.Flags, Of: d.Of, By: d.By,
		Why: d.Why, Unread: d.Unread,
	}
	if !d.Received.IsZero() {
		r.Received, r.Changed = milli(d.Received), milli(d.Changed)
	}
	if d.Answers == nil {
		return r, nil
	}
	var err error
	r.Answers, err = answersFrom(d.Answers)
	return r, err
}

// bare is what is told of a response that is there no more.
func bare(slug, id string) *survey.Response { return &survey.Response{Survey: slug, ID: id} }
