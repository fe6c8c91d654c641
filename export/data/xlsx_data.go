package data

import (
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/stream"
)

// The first sheet of an export is the table that `responses import` takes again; answers that belong to no series stand
// on a second one.
const (
	responsesSheet = "responses"
	earlierSheet   = "earlier versions"
)

// writeXLSX writes the table of writeCSV as a workbook: numbers as numbers where a cell holds them exactly, everything
// else as text. Texts longer than a cell are cut at a mark, and the notice names them; more columns than a sheet has
// are an Invalid error.
func writeXLSX(w io.Writer, s *answers.Source) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", responsesSheet); err != nil {
		return err
	}
	out, err := stream.Open(f, responsesSheet)
	if err != nil {
		return err
	}
	t := newTable(s.Lineage, tableCell)
	if n := t.width(); n > excelize.MaxColumns {
		return survey.Fail(survey.Invalid, "export.too_wide", "columns", n, "most", excelize.MaxColumns)
	}
	if err := frozenHead(f, out, t.header()); err != nil {
		return err
	}
	var earlier [][]any
	line := 1
	for r, err := range s.In {
		if err != nil {
			return err
		}
		cells, err := t.row(r)
		if err != nil {
			return err
		}
		line++
		s.NoticeCut(t.header(), cells, r)
		if err := out.SetRow(cell.Name(1, line), t.typed(r, cells[:t.width()])); err != nil {
			return err
		}
		for i, path := range t.others {
			if text := cells[t.width()+i]; text != "" {
				text, _ = cell.SheetText(text)
				earlier = append(earlier, []any{cells[0], path, text})
			}
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if len(earlier) > 0 {
		if err := writeEarlier(f, earlier); err != nil {
			return err
		}
	}
	return f.Write(w)
}

// width is how many columns the system and the series have.
func (t *table) width() int { return len(t.system) + len(t.series) }

// typed turns the cells of numeric items into numbers where a float64 holds them exactly.
func (t *table) typed(r *survey.Response, cells []string) []any {
	out := make([]any, len(cells))
	for i, text := range cells {
		clean, _ := cell.SheetText(text)
		if text == "" {
			continue
		}
		out[i] = clean
		if i < len(t.system) {
			continue
		}
		if v := answers.Answer(t.series[i-len(t.system)], r.Version, r.Answers); v.Kind == survey.VNumber &&
			cell.Exact(v.Text) {
			if x, err := strconv.ParseFloat(v.Text, 64); err == nil {
				out[i] = x
			}
		}
	}
	return out
}

// frozenHead writes the heads of columns and keeps them in sight.
func frozenHead(f *excelize.File, out *stream.Sheet, header []string) error {
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	cells, widths := make([]any, len(header)), make([]float64, len(header))
	for i, h := range header {
		cells[i], widths[i] = excelize.Cell{StyleID: bold, Value: h}, cell.ColumnWidth(h)
	}
	if err := cell.SetWidths(out, cell.Even(widths)); err != nil {
		return err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2",
		ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	return out.SetRow("A1", cells)
}

func writeEarlier(f *excelize.File, rows [][]any) error {
	if _, err := f.NewSheet(earlierSheet); err != nil {
		return err
	}
	out, err := stream.Open(f, earlierSheet)
	if err != nil {
		return err
	}
	if err := frozenHead(f, out, []string{"id", "item", "answer"}); err != nil {
		return err
	}
	for i, row := range rows {
		if err := out.SetRow(cell.Name(1, i+2), row); err != nil {
			return err
		}
	}
	return out.Flush()
}
