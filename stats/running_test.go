package stats

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestRunning follows a frame through new rows, new PSUs, edits, withdrawals and new codes, and agrees with a fresh tally each time.
func TestRunning(t *testing.T) {
	for name, spec := range designs {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { checkRunning(t, spec) })
		})
	}
}

func checkRunning(t *rapid.T, spec DesignSpec) {
	d := drawSurvey(t)
	f := d.frame([]int{0}, 1)
	r, err := NewRunning(f, spec, []string{"q", "x"}, [][]string{{"district"}})
	if err != nil {
		t.Fatal(err)
	}
	row := func(i int) *Row {
		r := f.NewRow()
		r.cells[0], r.cells[1], r.cells[2] = Cell{code: d.district[i]}, Cell{code: d.commune[i]}, Cell{code: max(0, d.item[i])}
		r.cells[3], r.cells[4] = Cell{number: d.x[i]}, Cell{number: d.w[i]}
		return r
	}
	ids := []RowID{0}
	for i := 1; i < len(d.item); i++ {
		which := rapid.IntRange(0, len(ids)-1).Draw(t, fmt.Sprint("which", i))
		switch rapid.IntRange(0, 9).Draw(t, fmt.Sprint("event", i)) {
		case 0:
			f.Replace(ids[which], row(i))
		case 1:
			if f.Rows() > 1 {
				f.Withdraw(ids[which])
			}
		case 2:
			f.Restore(ids[which])
		case 3:
			if err := f.Arrange("commune"); err != nil {
				t.Fatal(err)
			}
		case 4:
			if err := f.AddCode(2, Code{Value: fmt.Sprint("new", i)}); err != nil {
				t.Fatal(err)
			}
		default:
			ids = append(ids, f.Append(row(i)))
		}
		if i%3 != 0 {
			continue
		}
		if err := r.Update(); err != nil {
			t.Fatal(err)
		}
		fresh, err := NewRunning(f, spec, []string{"q", "x"}, [][]string{{"district"}})
		if err != nil {
			t.Fatal(err)
		}
		sameFigures(t, r, fresh)
	}
}

func sameFigures(t *rapid.T, r, fresh *Running) {
	for k := range 2 {
		x, y := r.Crosses()[k][0], fresh.Crosses()[k][0]
		for col := Total; col < 3; col++ {
			bx, by := x.Bases(col), y.Bases(col)
			if bx.Asked != by.Asked || bx.Answered != by.Answered || bx.Valid != by.Valid || !near(bx.Weighted, by.Weighted, 1e-12) || !near(bx.Effective, by.Effective, 1e-12) {
				t.Fatalf("bases %+v, fresh %+v", bx, by)
			}
			qx, qy := x.shares(col), y.shares(col)
			if k == 1 {
				qx, qy = []Quotient{x.Mean(col), x.Sum(col)}, []Quotient{y.Mean(col), y.Sum(col)}
			}
			a, b := estimated(t, x, qx...), estimated(t, y, qy...)
			for i := range a {
				// Numbers are taken about a shift, another one in a fresh tally: a standard error 1e-12 of its size is rounding.
				lost := 1e-12 * math.Max(math.Abs(x.shift), math.Abs(y.shift)) * a[i].SumW
				if a[i].N != b[i].N || a[i].DF != b[i].DF || a[i].Rows != b[i].Rows || !near(a[i].Value, b[i].Value, 1e-10) ||
					(!near(a[i].SE, b[i].SE, 1e-9) && math.Abs(a[i].SE-b[i].SE) > lost) {
					t.Fatalf("column %d: %+v, fresh %+v", col, a[i], b[i])
				}
			}
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
			r, err := NewRunning(f, DesignSpec{Weight: "w", Strata: "district", PSU: []string{"commune"}}, items, [][]string{{"district"}})
			if err != nil {
				b.Fatal(err)
			}
			row := f.NewRow()
			for j := range f.columns {
				row.cells[j] = Cell{}
			}
			row.cells[2] = Cell{number: 1}
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
