// Package bench measures package stats beside DuckDB on the same rows in the same run. It is a module of its own, so
// that the product does not need DuckDB: cd test/bench && go test -bench . (a C compiler is needed).
package bench

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/khaosat/khaosat/stats"
)

const (
	districts = 8
	communes  = 108
)

// survey is the survey of the speed targets: items of five codes (1 to 5; 0 is missing, 3%), 8 districts, 108 communes,
// unequal weights; rows lie by commune.
type survey struct {
	weight []float64
	codes  [][]uint8
}

func newSurvey(rows, items int) *survey {
	rng := rand.New(rand.NewPCG(1, 2))
	s := &survey{weight: make([]float64, rows), codes: make([][]uint8, items)}
	for i := range s.weight {
		s.weight[i] = 0.5 + rng.Float64()
	}
	for q := range s.codes {
		s.codes[q] = make([]uint8, rows)
		for i := range s.codes[q] {
			x := rng.Uint32()
			if x>>16%100 >= 3 {
				s.codes[q][i] = uint8(1 + x%5)
			}
		}
	}
	return s
}

func (s *survey) commune(i int) int        { return i * communes / len(s.weight) }
func (s *survey) communeName(i int) string { return fmt.Sprintf("C%03d", s.commune(i)+1) }
func (s *survey) districtName(i int) string {
	return fmt.Sprint("D", s.commune(i)*districts/communes+1)
}

// frame appends the survey to a frame.
func (s *survey) frame(t testing.TB) *stats.Frame {
	t.Helper()
	vars := []stats.Variable{{Name: "district", Open: true}, {Name: "commune", Open: true},
		{Name: "w", Kind: stats.Number}}
	for q := range s.codes {
		v := stats.Variable{Name: fmt.Sprint("q", q+1)}
		for c := range 5 {
			v.Codes = append(v.Codes, stats.Code{Value: fmt.Sprint(c + 1)})
		}
		vars = append(vars, v)
	}
	f, err := stats.NewFrame(vars)
	if err != nil {
		t.Fatal(err)
	}
	f.Grow(len(s.weight))
	r := f.NewRow()
	names := [...]string{"", "1", "2", "3", "4", "5"}
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, w := range s.weight {
		check(r.SetCode(0, s.districtName(i)))
		check(r.SetCode(1, s.communeName(i)))
		check(r.SetNumber(2, w))
		for q := range s.codes {
			if c := s.codes[q][i]; c > 0 {
				check(r.SetCode(3+q, names[c]))
			} else {
				r.SetMissing(3+q, stats.NotAnswered)
			}
		}
		f.Append(r)
	}
	return f
}
