package rows

import (
	"slices"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// UnitColumns are the columns of a file of units; from and to may be left out.
var UnitColumns = []string{"code", "name", "level", "parent_code", "from", "to"}

// ReadUnits makes units of a table with the columns of UnitColumns, in any order; what stands in further columns is
// kept with the unit. The lines are parallel to the units, for CheckUnits. Every missing or nameless column and every
// bad date is a problem.
func ReadUnits(header []string, rows []ImportRow) (units []survey.Unit, lines []int, problems []survey.Problem) {
	at, more := map[string]int{}, map[string]int{}
	for i, h := range header {
		name := strings.TrimSpace(h)
		low := strings.ToLower(name)
		if low == "parent" {
			low = "parent_code"
		}
		switch {
		case slices.Contains(UnitColumns, low):
			at[low] = i
		case name == "":
			problems = append(problems, survey.ProblemAt(survey.Place{Row: 1}, "column.unknown:column_no", "row", i+1))
		default:
			more[name] = i
		}
	}
	for _, need := range UnitColumns[:4] {
		if _, ok := at[need]; !ok {
			problems = append(problems,
				survey.ProblemAt(survey.Place{Row: 1, Item: need}, "column.missing", "column", need))
		}
	}
	if len(problems) > 0 {
		return nil, nil, problems
	}
	for _, row := range rows {
		cell := func(column string) string {
			if i, ok := at[column]; ok {
				return strings.TrimSpace(survey.NFC(row.Cells[i]))
			}
			return ""
		}
		u := survey.Unit{Code: cell("code"), Name: cell("name"), Level: cell("level"), Parent: cell("parent_code"),
			From: survey.Day(cell("from")), To: survey.Day(cell("to"))}
		for name, i := range more {
			if text := strings.TrimSpace(survey.NFC(row.Cells[i])); text != "" {
				if u.More == nil {
					u.More = map[string]string{}
				}
				u.More[name] = text
			}
		}
		for _, d := range []survey.Day{u.From, u.To} {
			if _, err := time.Parse(time.DateOnly, string(d)); d != "" && err != nil {
				problems = append(problems, survey.ProblemAt(survey.Place{Row: row.Line}, "unit.date", "day", d))
			}
		}
		units, lines = append(units, u), append(lines, row.Line)
	}
	return units, lines, problems
}
