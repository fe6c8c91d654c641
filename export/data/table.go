package data

import (
	"maps"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/versions"
)

// table lays responses out as rows of cells: the system columns, the series, then answers that belong to none in the
// order in which they appear.
type table struct {
	lineage *versions.Lineage
	system  []string
	series  []*versions.Series
	others  []string // paths
	at      map[string]int
	cell    func(f *form.Field, v survey.Value) (string, error) // f is nil for answers that belong to no series
}

func newTable(lineage *versions.Lineage, cell func(*form.Field, survey.Value) (string, error)) *table {
	return &table{lineage: lineage, system: lineage.Form.SystemColumns(), series: lineage.In(nil), at: map[string]int{},
		cell: cell}
}

func (t *table) header() []string {
	var out []string
	for _, name := range t.system {
		out = append(out, t.lineage.Form.SystemColumn(name))
	}
	for _, s := range t.series {
		out = append(out, s.Name)
	}
	return append(out, t.others...)
}

// row is the cells of a response, as many as the header has by then.
func (t *table) row(r *survey.Response) ([]string, error) {
	for _, path := range slices.Sorted(maps.Keys(r.Answers)) {
		if _, listed := t.at[path]; !listed && t.lineage.Find(r.Version, path) == nil && !r.Answers[path].Empty() {
			t.at[path] = len(t.others)
			t.others = append(t.others, path)
		}
	}
	out := make([]string, 0, t.width()+len(t.others))
	for _, name := range t.system {
		cell, err := t.cell(nil, survey.OfText(answers.SystemColumns[name](r)))
		if err != nil {
			return nil, err
		}
		out = append(out, cell)
	}
	for _, s := range t.series {
		cell, err := t.cell(s.Field, answers.Answer(s, r.Version, r.Answers))
		if err != nil {
			return nil, err
		}
		out = append(out, cell)
	}
	for _, path := range t.others {
		v := r.Answers[path]
		if t.lineage.Find(r.Version, path) != nil {
			v = survey.Value{}
		}
		cell, err := t.cell(nil, v)
		if err != nil {
			return nil, err
		}
		out = append(out, cell)
	}
	return out, nil
}

// tableCell is cell.TextOf for a table that rows.RowReader reads again: a text answer that the reader would take for
// JSON or for one with an apostrophe of ours gets an apostrophe before it.
func tableCell(f *form.Field, v survey.Value) (string, error) {
	cell, err := cell.TextOf(v)
	if err != nil || !isText(f, v) {
		return cell, err
	}
	ours := len(cell) > 1 && cell[0] == '\'' && survey.AfterApostrophe(cell[1:])
	if ours || strings.HasPrefix(strings.TrimSpace(cell), `{"`) {
		return "'" + cell, nil
	}
	return cell, nil
}

// isText reports whether the answer is free text, which is read with the blanks round it.
func isText(f *form.Field, v survey.Value) bool {
	return f != nil && f.Kind.Open && v.Kind == survey.VText
}
