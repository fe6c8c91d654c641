package xlsform

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/stream"
	"github.com/khaosat/khaosat/survey/xlsx"
)

// sheetOut is a sheet to be written: headers, then rows of as many cells.
type sheetOut struct {
	name    string
	headers []string
	rows    [][]string
}

// Write writes a questionnaire as an XLSForm workbook from which Read makes the same questionnaire again. Choices that
// came from an attached file get a sheet of the file's name, so that the workbook says it all.
func Write(w io.Writer, q *survey.Questionnaire) error { return WriteWith(w, nil, q) }

// WriteWith is Write with other kinds of items than the built-in ones.
func WriteWith(w io.Writer, t *kinds.Set, q *survey.Questionnaire) error {
	sheets := []sheetOut{surveySheet(t, q), choicesSheet(q), settingsSheet(q)}
	if s := entitiesSheet(q); len(s.headers) > 0 {
		sheets = append(sheets, s)
	}
	for i := range q.Lists {
		if l := &q.Lists[i]; l.File != "" && len(l.Choices) > 0 {
			if s := fileSheet(q, l); sheetNameFits(s.name) {
				sheets = append(sheets, s)
			}
		}
	}
	f := excelize.NewFile()
	defer f.Close()
	style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF4"}}})
	if err != nil {
		return fmt.Errorf("xlsform: write: %w", err)
	}
	for i, s := range sheets {
		if i == 0 {
			err = f.SetSheetName("Sheet1", s.name)
		} else {
			_, err = f.NewSheet(s.name)
		}
		if err == nil {
			err = s.write(f, style)
		}
		if err != nil {
			return fmt.Errorf("xlsform: write sheet %q: %w", s.name, err)
		}
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("xlsform: write: %w", err)
	}
	return nil
}

func (s *sheetOut) write(f *excelize.File, style int) error {
	sw, err := stream.Open(f, s.name)
	if err != nil {
		return err
	}
	for i, h := range s.headers {
		if err := sw.SetColWidth(i+1, i+1, columnWidth(h)); err != nil {
			return err
		}
	}
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2",
		ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	head := make([]any, len(s.headers))
	for i, h := range s.headers {
		head[i] = excelize.Cell{StyleID: style, Value: h}
	}
	if err := sw.SetRow("A1", head); err != nil {
		return err
	}
	for n, row := range s.rows {
		cells := make([]any, len(row))
		for i, v := range row {
			if v != "" {
				cells[i] = v
			}
		}
		if err := sw.SetRow(xlsx.CellName(n+2, 0), cells); err != nil {
			return err
		}
	}
	return sw.Flush()
}

func columnWidth(header string) float64 {
	switch base, _, _ := strings.Cut(header, "::"); base {
	case colLabel, colReportPhrase:
		return 48
	case colHint, colGuidance, colRelevant, colConstraint, colCalculation, colConstraintMs, colRequiredMsg:
		return 32
	case colType, colName:
		return 22
	}
	return 14
}

// sheetNameFits reports whether Excel takes the name for a sheet.
func sheetNameFits(name string) bool {
	return len([]rune(name)) <= 31 && !strings.ContainsAny(name, `:\/?*[]'`)
}

// column is one column to be written: its header and the cell that a row of T has in it.
type column[T any] struct {
	header string
	cell   func(T) string
}

// sheetOf lays out rows under the columns that some row fills; keep names headers that stay in any case.
func sheetOf[T any](name string, columns []column[T], rows []T, keep map[string]bool) sheetOut {
	s := sheetOut{name: name, rows: make([][]string, len(rows))}
	for _, c := range columns {
		used := keep[c.header]
		cells := make([]string, len(rows))
		for i, r := range rows {
			cells[i] = c.cell(r)
			used = used || cells[i] != ""
		}
		if !used {
			continue
		}
		s.headers = append(s.headers, c.header)
		for i := range rows {
			s.rows[i] = append(s.rows[i], cells[i])
		}
	}
	return s
}

// textColumns are the columns of a translatable field: one without a language, then one for each language that the
// questionnaire or a text has.
func textColumns[T any](name string, q *survey.Questionnaire, rows []T, field func(T) survey.Text) []column[T] {
	out := []column[T]{{name, func(r T) string { return field(r)[plainLanguage(q)] }}}
	done := map[string]bool{plainLanguage(q): true}
	add := func(id, header string) {
		if !done[id] {
			done[id] = true
			out = append(out, column[T]{name + "::" + header, func(r T) string { return field(r)[id] }})
		}
	}
	for _, l := range q.Languages {
		add(l.ID, l.Header)
	}
	more := map[string]bool{}
	for _, r := range rows {
		for id := range field(r) {
			more[id] = true
		}
	}
	for _, id := range sortedKeys(more) {
		add(id, id)
	}
	return out
}

// plainLanguage is the id of the texts that stand in columns without a language.
func plainLanguage(q *survey.Questionnaire) string {
	for _, l := range q.Languages {
		if l.Header == "" {
			return l.ID
		}
	}
	return ""
}

// keptLabels are the label headers that every language needs, so that the languages come back in their order.
func keptLabels(q *survey.Questionnaire) map[string]bool {
	keep := set(colType, colName)
	for _, l := range q.Languages {
		if l.Header == "" {
			keep[colLabel] = true
		} else {
			keep[colLabel+"::"+l.Header] = true
		}
	}
	return keep
}

func settingsSheet(q *survey.Questionnaire) sheetOut {
	s := sheetOut{name: "settings", rows: [][]string{nil}}
	add := func(header, value string) {
		if value != "" {
			s.headers = append(s.headers, header)
			s.rows[0] = append(s.rows[0], value)
		}
	}
	add("form_title", q.Title.In(q.DefaultLanguage))
	add("form_id", q.FormID)
	add("version", q.Version)
	add("default_language", defaultSpelling(q))
	add("style", q.Style)
	add("instance_name", q.InstanceName)
	for _, k := range sortedKeys(q.Settings) {
		if !strings.HasPrefix(k, entityPrefix) {
			add(k, q.Settings[k])
		}
	}
	return s
}

// defaultSpelling names the default language as the headers do.
func defaultSpelling(q *survey.Questionnaire) string {
	l, ok := q.Language(q.DefaultLanguage)
	switch {
	case !ok || l.ID == "":
		return ""
	case l.Header != "":
		return l.Header
	case l.Name == l.ID:
		return l.ID
	}
	if again, _ := describe(l.Name); again.ID == l.ID && again.Name == l.Name {
		return l.Name
	}
	return l.Name + " (" + l.ID + ")"
}
