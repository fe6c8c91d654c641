package stats

import (
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
)

// benchSurvey is the survey of the speed targets: items of five codes with 3% missing, 8 districts (strata), 108
// communes (PSUs), unequal weights; rows lie by commune.
func benchSurvey(rows, items int) *Frame {
	const districts, communes = 8, 108
	rng := rand.New(rand.NewPCG(1, 2))
	vars := []Variable{{Name: "district"}, {Name: "commune"}, {Name: "w", Kind: Number}}
	for i := range districts {
		vars[0].Codes = append(vars[0].Codes, Code{Value: fmt.Sprint("D", i+1)})
	}
	for i := range communes {
		vars[1].Codes = append(vars[1].Codes, Code{Value: fmt.Sprintf("C%03d", i+1)})
	}
	codes := []Code{{Value: "1"}, {Value: "2"}, {Value: "3"}, {Value: "4"}, {Value: "5"}}
	for i := range items {
		vars = append(vars, Variable{Name: fmt.Sprint("q", i+1), Codes: codes})
	}
	f, err := NewFrame(vars)
	if err != nil {
		panic(err)
	}
	f.rows = rows
	for _, c := range f.columns {
		c.rows = rows
	}
	district, commune, weight := make([]uint8, rows), make([]uint8, rows), make([]float64, rows)
	for i := range rows {
		k := i * communes / rows
		district[i], commune[i], weight[i] = uint8(k*districts/communes), uint8(k), 0.5+rng.Float64()
	}
	f.columns[0].narrow, f.columns[1].narrow, f.columns[2].numbers = district, commune, weight
	for _, c := range f.columns[3:] {
		c.narrow = make([]uint8, rows)
		for i := range c.narrow {
			x := rng.Uint32()
			c.narrow[i] = uint8(x % 5)
			if x>>16%100 < 3 {
				c.narrow[i] = encodeMissing[uint8](NotAnswered)
			}
		}
	}
	return f
}

var benchFrames sync.Map

func benchFrame(rows, items int) *Frame {
	key := [2]int{rows, items}
	if f, ok := benchFrames.Load(key); ok {
		return f.(*Frame)
	}
	f := benchSurvey(rows, items)
	benchFrames.Store(key, f)
	return f
}

func benchDesign(b *testing.B, f *Frame) (*Design, []*Column, []*Break) {
	b.Helper()
	d, err := NewDesign(f, DesignSpec{Weight: "w", Strata: "district", PSU: []string{"commune"}})
	if err != nil {
		b.Fatal(err)
	}
	district, err := NewBreak(f, "district")
	if err != nil {
		b.Fatal(err)
	}
	return d, f.columns[3:], []*Break{district}
}

// benchSizes are 100,000 and 1,000,000 rows, and 10,000,000 where KHAOSAT_BENCH_LARGE says that memory allows (about 3
// GB).
func benchSizes() []int {
	sizes := []int{100_000, 1_000_000}
	if os.Getenv("KHAOSAT_BENCH_LARGE") != "" {
		sizes = append(sizes, 10_000_000)
	}
	return sizes
}

// BenchmarkStandardErrors is the speed target: all items by district with the design-based standard error of every
// cell.
func BenchmarkStandardErrors(b *testing.B) {
	for _, rows := range benchSizes() {
		b.Run(fmt.Sprintf("rows=%d/items=50", rows), func(b *testing.B) {
			d, items, breaks := benchDesign(b, benchFrame(rows, 50))
			b.ReportAllocs()
			for b.Loop() {
				rows := d.TallyItems(items, breaks)
				onAllCores(len(rows), func() func(int) {
					return func(i int) {
						var shares []Quotient
						for col := range rows[i][0].Break.Columns {
							for code := range rows[i][0].Item.Variable.Codes {
								shares = append(shares, rows[i][0].Share(col, code))
							}
						}
						if _, err := rows[i][0].Estimate(shares...); err != nil {
							b.Error(err)
						}
					}
				})
			}
			perCell(b, rows*50)
		})
	}
}

// BenchmarkTables makes the whole tables from that: intervals, design effects, bases, totals.
func BenchmarkTables(b *testing.B) {
	for _, rows := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprintf("rows=%d/items=50", rows), func(b *testing.B) {
			f := benchFrame(rows, 50)
			d, _, _ := benchDesign(b, f)
			var names []string
			for _, c := range f.columns[3:] {
				names = append(names, c.Variable.Name)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Tabulate(f,
					TableSpec{Items: names, Banner: [][]string{{"district"}}, Design: d}); err != nil {
					b.Fatal(err)
				}
			}
			perCell(b, rows*50)
		})
	}
}

// BenchmarkTally is the pass over the rows alone.
func BenchmarkTally(b *testing.B) {
	for _, rows := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprintf("rows=%d/items=50", rows), func(b *testing.B) {
			d, items, breaks := benchDesign(b, benchFrame(rows, 50))
			b.ReportAllocs()
			for b.Loop() {
				d.TallyItems(items, breaks)
			}
			perCell(b, rows*50)
		})
	}
}

// BenchmarkBareLoop is what ours is measured against: two goroutines, byte codes, weights, sums per PSU × code, no
// missing kinds. District follows from the PSU.
func BenchmarkBareLoop(b *testing.B) {
	const rows = 1_000_000
	f := benchFrame(rows, 50)
	psu, district, w := f.columns[1].narrow, f.columns[0].narrow, f.columns[2].numbers
	for b.Loop() {
		var wg sync.WaitGroup
		for half := range 2 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for _, c := range f.columns[3+half*25 : 3+(half+1)*25] {
					sums := make([]float64, 108*8*8)
					for i, code := range c.narrow {
						sums[(int(psu[i])*8+int(district[i]))*8+int(code&7)] += w[i]
					}
				}
			}()
		}
		wg.Wait()
	}
	perCell(b, rows*50)
}

// BenchmarkCopy is a plain copy of as many bytes as a tally of 50 items touches: what memory allows.
func BenchmarkCopy(b *testing.B) {
	f := benchFrame(1_000_000, 50)
	to := make([]byte, 1_000_000)
	for b.Loop() {
		for _, c := range f.columns[3:] {
			copy(to, c.narrow)
		}
	}
	perCell(b, 50_000_000)
}

func perCell(b *testing.B, cells int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(cells), "ns/cell")
}

// BenchmarkDesigns is the pass over 200,000 rows and 20 items under other designs, breaks and kinds of items.
func BenchmarkDesigns(b *testing.B) {
	const rows, items = 200_000, 20
	f := benchFrame(rows, items)
	multi, err := NewFrame([]Variable{{Name: "district", Codes: f.columns[0].Variable.Codes},
		{Name: "m", Kind: Multi, Codes: make10()}, {Name: "x", Kind: Number}})
	if err != nil {
		b.Fatal(err)
	}
	r := multi.NewRow()
	for i := range rows {
		r.cells[0], r.cells[1], r.cells[2] = rowCell{code: i * 8 / rows}, rowCell{codes: []int{i % 10, i * 7 % 10}},
			rowCell{number: float64(i % 100)}
		multi.Append(r)
	}
	for _, c := range []struct {
		name  string
		frame *Frame
		spec  DesignSpec
		by    string
		items []*Column
	}{
		{"plain", f, DesignSpec{}, "district", f.columns[3:]},
		{"plain by an item", f, DesignSpec{}, "q1", f.columns[3:]},
		{"weights by an item", f, DesignSpec{Weight: "w", Strata: "district", PSU: []string{"commune"}}, "q1",
			f.columns[3:]},
		{"weights by commune", f, DesignSpec{Weight: "w", Strata: "district", PSU: []string{"commune"}}, "commune",
			f.columns[3:]},
		{"rows as PSUs", f, DesignSpec{Weight: "w", Strata: "district"}, "district", f.columns[3:]},
		{"multiple choice", multi, DesignSpec{}, "district", multi.columns[1:2]},
		{"number", multi, DesignSpec{}, "district", multi.columns[2:]},
	} {
		b.Run(c.name, func(b *testing.B) {
			d, err := NewDesign(c.frame, c.spec)
			if err != nil {
				b.Fatal(err)
			}
			by, err := NewBreak(c.frame, c.by)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				d.TallyItems(c.items, []*Break{by})
			}
			perCell(b, rows*len(c.items))
		})
	}
}

func make10() []Code {
	var codes []Code
	for i := range 10 {
		codes = append(codes, Code{Value: fmt.Sprint(i)})
	}
	return codes
}

// BenchmarkFrame appends responses of 50 items one by one, as a store gives them, and reports the memory of a coded
// cell.
func BenchmarkFrame(b *testing.B) {
	const rows, items = 100_000, 50
	bytes := 0
	for b.Loop() {
		f, err := NewFrame(nil)
		if err != nil {
			b.Fatal(err)
		}
		for j := range items {
			if _, err := f.AddColumn(Variable{Name: fmt.Sprint("q", j), Codes: make10()}); err != nil {
				b.Fatal(err)
			}
		}
		r := f.NewRow()
		for j := range items {
			if err := r.SetCode(j, fmt.Sprint(j%10)); err != nil {
				b.Fatal(err)
			}
		}
		for range rows {
			f.Append(r)
		}
		bytes = f.Bytes()
	}
	perCell(b, rows*items)
	b.ReportMetric(float64(bytes)/(rows*items), "bytes/cell")
}
