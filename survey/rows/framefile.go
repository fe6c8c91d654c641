package rows

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
)

// FrameColumns are the columns of a file with a sampling frame; only unit and planned are needed.
var FrameColumns = []string{"unit", "class", "population", "planned", "due"}

// ReadFrame makes the rows of a sampling frame of a table with the columns of FrameColumns, in any order. Every unit
// must be one that the tree has, every class one of the survey's; an empty tree or list takes any. Every bad column,
// number, date, unit and class is a problem.
func ReadFrame(
	header []string, rows []ImportRow, tree *places.UnitTree, classes []survey.Class,
) ([]survey.FrameRow, []survey.Problem) {
	r := frameReader{at: map[string]int{}, tree: tree, classes: classes, seen: map[[2]string]int{}}
	for i, h := range header {
		h = strings.ToLower(strings.TrimSpace(h))
		if !slices.Contains(FrameColumns, h) {
			r.problem(1, h, "column.unknown", "column", h, "columns", strings.Join(FrameColumns, ", "))
			continue
		}
		r.at[h] = i
	}
	for _, need := range []string{"unit", "planned"} {
		if _, ok := r.at[need]; !ok {
			r.problem(1, need, "column.missing", "column", need)
		}
	}
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	var out []survey.FrameRow
	for _, row := range rows {
		out = append(out, r.row(row))
	}
	return out, r.problems
}

type frameReader struct {
	at       map[string]int
	tree     *places.UnitTree
	classes  []survey.Class
	seen     map[[2]string]int // unit and class → line
	problems []survey.Problem
}

func (r *frameReader) problem(line int, column, code string, pairs ...any) {
	r.problems = append(r.problems, survey.ProblemAt(survey.Place{Row: line, Item: column}, code, pairs...))
}

func (r *frameReader) row(row ImportRow) survey.FrameRow {
	cell := func(column string) string {
		if i, ok := r.at[column]; ok {
			return strings.TrimSpace(survey.NFC(row.Cells[i]))
		}
		return ""
	}
	count := func(column string) int {
		n, err := strconv.Atoi(cell(column))
		if cell(column) != "" && (err != nil || n < 0) {
			r.problem(row.Line, column, "number.bad", "text", cell(column))
		}
		return max(n, 0)
	}
	f := survey.FrameRow{Unit: cell("unit"), Class: cell("class"), Population: count("population"),
		Planned: count("planned"), Due: survey.Day(cell("due"))}
	if _, err := time.Parse(time.DateOnly, cell("due")); f.Due != "" && err != nil {
		r.problem(row.Line, "due", "date.bad", "day", f.Due)
	}
	if _, known := r.tree.Unit(f.Unit); !known && (f.Unit == "" || len(r.tree.Codes()) > 0) {
		r.problem(row.Line, "unit", "unit.unknown", "unit", f.Unit)
	}
	if f.Class != "" && len(r.classes) > 0 &&
		!slices.ContainsFunc(r.classes, func(c survey.Class) bool { return c.Code == f.Class }) {
		r.problem(row.Line, "class", "class.unknown", "class", f.Class)
	}
	key := [2]string{f.Unit, f.Class}
	if line, twice := r.seen[key]; twice {
		r.problem(row.Line, "unit", "frame.twice", "row", line)
	}
	r.seen[key] = row.Line
	return f
}
