package live_test

import (
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
)

// districts is an office with answers from two districts, the second of which answered first: B has 1 tot and 1 chua, A
// has 3 tot and 1 don't know.
func districts(t *testing.T) *office {
	o := open(t, memstore.New(time.Now), &clock{time.Now()})
	units := []survey.Unit{{Code: "12", Name: "Tỉnh", Level: "province"},
		{Code: "900", Name: "Huyện A", Level: "district", Parent: "12"},
		{Code: "106", Name: "Huyện B", Level: "district", Parent: "12"}}
	if err := o.svc.ImportUnits(t.Context(), admin, survey.UnitSet{ID: "u", Units: units}, nil); err != nil {
		t.Fatal(err)
	}
	o.publish(survey.Named, form())
	if _, err := o.svc.Change(t.Context(), admin, "yk", func(s *survey.Survey) { s.Units = "u" }); err != nil {
		t.Fatal(err)
	}
	for i, a := range [][2]string{{"106", "tot"}, {"106", "chua"}, {"900", "tot"}, {"900", "tot"}, {"900", "tot"},
		{"900", "kb"}} {
		o.answer(i, said(a[1]), a[0])
	}
	return o
}

// TestTablesByUnit: columns stand in the order of the register and are called by the units' names; don't know is
// outside the base.
func TestTablesByUnit(t *testing.T) {
	t.Parallel()
	o := districts(t)
	got, err := o.board.Tables(t.Context(), "yk",
		live.TablesQuery{Items: []string{"q1"}, By: []string{"unit:district"}, Letters: "none", Lang: "vi"})
	if err != nil {
		t.Fatal(err)
	}
	table := got.Tables.Tables[0]
	var heads []string
	for _, b := range table.Bases[1:] {
		heads = append(heads, b.Label+" "+b.Letter)
	}
	if strings.Join(heads, ", ") != "Huyện A a, Huyện B b" || *table.Banner != "_unit_district" || got.Counted != 6 {
		t.Errorf("columns %q of %q, %d counted", heads, *table.Banner, got.Counted)
	}
	for column, want := range map[string]float64{"": 0.8, "900": 1, "106": 0.5} {
		if c := table.Find("tot", column); float64(c.Estimate) != want {
			t.Errorf("tot in %q: %v, want %v", column, c.Estimate, want)
		}
	}
	if b := table.Base("900"); b.Asked != 4 || b.Valid != 3 {
		t.Errorf("bases of A %+v, want 4 asked, 3 valid", b)
	}
}

// TestTablesOfSome: a condition in the questionnaire language leaves out the others.
func TestTablesOfSome(t *testing.T) {
	t.Parallel()
	o := districts(t)
	o.answer(10, survey.Answers{"q1": survey.OfText("tot"), "so": survey.OfNumber("4")}, "900")
	o.answer(11, survey.Answers{"q1": survey.OfText("chua"), "so": survey.OfNumber("8")}, "900")
	ask := func(where string) (*live.Tabulated, error) {
		return o.board.Tables(t.Context(), "yk",
			live.TablesQuery{Items: []string{"q1", "so"}, Where: where, Lang: "en"})
	}
	got, err := ask("so >= 4 and q1 = 'tot'")
	if err != nil {
		t.Fatal(err)
	}
	if c := got.Tables.Tables[0].Find("tot", ""); got.Rows != 1 || c.Count != 1 {
		t.Errorf("%d rows, %d tot; want the one", got.Rows, c.Count)
	}
	if m := got.Tables.Tables[1].Find("mean", ""); float64(m.Estimate) != 4 {
		t.Errorf("mean %v, want 4", m.Estimate)
	}
	for where, want := range map[string]string{"tuoii > 3": `"tuoii"`, "so >": "Condition"} {
		if _, err := ask(where); survey.KindOf(err) != survey.Invalid ||
			!strings.Contains(err.Error(), strings.Trim(want, `"`)) {
			t.Errorf("%s: %v, want it refused in words", where, err)
		}
	}
}

// TestTablesOffer: what has codes or numbers can be tabulated, single choices and levels of several units can be
// breaks, and nothing else is taken.
func TestTablesOffer(t *testing.T) {
	t.Parallel()
	o := districts(t)
	offer, err := o.board.Offered(t.Context(), "yk", "vi", results.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	names := func(list []live.Choice) string {
		var out []string
		for _, c := range list {
			out = append(out, c.Name)
		}
		return strings.Join(out, " ")
	}
	if names(offer.Items) != "q1 q2 so" || names(offer.Breaks) != "_unit_district q1" {
		t.Errorf("items %s, breaks %s", names(offer.Items), names(offer.Breaks))
	}
	for _, q := range []live.TablesQuery{{}, {Items: []string{"vi_sao"}}, {Items: []string{"q1"}, By: []string{"q2"}},
		{Items: []string{"q1"}, By: []string{"unit:province"}}, {Items: []string{"nguoi/tuoi"}}} {
		if _, err := o.board.Tables(t.Context(), "yk", q); survey.KindOf(err) != survey.Invalid {
			t.Errorf("%+v: %v, want it refused", q, err)
		}
	}
}
