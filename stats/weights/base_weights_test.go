package weights

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/stats/plain"
)

var communeFrame = []PopulationCell{
	{"Mường Phăng", "leaders", 20}, {"Mường Phăng", "people", 900},
	{"Pá Khoang", "leaders", 10}, {"Pá Khoang", "people", 600},
}

func TestBaseWeights(t *testing.T) {
	units := []string{"Mường Phăng", "Mường Phăng", "Mường Phăng", "Pá Khoang", "Pá Khoang"}
	classes := []string{"leaders", "people", "people", "people", "people"}
	for _, c := range []struct {
		empty       EmptyCells
		want        []float64
		represented float64
	}{
		{EmptyLeave, []float64{20, 450, 450, 300, 300}, 1520},
		{EmptySpread, []float64{30, 450, 450, 300, 300}, 1530}, // the one leader stands for both units' 30
	} {
		got, err := NewBaseWeights(units, classes, communeFrame, c.empty)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Weights, c.want) || got.Represented != c.represented || got.Uncovered != 10 {
			t.Errorf("%s: got %+v, want %v for %v people", c.empty, got, c.want, c.represented)
		}
		if got.Cells[2].Respondents != 0 || got.Cells[2].Weight != 0 || got.Cells[1].Weight != 450 {
			t.Errorf("%s: cells %+v", c.empty, got.Cells)
		}
	}
}

func TestBaseWeightsRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		units, classes []string
		frame          []PopulationCell
		empty          EmptyCells
		place          string
	}{
		"a cell without respondents": {[]string{"Pá Khoang"}, []string{"people"}, communeFrame, EmptyFail,
			"Pá Khoang – leaders (10)"},
		"a class without any": {[]string{"Pá Khoang"}, []string{"people"}, communeFrame, EmptySpread,
			`“leaders”`},
		"a row outside the frame": {[]string{"Pá Khoang", "Nà Tấu"}, []string{"people", "people"}, communeFrame,
			EmptyLeave, "row 2"},
		"a cell listed twice": {nil, nil, append(communeFrame, communeFrame[0]), EmptyLeave, "twice"},
		"not a count": {[]string{"x"}, []string{"y"}, []PopulationCell{{"x", "y", math.NaN()}},
			EmptyLeave, "x – y"},
		"respondents of no people": {[]string{"x", "z"}, []string{"y", "y"},
			[]PopulationCell{{"x", "y", 0}, {"z", "y", 5}}, EmptyLeave, "0 people"},
		"nobody":          {nil, nil, communeFrame, EmptyLeave, "above 0"},
		"unequal columns": {[]string{"x"}, nil, communeFrame, EmptyLeave, "1 unit"},
	} {
		if _, err := NewBaseWeights(c.units, c.classes, c.frame, c.empty); err == nil ||
			!strings.Contains(err.Error(), c.place) {
			t.Errorf("%s: got %v, want an error that names %q", name, err, c.place)
		}
	}
}

func ExampleNewBaseWeights() {
	b, err := NewBaseWeights(
		[]string{"Mường Phăng", "Mường Phăng", "Pá Khoang", "Pá Khoang", "Mường Phăng"},
		[]string{"leaders", "people", "leaders", "people", "people"}, communeFrame, EmptyFail)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(b.Weights, digits.FormatCount("vi", int64(b.Represented)))
	fmt.Println("effective base", digits.FormatDecimal("vi", plain.KishWeights(b.Weights).EffectiveBase, 2))
	// Output:
	// [20 450 10 600 450] 1.530
	// effective base 3,06
}
