package rows

import (
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// Columns by which Kobo and ODK tie the rows of a repeat, on a sheet of its own, to their responses.
var repeatMarks = []string{"_parent_index", "_submission__uuid", "PARENT_KEY", "_parent_table_name"}

// Unread names what would be lost without a word: columns without a header that hold something, and sheets with the
// rows of a repeat. A mapping of the column "" or of the sheet's name to "-" leaves them out on purpose.
func (f ImportFile) Unread(m Mapping) []survey.Problem {
	var problems []survey.Problem
	for i, h := range f.Header {
		if strings.TrimSpace(h) != "" || m.Columns[h] != "" {
			continue
		}
		if at := slices.IndexFunc(f.Rows,
			func(r ImportRow) bool { return strings.TrimSpace(r.Cells[i]) != "" }); at >= 0 {
			problems = append(problems,
				survey.ProblemAt(survey.Place{Sheet: f.Sheet, Cell: f.Cell(i, 1), Row: 1}, "column.no_header",
					"cell", f.Cell(i, f.Rows[at].Line)))
		}
	}
	for _, s := range f.Beside {
		if s.Rows > 0 && m.Columns[s.Name] != "-" && s.ofRepeat() {
			problems = append(problems,
				survey.ProblemAt(survey.Place{Sheet: s.Name}, "sheet.repeat", "sheet", s.Name, "rows", s.Rows))
		}
	}
	return problems
}

func (s BesideSheet) ofRepeat() bool {
	return slices.ContainsFunc(s.Header, func(h string) bool { return slices.Contains(repeatMarks, h) })
}

// Remarks are how the file was read and which other sheets were not.
func (f ImportFile) Remarks() []survey.Words {
	out := slices.Clone(f.Notices)
	for _, s := range f.Beside {
		if s.Rows > 0 {
			out = append(out, s.Unread())
		}
	}
	return out
}

// Unread says that a sheet was not read.
func (s BesideSheet) Unread() survey.Words {
	return survey.Say("rows.sheet_rows_not_read", "sheet", s.Name, "n", s.Rows)
}
