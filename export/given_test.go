package export_test

import (
	"testing"

	"github.com/khaosat/khaosat/export"
	"github.com/khaosat/khaosat/export/internal/savread"
	"github.com/khaosat/khaosat/survey"
)

// Choices that respondents give themselves have no list to be tabulated by: they are counted as given, and exported as they are.
func TestChoicesFromARepeatAreExportedAsTheyAre(t *testing.T) {
	q := everything()
	q.Items = append(q.Items, &survey.Item{Name: "dai_dien", Kind: survey.Single, List: "${ten}", Label: both("Ai đại diện?", "Who stands?")},
		&survey.Item{Name: "di_hop", Kind: survey.Multiple, List: "${ten}", Label: both("Ai đi họp?", "Who goes?")})
	w := newWorld(t, survey.Named, q)
	a := everyAnswer()
	a["dai_dien"], a["di_hop"] = text("Lò Văn A"), survey.OfCodes("=1+1", "Lò_Văn_A")
	w.answer(t, a)
	w.answer(t, survey.Answers{"tuoi": number("5")})
	csv := w.encoded(t, "csv")
	rows := cells(t, csv)
	if one, many := column(rows, "dai_dien", 1), column(rows, "di_hop", 1); one != "Lò Văn A" || many != " =1+1 Lò_Văn_A" {
		t.Errorf("CSV: %q and %q", one, many)
	}
	sav := savread.Read(t, w.encoded(t, "sav"))
	if one, many := sav.Value("dai_dien", 0), sav.Value("di_hop", 0); one != "Lò Văn A" || many != "=1+1 Lò_Văn_A" {
		t.Errorf("SPSS: %q and %q", one, many)
	}
	b := w.workbook(t, "vi")
	if v, err := export.Verify(t.Context(), b, export.VerifyOptions{}); err != nil || len(v.Differences) > 0 {
		t.Errorf("verify: %+v, %v", v, err)
	}
	if got := column(open(t, b).rows("Dữ liệu"), "di_hop", 1); got != "=1+1 Lò_Văn_A" {
		t.Errorf("workbook: %q", got)
	}
	to := newWorld(t, survey.Named, q)
	to.importTable(t, csv)
	same(t, to.answers(t), w.answers(t))
}
