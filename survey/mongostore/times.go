package mongostore

import (
	"time"

	"github.com/khaosat/khaosat/survey"
)

// milli is how times are kept: in UTC, to the millisecond.
func milli(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// inUTC brings the times of a noun to UTC and the millisecond.
func inUTC(noun any) {
	switch v := noun.(type) {
	case *survey.Survey:
		v.Opens, v.Closes, v.Created = milli(v.Opens), milli(v.Closes), milli(v.Created)
	case *survey.Version:
		v.Published = milli(v.Published)
	case *survey.Snapshot:
		v.Made = milli(v.Made)
	}
}
