package xlsx

import (
	"bytes"
	"encoding/xml"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/words"
)

// Kind says what a cell holds.
type Kind uint8

const (
	Empty  Kind = iota // nothing, or a formula whose result no program has stored
	Text               // a text, perhaps ""
	Number             // Text has it as the file does: "12", "1.1000000000000001", "1E-3"
	Bool               // Text is TRUE or FALSE
	Day                // Text is a day or a time as ISO 8601 has it, as strict files write it
	Fault              // Text is Excel's word for it: #REF!
)

// Cell is a cell that holds something. Of merged cells the first one does.
type Cell struct {
	Column  int // 0-based
	Kind    Kind
	Text    string
	Style   int  // a number into Formats.Styles
	Formula bool // what it holds is what a formula gave when the workbook was saved
}

// Row is a row in which some cell holds something.
type Row struct {
	Number int // 1-based, as Excel counts
	// as they come in the file, from left to right in all that programs write; good until the next row is asked for
	Cells []Cell
}

// Rows yields the rows of a sheet that hold something, as they come. The first error ends it: a *Refusal with its
// place.
func (b *Book) Rows(s *Sheet) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if !s.Cells || b.a.parts[s.part] == nil {
			return
		}
		r := &sheetReader{Book: b, s: s, yield: yield}
		err := b.a.decode(s.part, r.start, r.chars, r.end)
		if err == nil {
			return
		}
		if refusal, ok := err.(*Refusal); ok {
			place := survey.Place{Sheet: s.Name}
			if r.row.Number > 0 {
				place.Row = r.row.Number
			}
			err = refusal.at(place)
		}
		yield(Row{}, err)
	}
}

// sheetReader is the state of reading one sheet: the row and cell that are open.
type sheetReader struct {
	*Book
	s      *Sheet
	yield  func(Row, error) bool
	row    Row
	cell   Cell
	last   int    // column of the cell before
	kind   string // t attribute: s, str, inlineStr, b, e, d, n or ""
	inCell bool
	aside  int // elements of pronunciation that are open
	value  []byte
	width  int // of the widest row so far
	before int // number of the row before
}

func (s *sheetReader) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		return s.startRow(attr(e, "r"))
	case "c":
		return s.startCell(e)
	case "f":
		s.cell.Formula = s.inCell
	case "is":
		s.kind = "inlineStr"
	case "rPh":
		s.aside++
	case "mergeCells", "conditionalFormatting", "dataValidations":
		return errStop // nothing that is asked for stands behind the cells
	}
	return nil
}

func (s *sheetReader) startRow(number string) error {
	n := s.row.Number + 1
	if number != "" || n > maxRows {
		v, err := strconv.Atoi(number)
		if err != nil || v < 1 || v > maxRows {
			return refuse("xml.row", "sheet", s.s.Name, "number", words.Short(number, 20))
		}
		n = v
	}
	s.row.Number, s.row.Cells, s.last = n, s.row.Cells[:0], -1
	return nil
}

func (s *sheetReader) startCell(e xml.StartElement) error {
	column := s.last + 1 // a cell that does not say where it stands follows the one before
	s.cell, s.kind = Cell{}, ""
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "r":
			c, ok := ColumnOf(a.Value)
			if !ok {
				return refuse("xml.column", "sheet", s.s.Name, "cell", words.Short(a.Value, 20))
			}
			column = c
		case "t":
			s.kind = a.Value
		case "s":
			s.cell.Style, _ = strconv.Atoi(a.Value)
		}
	}
	if column >= maxColumns {
		return refuse("xml.column:sheet_more_columns", "sheet", s.s.Name, "most", maxColumns)
	}
	s.last, s.cell.Column = column, column
	s.value, s.inCell = s.value[:0], true
	return nil
}

func (s *sheetReader) chars(in string, t xml.CharData) error {
	if !s.inCell || s.aside > 0 || (in != "v" && in != "t") {
		return nil
	}
	s.value = append(s.value, t...)
	return s.longer(len(t))
}

func (s *sheetReader) end(name string) error {
	switch name {
	case "rPh":
		s.aside--
	case "c":
		return s.endCell()
	case "row":
		return s.endRow()
	case "sheetData":
		return errStop
	}
	return nil
}

func (s *sheetReader) endCell() error {
	s.inCell = false
	if err := s.understand(); err != nil {
		return err
	}
	if s.cell.Kind == Empty && !s.cell.Formula {
		return nil
	}
	if s.cells++; s.cells > s.a.limits.Cells {
		return refuse("xml.large", "cells", s.a.limits.Cells)
	}
	s.row.Cells = append(s.row.Cells, s.cell)
	return nil
}

// understand tells what the cell holds.
func (s *sheetReader) understand() error {
	switch s.kind {
	case "s":
		i, err := strconv.Atoi(string(bytes.TrimSpace(s.value)))
		if len(s.value) == 0 {
			return nil
		}
		if err != nil || i < 0 || i >= len(s.shared) {
			return truncated().at(s.place())
		}
		s.cell.Kind, s.cell.Text = Text, s.shared[i]
		return s.longer(len(s.cell.Text)) // whoever reads it may copy it
	case "b":
		s.cell.Kind, s.cell.Text = Bool, "FALSE"
		if isTrue(string(bytes.TrimSpace(s.value))) {
			s.cell.Text = "TRUE"
		}
	case "e":
		s.cell.Kind, s.cell.Text = Fault, string(bytes.TrimSpace(s.value))
	case "d":
		s.cell.Kind, s.cell.Text = Day, string(bytes.TrimSpace(s.value))
	case "", "n":
		text := string(bytes.TrimSpace(s.value))
		if text == "" {
			return nil
		}
		s.cell.Kind, s.cell.Text = Number, text
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			s.cell.Kind = Text
		}
	default: // str, inlineStr
		s.cell.Kind, s.cell.Text = Text, unescaped(string(s.value))
	}
	if s.kind != "str" && s.kind != "inlineStr" && len(s.value) == 0 {
		s.cell.Kind, s.cell.Text = Empty, ""
	}
	return nil
}

func (s *sheetReader) place() survey.Place {
	return survey.Place{Sheet: s.s.Name, Cell: CellName(s.row.Number, s.cell.Column), Row: s.row.Number}
}

// endRow hands a row on. The blank cells between and beside those that are filled are counted, as whoever makes a table
// of the sheet keeps them: of a file of a few kB they may be milliards.
func (s *sheetReader) endRow() error {
	if len(s.row.Cells) == 0 {
		return nil
	}
	for _, c := range s.row.Cells {
		s.width = max(s.width, c.Column+1)
	}
	s.blank += int64(max(0, s.row.Number-s.before-1)/rowBytes + max(0, s.width-len(s.row.Cells)))
	s.before = s.row.Number
	if allowed := s.a.limits.Blank; allowed > 0 && s.blank > allowed {
		return refuse("xml.blank", "sheet", s.s.Name, "width", ColumnName(s.width-1),
			"number", s.row.Number).at(s.place())
	}
	if !s.yield(s.row, nil) {
		return errStop
	}
	return nil
}

// Decimal is the number of a cell in plain digits, as few as give it back: 1.1 where Excel has written
// 1.1000000000000001. Whole numbers stay as they are written.
func (c Cell) Decimal() string {
	if !strings.ContainsAny(c.Text, ".eE") {
		return c.Text
	}
	x, err := strconv.ParseFloat(c.Text, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return c.Text
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}
