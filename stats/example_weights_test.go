package stats_test

import (
	"fmt"
	"math"

	"github.com/khaosat/khaosat/stats"
)

// Two of three respondents are men, but half of the 100 people.
func ExamplePostStratify() {
	sex := stats.Margin{Name: "sex", Labels: []string{"men", "women"}, Cells: []int{0, 0, 1}, Population: []float64{50, 50}}
	c, err := stats.PostStratify([]float64{1, 1, 1}, sex, false)
	fmt.Println(c.Weights, err)
	// A cell that nobody answered for is refused in words.
	sex.Cells = []int{0, 0, 0}
	_, err = stats.PostStratify([]float64{1, 1, 1}, sex, false)
	fmt.Println(err)
	// Output:
	// [25 25 50] <nil>
	// cell "women" of sex has 50 people in the population but no respondents; please merge it with another
}

func ExampleTrimWeights() {
	weights := []float64{10, 12, 14, 90}
	trimmed, err := stats.TrimWeights(weights, math.Inf(-1), 36, true)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(trimmed)
	fmt.Printf("effective base %.2f, then %.2f\n", stats.KishWeights(weights).EffectiveBase, stats.KishWeights(trimmed).EffectiveBase)
	// Output:
	// [28 30 32 36]
	// effective base 1.86, then 3.97
}
