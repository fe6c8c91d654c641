package data

import (
	"encoding/csv"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/stream"
)

// sheets are the encoders of plain tables by name.
var sheets = map[string]func(w io.Writer, header []string, rows [][]string) error{
	"csv":  writeSheetCSV,
	"xlsx": writeSheetXLSX,
}

// SheetFormats lists the formats of WriteSheet, by name.
func SheetFormats() []string { return slices.Sorted(maps.Keys(sheets)) }

// SheetFormat is the format of WriteSheet that a file's name ends in: "csv", "xlsx". A name of another kind is an
// Invalid error.
func SheetFormat(file string) (string, error) {
	format := strings.ToLower(strings.TrimPrefix(path.Ext(file), "."))
	if sheets[format] == nil {
		return "", survey.Fail(survey.Invalid, "export.file_name", "file", file)
	}
	return format, nil
}

// WriteSheet writes a table of texts for spreadsheets and mail merge, in a format of SheetFormat. Every cell stays a
// text: a telephone number keeps its zero, and nothing becomes a formula. More columns than a sheet has are an Invalid
// error.
func WriteSheet(w io.Writer, format string, header []string, rows [][]string) error {
	return sheets[format](w, header, rows)
}

func writeSheetCSV(w io.Writer, header []string, rows [][]string) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	for _, row := range slices.Concat([][]string{header}, rows) {
		cells := slices.Clone(row)
		for i, text := range cells {
			if formula(text) {
				cells[i] = "'" + text
			}
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func writeSheetXLSX(w io.Writer, header []string, rows [][]string) error {
	if len(header) > excelize.MaxColumns {
		return survey.Fail(survey.Invalid, "export.too_wide", "columns", len(header), "most", excelize.MaxColumns)
	}
	f := excelize.NewFile()
	defer f.Close()
	out, err := stream.Open(f, "Sheet1")
	if err != nil {
		return err
	}
	if err := frozenHead(f, out, header); err != nil {
		return err
	}
	for i, row := range rows {
		cells := make([]any, len(row))
		for j, text := range row {
			if text != "" {
				cells[j], _ = cell.SheetText(text)
			}
		}
		if err := out.SetRow(cell.Name(1, i+2), cells); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}
