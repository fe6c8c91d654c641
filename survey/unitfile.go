package survey

import (
	"slices"
	"strings"
	"time"
)

// UnitColumns are the columns of a file of units; from and to may be left out.
var UnitColumns = []string{"code", "name", "level", "parent_code", "from", "to"}

// ReadUnits makes units of a table with the columns of UnitColumns, in any order. The lines are parallel to the units, for
// CheckUnits. Every missing or unknown column and every bad date is a problem.
func ReadUnits(header []string, rows []ImportRow) (units []Unit, lines []int, problems []Problem) {
	at := map[string]int{}
	for i, h := range header {
		h = strings.ToLower(strings.TrimSpace(h))
		if h == "parent" {
			h = "parent_code"
		}
		if !slices.Contains(UnitColumns, h) {
			problems = append(problems, Problem{Code: "column.unknown", Place: Place{Row: 1, Item: h}, Words: Say(
				"Cột “%[1]s” không dùng trong tệp đơn vị (cần: %[2]s).", "The column “%[1]s” has no place in a file of units (wanted: %[2]s).", h, strings.Join(UnitColumns, ", "))})
			continue
		}
		at[h] = i
	}
	for _, need := range UnitColumns[:4] {
		if _, ok := at[need]; !ok {
			problems = append(problems, Problem{Code: "column.missing", Place: Place{Row: 1, Item: need}, Words: Say("Thiếu cột “%s”.", "The column “%s” is missing.", need)})
		}
	}
	if len(problems) > 0 {
		return nil, nil, problems
	}
	for _, row := range rows {
		cell := func(column string) string {
			if i, ok := at[column]; ok {
				return strings.TrimSpace(NFC(row.Cells[i]))
			}
			return ""
		}
		u := Unit{Code: cell("code"), Name: cell("name"), Level: cell("level"), Parent: cell("parent_code"), From: Day(cell("from")), To: Day(cell("to"))}
		for _, d := range []Day{u.From, u.To} {
			if _, err := time.Parse(time.DateOnly, string(d)); d != "" && err != nil {
				problems = append(problems, Problem{Code: "unit.date", Place: Place{Row: row.Line}, Words: Say("“%s” không phải ngày dạng 2025-06-30.", "“%s” is not a date such as 2025-06-30.", d)})
			}
		}
		units, lines = append(units, u), append(lines, row.Line)
	}
	return units, lines, problems
}
