package workbook

import (
	"math"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/cell"
)

// normalSize is the size in points of the font in whose digits the widths of columns are counted.
const normalSize = 11

// rowHeight is the height in points that a text takes when it is wrapped in columns of a width in characters.
// Spreadsheet programs do not work it out by themselves for merged cells, nor all of them on opening a file.
func rowHeight(text string, font *excelize.Font, width float64) float64 {
	lines, size := 0, font.Size
	if font.Bold {
		width *= 0.92 // bold letters are wider
	}
	for _, paragraph := range strings.Split(text, "\n") {
		lines += wrapped(paragraph, (width-1)*normalSize/size)
	}
	return math.Min(409, float64(lines)*size*1.28+2.5) // 409 is the most that Excel takes
}

// wrapped counts the lines of a paragraph when words are put on lines of a width in digits, as spreadsheets do.
func wrapped(text string, width float64) int {
	lines, used := 1, 0.0
	for _, word := range strings.Fields(text) {
		w := cell.TextWidth(word)
		if used > 0 && used+w > width {
			lines++
			used = 0
		}
		for w > width && width > 1 { // a word longer than the line is broken
			lines++
			w -= width
		}
		used += w + 0.5
	}
	return lines
}
