package rows

import (
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// Columns by which Kobo and ODK tie the rows of a repeat, on a sheet of its own, to their responses.
var repeatMarks = []string{"_parent_index", "_submission__uuid", "PARENT_KEY", "_parent_table_name"}

// Unread names what would be lost without a word: columns without a header that hold something, and sheets with the rows of a repeat.
// A mapping of the column "" or of the sheet's name to "-" leaves them out on purpose.
func (f ImportFile) Unread(m Mapping) []survey.Problem {
	var problems []survey.Problem
	for i, h := range f.Header {
		if strings.TrimSpace(h) != "" || m.Columns[h] != "" {
			continue
		}
		if at := slices.IndexFunc(f.Rows, func(r ImportRow) bool { return strings.TrimSpace(r.Cells[i]) != "" }); at >= 0 {
			problems = append(problems, survey.Problem{Code: "column.no_header", Place: survey.Place{Sheet: f.Sheet, Cell: f.Cell(i, 1), Row: 1}, Words: survey.Say(
				"Cột này không có tiêu đề mà có dữ liệu (ô %s): hãy ghi tiêu đề, hoặc ghi “-” để bỏ qua.",
				"This column has no header and holds something (cell %s): please give it one, or “-” to leave it out.", f.Cell(i, f.Rows[at].Line))})
		}
	}
	for _, s := range f.Beside {
		if s.Rows > 0 && m.Columns[s.Name] != "-" && s.ofRepeat() {
			problems = append(problems, survey.Problem{Code: "sheet.repeat", Place: survey.Place{Sheet: s.Name}, Words: survey.Say(
				"Trang “%[1]s” có %[2]d dòng của một phần lặp, chưa được đọc: hãy đưa vào trang đầu thành các cột nhóm[1]/câu hỏi, hoặc bỏ qua có chủ ý bằng tệp ghép cột: {\"columns\":{\"%[1]s\":\"-\"}}.",
				"The sheet “%[1]s” has %[2]d rows of a repeat, which are not read: put them on the first sheet as columns group[1]/item, or leave them out on purpose by a mapping: {\"columns\":{\"%[1]s\":\"-\"}}.",
				s.Name, s.Rows)})
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
	return survey.Say("Trang “%s” (%d dòng) không được đọc: chỉ đọc trang đầu.", "The sheet “%s” (%d rows) was not read: only the first sheet is.", s.Name, s.Rows)
}
