package export

import (
	"maps"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// table lays responses out as rows of cells: the system columns, the items of the form, then the items that only earlier versions have
// in the order in which they appear.
type table struct {
	form   *survey.Form
	system []string
	fields []*survey.Field
	known  map[string]bool
	others []string // paths that the form does not have
	at     map[string]int
	cell   func(f *survey.Field, v survey.Value) (string, error) // f is nil for items of earlier versions
}

func newTable(form *survey.Form, cell func(*survey.Field, survey.Value) (string, error)) *table {
	t := &table{form: form, system: form.SystemColumns(), fields: answerFields(form), known: map[string]bool{}, at: map[string]int{}, cell: cell}
	for _, f := range t.fields {
		t.known[f.Path] = true
	}
	return t
}

func (t *table) header() []string {
	var out []string
	for _, name := range t.system {
		out = append(out, t.form.SystemColumn(name))
	}
	for _, f := range t.fields {
		out = append(out, f.Path)
	}
	return append(out, t.others...)
}

// row is the cells of a response, as many as the header has by then.
func (t *table) row(r *survey.Response) ([]string, error) {
	for _, path := range slices.Sorted(maps.Keys(r.Answers)) {
		if _, listed := t.at[path]; !listed && !t.known[path] && !r.Answers[path].Empty() {
			t.at[path] = len(t.others)
			t.others = append(t.others, path)
		}
	}
	out := make([]string, 0, len(t.system)+len(t.fields)+len(t.others))
	for _, name := range t.system {
		cell, err := t.cell(nil, survey.OfText(systemColumns[name](r)))
		if err != nil {
			return nil, err
		}
		out = append(out, cell)
	}
	for _, f := range t.fields {
		cell, err := t.cell(f, r.Answers[f.Path])
		if err != nil {
			return nil, err
		}
		out = append(out, cell)
	}
	for _, path := range t.others {
		cell, err := t.cell(nil, r.Answers[path])
		if err != nil {
			return nil, err
		}
		out = append(out, cell)
	}
	return out, nil
}

// tableCell is cellText for a table that survey.RowReader reads again: a text answer that the reader would take for JSON or for one
// with an apostrophe of ours gets an apostrophe before it.
func tableCell(f *survey.Field, v survey.Value) (string, error) {
	cell, err := cellText(v)
	if err != nil || !isText(f, v) {
		return cell, err
	}
	ours := len(cell) > 1 && cell[0] == '\'' && strings.ContainsRune("=+-@'{ \t\r\n", rune(cell[1]))
	if ours || strings.HasPrefix(strings.TrimSpace(cell), `{"`) {
		return "'" + cell, nil
	}
	return cell, nil
}

// isText reports whether the answer is free text, which is read with the blanks round it.
func isText(f *survey.Field, v survey.Value) bool {
	return f != nil && f.Item.Kind == survey.TextItem && v.Kind == survey.VText
}
