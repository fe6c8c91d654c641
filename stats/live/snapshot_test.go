package live_test

import (
	"testing"
	"time"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
)

// TestOnlyWhoAsksGetsASnapshot: the id is made of the key of every answer, so that a page, which shows none, must not
// pay for it with each new answer; who asks gets that of the answers that count, also when a page has asked before.
func TestOnlyWhoAsksGetsASnapshot(t *testing.T) {
	t.Parallel()
	o := open(t, memstore.New(time.Now), &clock{time.Now()})
	o.publish(survey.Named, &survey.Questionnaire{FormID: "yk", Items: []*survey.Item{{Name: "so", Kind: survey.Integer}}})
	for i := range 3 {
		o.answer(i, survey.Answers{"so": survey.OfNumber("1")}, "")
		page, err := o.board.Results(t.Context(), "yk", results.Scope{})
		if err != nil || page.Snapshot != "" || page.Counted != int64(i+1) {
			t.Fatalf("a page gets the snapshot %q of %d answers, %v", page.Snapshot, page.Counted, err)
		}
		_, keys, err := o.board.ResultsWithKeys(t.Context(), "yk", results.Scope{})
		if err != nil || len(keys) != i+1 {
			t.Fatalf("%d keys, %v", len(keys), err)
		}
		for range 2 {
			if got, want := o.results().Snapshot, survey.SnapshotID(keys); got != want {
				t.Errorf("snapshot %q, want %q", got, want)
			}
		}
	}
}
