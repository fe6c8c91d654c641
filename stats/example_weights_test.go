package stats_test

import (
	"fmt"
	"math"

	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/stats/weights"
)

// Two of three respondents are men, but half of the 100 people.
func ExamplePostStratify() {
	sex := weights.Margin{Name: "sex", Labels: []string{"men", "women"}, Cells: []int{0, 0, 1},
		Population: []float64{50, 50}}
	c, err := weights.PostStratify([]float64{1, 1, 1}, sex, false)
	fmt.Println(c.Weights, err)
	// A cell that nobody answered for is refused in words.
	sex.Cells = []int{0, 0, 0}
	_, err = weights.PostStratify([]float64{1, 1, 1}, sex, false)
	fmt.Println(err)
	// Output:
	// [25 25 50] <nil>
	// cell “women” of sex has 50 people in the population but no respondents; please merge it with another
}

func ExampleTrimWeights() {
	ws := []float64{10, 12, 14, 90}
	trimmed, err := weights.TrimWeights(ws, math.Inf(-1), 36, true)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(trimmed)
	fmt.Printf("effective base %.2f, then %.2f\n", plain.KishWeights(ws).EffectiveBase,
		plain.KishWeights(trimmed).EffectiveBase)
	// Output:
	// [28 30 32 36]
	// effective base 1.86, then 3.97
}
