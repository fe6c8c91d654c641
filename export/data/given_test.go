package data_test

import (
	"testing"

	"github.com/khaosat/khaosat/export/exporttest"
	"github.com/khaosat/khaosat/export/internal/savread"
	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/survey"
)

// Choices that respondents give themselves have no list to be tabulated by: they are counted as given, and exported as
// they are.
func TestChoicesFromARepeatAreExportedAsTheyAre(t *testing.T) {
	q := exporttest.Everything()
	q.Items = append(q.Items,
		&survey.Item{Name: "dai_dien", Kind: survey.Single, List: "${ten}",
			Label: exporttest.Both("Ai đại diện?", "Who stands?")},
		&survey.Item{Name: "di_hop", Kind: survey.Multiple, List: "${ten}",
			Label: exporttest.Both("Ai đi họp?", "Who goes?")})
	w := exporttest.NewWorld(t, survey.Named, q)
	a := exporttest.EveryAnswer()
	a["dai_dien"], a["di_hop"] = exporttest.Text("Lò Văn A"), survey.OfCodes("=1+1", "Lò_Văn_A")
	w.Answer(t, a)
	w.Answer(t, survey.Answers{"tuoi": exporttest.Number("5")})
	csv := w.Encoded(t, "csv")
	rows := exporttest.Cells(t, csv)
	if one, many := exporttest.Column(rows, "dai_dien", 1), exporttest.Column(rows, "di_hop", 1); one != "Lò Văn A" ||
		many != " =1+1 Lò_Văn_A" {
		t.Errorf("CSV: %q and %q", one, many)
	}
	sav := savread.Read(t, w.Encoded(t, "sav"))
	if one, many := sav.Value("dai_dien", 0), sav.Value("di_hop", 0); one != "Lò Văn A" || many != "=1+1 Lò_Văn_A" {
		t.Errorf("SPSS: %q and %q", one, many)
	}
	b := w.Workbook(t, "vi")
	if v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{}); err != nil || len(v.Differences) > 0 {
		t.Errorf("verify: %+v, %v", v, err)
	}
	if got := exporttest.Column(exporttest.Open(t, b).Rows("Dữ liệu"), "di_hop", 1); got != "=1+1 Lò_Văn_A" {
		t.Errorf("workbook: %q", got)
	}
	to := exporttest.NewWorld(t, survey.Named, q)
	to.ImportTable(t, csv)
	exporttest.Same(t, to.Stored(t), w.Stored(t))
}
