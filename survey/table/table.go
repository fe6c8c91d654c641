// Package table reads the rectangular files that offices pass around, CSV in any of the encodings still met in Viet Nam
// and xlsx, into rows of text with the place of every problem. What the columns mean is decided by whoever asked.
package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/xlsx"
)

// Grid is a file's first sheet: a header and rows of the same width.
type Grid struct {
	Encoding  string // "utf-8", "utf-16", "windows-1258", "tcvn3", "windows-1252"; "xlsx" for workbooks
	Delimiter rune
	Header    []string // NFC, blanks round them taken off
	Rows      []Row
	Ragged    []Row // records with more or fewer cells than the header, as they are

	Beside []rows.BesideSheet // the further sheets of a workbook
}

// Row is one record with the line or sheet row on which it begins.
type Row struct {
	Line  int
	Cells []string // NFC; as many as the header has
	// Numbers says of a workbook's cells with a point in them which hold a number and not a text; nil: none.
	Numbers []bool
}

// MaxBytes is how large a file may be.
const MaxBytes = 256 << 20

// Read reads a CSV file or a workbook, told apart by their first bytes. Every problem is listed with its row; with
// problems the table holds the rows that are good.
func Read(r io.Reader) (*Grid, []survey.Problem) {
	b, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, one("file.unreadable", "cause", err)
	}
	switch problems := refusal(b); {
	case len(b) > MaxBytes:
		return nil, tooLarge()
	case problems != nil:
		return nil, problems
	case isWorkbook(b):
		return readWorkbook(b)
	}
	text, encoding := Decode(b)
	t, problems := readCSV(text)
	if t != nil {
		t.Encoding = encoding
	}
	return t, problems
}

func tooLarge() []survey.Problem {
	return one("file.too_large", "mb", MaxBytes>>20)
}

// refusal tells by the beginning of a file that it is no table.
func refusal(b []byte) []survey.Problem {
	start := bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))
	switch {
	case len(start) == 0:
		return one("file.empty")
	case bytes.HasPrefix(b, []byte("\xd0\xcf\x11\xe0")):
		return one("file.xls")
	case looksLikeHTML(b):
		return one("file.html")
	case bytes.HasPrefix(start, []byte("<?xml")):
		return one("file.xml")
	case bytes.HasPrefix(start, []byte(`{"`)):
		return one("file.json")
	}
	return nil
}

func one(code string, pairs ...any) []survey.Problem {
	return []survey.Problem{survey.ProblemAt(survey.Place{}, code, pairs...)}
}

func looksLikeHTML(b []byte) bool {
	head := strings.ToLower(string(bytes.TrimSpace(b[:min(len(b), 512)])))
	return strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html") ||
		strings.HasPrefix(head, "<table")
}

func readCSV(text string) (*Grid, []survey.Problem) {
	comma, skip := separator(text)
	before := strings.Count(text[:skip], "\n")
	text = text[skip:]
	t := &Grid{Delimiter: comma}
	cr := csv.NewReader(strings.NewReader(text))
	cr.Comma, cr.FieldsPerRecord, cr.ReuseRecord = t.Delimiter, -1, true
	var problems []survey.Problem
	for {
		record, err := cr.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			problems = append(problems, quoteProblem(bad))
			if errors.Is(bad.Err, csv.ErrQuote) || errors.Is(bad.Err, csv.ErrBareQuote) {
				break // what follows an open quote cannot be trusted to be rows
			}
			continue
		}
		if err != nil {
			return t, append(problems, one("file.unreadable", "cause", err)...)
		}
		line, _ := cr.FieldPos(0)
		line += before
		if p := t.add(line, record); p != nil {
			problems = append(problems, *p)
		}
	}
	return t, append(problems, t.checkHeader()...)
}

func quoteProblem(e *csv.ParseError) survey.Problem {
	return survey.ProblemAt(survey.Place{Row: e.StartLine}, "csv.quote", "row", e.Line, "column", e.Column)
}

// add takes a record: the first is the header, blank ones are passed over, longer and shorter ones are problems.
func (t *Grid) add(line int, record []string) *survey.Problem {
	cells := make([]string, len(record))
	blank := true
	for i, c := range record {
		cells[i] = survey.NFC(c)
		blank = blank && strings.TrimSpace(c) == ""
	}
	switch {
	case blank:
		return nil
	case t.Header == nil:
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		for len(cells) > 1 && cells[len(cells)-1] == "" {
			cells = cells[:len(cells)-1]
		}
		t.Header = cells
		return nil
	}
	for len(cells) > len(t.Header) && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) != len(t.Header) {
		t.Ragged = append(t.Ragged, Row{Line: line, Cells: cells})
		return &survey.Problem{Code: codeWidth, Place: survey.Place{Row: line},
			Words: survey.Say("rows.line_columns_header", "row", line, "cells", len(cells), "columns", len(t.Header))}
	}
	t.Rows = append(t.Rows, Row{Line: line, Cells: cells})
	return nil
}

// checkHeader finds headers that stand twice: a column could not be told from another by its name.
func (t *Grid) checkHeader() []survey.Problem {
	if t.Header == nil {
		return one("file.empty:file_no")
	}
	var problems []survey.Problem
	seen := map[string]int{}
	for i, h := range t.Header {
		if first, dup := seen[h]; dup && h != "" {
			problems = append(problems,
				survey.ProblemAt(survey.Place{Row: 1, Cell: xlsx.ColumnName(i) + "1"}, "csv.header_twice", "column", h,
					"first", xlsx.ColumnName(first), "second", xlsx.ColumnName(i)))
			continue
		}
		seen[h] = i
	}
	return problems
}

// Cell names a cell of a row: "C17".
func (r Row) Cell(column int) string { return xlsx.CellName(r.Line, column) }

// delimiter is the candidate that the first line has most of, outside quotes.
func delimiter(text string) rune {
	counts := map[rune]int{}
	quoted := false
	for _, r := range text {
		if r == '"' {
			quoted = !quoted
		}
		if r == '\n' && !quoted && len(counts) > 0 {
			break
		}
		if !quoted && (r == ',' || r == ';' || r == '\t') {
			counts[r]++
		}
	}
	best := ','
	for _, r := range []rune{';', '\t'} {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best
}

// OfFile leaves out the problems that single rows have: the Ragged ones. What is left is wrong with the file as a
// whole.
func OfFile(problems []survey.Problem) []survey.Problem {
	return slices.DeleteFunc(problems, func(p survey.Problem) bool { return p.Code == codeWidth })
}

const codeWidth = "csv.width"

// ImportRows are the rows in the shape that package survey takes.
func (t *Grid) ImportRows() []rows.ImportRow { return importRows(t.Rows) }

func importRows(list []Row) []rows.ImportRow {
	out := make([]rows.ImportRow, len(list))
	for i, r := range list {
		out[i] = rows.ImportRow{Line: r.Line, Cells: r.Cells, Numbers: r.Numbers}
	}
	return out
}

// File is the table as a file of responses. sha256 is that of its bytes, in hex.
func (t *Grid) File(name, sha256 string) rows.ImportFile {
	out := rows.ImportFile{Name: name, SHA256: sha256, Header: t.Header, Rows: t.ImportRows(),
		Ragged: importRows(t.Ragged), Beside: t.Beside,
		Cell: func(column, line int) string { return xlsx.CellName(line, column) }}
	if w := EncodingWords(t.Encoding); w != nil {
		out.Notices = append(out.Notices, *w)
	}
	return out
}

// Notices are how the file was read, where that leaves a doubt, and the sheets that were not.
func (t *Grid) Notices() []survey.Words { return t.File("", "").Remarks() }
