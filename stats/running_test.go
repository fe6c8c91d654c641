package stats

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestRunning follows a frame through new rows, new PSUs, edits, withdrawals and new codes, and equals a fresh tally
// each time, bit for bit, and so does a frame that gets the rows that are left in another order.
func TestRunning(t *testing.T) {
	for name, spec := range designs {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { checkRunning(t, spec) })
		})
	}
}

// runningSpec is a design with the items and breaks of these tests. Rows of the last code of q may be no part of the
// sample.
func runningSpec(f *Frame, spec DesignSpec, part bool) RunningSpec {
	r := RunningSpec{Design: spec, Items: []string{"q", "x", "m"},
		Breaks: [][]string{{}, {"district"}, {"q", "district"}}}
	if part {
		r.Rows = func(row int) bool { code, _ := f.Column("q").Code(row); return code != 4 }
	}
	return r
}

func checkRunning(t *rapid.T, spec DesignSpec) {
	d := drawSurvey(t)
	f := d.frame([]int{}, 1)
	if _, err := f.AddColumn(Variable{Name: "m", Kind: Multi,
		Codes: []Code{{Value: "a"}, {Value: "b"}, {Value: "no", Role: "dont_know"}}}); err != nil {
		t.Fatal(err)
	}
	part := rapid.Bool().Draw(t, "part")
	grain := rapid.SampledFrom([]float64{0, 1, 0.01, 1e-9}).Draw(t, "grain")
	row := func(i int) *Row {
		r := f.NewRow()
		r.cells[0], r.cells[1], r.cells[2] = rowCell{code: d.district[i]}, rowCell{code: d.commune[i]},
			rowCell{code: max(0, d.item[i])}
		if d.item[i] < 0 {
			r.SetMissing(2, MissingKind(2-d.item[i]))
		}
		r.cells[3], r.cells[4] = rowCell{number: d.x[i]}, rowCell{number: d.w[i]}
		if grain > 0 {
			r.cells[3] = rowCell{number: math.Round(d.x[i]/grain) * grain}
		}
		if i%11 == 0 {
			r.SetMissing(3, Refused)
		}
		if i%13 == 5 {
			r.cells[4] = rowCell{number: 0}
		}
		r.cells[5] = rowCell{codes: rapid.SliceOfDistinct(rapid.IntRange(0, len(f.columns[5].Variable.Codes)-1),
			rapid.ID[int]).Draw(t, fmt.Sprint("m", i))}
		return r
	}
	ids := []RowID{f.Append(row(0))}
	r, err := NewRunning(f, runningSpec(f, spec, part))
	if err != nil {
		return // the first row may be no part of the sample
	}
	for i := 1; i < len(d.item); i++ {
		which := rapid.IntRange(0, len(ids)-1).Draw(t, fmt.Sprint("which", i))
		switch rapid.IntRange(0, 12).Draw(t, fmt.Sprint("event", i)) {
		case 0, 1:
			f.Replace(ids[which], row(i))
		case 2:
			f.Withdraw(ids[which])
		case 3:
			f.Restore(ids[which])
		case 4:
			if err := f.Arrange("commune"); err != nil {
				t.Fatal(err)
			}
		case 5:
			if err := f.AddCode([]int{0, 2, 5}[i%3], Code{Value: fmt.Sprint("new", i)}); err != nil {
				t.Fatal(err)
			}
		default:
			ids = append(ids, f.Append(row(i)))
		}
		if rapid.IntRange(0, 4).Draw(t, fmt.Sprint("look", i)) == 0 {
			sameAsFresh(t, f, r, spec, part, false)
		}
	}
	sameAsFresh(t, f, r, spec, part, true)
}

// sameAsFresh brings the tallies up to date and compares them with those of the frame and, if asked to, of a frame of
// the rows in reverse.
func sameAsFresh(t *rapid.T, f *Frame, r *Running, spec DesignSpec, part, whole bool) {
	err := r.Update()
	fresh, freshErr := NewRunning(f, runningSpec(f, spec, part))
	if (err == nil) != (freshErr == nil) {
		t.Fatalf("%v, fresh %v", err, freshErr)
	}
	if err != nil {
		return
	}
	sameFigures(t, r, fresh)
	if !whole {
		return
	}
	turned := reversed(t, f)
	other, err := NewRunning(turned, runningSpec(turned, spec, part))
	if err != nil {
		t.Fatal(err)
	}
	sameFigures(t, r, other)
}

// reversed is a frame of the rows that count, last first.
func reversed(t *rapid.T, f *Frame) *Frame {
	var vars []Variable
	for _, c := range f.columns {
		vars = append(vars, c.Variable)
	}
	g, err := NewFrame(vars)
	if err != nil {
		t.Fatal(err)
	}
	for i := f.Len() - 1; i >= 0; i-- {
		if f.Withdrawn(i) {
			continue
		}
		r := g.NewRow()
		for j, c := range f.columns {
			if why := c.Missing(i); why != NotMissing && c.Text(i) == "" {
				r.SetMissing(j, why)
			} else if err := r.SetText(j, c.Text(i)); err != nil {
				t.Fatal(err)
			}
			if c.Variable.Kind == Multi && c.Text(i) == "" && c.Missing(i) == NotMissing {
				r.cells[j] = rowCell{}
			}
		}
		g.Append(r)
	}
	return g
}

// sameFigures compares everything that two sets of tallies say, bit for bit.
func sameFigures(t *rapid.T, a, b *Running) {
	if a.Rows() != b.Rows() {
		t.Fatalf("%d rows, fresh %d", a.Rows(), b.Rows())
	}
	for k, row := range a.Crosses() {
		for j, x := range row {
			y := b.Cross(k, j)
			for col := Total; col < min(len(x.Break.Columns), 4); col++ {
				identical(t, fmt.Sprintf("bases of %d by %d, column %d", k, j, col), x.Bases(col), y.Bases(col))
				identical(t, fmt.Sprintf("estimates of %d by %d, column %d", k, j, col), figuresOf(t, x, col),
					figuresOf(t, y, col))
			}
		}
	}
	n, m := a.Numbers(1), b.Numbers(1)
	identical(t, "numbers", []any{n.N(), n.Sum(), n.Mean(), n.SD(), n.Min(), n.Max(), n.Median()},
		[]any{m.N(), m.Sum(), m.Mean(), m.SD(), m.Min(), m.Max(), m.Median()})
}

func figuresOf(t *rapid.T, x *Cross, col int) *Estimates {
	qs := []Quotient{x.Mean(col), x.Sum(col)}
	if x.Item.Variable.Kind != Number {
		qs = append(x.shares(col), x.WeightedCount(col, 0))
	}
	e, err := x.Covariance(qs...)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// identical compares values by what they print, where a NaN is a NaN and every digit of a float64 counts.
func identical(t *rapid.T, what string, got, want any) {
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Fatalf("%s:\n%s\nwant\n%s", what, g, w)
	}
}

// TestRunningCost: an answer more, another and one less are taken in without a tally of everything.
func TestRunningCost(t *testing.T) {
	f := benchSurvey(20_000, 3)
	r, err := NewRunning(f, RunningSpec{Items: []string{"q1", "q2"}, Breaks: [][]string{{}, {"district"}}})
	if err != nil {
		t.Fatal(err)
	}
	design := r.design
	row := f.NewRow()
	for j := range f.columns {
		row.cells[j] = rowCell{}
	}
	id := f.Append(row)
	for _, change := range []func(){func() {}, func() { f.Replace(id, row) }, func() { f.Withdraw(5) },
		func() { f.Restore(5) }} {
		change()
		if err := r.Update(); err != nil {
			t.Fatal(err)
		}
	}
	if r.design != design {
		t.Error("everything was tallied again")
	}
	if err := f.AddCode(3, Code{Value: "6"}); err != nil {
		t.Fatal(err)
	}
	rows := &r.sample.words[0]
	if err := r.Update(); err != nil || &r.sample.words[0] != rows || r.Cross(0, 0).width != 6+missingKinds+1 {
		t.Errorf("after a new code: %v, or everything was tallied again", err)
	}
}

// TestRunningWithoutErrors: without second moments, figures are those of estimates.
func TestRunningWithoutErrors(t *testing.T) {
	f := approvalFrame(t)
	for i := range 40 {
		appendText(t, f, []string{"A", "B"}[i%2], []string{"good", "poor", ""}[i%3], []string{"a", "a b", ""}[i%3], "1")
	}
	spec := RunningSpec{Items: []string{"q", "m"}, Breaks: [][]string{{"unit"}}}
	whole, err := NewRunning(f, spec)
	if err != nil {
		t.Fatal(err)
	}
	spec.NoErrors = true
	slim, err := NewRunning(f, spec)
	if err != nil {
		t.Fatal(err)
	}
	for item := range spec.Items {
		x, y := slim.Cross(item, 0), whole.Cross(item, 0)
		e, err := y.Estimate(y.Share(1, 0))
		if err != nil {
			t.Fatal(err)
		}
		if !x.second.None() || x.Value(x.Share(1, 0)) != e.Each[0].Value || x.Bases(1) != y.Bases(1) {
			t.Errorf("item %d: %v, want %v", item, x.Value(x.Share(1, 0)), e.Each[0].Value)
		}
	}
}

// BenchmarkOneMore is a table after one more answer in a survey of many: it must cost the same however many there are.
func BenchmarkOneMore(b *testing.B) {
	for _, rows := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			f := benchSurvey(rows, 10)
			var items []string
			for _, c := range f.columns[3:] {
				items = append(items, c.Variable.Name)
			}
			r, err := NewRunning(f, RunningSpec{Design: DesignSpec{Weight: "w", Strata: "district",
				PSU: []string{"commune"}}, Items: items, Breaks: [][]string{{"district"}}})
			if err != nil {
				b.Fatal(err)
			}
			row := f.NewRow()
			for j := range f.columns {
				row.cells[j] = rowCell{}
			}
			row.cells[2] = rowCell{number: 1}
			f.Append(row)
			if err := r.Update(); err != nil { // once, so that slices have room
				b.Fatal(err)
			}
			b.ResetTimer()
			for range b.N {
				f.Append(row)
				if err := r.Update(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
