package xlsx

import (
	"io"
	"path"
	"strconv"
	"strings"
)

// Book is an open workbook. It is for one goroutine at a time, and reads from the file that it was opened from until it
// is dropped.
type Book struct {
	Sheets   []*Sheet // in the order of their tabs
	Names    []Name   // defined names
	Date1904 bool     // days count from 1904, not from 1900
	Formats           // of numbers

	a      *archive
	shared []string
	cells  int
	blank  int64
	text   int64
}

// Sheet is a sheet of a workbook.
type Sheet struct {
	Name   string
	Hidden bool
	Cells  bool // false: a chart or a dialog
	part   string
}

// Name is a defined name and what it refers to: 'Tổng hợp'!$F$7.
type Name struct{ Name, Refers string }

// Open opens a workbook of size bytes. A *Refusal says why it is not read (see Problem); another error is a failure of
// r.
func Open(r io.ReaderAt, size int64, l Limits) (*Book, error) {
	a, err := openArchive(r, size, l)
	if err != nil {
		return nil, err
	}
	if l.Whole {
		if err := a.inspect(); err != nil {
			return nil, err
		}
	}
	b := &Book{a: a}
	root, err := a.target("_rels/.rels", "", "officeDocument", "xl/workbook.xml")
	if err != nil {
		return nil, err
	}
	if err := b.contents(root); err != nil {
		return nil, err
	}
	return b, b.tables(root)
}

// tables reads what the cells of all sheets point into: shared texts and formats.
func (b *Book) tables(root string) error {
	dir, file := path.Split(root)
	rels := dir + "_rels/" + file + ".rels"
	shared, err := b.a.target(rels, dir, "sharedStrings", dir+"sharedStrings.xml")
	if err != nil {
		return err
	}
	if err := b.readShared(shared); err != nil {
		return err
	}
	styles, err := b.a.target(rels, dir, "styles", dir+"styles.xml")
	if err != nil {
		return err
	}
	b.Formats, err = b.a.formats(styles)
	return err
}

// ColumnName is the letters of a 0-based column.
func ColumnName(column int) string {
	var letters []byte
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		letters = append(letters, byte('A'+(n-1)%26))
	}
	for i, j := 0, len(letters)-1; i < j; i, j = i+1, j-1 {
		letters[i], letters[j] = letters[j], letters[i]
	}
	return string(letters)
}

// CellName is the name of a cell: 1-based row, 0-based column.
func CellName(row, column int) string { return ColumnName(column) + strconv.Itoa(row) }

// ColumnOf is the 0-based column of a cell's name such as "AB12"; false when it is none that Excel has.
func ColumnOf(name string) (int, bool) {
	n, i := 0, 0
	for ; i < len(name) && name[i] >= 'A' && name[i] <= 'Z'; i++ {
		if n = n*26 + int(name[i]-'A') + 1; n > maxColumns {
			return 0, false
		}
	}
	return n - 1, n > 0
}

// PlaceOf is the 1-based row and 0-based column of a cell's name; false when it is none that Excel has.
func PlaceOf(name string) (row, column int, ok bool) {
	column, ok = ColumnOf(name)
	row, err := strconv.Atoi(strings.TrimLeft(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	return row, column, ok && err == nil && row > 0 && row <= maxRows
}
