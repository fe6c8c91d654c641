// Package stream writes the sheets of every workbook that khaosat makes.
package stream

import (
	"bytes"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// Sheet writes one sheet row by row, as excelize.StreamWriter does, and puts into its head how far the rows reach: the
// element <dimension>. Programs that read a sheet piece by piece believe it: with excelize's own A1 they see an empty
// sheet.
type Sheet struct {
	*excelize.StreamWriter
	columns, rows int
}

// Open starts the rows of a sheet that f has. Every sheet of ours is written through it.
func Open(f *excelize.File, name string) (*Sheet, error) {
	out, err := f.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	s := &Sheet{StreamWriter: out}
	part, before := fmt.Sprintf("xl/worksheets/sheet%d.xml", out.SheetID), f.ZipWriter
	f.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return &dimensioned{before(w), part, s} })
	return s, nil
}

// SetRow writes a row whose first cell is given; rows come in order.
func (s *Sheet) SetRow(cell string, values []any, o ...excelize.RowOpts) error {
	column, row, err := excelize.CellNameToCoordinates(cell)
	if err != nil {
		return err
	}
	if len(values) > 0 {
		s.columns, s.rows = max(s.columns, column+len(values)-1), row
	}
	return s.StreamWriter.SetRow(cell, values, o...)
}

// dimension is the range of the cells that were written.
func (s *Sheet) dimension() string {
	last, err := excelize.CoordinatesToCellName(s.columns, s.rows)
	if err != nil || last == "A1" {
		return "A1" // nothing was written, or one cell
	}
	return "A1:" + last
}

// dimensioned hands the parts of a workbook on, one of them with its true dimension.
type dimensioned struct {
	excelize.ZipWriter
	part  string
	sheet *Sheet
}

func (d *dimensioned) Create(name string) (io.Writer, error) {
	w, err := d.ZipWriter.Create(name)
	if err != nil || name != d.part {
		return w, err
	}
	return &headWriter{to: w, reach: d.sheet.dimension()}, nil
}

// headWriter holds a sheet's head back until the rows begin, and puts the reach into it.
type headWriter struct {
	to    io.Writer
	reach string
	head  []byte
	done  bool
}

var (
	dimension = []byte(`<dimension ref="A1"></dimension>`)
	rowsBegin = []byte("<sheetData")
)

func (h *headWriter) Write(b []byte) (int, error) {
	if h.done {
		return h.to.Write(b)
	}
	if h.head = append(h.head, b...); !bytes.Contains(h.head, rowsBegin) {
		return len(b), nil
	}
	h.done = true
	head := bytes.Replace(h.head, dimension, []byte(`<dimension ref="`+h.reach+`"></dimension>`), 1)
	h.head = nil
	if _, err := h.to.Write(head); err != nil {
		return 0, err
	}
	return len(b), nil
}
