// Package unitfile reads the tables in which offices keep their units and their plans: the register of units (code, name,
// level, parent, period) and the sampling frame (unit, class, population, planned, due). Headers may be English or
// Vietnamese; everything wrong is listed with its cell.
package unitfile

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/table"
)

// unitHeaders and frameHeaders give the headers that mean a column, in lower case.
var unitHeaders = map[string][]string{
	"code":   {"code", "mã", "mã đơn vị"},
	"name":   {"name", "tên", "tên đơn vị"},
	"level":  {"level", "cấp"},
	"parent": {"parent_code", "parent", "mã cấp trên", "cấp trên"},
	"from":   {"from", "valid_from", "từ ngày"},
	"to":     {"to", "valid_to", "đến ngày"},
}

var frameHeaders = map[string][]string{
	"unit":       {"unit", "unit_code", "đơn vị", "mã đơn vị"},
	"class":      {"class", "nhóm", "nhóm đối tượng"},
	"population": {"population", "tổng số"},
	"planned":    {"planned", "kế hoạch", "số phiếu"},
	"due":        {"due", "hạn", "hạn cuối"},
}

// Units reads a register of units from CSV or xlsx. rows[i] is the line of units[i], for Service.ImportUnits. With problems
// the units are those of the good lines.
func Units(r io.Reader) (units []survey.Unit, rows []int, problems []survey.Problem) {
	t, problems := open(r, unitHeaders, "code", "name")
	if t == nil {
		return nil, nil, problems
	}
	for _, row := range t.file.Rows {
		x := record{t, row}
		u := survey.Unit{Code: x.text("code"), Name: x.text("name"), Level: x.text("level"), Parent: x.text("parent"), From: x.day("from"), To: x.day("to")}
		units, rows = append(units, u), append(rows, row.Line)
	}
	return units, rows, append(problems, t.problems...)
}

// Frame reads the rows of a sampling frame from CSV or xlsx. Every unit must be one that known has; known nil takes any.
func Frame(r io.Reader, known *survey.UnitTree) ([]survey.FrameRow, []survey.Problem) {
	t, problems := open(r, frameHeaders, "unit", "planned")
	if t == nil {
		return nil, problems
	}
	var rows []survey.FrameRow
	seen := map[[2]string]int{}
	for _, row := range t.file.Rows {
		x := record{t, row}
		f := survey.FrameRow{Unit: x.text("unit"), Class: x.text("class"), Population: x.count("population"), Planned: x.count("planned"), Due: x.day("due")}
		if f.Unit == "" {
			x.problem("unit", "unit.code_missing", survey.Say("Thiếu mã đơn vị.", "The unit's code is missing."))
		} else if known != nil {
			if _, ok := known.Unit(f.Unit); !ok {
				x.problem("unit", "unit.unknown", survey.Say("Không có đơn vị “%s” trong danh mục.", "The register has no unit “%s”.", f.Unit))
			}
		}
		key := [2]string{f.Unit, f.Class}
		if line, twice := seen[key]; twice {
			x.problem("unit", "frame.twice", survey.Say("Đơn vị và nhóm này đã có ở dòng %d.", "This unit and class stand on line %d already.", line))
		}
		seen[key] = row.Line
		rows = append(rows, f)
	}
	return rows, append(problems, t.problems...)
}

// sheet is a table whose columns are known by name.
type sheet struct {
	file     *table.Table
	at       map[string]int // column by name; those that the file lacks are not there
	problems []survey.Problem
}

// open reads the file and finds its columns. A column that means nothing is a problem: nothing is dropped in silence.
func open(r io.Reader, headers map[string][]string, needed ...string) (*sheet, []survey.Problem) {
	file, problems := table.Read(r)
	if file == nil || file.Header == nil {
		return nil, problems
	}
	t := &sheet{file: file, at: map[string]int{}}
	for i, h := range file.Header {
		name := meaning(headers, h)
		if name == "" {
			problems = append(problems, survey.Problem{Code: "column.unknown", Place: survey.Place{Row: 1, Cell: table.Column(i) + "1"},
				Words: survey.Say("Cột “%s” không có trong mẫu.", "The column “%s” means nothing here.", h)})
			continue
		}
		t.at[name] = i
	}
	missing := false
	for _, name := range needed {
		if _, ok := t.at[name]; !ok {
			missing = true
			problems = append(problems, survey.Problem{Code: "column.missing", Place: survey.Place{Row: 1},
				Words: survey.Say("Thiếu cột %[1]s (%[2]s).", "The column %[1]s (%[2]s) is missing.", name, headers[name][len(headers[name])-1])})
		}
	}
	if missing {
		return nil, problems
	}
	return t, problems
}

func meaning(headers map[string][]string, header string) string {
	header = strings.ToLower(strings.TrimSpace(header))
	for name, spellings := range headers {
		for _, s := range spellings {
			if header == survey.NFC(s) {
				return name
			}
		}
	}
	return ""
}

// record is one row of a sheet.
type record struct {
	sheet *sheet
	row   table.Row
}

func (x record) text(column string) string {
	i, ok := x.sheet.at[column]
	if !ok {
		return ""
	}
	return strings.TrimSpace(x.row.Cells[i])
}

func (x record) problem(column, code string, w survey.Words) {
	place := survey.Place{Row: x.row.Line, Cell: x.row.Cell(x.sheet.at[column])}
	x.sheet.problems = append(x.sheet.problems, survey.Problem{Code: code, Place: place, Words: w})
}

// count reads a whole number from 0 on; blank is 0.
func (x record) count(column string) int {
	text := x.text(column)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		x.problem(column, "number.bad", survey.Say("“%s” không phải số nguyên từ 0 trở lên.", "“%s” is not a whole number from 0 on.", text))
		return 0
	}
	return n
}

// day reads 2025-07-01 or 01/07/2025; blank is open.
func (x record) day(column string) survey.Day {
	text := x.text(column)
	if text == "" {
		return ""
	}
	for _, layout := range []string{time.DateOnly, "02/01/2006", "2/1/2006"} {
		if d, err := time.Parse(layout, text); err == nil {
			return survey.DayOf(d)
		}
	}
	x.problem(column, "date.bad", survey.Say("“%s” không phải ngày (viết 2025-07-01 hoặc 01/07/2025).", "“%s” is not a date (write 2025-07-01 or 01/07/2025).", text))
	return ""
}
