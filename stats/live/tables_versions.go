package live

import (
	"slices"
	"strings"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/survey"
)

// rebase puts the figures of choices that not all versions offered on the base of those whom they were offered, in all tables of the item:
// the counts stay, since nobody else could choose them.
func (l *labels) rebase(tables *stats.Tables, spec stats.TableSpec) error {
	for _, name := range spec.Items {
		to := l.c.main.of(l.c.lineage.Shown(l.fields[name]))
		if to == nil {
			continue
		}
		for _, o := range to.offered {
			column := l.c.main.frame.Columns()[o.at]
			narrow := spec
			narrow.Items = []string{name}
			narrow.Design = spec.Design.Within(l.c.main.frame.Select(func(row int) bool { return column.Missing(row) == stats.NotMissing }))
			own, err := stats.Tabulate(l.c.main.frame, narrow)
			if err != nil {
				return err
			}
			at := 0
			for i := range tables.Tables {
				if tables.Tables[i].Item == name {
					to.replace(&tables.Tables[i], &own.Tables[at], o.versions)
					at++
				}
			}
		}
	}
	return nil
}

// replace takes over the cells of the choices that just these versions offered.
func (to *laid) replace(t, own *stats.Table, versions []string) {
	for i := range t.Cells {
		cell := &t.Cells[i]
		c := to.series.Choice(cell.Row)
		if c == nil || c.Offered == nil || !slices.Equal(c.Offered, versions) {
			continue
		}
		if j := slices.IndexFunc(own.Cells, func(x stats.TableCell) bool { return x.Row == cell.Row && sameColumn(x.Column, cell.Column) }); j >= 0 {
			*cell = own.Cells[j]
		}
	}
}

func sameColumn(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }

// marked is a choice's label with what a reader of the table has to know: that only previous versions have it, or that not all were
// offered it.
func (l *labels) marked(f *survey.Field, code, label string) string {
	c := l.c.lineage.Shown(f).Choice(code)
	switch {
	case c == nil:
		return label
	case c.Previous:
		return oneLine(c.Label.In(l.chain...)) + " (" + survey.OfPreviousVersions(c.Version).In(l.lang) + ")"
	case c.Offered != nil:
		return label + survey.Say(" (trên những người được hỏi có lựa chọn này)", " (of those who were offered it)").In(l.lang)
	}
	return label
}

// apart says of the items of tables which answers are not counted in them and why.
func (l *labels) apart(items []string) []string {
	var out []string
	for _, name := range items {
		f := l.fields[name]
		shown := l.c.lineage.Shown(f)
		for _, other := range l.c.lineage.Series {
			if shown == nil || other.Of != shown {
				continue
			}
			why := make([]string, len(other.Why))
			for i, w := range other.Why {
				why[i] = w.In(l.lang)
			}
			out = append(out, survey.Say("“%[1]s”: câu trả lời theo phiên bản %[2]s không tính vào bảng, để riêng vì: %[3]s.",
				"“%[1]s”: answers to version %[2]s are not in the tables: %[3]s.", l.text(f), strings.Join(other.Versions, ", "), strings.Join(why, "; ")).In(l.lang))
		}
	}
	return out
}
