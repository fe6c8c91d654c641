package respond

import (
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// addRow gives a repeat one more row.
func (f *filling) addRow(path string) {
	s := f.filled.Slot(path)
	if s == nil || s.Field.Item.Kind != survey.Repeat || s.Row > 0 || len(s.Children) >= maxRows {
		return
	}
	f.state.Rows[path] = len(s.Children) + 1
}

// removeRow takes a row, "group/rows[2]", out of its repeat; the rows after it move up.
func (f *filling) removeRow(row string) {
	s := f.filled.Slot(row)
	if s == nil || s.Row == 0 {
		return
	}
	repeat := strings.TrimSuffix(row, fmt.Sprintf("[%d]", s.Row))
	n := len(f.filled.Slot(repeat).Children)
	f.dropRow(repeat, s.Row, n)
	f.state.Rows[repeat] = n - 1
}

// dropRow forgets row i of n, and renames the rows after it.
func (f *filling) dropRow(repeat string, i, n int) {
	f.moveRow(fmt.Sprintf("%s[%d]/", repeat, i), "")
	for ; i < n; i++ {
		f.moveRow(fmt.Sprintf("%s[%d]/", repeat, i+1), fmt.Sprintf("%s[%d]/", repeat, i))
	}
}

// moveRow renames everything below a row; to "" forgets it.
func (f *filling) moveRow(from, to string) {
	moveKeys(f.state.Texts, from, to)
	moveKeys(f.state.Rows, from, to)
}

func moveKeys[V any](m map[string]V, from, to string) {
	moved := map[string]V{}
	for k, v := range m {
		if rest, ok := strings.CutPrefix(k, from); ok {
			delete(m, k)
			moved[to+rest] = v
		}
	}
	if to == "" {
		return
	}
	for k, v := range moved {
		m[k] = v
	}
}

// dropBlankRows takes out the rows in which nothing was answered. A repeat with a repeat_count keeps its rows.
func (f *filling) dropBlankRows(prefix string, fields []*form.Field) {
	for _, field := range fields {
		path := prefix + field.Item.Name
		switch field.Item.Kind {
		case survey.Group:
			f.dropBlankRows(path+"/", field.Children())
		case survey.Repeat:
			n := f.rows(path, field)
			for i := n; i >= 1; i-- {
				row := fmt.Sprintf("%s[%d]/", path, i)
				f.dropBlankRows(row, field.Children())
				if field.Item.RepeatCount == "" && f.seenRow(row) && f.blankRow(row) {
					f.dropRow(path, i, n)
					n--
					f.state.Rows[path] = n
				}
			}
		}
	}
}

// seenRow reports whether any item of the row was shown.
func (f *filling) seenRow(row string) bool {
	for k := range f.state.Texts {
		if strings.HasPrefix(k, row) {
			return true
		}
	}
	return false
}

func (f *filling) blankRow(row string) bool {
	for k, texts := range f.state.Texts {
		if !strings.HasPrefix(k, row) || blank(texts) {
			continue
		}
		if _, field, ok := slotOf(f.form, k); ok && field.Kind.Asked() {
			return false
		}
	}
	return true
}
