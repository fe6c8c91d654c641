package stats_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/khaosat/khaosat/stats"
)

func TestFormatDecimal(t *testing.T) {
	for _, c := range []struct {
		x      float64
		digits int
		vi, en string
	}{
		{2.675, 2, "2,68", "2.68"},
		{96.22499999999998, 2, "96,23", "96.23"},
		{-0.004, 2, "0,00", "0.00"},
		{-0.005, 2, "-0,01", "-0.01"},
		{0.0499, 1, "0,0", "0.0"},
		{0.05, 1, "0,1", "0.1"},
		{999.9996, 3, "1.000,000", "1,000.000"},
		{9.5, 0, "10", "10"},
		{1234567.891, 1, "1.234.567,9", "1,234,567.9"},
		{1e17, 2, "100.000.000.000.000.000,00", "100,000,000,000,000,000.00"},
		{1e-300, 3, "0,000", "0.000"},
		{4, -1, "4", "4"},
		{math.NaN(), 2, "–", "–"},
		{math.Inf(-1), 2, "–", "–"},
	} {
		t.Run(fmt.Sprint(c.x, " to ", c.digits), func(t *testing.T) {
			if got := stats.FormatDecimal("vi", c.x, c.digits); got != c.vi {
				t.Errorf("vi: got %q, want %q", got, c.vi)
			}
			if got := stats.FormatDecimal("en", c.x, c.digits); got != c.en {
				t.Errorf("en: got %q, want %q", got, c.en)
			}
		})
	}
}

func TestFormatPercentAndCount(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{stats.FormatPercent("vi-VN", 9623), "96,23%"},
		{stats.FormatPercent("en-GB", 9623), "96.23%"},
		{stats.FormatPercent("hmn", 9623), "96,23%"},
		{stats.FormatPercent("vi", 7), "0,07%"},
		{stats.FormatPercent("vi", 0), "0,00%"},
		{stats.FormatPercent("vi", -231), "-2,31%"},
		{stats.FormatPercent("en", 1234567), "12,345.67%"},
		{stats.FormatPercent("vi", stats.Undefined), "–"},
		{stats.FormatHundredths("vi", 9493), "94,93"},
		{stats.FormatHundredths("vi", stats.Undefined), "–"},
		{stats.FormatCount("vi", 4227), "4.227"},
		{stats.FormatCount("en", 4227), "4,227"},
		{stats.FormatCount("vi", 999), "999"},
		{stats.FormatCount("vi", -1234567), "-1.234.567"},
		{stats.FormatCount("vi", 0), "0"},
		{stats.FormatCount("vi", stats.Undefined), "–"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func ExampleFormatPercent() {
	share := stats.PercentHundredths(1047, 1088)
	fmt.Println(stats.FormatPercent("vi", share), stats.FormatPercent("en", share))
	fmt.Println(stats.FormatPercent("vi", stats.PercentHundredths(0, 0)))
	// Output:
	// 96,23% 96.23%
	// –
}

func ExampleLargestRemainder() {
	for _, share := range stats.LargestRemainder([]int64{1, 1, 1}) {
		fmt.Println(stats.FormatPercent("vi", share))
	}
	// Output:
	// 33,34%
	// 33,33%
	// 33,33%
}
