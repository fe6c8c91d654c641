package verify_test

import (
	"testing"

	"github.com/khaosat/khaosat/export/exporttest"
	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// A plan of 9 for a commune that was not there yet on the day of the wave is nobody's in figures of all waves: the
// district has the 4 of the other wave, by both routes.
func TestAPlanForAPlaceOfAnotherDayVerifies(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named,
		&survey.Questionnaire{FormID: "f", Items: []*survey.Item{{Name: "nam", Kind: survey.Integer}}})
	units := []survey.Unit{{Code: "12", Name: "Tỉnh", Level: "tinh"},
		{Code: "h1", Name: "Huyện Một", Level: "huyen", Parent: "12"},
		{Code: "h2", Name: "Huyện Hai", Level: "huyen", Parent: "12"},
		{Code: "x", Name: "Xã mới", Level: "xa", Parent: "h1", From: "2025-07-01"}}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.ImportUnits(t.Context(), exporttest.Admin, survey.UnitSet{ID: "u", Units: units}, nil))
	_, err := w.Change(t.Context(), exporttest.Admin, w.Slug, func(s *survey.Survey) {
		s.Units, s.Waves, s.Wave = "u", []survey.Wave{{Code: "d1", Day: "2025-03-01"}, {Code: "d2", Day: "2025-09-01"}},
			"d2"
	})
	must(err)
	w.Answer(t, survey.Answers{"nam": exporttest.Number("1990")})
	for wave, n := range map[string]int{"d1": 9, "d2": 4} {
		must(w.SetFrame(t.Context(), exporttest.Admin,
			survey.SamplingFrame{Survey: w.Slug, Wave: wave, Rows: []survey.FrameRow{{Unit: "x", Planned: n}}}))
	}
	r, err := w.Board.Results(t.Context(), w.Slug, results.Scope{Wave: survey.AllWaves, Identified: true})
	must(err)
	if u := r.Units[0]; u.Code != "h1" || u.Planned != 4 {
		t.Errorf("%s has a plan of %d, want h1 with 4", u.Code, u.Planned)
	}
	b := exporttest.Write(t, r,
		workbook.WorkbookOptions{Lang: "vi", Data: w.Counting(t), Documents: exporttest.Documents(t, w.Service, w.Slug),
			Seal: w.Identity()})
	v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{Store: w.Service})
	must(err)
	if len(v.Differences) > 0 || v.Checked != v.Cells {
		t.Errorf("%d of %d cells, differences %v", v.Checked, v.Cells, v.Differences)
	}
}
