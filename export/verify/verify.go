package verify

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/words"
)

// VerifyOptions say what a workbook is verified against.
type VerifyOptions struct {
	Store  *service.Service  // nil: the workbook's own sheets of data
	Survey string            // the only survey whose workbooks are verified; "" = any
	Key    ed25519.PublicKey // whose seal it has to bear; nil: the store's, else whatever key the workbook names
}

// What figures were recomputed from.
const (
	AgainstStore  = "store"
	AgainstItself = "itself" // only consistency is known: whoever changed the answers with the figures is not found
)

// Verification is what came of recomputing a workbook.
type Verification struct {
	Checked     int            // printed cells that were recomputed; Cells when all were
	Cells       int            // printed cells: all that hold anything but those of the sheets of data and of the seal
	Against     string         // AgainstStore or AgainstItself
	Seal        string         // SealGood, SealBad or SealNone
	KeyMark     string         // of the key under which the seal is good
	Survey      string         // its address
	Responses   int            // rows that were recounted
	Unchecked   []survey.Words // what could not be recomputed, and why
	Notes       []survey.Words // what happened to the answers since and changes no figure of the workbook
	Differences []Difference   // empty when all is well
}

// Difference is a cell that is not as it should be. What concerns no cell has none.
type Difference struct {
	Sheet, Cell string
	Printed     string // what the file says
	Recomputed  string
	Words       survey.Words // the same as a sentence
}

// Verify makes a workbook of khaosat again from the answers, by the second route (package recount) and the same writers
// of sheets, and compares every cell: numbers, sentences and labels. The answers come from the store, at the revisions
// of the snapshot, else from the workbook's own sheets of data. A file that is no workbook of ours is an Invalid error.
func Verify(ctx context.Context, b []byte, o VerifyOptions) (v *Verification, err error) {
	defer func() {
		if x := recover(); x != nil { // a hostile file that trips what makes it again
			v, err = nil, notOurs(fmt.Errorf("%v", x))
		}
	}()
	w, err := openWorkbook(b)
	if err != nil {
		return nil, notOurs(err)
	}
	r, err := w.recipe()
	if err != nil {
		return nil, err
	}
	if o.Survey != "" && r.Survey != o.Survey {
		return nil, survey.Fail(survey.Invalid, "report.other_survey", "survey", r.Survey)
	}
	c := checker{workbook: w, recipe: r, out: &Verification{Against: AgainstItself, Survey: r.Survey},
		seen: map[string]map[int]bool{}}
	if o.Store != nil {
		c.out.Against = AgainstStore
	}
	c.checkSeal(o)
	switch {
	case r.Kind == workbook.KindTables:
		err = c.tables(ctx, o.Store)
	case o.Store != nil:
		err = c.fromStore(ctx, o.Store)
	default:
		err = c.fromItself()
	}
	if err != nil {
		return nil, err
	}
	return c.out, nil
}

func notOurs(err error) error {
	e := survey.Fail(survey.Invalid, "report.not_ours")
	e.Err = err
	return e
}

// sealSheetOf finds the sheet of the seal in any language.
func (w *file) sealSheetOf() *openSheet {
	for _, lang := range words.Languages() {
		if s := w.sheet(words.T(lang, "xlsx.sheet.seal")); s != nil {
			return s
		}
	}
	return nil
}

// long puts a long text of the seal's sheet together again.
func (s *openSheet) long(key string) string {
	var out strings.Builder
	for row := range s.rows {
		if s.at(1, row+1).Text == key {
			out.WriteString(s.at(2, row+1).Text)
		}
	}
	return out.String()
}

// recipe reads how the workbook is made again.
func (w *file) recipe() (*workbook.Recipe, error) {
	s := w.sealSheetOf()
	if s == nil {
		if err := w.fromFile(); err != nil {
			return nil, err
		}
		return nil, notOurs(errors.New("no sheet of the seal"))
	}
	r := &workbook.Recipe{}
	if err := json.Unmarshal([]byte(s.long(workbook.RowRecipe)), r); err != nil {
		return nil, notOurs(err)
	}
	return r, nil
}

// checker compares a workbook with what is made again.
type checker struct {
	workbook *file
	recipe   *workbook.Recipe
	out      *Verification
	apart    map[string]bool         // sheets that are not printed: of data, of the seal
	given    map[string]bool         // sheets that are not compared: what the figures were recounted from
	seen     map[string]map[int]bool // rows that were made again, by sheet

	placeless bool   // some rows are without their unit
	aside     *aside // what they cannot give; nil: nothing
	stateless bool   // how many responses do not count is not known
	unchecked int    // cells that say it
}

func (c *checker) differs(sheet, cell, printed, recomputed, key string, pairs ...any) {
	c.out.Differences = append(c.out.Differences,
		Difference{sheet, cell, printed, recomputed, survey.Say(key, pairs...)})
}

// row compares one row as it is made again.
func (c *checker) row(sheet string, row int, cells []workbook.CellValue) {
	if c.seen[sheet] == nil {
		c.seen[sheet] = map[int]bool{}
	}
	if row = c.rowOf(sheet, row); row == 0 {
		return
	}
	c.seen[sheet][row] = true
	if c.given[sheet] {
		return
	}
	is := c.workbook.sheet(sheet)
	n := len(cells)
	if is != nil && row <= len(is.rows) {
		n = max(n, len(is.rows[row-1]))
	}
	for i := range n {
		want := workbook.CellValue{}
		if i < len(cells) {
			want = cells[i]
		}
		c.cell(sheet, i+1, row, is.at(i+1, row), want)
	}
}

// cell compares one cell and counts it.
func (c *checker) cell(sheet string, col, row int, got, want workbook.CellValue) {
	if got.Kind == 0 && want.Kind == 0 {
		return
	}
	if !c.apart[sheet] {
		c.out.Cells++
		if want.States && c.stateless {
			c.unchecked++
		} else {
			c.out.Checked++
		}
	}
	at := cell.Name(col, row)
	if got.Same(want, c.floor()) {
		c.format(sheet, at, got, want)
		return
	}
	c.differs(sheet, at, got.String(), want.String(), "verify.sheet_cell_file_says", "sheet", sheet, "cell", at,
		"is", shown(got.String()), "wanted", shown(want.String()))
}

// floor is the size of figures from which their tolerance is relative: 1 for shares and means, less for tables, which
// hold small standard errors.
func (c *checker) floor() float64 {
	if c.recipe.Kind == workbook.KindTables {
		return 1e-4
	}
	return 1
}

func shown(text string) string {
	if text == "" {
		return `""`
	}
	return cell.Short(text, 200)
}

// follow has the cells of a workbook compared while it is made again.
func (c *checker) follow(b *workbook.Builder) {
	b.Ledger.Row = c.row
	b.Software = c.recipe.Software
}

// rest names what the file has beyond what was made again: rows, sheets, formulas, and defined names that point
// elsewhere.
func (c *checker) rest(b *workbook.Builder) {
	for _, s := range c.workbook.sheets {
		if c.seen[s.name] == nil {
			c.differs(s.name, "", s.name, "", "verify.sheet_does_not_belong", "sheet", s.name)
			continue
		}
		for i := range s.rows {
			if !c.seen[s.name][i+1] && !c.given[s.name] {
				c.row(s.name, i+1, nil)
			}
		}
		for _, cell := range s.formulas {
			c.differs(s.name, cell, s.at1(cell).String(), "", "verify.sheet_cell_formula_report", "sheet", s.name,
				"cell", cell)
		}
	}
	for name := range c.seen {
		if c.workbook.sheet(name) == nil && !c.given[name] {
			c.differs(name, "", "", name, "verify.file_no_sheet", "name", name)
		}
	}
	c.names(b)
	if code := c.workbook.conditional; code != "" {
		c.differs("", "", code, "", "verify.conditional_format_file_shows", "code", code)
	}
}

// names compares where the names of published figures point to.
func (c *checker) names(b *workbook.Builder) {
	for name, want := range b.Ledger.Names {
		if got := c.workbook.names[name]; got != want && !c.aside.moves(want) {
			c.differs(want.Sheet, want.Cell, got.String(), want.String(), "verify.name_points_not", "name", name,
				"is", shown(got.String()), "wanted", want)
		}
	}
	for name, got := range c.workbook.names {
		if _, ours := b.Ledger.Names[name]; !ours &&
			(strings.HasPrefix(name, "pct_") || strings.HasPrefix(name, "tot_")) {
			c.differs(got.Sheet, got.Cell, got.String(), "", "verify.name_does_not_belong", "name", name)
		}
	}
}

// render makes the report again from results and compares it.
func (c *checker) render(r *results.Results, o workbook.WorkbookOptions) error {
	b, err := workbook.NewBook(r, o)
	if err != nil {
		return err
	}
	defer b.Close()
	if c.given == nil {
		c.given = map[string]bool{}
	}
	c.given[b.Sheet("seal")] = true
	c.apart = map[string]bool{b.Sheet("seal"): true, b.Sheet("data"): true}
	for _, name := range b.RepeatNames(r.Lineage) {
		c.apart[name] = true
	}
	if c.placeless {
		c.leftOut(b.Builder, r)
	}
	c.follow(b.Builder)
	if err := b.Make(); err != nil {
		return err
	}
	c.rest(b.Builder)
	if c.unchecked > 0 {
		c.out.Unchecked = append(c.out.Unchecked, survey.Say("verify.cells_cannot_checked_responses", "n", c.unchecked))
	}
	return nil
}
