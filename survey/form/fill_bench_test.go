package form

import (
	"encoding/json"
	"fmt"
	"strconv"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// largeForm has 1,000 items in pages of 25: 700 questions, every third of them asked only after an answer to one
// before, and 300 calculations that build on questions and on each other, half of them in the wrong order.
func largeForm(tb testing.TB) (*Form, survey.Answers) {
	tb.Helper()
	q := &survey.Questionnaire{FormID: "large", Lists: []survey.ChoiceList{approvalList()}}
	answers := survey.Answers{}
	var page *survey.Item
	for i := range 1000 {
		if i%25 == 0 {
			page = &survey.Item{Name: fmt.Sprintf("page%d", i/25), Kind: survey.Group}
			q.Items = append(q.Items, page)
		}
		it := &survey.Item{Name: "q" + strconv.Itoa(i), Kind: survey.Integer, Constraint: ". >= 0 and . <= 150"}
		switch {
		case i%10 < 3:
			it.Kind, it.Constraint = survey.Calculate, ""
			it.Calculation = fmt.Sprintf("${q%d} + if(${q%d} > 3, 1, 0)", (i/10)*10+3, (i/10)*10+4)
			if i%10 == 0 {
				it.Calculation = fmt.Sprintf("${q%d} + ${q%d}", i+1, i+2)
			}
		case i%3 == 0 && i%10 != 9:
			it.Kind, it.List, it.Constraint = survey.Single, "tot", ""
			it.Relevant = fmt.Sprintf("${q%d} >= 0", (i/10)*10+9)
		}
		switch it.Kind {
		case survey.Integer:
			answers[page.Name+"/"+it.Name] = survey.OfNumber(strconv.Itoa(i % 7))
		case survey.Single:
			answers[page.Name+"/"+it.Name] = survey.OfText("tot")
		}
		page.Children = append(page.Children, it)
	}
	f, problems := Compile(q)
	if len(problems) > 0 {
		tb.Fatal(problems)
	}
	return f, answers
}

// BenchmarkFill is what each page that a respondent turns costs in a form of 1,000 items with 300 calculations; target:
// a few milliseconds.
func BenchmarkFill(b *testing.B) {
	f, answers := largeForm(b)
	b.ReportAllocs()
	for b.Loop() {
		f.Fill(answers, testClock)
	}
}

// BenchmarkJudge is what accepting one response of that form costs.
func BenchmarkJudge(b *testing.B) {
	f, answers := largeForm(b)
	if _, problems := f.Judge(answers, testClock, true); len(problems) > 0 {
		b.Fatal(problems[:1])
	}
	b.ReportAllocs()
	for b.Loop() {
		f.Judge(answers, testClock, true)
	}
}

// BenchmarkDecodeYardstick reads the same answers as plain JSON: what the others are compared with.
func BenchmarkDecodeYardstick(b *testing.B) {
	_, answers := largeForm(b)
	plain := map[string]string{}
	for path, v := range answers {
		plain[path] = v.Text
	}
	data, err := json.Marshal(plain)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var back map[string]string
		if err := json.Unmarshal(data, &back); err != nil {
			b.Fatal(err)
		}
	}
}
