package workbook

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/stats"
)

// figureColumns are the columns of the sheet of figures: their heads in the catalogue and their widths.
var figureColumns = []struct {
	key  string
	wide float64
}{
	{"item", 30}, {"banner", 20}, {"column", 14}, {"column_label", 22}, {"row", 18}, {"label", 34}, {"count", 10},
	{"weighted_count", 18}, {"estimate", 18}, {"se", 18},
	{"lower", 18}, {"upper", 18}, {"deff", 18}, {"df", 9}, {"method", 18}, {"letters", 10}, {"flags", 30},
}

// figures writes every figure in a row, unrounded, with all that goes with it.
func (b *tableBook) figures(name string) error {
	l := layout{Landscape: true, FreezeRows: headRows + 1, TitleRows: fmt.Sprintf("%d:%d", headRows+1, headRows+1)}
	head := make([]any, len(figureColumns))
	for i, c := range figureColumns {
		l.Widths = append(l.Widths, c.wide)
		head[i] = b.cell(lookHead, b.t("tables.head."+c.key))
	}
	p, err := b.open(name, l)
	if err != nil {
		return err
	}
	b.top(p, "figures")
	first := p.add(head...)
	for i := range b.tables.Tables {
		t := &b.tables.Tables[i]
		for _, c := range slices.Concat(t.Cells, t.Nets) {
			p.add(b.figureRow(t, &c)...)
		}
	}
	p.do(b.AutoFilter(name, fmt.Sprintf("%s:%s", cell.Name(1, first), cell.Name(len(figureColumns), p.row)), nil))
	return p.close()
}

func (b *tableBook) figureRow(t *stats.Table, c *stats.TableCell) []any {
	banner, column, label := "", b.t("tables.total"), ""
	if t.Banner != nil {
		banner = *t.Banner
	}
	if c.Column != nil {
		column = *c.Column
		label = columnLabel(t, column)
	}
	flags := make([]string, len(c.Flags))
	for i, f := range c.Flags {
		flags[i] = b.t("tables.flag." + string(f))
	}
	method := c.Method
	if method == "" && figureLook(t, c) == lookPercent && c.Lower.Defined() {
		method = string(b.tables.Interval)
	}
	none := func(x stats.Figure) float64 { // what rounding leaves of a bound at 0
		if math.Abs(float64(x)) < 1e-15 {
			return 0
		}
		return float64(x)
	}
	number := func(x stats.Figure) any { return b.figure(lookNumber, none(x)) }
	bound := func(x stats.Figure) any { return b.bound(lookNumber, none(x), float64(c.Estimate)) }
	text := func(s string) any { return b.cell(lookCode, s) }
	return []any{text(t.Item), text(banner), text(column), text(label), text(c.Row), text(c.Label),
		b.cell(lookCount, c.Count), number(c.WeightedCount), number(c.Estimate), number(c.SE),
		bound(c.Lower), bound(c.Upper), number(c.Deff), number(c.DF), text(method), text(c.Letters),
		text(strings.Join(flags, "; "))}
}

// columnLabel is what a column of a table is called, "" for one that has only its code.
func columnLabel(t *stats.Table, column string) string {
	for i := range t.Bases[1:] {
		if base := &t.Bases[i+1]; *base.Column == column {
			return base.Label
		}
	}
	return ""
}
