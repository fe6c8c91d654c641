package xlsform

import (
	"path"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// fileTable is what is known of an attached list: its columns, how many rows follow, and the columns that its codes and labels come from.
type fileTable struct {
	head         []string
	rows         int
	value, label string
}

func cleaned(head []string) []string {
	out := make([]string, len(head))
	for i, h := range head {
		out[i] = cleanText(h)
	}
	return out
}

// checkFile says what an attached list lacks to be a list of choices: pyxform does not open the file, and phones would show the wrong column
// or offer what cannot be sent.
func (s *surveyReader) checkFile(sel selection, value, label string, rec record) {
	f := s.files[sel.list]
	if f == nil {
		return
	}
	if f.value != value || f.label != label {
		s.warn(rec.t.sheet, rec.at(colParameters), "file.columns", survey.Say("Tệp “%[1]s” đã được câu khác đọc với value=%[2]s label=%[3]s; mọi câu dùng chung hai cột đó.",
			"The file “%[1]s” is read with value=%[2]s label=%[3]s by another question; all questions share these two columns.", sel.list, f.value, f.label))
		return
	}
	if !slices.Contains(f.head, value) {
		s.fileColumn(sel.list, value, "value", rec, survey.Say("nên cột đầu tiên (“%s”) được dùng làm mã", "so the first column (“%s”) serves for the codes", f.head[0]))
	}
	if !hasLabel(f.head, label) {
		s.fileColumn(sel.list, label, "label", rec, survey.Say("nên người trả lời chỉ thấy mã", "so people see the codes"))
	}
	if l := s.lists[strings.TrimSuffix(sel.list, path.Ext(sel.list))]; l != nil && len(l.Choices) > 0 {
		s.checkFileCodes(sel, l, f, rec)
	}
}

func hasLabel(head []string, label string) bool {
	return slices.ContainsFunc(head, func(h string) bool { return h == label || strings.HasPrefix(h, label+"::") })
}

// fileColumn says that a file lacks the column which a parameter names, or which serves where no parameter does, and what comes of it.
func (s *surveyReader) fileColumn(file, column, parameter string, rec record, so survey.Words) {
	at := rec.at(colType)
	if strings.Contains(rec.code(colParameters), parameter) {
		at = rec.at(colParameters)
	}
	vi, en := didYouMean(column, set(s.files[file].head...))
	s.warn(rec.t.sheet, at, "file.column", survey.Say("Tệp “%[1]s” không có cột “%[2]s”, %[3]s.%[4]s", "The file “%[1]s” has no column “%[2]s”, %[5]s.%[6]s",
		file, column, so.In("vi"), vi, so.In("en"), en))
}

// checkFileCodes looks at the codes of an attached list as the choices sheet has them looked at.
func (s *surveyReader) checkFileCodes(sel selection, l *survey.ChoiceList, f *fileTable, rec record) {
	at := rec.at(colType)
	if none := f.rows - len(l.Choices); none > 0 {
		s.warn(rec.t.sheet, at, "file.no_code", survey.Say("Trong tệp “%[1]s” có %[2]d dòng không có mã (cột “%[3]s”) nên bị bỏ qua.", "The file “%[1]s” has %[2]d rows without a code (column “%[3]s”), which are passed over.", sel.list, none, f.value))
	}
	seen := make(map[string]bool, len(l.Choices))
	twice, blank := "", ""
	for _, c := range l.Choices {
		if seen[c.Code] && twice == "" {
			twice = c.Code
		}
		if seen[c.Code] = true; blank == "" && strings.ContainsFunc(c.Code, isBlank) {
			blank = c.Code
		}
	}
	if twice != "" && !s.allowsDuplicates() {
		s.warn(rec.t.sheet, at, "file.code_twice", survey.Say("Trong tệp “%[1]s” mã “%[2]s” có nhiều dòng: người trả lời thấy cả hai nhưng câu trả lời chỉ là một mã.", "In the file “%[1]s” the code “%[2]s” stands on several rows: people see them all, but they are one answer.", sel.list, twice))
	}
	if blank != "" && sel.kind.Several() {
		s.block(rec.t.sheet, at, "choice.blank", survey.Say("Trong tệp “%[1]s” mã “%[2]s” có dấu cách nên không dùng được cho câu chọn nhiều.", "In the file “%[1]s” the code “%[2]s” has a blank, which a select_multiple cannot use.", sel.list, blank))
	}
}

func isBlank(r rune) bool { return r == ' ' || r == '\t' || r == '\n' }

// hasColumn reports whether an attached list has a column, filled or not.
func (r *reader) hasColumn(file, column string) bool {
	f := r.files[file]
	return f != nil && slices.Contains(f.head, column)
}
