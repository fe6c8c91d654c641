package cell

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/survey"
)

// TextOf is an answer as one cell of a table holds it and rows.RowReader reads it: text and codes as they are, several
// choices joined by blanks, numbers as decimal text, points as ODK writes them, everything else as the JSON of the HTTP
// interface.
func TextOf(v survey.Value) (string, error) {
	switch {
	case v.Kind == survey.VText, v.Kind == survey.VNumber:
		return v.Text, nil
	case v.Kind == survey.VCodes:
		return strings.Join(v.Codes, " "), nil
	case v.Kind == survey.VPoints:
		return pointsText(v.Points), nil
	case v.Empty():
		return "", nil
	}
	return JsonText(v)
}

// pointsText writes points in ODK's form: "lat lon alt acc; lat lon alt acc".
func pointsText(points [][]float64) string {
	parts := make([]string, len(points))
	for i, p := range points {
		numbers := make([]string, len(p))
		for j, x := range p {
			numbers[j] = strconv.FormatFloat(x, 'f', -1, 64)
		}
		parts[i] = strings.Join(numbers, " ")
	}
	return strings.Join(parts, "; ")
}

// JsonText is a value as JSON without a line end, with < and & as they are.
func JsonText(v any) (string, error) {
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return strings.TrimSuffix(out.String(), "\n"), err
}

// Name is the name of the cell in a 1-based column and row.
func Name(col, row int) string {
	name, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		return "A1"
	}
	return name
}

// Exact reports whether a canonical decimal has no more digits than a number of a spreadsheet keeps.
func Exact(s string) bool {
	digits := strings.TrimLeft(strings.Replace(strings.TrimPrefix(s, "-"), ".", "", 1), "0")
	return len(digits) <= 15 && len(s) < 300
}
