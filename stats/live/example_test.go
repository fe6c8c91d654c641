package live_test

import (
	"context"
	"fmt"
	"time"

	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/service"
)

// A board follows a survey in the store: its figures are those of the answers that are there when it is asked. Who does
// not know is outside the valid base.
func ExampleBoard_Results() {
	ctx := context.Background()
	svc, _ := service.New(ctx, memstore.New(time.Now), service.Options{})
	_, _ = svc.SaveDraft(ctx, admin, "yk", &survey.Questionnaire{
		FormID: "yk", Title: survey.Text{"": "Ý kiến"},
		Lists: []survey.ChoiceList{{Name: "tot", Choices: []survey.Choice{
			{Code: "tot", Role: survey.PositiveStrong}, {Code: "chua", Role: survey.Negative},
			{Code: "kb", Role: survey.DontKnow},
		}}},
		Items: []*survey.Item{{Name: "loa", Kind: survey.Single, List: "tot"}},
	})
	_, _ = svc.PublishDraft(ctx, admin, "yk", service.PublishOptions{Mode: survey.Named, Accept: true})
	for i, code := range []string{"tot", "tot", "tot", "chua", "kb"} {
		id := fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
		_, _ = svc.Submit(ctx, "yk", service.Submission{ID: id, Answers: survey.Answers{"loa": survey.OfText(code)}})
	}
	got, err := live.NewBoard(svc).Results(ctx, "yk", results.Scope{})
	if err != nil {
		fmt.Println(err)
		return
	}
	item := got.Items[0]
	fmt.Printf("counted %d, answered %d, valid %d\n", got.Counted, item.Base.Answered, item.Base.Valid)
	for _, row := range item.Rows {
		fmt.Println(row.Code, row.Count, row.Proportion)
	}
	// Output:
	// counted 5, answered 5, valid 4
	// tot 3 0.75
	// chua 1 0.25
	// kb 1 NaN
}
