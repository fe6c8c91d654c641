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
	if r.head(header, FrameColumns, "unit", "planned"); len(r.problems) > 0 {
		return nil, r.problems
	}
	var out []survey.FrameRow
	for _, row := range rows {
		f := survey.FrameRow{Unit: r.cell(row, "unit"), Class: r.cell(row, "class"),
			Population: r.count(row, "population"), Planned: r.count(row, "planned"),
			Due: survey.Day(r.cell(row, "due"))}
		if _, err := time.Parse(time.DateOnly, string(f.Due)); f.Due != "" && err != nil {
			r.problem(row.Line, "due", "date.bad", "day", f.Due)
		}
		if f.Unit == "" {
			r.problem(row.Line, "unit", "unit.unknown", "unit", f.Unit)
		}
		r.place(row, f.Unit, f.Class)
		out = append(out, f)
	}
	return out, r.problems
}

// QuotaColumns are the columns of a file with quotas; only quota is needed.
var QuotaColumns = []string{"unit", "class", "quota"}

// ReadQuotas makes quotas of a table with the columns of QuotaColumns, in any order. A row without a unit is of all
// units, one without a class of all classes. Units and classes are judged as by ReadFrame; a quota must be written.
func ReadQuotas(
	header []string, rows []ImportRow, tree *places.UnitTree, classes []survey.Class,
) ([]survey.Quota, []survey.Problem) {
	r := frameReader{at: map[string]int{}, tree: tree, classes: classes, seen: map[[2]string]int{}}
	if r.head(header, QuotaColumns, "quota"); len(r.problems) > 0 {
		return nil, r.problems
	}
	var out []survey.Quota
	for _, row := range rows {
		q := survey.Quota{Unit: r.cell(row, "unit"), Class: r.cell(row, "class"), Most: r.count(row, "quota")}
		if r.cell(row, "quota") == "" {
			r.problem(row.Line, "quota", "number.bad", "text", "")
		}
		r.place(row, q.Unit, q.Class)
		out = append(out, q)
	}
	return out, r.problems
}

// frameReader reads tables whose rows are of a unit and a class.
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

// head finds the columns of a table, which must be some of those given and have the needed ones.
func (r *frameReader) head(header, columns []string, needed ...string) {
	for i, h := range header {
		h = strings.ToLower(strings.TrimSpace(h))
		if !slices.Contains(columns, h) {
			r.problem(1, h, "column.unknown", "column", h, "columns", strings.Join(columns, ", "))
			continue
		}
		r.at[h] = i
	}
	for _, need := range needed {
		if _, ok := r.at[need]; !ok {
			r.problem(1, need, "column.missing", "column", need)
		}
	}
}

// cell is the text of a row in a column, "" where the table has none.
func (r *frameReader) cell(row ImportRow, column string) string {
	if i, ok := r.at[column]; ok {
		return strings.TrimSpace(survey.NFC(row.Cells[i]))
	}
	return ""
}

// count is the whole number of a row in a column, 0 for an empty cell.
func (r *frameReader) count(row ImportRow, column string) int {
	text := r.cell(row, column)
	n, err := strconv.Atoi(text)
	if text != "" && (err != nil || n < 0) {
		r.problem(row.Line, column, "number.bad", "text", text)
	}
	return max(n, 0)
}

// place judges the unit and the class of a row, and that no other row has both.
func (r *frameReader) place(row ImportRow, unit, class string) {
	if _, known := r.tree.Unit(unit); !known && unit != "" && len(r.tree.Codes()) > 0 {
		r.problem(row.Line, "unit", "unit.unknown", "unit", unit)
	}
	if class != "" && len(r.classes) > 0 &&
		!slices.ContainsFunc(r.classes, func(c survey.Class) bool { return c.Code == class }) {
		r.problem(row.Line, "class", "class.unknown", "class", class)
	}
	key := [2]string{unit, class}
	if line, twice := r.seen[key]; twice {
		r.problem(row.Line, "unit", "frame.twice", "row", line)
	}
	r.seen[key] = row.Line
}
