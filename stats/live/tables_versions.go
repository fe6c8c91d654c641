package live

import (
	"slices"

	"github.com/khaosat/khaosat/stats"
)

// rebase puts the figures of choices that not all versions offered on the base of those whom they were offered, in all
// tables of the item: the counts stay, since nobody else could choose them.
func (c *columns) rebase(tables *stats.Tables, spec stats.TableSpec) error {
	for _, name := range spec.Items {
		to := c.main.of(c.lineage.Named(name))
		if to == nil {
			continue
		}
		for _, o := range to.offered {
			column := c.main.frame.Columns()[o.at]
			narrow := spec
			narrow.Items = []string{name}
			narrow.Design = spec.Design.Within(c.main.frame.Select(func(row int) bool {
				return column.Missing(row) == stats.NotMissing
			}))
			own, err := stats.Tabulate(c.main.frame, narrow)
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
		if j := slices.IndexFunc(own.Cells,
			func(x stats.TableCell) bool { return x.Row == cell.Row && sameColumn(x.Column, cell.Column) }); j >= 0 {
			*cell = own.Cells[j]
		}
	}
}

func sameColumn(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }
