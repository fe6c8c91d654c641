package recount_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/service"
)

var admin = survey.System("test")

// form asks for an opinion on a scale with scores, a district, an age and a ranking.
func form() *survey.Questionnaire {
	label := func(s string) survey.Text { return survey.Text{"vi": s} }
	return &survey.Questionnaire{FormID: "yk", Title: label("Ý kiến"), DefaultLanguage: "vi",
		Languages: []survey.Language{{ID: "vi", Header: "Tiếng Việt (vi)", Name: "Tiếng Việt"}},
		Lists: []survey.ChoiceList{
			{Name: "muc", Choices: []survey.Choice{{Code: "tot", Label: label("Tốt"), Role: survey.PositiveStrong,
				Score: "2"}, {Code: "chua", Label: label("Chưa tốt"), Role: survey.Negative, Score: "0"},
				{Code: "kb", Label: label("Không biết"), Role: survey.DontKnow}}},
			{Name: "xa", Choices: []survey.Choice{{Code: "a", Label: label("Xã A")}, {Code: "b", Label: label("Xã B")},
				{Code: "c", Label: label("Xã C")}}},
		},
		Items: []*survey.Item{{Name: "q", Kind: survey.Single, List: "muc", Label: label("Thế nào?")},
			{Name: "xa", Kind: survey.Single, List: "xa", Label: label("Ở đâu?")},
			{Name: "tuoi", Kind: survey.Integer, Label: label("Tuổi")},
			{Name: "hang", Kind: survey.Rank, List: "xa", Label: label("Xếp hạng")}}}
}

// source is a survey with these answers.
func source(t *testing.T, answers ...survey.Answers) *recount.Source {
	t.Helper()
	svc, err := service.New(t.Context(), memstore.New(time.Now), service.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := svc.SaveDraft(t.Context(), admin, "yk", form()); err != nil {
		t.Fatal(err)
	}
	if _, err := svc.PublishDraft(t.Context(), admin, "yk", service.PublishOptions{Mode: survey.Named}); err != nil {
		t.Fatal(err)
	}
	d, err := recount.Load(t.Context(), svc, "yk")
	if err != nil {
		t.Fatal(err)
	}
	var rows []*survey.Response
	for i, a := range answers {
		rows = append(rows, &survey.Response{ID: fmt.Sprint(i), Version: "1", Answers: a, State: survey.Submitted})
	}
	s, err := d.Source("1", recount.Each(rows))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func times(n int, a survey.Answers) []survey.Answers {
	out := make([]survey.Answers, n)
	for i := range out {
		out[i] = a
	}
	return out
}

func said(q, xa string) survey.Answers {
	return survey.Answers{"q": survey.OfText(q), "xa": survey.OfText(xa)}
}

func tables(t *testing.T, s *recount.Source, q recount.TablesQuery) *stats.Tables {
	t.Helper()
	q.Lang = "vi"
	out, err := recount.Tables(s, q)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func near(x stats.Figure, want, within float64) bool {
	return math.IsNaN(want) && math.IsNaN(float64(x)) || math.Abs(float64(x)-want) <= within
}

// Of 85 answers 45 are good: a 30 of 40, b 10 of 40, c 5 of 5, and three do not know. Wilson's interval by hand:
// (0.529412+0.022597 ± 1.959964·√(0.00293100+0.00013292))/1.0451936. The standard error of 30 of 40 in a sample of 88
// is √(88/87·0.75·0.25/40). a and b differ by 0.5 with the standard error √(2·88/87·0.75·0.25/40), t = 5.134, far
// beyond any table; c at 100 % is not tested. The mean score is 2·45/85, and by hand √(88/87·4·(45/85)(40/85)/85) its
// standard error.
func TestTablesByHand(t *testing.T) {
	t.Parallel()
	answers := slices.Concat(times(30, said("tot", "a")), times(10, said("chua", "a")), times(10, said("tot", "b")),
		times(30, said("chua", "b")), times(5, said("tot", "c")),
		times(3, said("kb", "c")))
	got := tables(t, source(t, answers...),
		recount.TablesQuery{Items: []string{"q"}, By: []string{"xa"}, Letters: plain.Holm})
	table := &got.Tables[0]
	if got.Rows != 88 || *table.Banner != "Ở đâu?" || table.Label != "Thế nào?" || table.Base("c").Valid != 5 ||
		table.Base("c").Answered != 8 || table.Base("b").Letter != "b" {
		t.Errorf("%d rows, %+v", got.Rows, table)
	}
	se := math.Sqrt(88. / 87 * 0.75 * 0.25 / 40)
	for _, c := range []struct {
		row, column         string
		count               int64
		estimate, se, df    float64
		lower, upper, loose float64
		letters             string
		flags               []stats.Reason
	}{
		{"tot", "", 45, 45. / 85, math.Sqrt(88. / 87 * 45 / 85 * 40 / 85 / 85), 87, 0.4243, 0.6319, 5e-5, "", nil},
		{"tot", "a", 30, 0.75, se, 39, 0.5981, 0.8581, 5e-5, "b", nil},
		{"chua", "b", 30, 0.75, se, 39, 0.5981, 0.8581, 5e-5, "a", nil},
		{"tot", "c", 5, 1, 0, 7, 0.5655, 1, 5e-5, "", []stats.Reason{stats.ReasonZeroVariance, stats.ReasonSmallBase}},
		{"kb", "c", 3, math.NaN(), math.NaN(), 7, math.NaN(), math.NaN(), 0, "", []stats.Reason{stats.ReasonOutside}},
		{"top_box", "a", 30, 0.75, se, 39, 0.5981, 0.8581, 5e-5, "b", nil},
		{"mean", "", 85, 90. / 85, math.Sqrt(88. / 87 * 4 * 45 / 85 * 40 / 85 / 85), 87, math.NaN(), math.NaN(),
			math.Inf(1), "", nil},
	} {
		cell := table.Find(c.row, c.column)
		if cell.Count != c.count || !near(cell.Estimate, c.estimate, 1e-15) || !near(cell.SE, c.se, 1e-15) ||
			float64(cell.DF) != c.df ||
			!math.IsInf(c.loose, 1) && (!near(cell.Lower, c.lower, c.loose) || !near(cell.Upper, c.upper, c.loose)) ||
			cell.Letters != c.letters || !slices.Equal(cell.Flags, c.flags) {
			t.Errorf("%s in %q: %+v, want %+v", c.row, c.column, cell, c)
		}
	}
	some := tables(t, source(t, answers...),
		recount.TablesQuery{Items: []string{"q", "q"}, Where: "${xa} = 'c' or q = 'chua'"})
	if len(some.Tables) != 1 {
		t.Errorf("an item that is asked for twice has %d tables, want one", len(some.Tables))
	}
	if cell := some.Tables[0].Find("tot", ""); some.Rows != 48 || cell.Count != 5 ||
		!near(cell.Estimate, 5./45, 1e-15) || some.Tables[0].Banner != nil {
		t.Errorf("under a condition: %d rows, %+v", some.Rows, cell)
	}
}

// Ages 20, 30 and 40 of four people: the mean is 30, its standard error √(4/3·200/9), the total 90 with
// √(4/3·((20-22.5)²+(30-22.5)²+(40-22.5)²+22.5²)), and 3.182446 is t of 3 degrees of freedom. Rankings as in
// stats/ranking_test.go: four of five, mean ranks (1+1+2+2)/4, (2+3+1)/3 and (3+2+3+1)/4.
func TestTablesOfNumbersAndRanksByHand(t *testing.T) {
	t.Parallel()
	aged := func(years string) survey.Answers { return survey.Answers{"tuoi": survey.OfNumber(years)} }
	table := tables(t, source(t, aged("20"), aged("30"), aged("40"), survey.Answers{}),
		recount.TablesQuery{Items: []string{"tuoi"}}).Tables[0]
	mean, total := table.Find("mean", ""), table.Find("total", "")
	se := math.Sqrt(4. / 3 * 200 / 9)
	if mean.Count != 3 || !near(mean.Estimate, 30, 0) || !near(mean.SE, se, 1e-14) ||
		!near(mean.Lower, 30-3.182446*se, 1e-5) || !near(mean.Deff, 8./9, 1e-15) {
		t.Errorf("mean %+v", mean)
	}
	if !near(total.Estimate, 90, 0) || !near(total.SE, math.Sqrt(4./3*(2.5*2.5+7.5*7.5+17.5*17.5+22.5*22.5)), 1e-13) {
		t.Errorf("total %+v", total)
	}
	ranked := func(codes ...string) survey.Answers { return survey.Answers{"hang": survey.OfCodes(codes...)} }
	table = tables(t, source(t, ranked("a", "b", "c"), ranked("a", "c", "b"), ranked("b", "a", "c"), ranked("c", "a"),
		survey.Answers{}), recount.TablesQuery{Items: []string{"hang"}}).Tables[0]
	for row, want := range map[string]float64{"a": 0.5, "b": 0.25, "a mean_rank": 1.5, "b mean_rank": 2,
		"c mean_rank": 2.25, "a top_2": 1, "b top_2": 0.5, "b top_3": 0.75} {
		if cell := table.Find(row, ""); cell == nil || !near(cell.Estimate, want, 1e-15) {
			t.Errorf("%s: %+v, want %v", row, cell, want)
		}
	}
}

// The second route shares formulas with the first and the shape of tables, and counts by itself: of package stats it
// uses these, and of stats/live nothing.
func TestRecountCountsByItself(t *testing.T) {
	t.Parallel()
	shared := []string{"Numbers", "Tables", "Table", "TableCell", "ColumnBase", "Figure", "Reason", "Kind", "Number",
		"Single", "Multi", "Rank", "RankRow", "RowMeanRank", "RowTop",
		"IntervalWilson", "BinomialInterval", "Wilson", "TQuantile", "TUpper", "Adjustment", "AdjustP", "Letters",
		"ColumnLetter", "ColumnTest", "BreakColumn",
		"ReasonOutside", "ReasonEmpty", "ReasonOne", "ReasonZeroVariance", "ReasonSmallBase"}
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, b, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range file.Imports {
			if strings.HasSuffix(i.Path.Value, `stats/live"`) {
				t.Errorf("%s imports %s", name, i.Path.Value)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if of, ok := s.X.(*ast.Ident); ok && of.Name == "stats" && !slices.Contains(shared, s.Sel.Name) {
					t.Errorf("%s uses stats.%s", name, s.Sel.Name)
				}
			}
			return true
		})
	}
}
