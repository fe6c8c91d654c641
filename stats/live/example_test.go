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

// Tables are items by breaks, each column with its base and each figure with its interval.
func ExampleBoard_Tables() {
	ctx := context.Background()
	svc, _ := service.New(ctx, memstore.New(time.Now), service.Options{})
	_, _ = svc.SaveDraft(ctx, admin, "yk", &survey.Questionnaire{
		FormID: "yk", Title: survey.Text{"": "Ý kiến"},
		Lists: []survey.ChoiceList{
			{Name: "tot", Choices: []survey.Choice{{Code: "tot"}, {Code: "chua"}}},
			{Name: "gioi", Choices: []survey.Choice{{Code: "nu"}, {Code: "nam"}}}},
		Items: []*survey.Item{{Name: "loa", Kind: survey.Single, List: "tot"},
			{Name: "gioi", Kind: survey.Single, List: "gioi"}},
	})
	_, _ = svc.PublishDraft(ctx, admin, "yk", service.PublishOptions{Mode: survey.Named, Accept: true})
	for i, code := range []string{"tot", "tot", "chua", "tot", "chua"} {
		id := fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
		_, _ = svc.Submit(ctx, "yk", service.Submission{ID: id, Answers: survey.Answers{"loa": survey.OfText(code),
			"gioi": survey.OfText([]string{"nu", "nu", "nu", "nam", "nam"}[i])}})
	}
	got, err := live.NewBoard(svc).Tables(ctx, "yk", live.TablesQuery{Items: []string{"loa"}, By: []string{"gioi"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, table := range got.Tables.Tables {
		for _, cell := range table.Cells {
			column := "all"
			if cell.Column != nil {
				column = *cell.Column
			}
			fmt.Printf("%s of %s: %d, %.4f\n", cell.Row, column, cell.Count, cell.Estimate)
		}
	}
	// Output:
	// tot of all: 3, 0.6000
	// chua of all: 2, 0.4000
	// tot of nu: 2, 0.6667
	// chua of nu: 1, 0.3333
	// tot of nam: 1, 0.5000
	// chua of nam: 1, 0.5000
}
