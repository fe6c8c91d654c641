package answergen_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/answergen"
	"github.com/khaosat/khaosat/survey/form"
)

func Example() {
	fm, _ := form.Compile(&survey.Questionnaire{FormID: "tuoi", Items: []*survey.Item{
		{Name: "tuoi", Kind: survey.Integer, Required: "yes", Constraint: ". >= 18 and . < 120"},
		{Name: "the_nguoi_cao_tuoi", Kind: survey.TextItem, Relevant: "${tuoi} >= 60"},
	}})
	noon := func() time.Time { return time.Date(2025, 7, 1, 5, 0, 0, 0, time.UTC) }
	g := answergen.New(fm, rand.New(rand.NewPCG(1, 2)), form.Clock{Now: noon, Zone: time.UTC})
	for range 3 {
		g.Valid()
	}
	fmt.Println(g.Covered())
	for _, m := range g.Invalid() {
		if m.Item == "tuoi" {
			fmt.Println(m.Name, "→", m.Code)
		}
	}
	// Output:
	// 2 2 []
	// a required answer missing → answer.required
	// words for a number → answer.number
	// a decimal comma → answer.decimal_comma
	// a fraction for a whole number → answer.integer
	// a number beyond the constraint → answer.constraint
}
