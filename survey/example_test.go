package survey_test

import (
	"context"
	"fmt"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/service"
)

// A form judges posted answers: it lists everything that is wrong, with the item, in words.
func ExampleForm_Judge() {
	q := &survey.Questionnaire{
		Lists: []survey.ChoiceList{{Name: "tot",
			Choices: []survey.Choice{{Code: "tot", Role: survey.PositiveStrong}, {Code: "chua"}}}},
		Items: []*survey.Item{
			{Name: "danh_gia", Kind: survey.Single, List: "tot", Required: "yes"},
			{Name: "vi_sao", Kind: survey.TextItem, Relevant: "${danh_gia} = 'chua'"},
		},
	}
	fm, _ := form.Compile(q)
	clock := form.Clock{Now: time.Now, Zone: time.UTC}
	_, problems := fm.Judge(survey.Answers{"danh_gia": survey.OfText("kha"), "vi_sao": survey.OfText("…")}, clock, true)
	for _, p := range problems {
		fmt.Println(p.Place.Item, p.Code)
	}
	checked, _ := fm.Judge(survey.Answers{"danh_gia": survey.OfText("tot")}, clock, true)
	fmt.Println("not asked:", checked.Skipped)
	// Output:
	// danh_gia answer.choice
	// vi_sao answer.not_asked
	// not asked: [vi_sao]
}

// A response is accepted once: sending it again gives the first receipt.
func ExampleService_Submit() {
	ctx := context.Background()
	svc, _ := service.New(ctx, memstore.New(time.Now), service.Options{})
	me := survey.System("example")
	q := &survey.Questionnaire{Title: survey.Text{"vi": "Ý kiến"},
		Items: []*survey.Item{{Name: "tuoi", Kind: survey.Integer}}}
	_, _ = svc.SaveDraft(ctx, me, "y-kien", q)
	_, _ = svc.PublishDraft(ctx, me, "y-kien", service.PublishOptions{Mode: survey.Anonymous})

	in := service.Submission{ID: "6f1c2c5e-8a0b-4a3e-9d6b-0f6f5a4c7e21",
		Answers: survey.Answers{"tuoi": survey.OfNumber("40")}}
	first, _ := svc.Submit(ctx, "y-kien", in)
	again, _ := svc.Submit(ctx, "y-kien", in)
	fmt.Println(first.New, again.New, first.Receipt == again.Receipt)
	in.Answers["tuoi"] = survey.OfNumber("41")
	_, err := svc.Submit(ctx, "y-kien", in)
	fmt.Println(survey.KindOf(err))
	// Output:
	// true false true
	// conflict
}
