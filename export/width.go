package export

import (
	"slices"

	"github.com/khaosat/khaosat/survey/stream"
)

const (
	maxWidths = 128 // runs of columns with widths of their own on one sheet
	evenWidth = 14
)

// even gives the columns of a very wide sheet one width: excelize goes through all columns for every width that is set, which makes thousands
// of widths a matter of minutes.
func even(widths []float64) []float64 {
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

// setWidths sets runs of equal columns at once, and from the right, because excelize puts the newest first and Excel wants them in order.
func setWidths(out *stream.Sheet, widths []float64) error {
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
