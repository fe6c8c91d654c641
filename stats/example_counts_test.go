package stats_test

import (
	"fmt"

	"github.com/khaosat/khaosat/stats/plain"
)

// Shares of "good" in three districts: the second is above the first and the third.
func ExampleColumnLetters() {
	table := [][]int64{
		{60, 85, 58},
		{40, 15, 42},
	}
	fmt.Printf("%q\n", plain.ColumnLetters(plain.ColumnPairs(table), 2, 3, 0.05, true))
	// Output: [["" "ac" ""] ["b" "" "b"]]
}

// Two judges rank five communes; they differ on one neighbouring pair.
func ExampleKendall() {
	first, second := []float64{1, 2, 3, 4, 5}, []float64{1, 3, 2, 4, 5}
	fmt.Printf("tau-b %.2f, rho %.2f\n", plain.Kendall(first, second).R, plain.Spearman(first, second).R)
	// Output: tau-b 0.80, rho 0.90
}

// Before and after a meeting: 121 people came to agree, 59 ceased to.
func ExampleMcNemar() {
	t := plain.McNemar(121, 59)
	fmt.Printf("X² = %.2f, p = %.1e\n", t.X2, t.P)
	// Output: X² = 21.36, p = 3.8e-06
}

// Hours of training in three districts.
func ExampleOneWay() {
	a := plain.OneWay([][]float64{{3, 4, 5}, {6, 7, 8}, {4, 5, 6}})
	fmt.Printf("F(%.0f, %.0f) = %.2f, p = %.3f\n", a.DF1, a.DF2, a.F, a.P)
	// Output: F(2, 6) = 7.00, p = 0.027
}
