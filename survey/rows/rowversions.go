package rows

import (
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/versions"
)

// otherVersion marks a column about an item that the version of a row does not have: its cell has to be blank.
const otherVersion = "?"

// NewReader is NewFormReader for a table whose rows name their version in a column: each is read under the form of that
// version. A column may be named as any version names its item, or as an export names a series: answers that stand
// apart as “q@1”.
func NewReader(l *versions.Lineage, header []string, m Mapping, cell func(column int) string,
	forms map[string]*form.Form) (*RowReader, []survey.Problem) {
	r, problems := NewFormReader(l.Form, header, m, cell)
	var unknown []survey.Problem
	r.under = map[string]*RowReader{}
	for version, form := range forms {
		if version != l.Version {
			r.under[version] = &RowReader{form: form, version: version, values: r.values, plain: r.plain,
				columns: make([]rowColumn, len(header))}
		}
	}
	r.version = l.Version
	for i, h := range header {
		name := strings.TrimSpace(h)
		if to, ok := m.Columns[h]; ok {
			name = strings.TrimSpace(to)
		}
		known := false
		for version, form := range forms {
			c, ok := columnOfLineage(l, name, version, form, r.plain)
			if known = known || ok; !ok {
				c = rowColumn{system: otherVersion, code: codeOf(name)}
			}
			if version == l.Version {
				if r.plain || r.columns[i].field == nil && r.columns[i].system == "" {
					r.columns[i] = c
				}
				continue
			}
			r.under[version].columns[i] = c
		}
		for _, p := range problems {
			// an export gives each series a column of its own
			once := r.plain && slices.Index(header, h) == i && !slices.Contains(header[i+1:], h)
			if p.Place.Item == h && (p.Code != "column.unknown" || !known) && (p.Code != "column.twice" || !once) {
				unknown = append(unknown, p)
			}
		}
	}
	r.join()
	for _, other := range r.under {
		other.join()
	}
	return r, unknown
}

// codeOf is the code in the head of a column of one choice, "" when it can be none.
func codeOf(name string) string {
	return name[strings.LastIndexByte(name, '/')+1:]
}

// columnOfLineage is what a column means for rows of a version: an item as that version names it, else one of its
// series, else one that the shown version names so; in an export of ours first of all a series. False when the version
// has no such item.
func columnOfLineage(l *versions.Lineage, name, version string, fm *form.Form, export bool) (rowColumn, bool) {
	c, words := columnOfForm(fm, name)
	s := l.Named(name)
	if words == nil && (!export || s == nil) {
		return c, true
	}
	if s != nil {
		f := s.Member(version)
		return rowColumn{field: f}, f != nil
	}
	c, words = columnOfForm(l.Form, name)
	if words != nil || c.field == nil {
		return c, false
	}
	for _, f := range []**form.Field{&c.field, &c.repeat} {
		if *f == nil {
			continue
		}
		if *f = l.Shown(*f).Member(version); *f == nil {
			return c, false
		}
	}
	return c, c.code == "" || c.field.Codes[c.code] != nil
}

// elsewhere tells of a cell about an item that the row's version does not have; nil when it is blank.
func (r *RowReader) elsewhere(c rowColumn, text string) *survey.Words {
	low := strings.ToLower(survey.Clean(text))
	if low == "" || c.code != "" && (cellNo[low] || cellUnsaid[low]) {
		return nil
	}
	w := survey.Say("rows.version_does_not_item", "version", r.version)
	return &w
}

// of is the reader for the version that a row names.
func (r *RowReader) of(row ImportRow) *RowReader {
	for i, c := range r.columns {
		if c.system == survey.ColumnVersion && i < len(row.Cells) {
			if other := r.under[strings.TrimSpace(r.translated(i, row.Cells[i]))]; other != nil {
				return other
			}
		}
	}
	return r
}
