package workbook_test

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"testing"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/export/exporttest"
	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// large is a survey of so many rated items with figures that stand for no answers, and so many responses made on the
// way.
func large(b *testing.B, items, responses, units int) (*results.Results, iter.Seq2[*survey.Response, error]) {
	b.Helper()
	q := &survey.Questionnaire{FormID: "lon", Title: exporttest.Both("Lớn", "Large"), DefaultLanguage: "vi",
		Lists: exporttest.Everything().Lists}
	for i := range items {
		q.Items = append(q.Items,
			&survey.Item{Name: fmt.Sprintf("q%d", i), Kind: survey.Single, List: "tot",
				Label: exporttest.Both("Việc học tập, quán triệt nghị quyết", "Studying")})
	}
	form, problems := form.Compile(q)
	if len(problems) > 0 {
		b.Fatal(problems)
	}
	r := &results.Results{Survey: &survey.Survey{Slug: "lon", Mode: survey.Anonymous}, Form: form, Made: demo.LatestDay,
		Counted: int64(responses)}
	for i := range units {
		r.Units = append(r.Units, results.Unit{Code: fmt.Sprint(i), Name: "Đơn vị", Depth: min(i, 1)})
	}
	share := &results.Share{Count: 1, Base: 2, Estimate: 0.5, Lower: 0.1, Upper: 0.9}
	for _, f := range form.Fields {
		it := &results.Item{Field: f, Base: results.Base{Asked: 4, Answered: 3, Valid: 2}, Top: share, Top2: share,
			ByUnit: make([]results.UnitRow, units)}
		for _, c := range f.List.Choices {
			it.Rows = append(it.Rows,
				results.Row{Code: c.Code, Label: c.Label, Role: c.Role, Count: 1, Proportion: 0.5})
		}
		for i := range it.ByUnit {
			it.ByUnit[i] = results.UnitRow{Top: share, Top2: share}
		}
		r.Items = append(r.Items, it)
	}
	codes := []string{"tot", "kha", "chua", "kho_tra_loi"}
	return r, func(yield func(*survey.Response, error) bool) {
		random := rand.New(rand.NewPCG(1, 2))
		for i := range responses {
			a := make(survey.Answers, items)
			for j := range items {
				a[fmt.Sprintf("q%d", j)] = survey.Value{Kind: survey.VText, Text: codes[random.IntN(4)]}
			}
			if !yield(&survey.Response{ID: fmt.Sprintf("%032d", i), Revision: 1, State: survey.Submitted, Version: "1",
				Answers: a}, nil) {
				return
			}
		}
	}
}

func BenchmarkWorkbook(b *testing.B) {
	for _, size := range []struct{ items, responses, units int }{{60, 1_088, 106}, {1_000, 100, 106},
		{60, 100_000, 106}} {
		b.Run(fmt.Sprintf("items=%d/responses=%d", size.items, size.responses), func(b *testing.B) {
			r, data := large(b, size.items, size.responses, size.units)
			b.ReportAllocs()
			for b.Loop() {
				if err := workbook.Workbook(io.Discard, r,
					workbook.WorkbookOptions{Lang: "vi", Data: data}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkVerify(b *testing.B) {
	r, data := large(b, 60, 20_000, 106)
	var file bytes.Buffer
	version := &survey.Version{Survey: r.Survey.Slug, Version: r.Form.Q.Version, Questionnaire: r.Form.Q}
	documents := &recount.Documents{Survey: r.Survey, Versions: []*survey.Version{version}}
	if err := workbook.Workbook(&file, r,
		workbook.WorkbookOptions{Lang: "vi", Data: data, Documents: documents}); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := verify.Verify(b.Context(), file.Bytes(), verify.VerifyOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkResponses(b *testing.B) {
	for _, format := range data.Formats() {
		b.Run(format, func(b *testing.B) {
			r, answered := large(b, 60, 20_000, 0)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := data.Write(io.Discard, format, r.Lineage, answered, "vi"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
