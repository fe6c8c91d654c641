package xlsform

import (
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/xlsx"
)

// maxEmptyRows is after how many blank rows a sheet counts as ended, as in pyxform.
const maxEmptyRows = 60

// cellKind says what is behind a cell's text.
type cellKind uint8

const (
	plainCell   cellKind = iota
	formulaCell          // the text is the last result that Excel stored, maybe none
	errorCell            // the text is an Excel error: #REF!
)

// gridCell is one cell that holds something.
type gridCell struct {
	column int // 0-based
	text   string
	raw    string // the text as it was written, where cleaning changed it
	kind   cellKind
}

// written is the text before blanks were trimmed and letters composed.
func (c gridCell) written() string {
	if c.raw != "" {
		return c.raw
	}
	return c.text
}

type gridRow struct {
	number int // 1-based, as Excel counts
	cells  []gridCell
}

// grid is a sheet: the rows that hold something, up to the first long gap.
type grid struct {
	name string
	rows []gridRow
	lost int // the first row that holds something below that gap; 0 when none does
}

// book is a workbook of which the sheets are read as text. sheets holds those that an XLSForm consists of, by
// lower-case name.
type book struct {
	names  []string // of all sheets, in order
	sheets map[string]*grid
	file   *xlsx.Book
}

// sheetNames are the sheets that Read understands.
var sheetNames = []string{"survey", "choices", "settings", "external_choices", "entities", "osm"}

// readBook reads the sheets of a form.
func readBook(file *xlsx.Book) (*book, error) {
	b := &book{sheets: map[string]*grid{}, file: file}
	for _, s := range file.Sheets {
		b.names = append(b.names, s.Name)
		key := strings.ToLower(s.Name)
		if len(file.Sheets) == 1 && !supported(key) {
			key = "survey" // one sheet alone is the survey, whatever its name
		}
		if !supported(key) || b.sheets[key] != nil {
			continue
		}
		var err error
		if b.sheets[key], err = b.read(s); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// further reads a sheet that is no part of the XLSForm itself, nil when there is none of that name.
func (b *book) further(name string) (*grid, error) {
	for _, s := range b.file.Sheets {
		if strings.EqualFold(s.Name, name) && !supported(strings.ToLower(s.Name)) {
			return b.read(s)
		}
	}
	return nil, nil
}

func supported(name string) bool {
	for _, s := range sheetNames {
		if s == name {
			return true
		}
	}
	return false
}

// read reads the rows of one sheet, up to the first long gap.
func (b *book) read(s *xlsx.Sheet) (*grid, error) {
	g, last := &grid{name: s.Name}, 0
	for row, err := range b.file.Rows(s) {
		if err != nil {
			return nil, err
		}
		out := gridRow{number: row.Number}
		for _, c := range row.Cells {
			if cell := b.cell(c); cell.text != "" || cell.kind != plainCell {
				out.cells = append(out.cells, cell)
			}
		}
		if len(out.cells) == 0 {
			continue
		}
		if last > 0 && row.Number > last+maxEmptyRows+1 {
			g.lost = row.Number
			break
		}
		g.rows, last = append(g.rows, out), row.Number
	}
	return g, nil
}

// cell is a cell's value as pyxform reads it: trimmed, in NFC, numbers and dates as text.
func (b *book) cell(c xlsx.Cell) gridCell {
	out := gridCell{column: c.Column, text: c.Text}
	if c.Formula {
		out.kind = formulaCell
	}
	switch c.Kind {
	case xlsx.Fault:
		out.kind = errorCell
	case xlsx.Number:
		if b.file.ShowsDate(c) {
			if d, ok := dateText(c.Text, b.file.Date1904); ok {
				out.text = d
				return out
			}
		}
		out.text = numberText(c.Text)
	case xlsx.Text, xlsx.Day:
		if out.text = cleanText(c.Text); out.text != c.Text {
			out.raw = c.Text
		}
	}
	return out
}

// cleanText trims a text, brings it to NFC, makes hard blanks soft and leaves carriage returns out.
func cleanText(s string) string {
	s = strings.TrimSpace(s)
	return survey.NFC(tidied.Replace(s))
}

var tidied = strings.NewReplacer("\r\n", "\n", "\r", "", "\u00a0", " ")
