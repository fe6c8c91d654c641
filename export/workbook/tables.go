package workbook

import (
	"fmt"
	"io"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/survey/words"
)

// TablesOptions say how a workbook of tables is made and what its last sheet tells about where the figures come from.
type TablesOptions struct {
	Lang   string // "vi" or "en"
	AddUp  bool   // printed columns of single choices add up to 100,00 %
	Source TablesSource
}

// TablesSource is what somebody needs to make the same tables again. What is "" is not told.
type TablesSource struct {
	File, SHA256, Command     string
	Wave                      string // whose answers, in words
	Weight, Strata, PSU, FPC  string // columns of the design
	Lonely, Letters, Filtered string // policy, adjustment of the tests between columns, condition on rows
}

// design tells whether anything but simple random sampling was described.
func (s *TablesSource) design() bool { return s.Weight+s.Strata+s.PSU+s.FPC != "" }

// Tables writes tables as a workbook of three sheets: the tables as people read them, the banners of an item side by
// side; every figure in a row of its own; and how they were made. Cells hold the unrounded numbers under number
// formats, but for the columns that AddUp rounds. Nothing is written before the whole workbook is made; the same tables
// give the same file.
func Tables(w io.Writer, t *stats.Tables, o TablesOptions) error {
	b := newTableBook(t, o)
	defer b.Close()
	if err := b.Make(); err != nil {
		return fmt.Errorf("workbook of tables: %w", err)
	}
	return b.finish(w)
}

// tableBook is a workbook of tables while it is made.
type tableBook struct {
	*Builder
	tables *stats.Tables
	o      TablesOptions
	recipe *Recipe // of tables of a survey; nil: of a file
	sealer Sealer
}

func newTableBook(t *stats.Tables, o TablesOptions) *tableBook {
	b := &tableBook{Builder: NewBuilder(words.Match(o.Lang, "xlsx")), tables: t, o: o}
	b.heading, b.mark = o.Source.File, cell.Short(o.Source.SHA256, 13)
	return b
}

func (b *tableBook) Make() error {
	if err := b.SetSheetName("Sheet1", b.Sheet("tables")); err != nil {
		return err
	}
	keys := []string{"figures", "method"}
	if b.recipe != nil {
		keys = append(keys, "seal")
	}
	for _, key := range keys {
		if _, err := b.NewSheet(b.Sheet(key)); err != nil {
			return err
		}
	}
	err := b.properties(&excelize.DocProperties{Title: b.o.Source.File, Identifier: b.o.Source.SHA256}, time.Time{})
	err = first(err, b.printed(b.Sheet("tables")), b.figures(b.Sheet("figures")), b.method(b.Sheet("method")))
	if err == nil && b.recipe != nil {
		err = b.seal(b.Sheet("seal"))
	}
	return first(err, b.err)
}

var titleHeight = excelize.RowOpts{Height: 24}

// top writes a sheet's title and what it is.
func (b *tableBook) top(p *page, key string) {
	p.addWith(titleHeight, b.cell(lookTitle, b.Sheet(key)))
	p.add(b.cell(lookNote, b.t("tables.about."+key, "file", b.o.Source.File)))
	p.skip(1)
}

// columnName is what stands above a column.
func (b *tableBook) columnName(c *stats.ColumnBase) string {
	switch {
	case c.Column == nil:
		return b.t("tables.total")
	case c.Label != "":
		return c.Label
	}
	return *c.Column
}

// rowName is the label of a row.
func (b *tableBook) rowName(t *stats.Table, c *stats.TableCell) string {
	return TableRowName(b.lang, t, c)
}

// TableRowName is what a row of a table is called: by its label, or what the net is.
func TableRowName(lang string, t *stats.Table, c *stats.TableCell) string {
	switch {
	case t.Kind == stats.Rank.String():
		return rankRowName(lang, c)
	case c.Label != "":
		return c.Label
	case !c.Net && t.Kind != "number":
		return c.Row
	case c.Row == "mean" && t.Kind != "number":
		return words.T(lang, "xlsx.tables.row.score")
	}
	switch c.Row {
	case "top_box", "top2_box", "mean", "total":
		return words.T(lang, "xlsx.tables.row."+c.Row)
	}
	return c.Row
}

// rankRowName says of which choice a row of a ranking is, and what: first, the mean rank, among the best k.
func rankRowName(lang string, c *stats.TableCell) string {
	code, k, net := stats.RankRow(c.Row)
	if c.Label != "" {
		code = c.Label
	}
	switch {
	case !net:
		return words.T(lang, "xlsx.rank.first", "choice", code)
	case k == 0:
		return words.T(lang, "xlsx.rank.mean", "choice", code)
	}
	return words.T(lang, "xlsx.rank.top", "choice", code, "n", k)
}

// figureLook is a percentage, or a number for means and totals.
func figureLook(t *stats.Table, c *stats.TableCell) look {
	_, k, net := stats.RankRow(c.Row)
	if t.Kind == "number" || c.Net && c.Row == "mean" || (t.Kind == stats.Rank.String() && net && k == 0) {
		return lookDecimal
	}
	return lookPercent
}
