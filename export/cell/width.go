package cell

import (
	"slices"
	"strings"
	"unicode"

	"github.com/khaosat/khaosat/survey/stream"
)

const (
	maxWidths = 128 // runs of columns with widths of their own on one sheet
	evenWidth = 14
)

// Even gives the columns of a very wide sheet one width: excelize goes through all columns for every width that is set,
// which makes thousands of widths a matter of minutes.
func Even(widths []float64) []float64 {
	runs := 0
	for i, w := range widths {
		if i == 0 || w != widths[i-1] {
			runs++
		}
	}
	if runs <= maxWidths {
		return widths
	}
	return slices.Repeat([]float64{evenWidth}, len(widths))
}

// SetWidths sets runs of equal columns at once, and from the right, because excelize puts the newest first and Excel
// wants them in order.
func SetWidths(out *stream.Sheet, widths []float64) error {
	for to := len(widths); to > 0; {
		from := to
		for from > 1 && widths[from-2] == widths[to-1] {
			from--
		}
		if err := out.SetColWidth(from, to, widths[to-1]); err != nil {
			return err
		}
		to = from - 1
	}
	return nil
}

// ColumnWidth is wide enough for a column's head and not wider than is handy.
func ColumnWidth(head string) float64 { return min(28, max(9, TextWidth(head)+3)) }

// TextWidth is the width of a text in digits of its own size, by the proportions of Arial.
func TextWidth(s string) float64 {
	w := 0.0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r):
		case strings.ContainsRune("iíìỉĩịljtfrI.,;:'|!()[]\u00a0", r):
			w += 0.55
		case strings.ContainsRune("mwMW@%…—", r):
			w += 1.5
		case unicode.IsUpper(r):
			w += 1.3
		default:
			w++
		}
	}
	return w
}
