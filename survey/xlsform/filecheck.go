package xlsform

import (
	"path"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// fileTable is what is known of an attached list: its columns, how many rows follow, and the columns that its codes and
// labels come from.
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

// checkFile says what an attached list lacks to be a list of choices: pyxform does not open the file, and phones would
// show the wrong column or offer what cannot be sent.
func (s *surveyReader) checkFile(sel selection, value, label string, rec record) {
	f := s.files[sel.list]
	if f == nil {
		return
	}
	if f.value != value || f.label != label {
		s.warn(rec.t.sheet, rec.at(colParameters), "file.columns", "list", sel.list, "value", f.value, "label", f.label)
		return
	}
	if !slices.Contains(f.head, value) {
		s.fileColumn(sel.list, value, "value", rec, survey.Say("file.column:effect_first", "column", f.head[0]))
	}
	if !hasLabel(f.head, label) {
		s.fileColumn(sel.list, label, "label", rec, survey.Say("file.column:effect_codes"))
	}
	if l := s.lists[strings.TrimSuffix(sel.list, path.Ext(sel.list))]; l != nil && len(l.Choices) > 0 {
		s.checkFileCodes(sel, l, f, rec)
	}
}

func hasLabel(head []string, label string) bool {
	return slices.ContainsFunc(head, func(h string) bool { return h == label || strings.HasPrefix(h, label+"::") })
}

// fileColumn says that a file lacks the column which a parameter names, or which serves where no parameter does, and
// what comes of it.
func (s *surveyReader) fileColumn(file, column, parameter string, rec record, so survey.Words) {
	at := rec.at(colType)
	if strings.Contains(rec.code(colParameters), parameter) {
		at = rec.at(colParameters)
	}
	hint := didYouMean(column, set(s.files[file].head...))
	s.warn(rec.t.sheet, at, "file.column", "file", file, "column", column, "effect", so, "hint", hint)
}

// checkFileCodes looks at the codes of an attached list as the choices sheet has them looked at.
func (s *surveyReader) checkFileCodes(sel selection, l *survey.ChoiceList, f *fileTable, rec record) {
	at := rec.at(colType)
	if none := f.rows - len(l.Choices); none > 0 {
		s.warn(rec.t.sheet, at, "file.no_code", "file", sel.list, "n", none, "column", f.value)
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
		s.warn(rec.t.sheet, at, "file.code_twice", "list", sel.list, "code", twice)
	}
	if blank != "" && sel.kind.Several() {
		s.block(rec.t.sheet, at, "choice.blank", "list", sel.list, "code", blank)
	}
}

func isBlank(r rune) bool { return r == ' ' || r == '\t' || r == '\n' }

// hasColumn reports whether an attached list has a column, filled or not.
func (r *reader) hasColumn(file, column string) bool {
	f := r.files[file]
	return f != nil && slices.Contains(f.head, column)
}
