package live_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
)

// Tables count as results do, by hand: three said b under the first version; under the second, which has c instead of
// b, one said a and two said c. So a is 1 of 6, b 3 of 6 with its mark, and c 2 of the 3 whom it was offered.
func TestTablesOfVersions(t *testing.T) {
	t.Parallel()
	o := open(t, memstore.New(time.Now), &clock{time.Now()})
	o.publish(survey.Named, edition(survey.Single, "a A\nb B"))
	o.answers("1", "q", "b", "b", "b")
	o.publish("", edition(survey.Single, "a A\nc C"))
	o.answers("2", "q", "a", "c", "c")
	tables, err := o.board.Tables(t.Context(), "yk",
		live.TablesQuery{Items: []string{"q"}, By: []string{"_version"}, Lang: "vi"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range tables.Tables.Tables[0].Cells {
		column := "tất cả"
		if c.Column != nil {
			column = *c.Column
		}
		got = append(got, fmt.Sprintf("%s/%s %d %.4f", c.Label, column, c.Count, float64(c.Estimate)))
	}
	for _, want := range []string{"A/tất cả 1 0.1667", "A/1 0 0.0000", "A/2 1 0.3333",
		"B (phiên bản trước: 1)/tất cả 3 0.5000", "B (phiên bản trước: 1)/1 3 1.0000",
		"C (trên những người được hỏi có lựa chọn này)/tất cả 2 0.6667",
		"C (trên những người được hỏi có lựa chọn này)/1 0 NaN",
		"C (trên những người được hỏi có lựa chọn này)/2 2 0.6667"} {
		found := false
		for _, g := range got {
			found = found || g == want
		}
		if !found {
			t.Errorf("there is no cell %q in\n%s", want, strings.Join(got, "\n"))
		}
	}
	if len(tables.Notices) > 0 && strings.Contains(strings.Join(tables.Notices, " "), "để riêng") {
		t.Errorf("nothing stands apart, but the notices are %q", tables.Notices)
	}
}

// Answers that are kept apart are named below the tables.
func TestTablesSayWhatStandsApart(t *testing.T) {
	t.Parallel()
	o := open(t, memstore.New(time.Now), &clock{time.Now()})
	o.publish(survey.Named, edition(survey.Single, "1 Tốt positive_strong\n2 Kém negative"))
	o.answers("1", "q", "1", "1")
	o.publish("", edition(survey.Single, "1 Kém negative\n2 Tốt positive_strong"))
	o.answers("2", "q", "2")
	tables, err := o.board.Tables(t.Context(), "yk", live.TablesQuery{Items: []string{"q"}, Lang: "vi"})
	if err != nil {
		t.Fatal(err)
	}
	if b := tables.Tables.Tables[0].Bases[0]; b.Valid != 1 {
		t.Errorf("the base is %d, want the one answer to the shown version", b.Valid)
	}
	if all := strings.Join(tables.Notices, "\n"); !strings.Contains(all,
		"“Đánh giá”: Không tính câu trả lời theo phiên bản 1, để riêng vì: ") {
		t.Errorf("the notices do not say what stands apart: %q", tables.Notices)
	}
}

// Answers that stand apart, and those to items that the current version has no more, can be asked for by name, as
// items, as breaks and in conditions: by hand, two of the first version said Tốt to q, both said b to cu; one of the
// second said Tốt.
func TestTablesOfWhatStandsApart(t *testing.T) {
	t.Parallel()
	o := open(t, memstore.New(time.Now), &clock{time.Now()})
	cu := &survey.Item{Name: "cu", Kind: survey.Single, List: "l", Label: survey.Text{"": "Câu cũ"}}
	o.publish(survey.Named, edition(survey.Single, "1 Tốt positive_strong\n2 Kém negative", cu))
	o.answers("1", "q", "1", "1")
	o.answers("1", "cu", "2", "2", "1")
	o.publish("", edition(survey.Single, "1 Kém negative\n2 Tốt positive_strong"))
	o.answers("2", "q", "2")
	offer, err := o.board.Offered(t.Context(), "yk", "vi", results.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	var items []string
	for _, c := range offer.Items {
		items = append(items, c.Name+" = "+c.Label+" = "+c.Called)
	}
	if got, want := strings.Join(items, "; "),
		"q = Đánh giá = q; q@1 = Đánh giá (phiên bản trước: 1) = ${q@1}; cu = Câu cũ (phiên bản trước: 1) = cu"; got != want {
		t.Errorf("offered %s\nwant    %s", got, want)
	}
	made := func(q live.TablesQuery) *live.Tabulated {
		t.Helper()
		tables, err := o.board.Tables(t.Context(), "yk", q)
		if err != nil {
			t.Fatal(err)
		}
		return tables
	}
	tables := made(live.TablesQuery{Items: []string{"q@1", "cu"}, By: []string{"_version"}, Lang: "vi"})
	for i, want := range []struct {
		label, tot string
		base       int64
	}{{"Đánh giá (phiên bản trước: 1)", "Tốt", 2}, {"Câu cũ (phiên bản trước: 1)", "Kém", 3}} {
		table := tables.ByItem()[i][0]
		if table.Label != want.label || table.Bases[0].Valid != want.base {
			t.Errorf("table %q of %d, want %q of %d", table.Label, table.Bases[0].Valid, want.label, want.base)
		}
		if c := slices.MaxFunc(table.Cells,
			func(a, b stats.TableCell) int { return int(a.Count - b.Count) }); c.Label != want.tot || c.Count != 2 {
			t.Errorf("most said %q (%d), want %q (2)", c.Label, c.Count, want.tot)
		}
	}
	if all := strings.Join(tables.Notices, "\n"); !strings.Contains(all,
		"“Đánh giá (phiên bản trước: 1)”: Không gộp với phiên bản hiện hành: ") ||
		!strings.Contains(all, "“Câu cũ (phiên bản trước: 1)”: Phiên bản hiện hành không còn hỏi câu này.") {
		t.Errorf("the notices do not say why they stand apart: %q", tables.Notices)
	}
	for _, where := range []string{"cu = '2'", "${q@1} = '1'"} {
		if n := made(live.TablesQuery{Items: []string{"q@1"}, By: []string{"cu"}, Where: where,
			Lang: "vi"}).Rows; n != 2 {
			t.Errorf("%s holds for %d responses, want 2", where, n)
		}
	}
}
