package stats

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/khaosat/khaosat/stats/plain"
)

// rankings are five answers about three choices; the fourth left b out and the last said nothing.
const rankings = `unit,r
A,a b c
A,a c b
B,b a c
B,c a
B,
`

func rankFrame(t *testing.T) *Frame {
	t.Helper()
	f, err := ReadCSV(strings.NewReader(rankings), CSVOptions{Describe: map[string]Variable{
		"r": {Name: "r", Kind: Rank, Codes: []Code{{Value: "a", Label: "Alpha"}, {Value: "b"}, {Value: "c"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestRankTable: worked out by hand. Four of five gave a ranking. Mean ranks are (1+1+2+2)/4, (2+3+1)/3 and
// (3+2+3+1)/4; two of four put a first; the standard error of the mean of a is sqrt(5/4 · 4 · (0.5/4)²), five being the
// sample.
func TestRankTable(t *testing.T) {
	f := rankFrame(t)
	if got := f.Column("r").Text(1); got != "a c b" {
		t.Errorf("the second ranking reads %q", got)
	}
	tables, err := Tabulate(f,
		TableSpec{Items: []string{"r"}, Banner: [][]string{{"unit"}}, Letters: plain.NoAdjustment})
	if err != nil {
		t.Fatal(err)
	}
	table := &tables.Tables[0]
	if b := table.Bases[0]; table.Kind != "rank" || b.Asked != 5 || b.Answered != 4 || b.Valid != 4 {
		t.Errorf("%s with bases %+v", table.Kind, b)
	}
	third := 2. / 4
	for _, c := range []struct {
		row, column string
		count       int64
		want        float64
	}{
		{"a", "", 2, 0.5}, {"b", "", 1, 0.25}, {"c", "", 1, 0.25}, {"a", "A", 2, 1}, {"a", "B", 0, 0},
		{"b", "B", 1, 0.5},
		{"a mean_rank", "", 4, 1.5}, {"b mean_rank", "", 3, 2}, {"c mean_rank", "", 4, 2.25},
		{"b mean_rank", "B", 1, 1}, {"c mean_rank", "A", 2, 2.5},
		{"a top_2", "", 4, 1}, {"b top_2", "", 2, third}, {"c top_2", "", 2, third}, {"b top_2", "A", 1, 0.5},
		{"a top_3", "", 4, 1}, {"b top_3", "", 3, 0.75}, {"c top_3", "", 4, 1},
	} {
		cell := table.Find(c.row, c.column)
		if cell == nil || cell.Count != c.count || math.Abs(float64(cell.Estimate)-c.want) > 1e-15 {
			t.Errorf("%s in %q: %+v, want %v of %d", c.row, c.column, cell, c.want, c.count)
		}
	}
	if se := float64(table.Find("a mean_rank", "").SE); math.Abs(se-math.Sqrt(5./4*4)*0.5/4) > 1e-15 {
		t.Errorf("standard error of the mean rank of a: %v", se)
	}
	for row, want := range map[string]string{"a": "a first", "a mean_rank": "a 0", "ă b top_12": "ă b 12"} {
		code, k, net := RankRow(row)
		got := fmt.Sprint(code, " ", k)
		if !net {
			got = code + " first"
		}
		if got != want {
			t.Errorf("%q is %s", row, got)
		}
	}
}

// TestRanked: counts by place add up to the base, and the mean is that of the places.
func TestRanked(t *testing.T) {
	f := rankFrame(t)
	d, err := NewDesign(f, DesignSpec{})
	if err != nil {
		t.Fatal(err)
	}
	x := d.TallyItems([]*Column{f.Column("r")}, []*Break{{}})[0][0]
	if r := x.Ranked(Total, 1); r.N != 3 || r.Base != 4 || r.Mean != 2 || !slices.Equal(r.Places, []int64{1, 1, 1}) {
		t.Errorf("%+v", r)
	}
}

// TestRunningRanks follows rankings that come, change, go and get a choice more.
func TestRunningRanks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, err := NewFrame([]Variable{{Name: "u", Open: true},
			{Name: "r", Kind: Rank, Codes: []Code{{Value: "a"}, {Value: "b"}, {Value: "c"}}}})
		if err != nil {
			t.Fatal(err)
		}
		row := func(i int) *Row {
			r := f.NewRow()
			if err := r.SetCode(0, fmt.Sprint("u", i%3)); err != nil {
				t.Fatal(err)
			}
			codes := rapid.Permutation([]string{"a", "b", "c"}).Draw(t,
				"ranking")[:rapid.IntRange(1, 3).Draw(t, "ranked")]
			if err := r.SetCodes(1, codes); err != nil {
				t.Fatal(err)
			}
			if rapid.IntRange(0, 5).Draw(t, "missing") == 0 {
				r.SetMissing(1, Refused)
			}
			return r
		}
		ids := []RowID{f.Append(row(0))}
		spec := RunningSpec{Items: []string{"r"}, Breaks: [][]string{{}, {"u"}}}
		r, err := NewRunning(f, spec)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 12 {
			which := ids[rapid.IntRange(0, len(ids)-1).Draw(t, "which")]
			switch rapid.IntRange(0, 6).Draw(t, "event") {
			case 0:
				f.Replace(which, row(i))
			case 1:
				f.Withdraw(which)
			case 2:
				f.Restore(which)
			case 3:
				if err := f.AddCode(1, Code{Value: fmt.Sprint("n", i)}); err != nil {
					t.Fatal(err)
				}
			default:
				ids = append(ids, f.Append(row(i)))
			}
			if err := r.Update(); err != nil {
				t.Fatal(err)
			}
			fresh, err := NewRunning(f, spec)
			if err != nil {
				t.Fatal(err)
			}
			for b := range spec.Breaks {
				x, y := r.Cross(0, b), fresh.Cross(0, b)
				for col := Total; col < len(x.Break.Columns); col++ {
					for code := range x.Item.Variable.Codes {
						identical(t, fmt.Sprint(b, col, code), x.Ranked(col, code), y.Ranked(col, code))
					}
				}
			}
		}
	})
}
