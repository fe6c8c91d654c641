package live_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
)

// TestRanks: of four rankings a b c, a c b, b a c and c a b the mean ranks are by hand (1+1+2+2)/4, (2+3+1+3)/4 and
// (3+2+3+1)/4; half put a first, and all have it among the best two.
func TestRanks(t *testing.T) {
	t.Parallel()
	o := open(t, memstore.New(time.Now), &clock{time.Now()})
	o.publish(survey.Named, &survey.Questionnaire{FormID: "yk", Title: survey.Text{"": "Xếp hạng"},
		Lists: []survey.ChoiceList{{Name: "uu_tien",
			Choices: []survey.Choice{{Code: "a", Label: survey.Text{"": "Đường"}},
				{Code: "b", Label: survey.Text{"": "Trường"}},
				{Code: "c", Label: survey.Text{"": "Trạm"}}}}},
		Items: []*survey.Item{{Name: "hang", Kind: survey.Rank, List: "uu_tien"}}})
	for i, codes := range [][]string{{"a", "b", "c"}, {"a", "c", "b"}, {"b", "a", "c"}, {"c", "a", "b"},
		{"c", "b", "a"}} {
		o.answer(i, survey.Answers{"hang": survey.OfCodes(codes...)}, "")
	}
	if err := o.svc.Review(t.Context(), admin, "yk", "00000000-0000-4000-8000-000000000004", survey.Rejected,
		"thử"); err != nil {
		t.Fatal(err)
	}
	it := o.item("hang")
	if it.Base.Valid != 4 || len(it.Ranks) != 3 {
		t.Fatalf("valid %d, ranks %+v", it.Base.Valid, it.Ranks)
	}
	for i, want := range []struct {
		mean, first, best2 float64
		places             []int64
	}{{1.5, 0.5, 1, []int64{2, 2, 0}}, {2.25, 0.25, 0.5, []int64{1, 1, 2}}, {2.25, 0.25, 0.5, []int64{1, 1, 2}}} {
		r := it.Ranks[i]
		if r.N != 4 || r.Mean != want.mean || r.Top[0].Estimate != want.first || r.Top[1].Estimate != want.best2 ||
			r.Top[2].Estimate != 1 || !slices.Equal(r.Places, want.places) {
			t.Errorf("%s: %+v, want %+v", it.Rows[i].Code, r, want)
		}
	}
	got, err := o.board.Tables(t.Context(), "yk", live.TablesQuery{Items: []string{"hang"}, Lang: "vi"})
	if err != nil {
		t.Fatal(err)
	}
	table := &got.Tables.Tables[0]
	names := map[string]float64{}
	codes, nets := table.Plain()
	for _, c := range append(codes, nets...) {
		names[workbook.TableRowName("vi", table, &c)] = float64(c.Estimate)
	}
	for name, want := range map[string]float64{"Đường: hạng trung bình": 1.5, "Đường: xếp thứ nhất": 0.5,
		"Trường: trong 2 hạng đầu": 0.5} {
		if x, there := names[name]; !there || math.Abs(x-want) > 1e-15 {
			t.Errorf("%s: %v, want %v; rows %v", name, x, want, names)
		}
	}
}
