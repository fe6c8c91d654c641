package digits_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/khaosat/khaosat/export/digits"
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
			if got := digits.FormatDecimal("vi", c.x, c.digits); got != c.vi {
				t.Errorf("vi: got %q, want %q", got, c.vi)
			}
			if got := digits.FormatDecimal("en", c.x, c.digits); got != c.en {
				t.Errorf("en: got %q, want %q", got, c.en)
			}
		})
	}
}

func TestFormatPercentAndCount(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{digits.FormatPercent("vi-VN", 9623), "96,23%"},
		{digits.FormatPercent("en-GB", 9623), "96.23%"},
		{digits.FormatPercent("hmn", 9623), "96,23%"},
		{digits.FormatPercent("vi", 7), "0,07%"},
		{digits.FormatPercent("vi", 0), "0,00%"},
		{digits.FormatPercent("vi", -231), "-2,31%"},
		{digits.FormatPercent("en", 1234567), "12,345.67%"},
		{digits.FormatPercent("vi", digits.Undefined), "–"},
		{digits.FormatHundredths("vi", 9493), "94,93"},
		{digits.FormatHundredths("vi", digits.Undefined), "–"},
		{digits.FormatCount("vi", 4227), "4.227"},
		{digits.FormatCount("en", 4227), "4,227"},
		{digits.FormatCount("vi", 999), "999"},
		{digits.FormatCount("vi", -1234567), "-1.234.567"},
		{digits.FormatCount("vi", 0), "0"},
		{digits.FormatCount("vi", digits.Undefined), "–"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func ExampleFormatPercent() {
	share := digits.PercentHundredths(1047, 1088)
	fmt.Println(digits.FormatPercent("vi", share), digits.FormatPercent("en", share))
	fmt.Println(digits.FormatPercent("vi", digits.PercentHundredths(0, 0)))
	// Output:
	// 96,23% 96.23%
	// –
}

func ExampleLargestRemainder() {
	for _, share := range digits.LargestRemainder([]int64{1, 1, 1}) {
		fmt.Println(digits.FormatPercent("vi", share))
	}
	// Output:
	// 33,34%
	// 33,33%
	// 33,33%
}
