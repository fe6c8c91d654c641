package stats

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/khaosat/khaosat/stats/problem"
)

// CSVOptions say how the columns of a CSV file are read.
type CSVOptions struct {
	// Describe gives the kinds and code lists of columns by name; see ReadDescription. Columns that it does not name
	// are categories.
	Describe map[string]Variable
	// Numbers are the names of further columns to be read as numbers: weights, fpc.
	Numbers []string
	// Comma parts the cells; 0 is a comma.
	Comma byte
	// Missing are the texts of cells that are not answered, beside the blank: NA, a dash. One that a column's
	// description lists as a code is that code.
	Missing []string
	// Typed gives, for a column of numbers of a file with that header, how its numbers are written; a nil one, or none
	// at all: as programs write them, with a point before the fraction.
	Typed func(header []string, column int) NumberReader
	// IsNumber tells of a cell with a point in it that the file holds a number there, not a text; records count from 0,
	// the header. nil: none.
	IsNumber func(record, column int) bool
	// Found, where it is there, takes note of what was passed over.
	Found *CSVFound
}

// CSVFound is what ReadCSV passed over.
type CSVFound struct {
	Blank   int             // rows without anything
	Missing []MissingInFile // by column, then in the order in which the texts came
}

// MissingInFile counts the cells of a column that were taken for not answered because of their text.
type MissingInFile struct {
	Column, Text string
	Cells        int
}

// ReadCSV reads a file with a header into a frame: double quotes, UTF-8. A blank cell is not answered, blanks round a
// cell do not count, and neither does an apostrophe by which an export keeps a spreadsheet from taking a text for a
// formula; {"missing":"refused"} is a stated absence. Columns of categories take the codes that they meet, in number
// order where all look like numbers, else by bytes. Errors name row and column; rows count from 1 after the header.
func ReadCSV(r io.Reader, opt CSVOptions) (*Frame, error) {
	in := bufio.NewReader(r)
	if start, _ := in.Peek(4); bytes.HasPrefix(start, []byte("PK\x03\x04")) || bytes.HasPrefix(start, []byte(`{"`)) {
		return nil, problem.New("stats.file_no_csv_looks")
	}
	c := newCSVReader(in)
	if opt.Comma != 0 {
		c.comma = opt.Comma
	}
	header, err := c.record()
	if errors.Is(err, io.EOF) {
		return nil, problem.New("stats.file_no_header")
	}
	if err != nil {
		return nil, err
	}
	for j := range header {
		header[j] = bytes.TrimSpace(header[j])
	}
	if err := checkHeader(header, c.comma); err != nil {
		return nil, err
	}
	f, err := csvFrame(header, opt)
	if err != nil {
		return nil, err
	}
	c.columns, c.short = f.columns, make([][256]uint8, len(f.columns))
	c.setMissing(opt)
	c.setNumerals(header, opt)
	for record := 1; ; record++ {
		cells, err := c.record()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if len(cells) > 1 && blank(cells) {
			c.found.Blank++
			continue
		}
		c.row++
		for len(cells) > len(f.columns) && blank(cells[len(cells)-1:]) {
			cells = cells[:len(cells)-1]
		}
		if len(cells) != len(f.columns) {
			return nil, problem.New("stats.row_cells_header_columns", "row", c.row, "cells", len(cells), "columns",
				len(f.columns))
		}
		c.current = record
		for j, cell := range cells {
			if len(cell) == 1 && c.short[j][cell[0]] > 0 {
				f.columns[j].appendByte(c.short[j][cell[0]] - 1)
				continue
			}
			if err := c.store(j, cell); err != nil {
				return nil, err
			}
			c.remember(j, cell)
		}
	}
	f.rows = c.row
	if err := c.storeHeld(); err != nil {
		return nil, err
	}
	c.sortFound()
	for _, col := range f.columns {
		if col.Variable.Kind == Single && col.Variable.Open {
			col.sortCodes()
		}
	}
	f.version++
	return f, nil
}

// checkHeader refuses a header of a file that was saved in another way than this reader takes, and a name that stands
// twice.
func checkHeader(header [][]byte, comma byte) error {
	first := header[0]
	switch {
	case bytes.HasPrefix(first, []byte("\xFF\xFE")), bytes.HasPrefix(first, []byte("\xFE\xFF")):
		return problem.New("stats.file_utf_save_csv")
	case slices.ContainsFunc(header, func(name []byte) bool { return bytes.IndexByte(name, '\r') >= 0 }):
		return problem.New("stats.lines_end_old_style")
	case len(header) == 1 && comma == ',' && bytes.ContainsAny(first, ";\t"):
		return problem.New("stats.header_semicolons_tabs_no")
	}
	at := map[string]int{}
	for j, name := range header {
		if !utf8.Valid(name) {
			return problem.New("stats.header_column_not_utf", "column", j+1)
		}
		if len(bytes.TrimSpace(name)) == 0 {
			continue
		}
		if before, dup := at[string(name)]; dup {
			return problem.New("stats.header_columns_both_called", "first", before+1, "column", j+1, "name", name)
		}
		at[string(name)] = j
	}
	return nil
}

// csvFrame makes the columns of a header; one without a name is called by its place, "column_1".
func csvFrame(header [][]byte, opt CSVOptions) (*Frame, error) {
	f, err := NewFrame(nil)
	if err != nil {
		return nil, err
	}
	for j, name := range header {
		if len(bytes.TrimSpace(name)) == 0 { // row numbers that a program wrote before its data
			name = fmt.Appendf(nil, "column_%d", j+1)
		}
		v, described := opt.Describe[string(name)]
		v.Name = string(name)
		if !described {
			v.Kind, v.Open = Single, true
		}
		if slices.Contains(opt.Numbers, v.Name) {
			v.Kind, v.Codes, v.Open = Number, nil, false
		}
		if _, err := f.AddColumn(v); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// csvReader cuts a file into records. A record's cells are good until the next.
type csvReader struct {
	in      *bufio.Reader
	cells   [][]byte
	buffer  []byte
	ends    []int
	row     int
	columns []*Column
	short   [][256]uint8 // per column: code of each text of one byte, plus 1; 0 is not known
	comma   byte
	missing map[string]bool
	found   *CSVFound
	at      []map[string]int // per column: place in found of a text

	numerals []NumberReader // per column; nil: as programs write them
	held     [][]held       // per column: cells that its end settles
	isNumber func(record, column int) bool
	current  int // the record that is read, 0 = the header
}

func newCSVReader(r io.Reader) *csvReader {
	in := bufio.NewReaderSize(r, 1<<20)
	if mark, err := in.Peek(3); err == nil && bytes.Equal(mark, []byte("\xEF\xBB\xBF")) {
		_, _ = in.Discard(3) // what was peeked is there
	}
	return &csvReader{in: in, comma: ','}
}

// line reads a line without its end. Its bytes are good until the next read.
func (c *csvReader) line() ([]byte, error) {
	line, err := c.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		long := append([]byte(nil), line...)
		for errors.Is(err, bufio.ErrBufferFull) {
			line, err = c.in.ReadSlice('\n')
			long = append(long, line...)
		}
		line = long
	}
	if len(line) == 0 && err != nil {
		return nil, err
	}
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), nil
}

// record reads the next record; a line without anything is passed over, unless the file has one column.
func (c *csvReader) record() ([][]byte, error) {
	line, err := c.line()
	for err == nil && len(line) == 0 && len(c.columns) != 1 {
		line, err = c.line()
	}
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(line, '"') >= 0 {
		return c.quoted(line)
	}
	c.cells = c.cells[:0]
	for {
		i := bytes.IndexByte(line, c.comma)
		if i < 0 {
			break
		}
		c.cells = append(c.cells, line[:i])
		line = line[i+1:]
	}
	c.cells = append(c.cells, line)
	return c.cells, nil
}

// quoted cuts a line with quotes; a quoted cell may go on over lines.
func (c *csvReader) quoted(line []byte) ([][]byte, error) {
	c.buffer, c.ends = c.buffer[:0], c.ends[:0]
	for {
		rest, more, err := c.cell(line)
		if err != nil {
			return nil, err
		}
		c.ends = append(c.ends, len(c.buffer))
		if !more {
			break
		}
		line = rest
	}
	c.cells = c.cells[:0]
	start := 0
	for _, end := range c.ends {
		c.cells = append(c.cells, c.buffer[start:end])
		start = end
	}
	return c.cells, nil
}

// cell copies one cell to the buffer and gives what follows its comma.
func (c *csvReader) cell(line []byte) (rest []byte, more bool, err error) {
	if len(line) == 0 || line[0] != '"' {
		cell, rest, more := line, []byte(nil), false
		if i := bytes.IndexByte(line, c.comma); i >= 0 {
			cell, rest, more = line[:i], line[i+1:], true
		}
		if bytes.IndexByte(cell, '"') >= 0 {
			return nil, false, c.badQuote()
		}
		c.buffer = append(c.buffer, cell...)
		return rest, more, nil
	}
	line = line[1:]
	for {
		i := bytes.IndexByte(line, '"')
		if i < 0 { // goes on in the next line
			c.buffer = append(append(c.buffer, line...), '\n')
			if line, err = c.line(); err != nil {
				return nil, false, c.badQuote()
			}
			continue
		}
		c.buffer = append(c.buffer, line[:i]...)
		line = line[i+1:]
		switch {
		case len(line) == 0:
			return nil, false, nil
		case line[0] == c.comma:
			return line[1:], true, nil
		case line[0] != '"':
			return nil, false, c.badQuote()
		}
		c.buffer = append(c.buffer, '"')
		line = line[1:]
	}
}

func (c *csvReader) badQuote() error {
	name := ""
	if n := len(c.ends); n < len(c.columns) {
		name = c.columns[n].Variable.Name
	}
	return problem.New("stats.row_column_double_quote", "row", c.row+1, "column", len(c.ends)+1, "name", name)
}

// store appends a cell to a column.
func (c *csvReader) store(j int, cell []byte) error {
	col := c.columns[j]
	col.grow()
	i := col.rows - 1
	cell = bytes.TrimSpace(cell)
	if len(cell) == 0 {
		col.set(i, rowCell{why: NotAnswered})
		return nil
	}
	if at, ok := col.index[string(cell)]; ok && col.Variable.Kind == Single {
		c.put(col, i, at)
		return nil
	}
	if why := c.absent(j, cell); why != NotMissing {
		col.set(i, rowCell{why: why})
		return nil
	}
	switch col.Variable.Kind {
	case Number:
		return c.storeNumber(j, cell)
	case Multi, Rank:
		v := rowCell{codes: []int{}}
		for _, code := range bytes.Fields(cell) {
			at, err := c.code(col, code)
			if err != nil {
				return err
			}
			v.codes = append(v.codes, at)
		}
		col.set(i, v)
	default:
		at, err := c.code(col, withoutGuard(cell))
		if err != nil {
			return err
		}
		c.put(col, i, at)
	}
	return nil
}

// put sets a cell of a single choice.
func (c *csvReader) put(col *Column, i, at int) {
	if col.middle == nil && col.wide == nil {
		col.narrow[i] = uint8(at)
		return
	}
	col.set(i, rowCell{code: at})
}

// remember notes the code of a text of one byte, where the column is one of bytes.
func (c *csvReader) remember(j int, cell []byte) {
	col := c.columns[j]
	if len(cell) == 1 && col.Variable.Kind == Single && col.narrow != nil {
		if code := col.narrow[col.rows-1]; code < narrowCodes {
			c.short[j][cell[0]] = code + 1
		}
	} else if col.narrow == nil {
		c.short[j] = [256]uint8{}
	}
}

// appendByte adds a row to a column of bytes.
func (c *Column) appendByte(code uint8) {
	c.narrow = append(room(c.narrow), code)
	c.rows++
}

// code finds a code, and lists it where the list is open.
func (c *csvReader) code(col *Column, cell []byte) (int, error) {
	if at, ok := col.index[string(cell)]; ok {
		return at, nil
	}
	if !col.Variable.Open {
		return 0, problem.New("stats.row_column_not_among", "row", c.row, "column", col.Variable.Name, "text", cell)
	}
	if !utf8.Valid(cell) {
		return 0, problem.New("stats.row_column_not_utf", "row", c.row, "column", col.Variable.Name)
	}
	return col.addCode(Code{Value: string(cell)}), nil
}

// sortCodes puts the codes of a list in number order where all are numbers, else by bytes.
func (c *Column) sortCodes() {
	codes := c.Variable.Codes
	numeric := true
	value := make([]float64, len(codes))
	for i, code := range codes {
		x, err := strconv.ParseFloat(code.Value, 64)
		value[i], numeric = x, numeric && err == nil && x-x == 0
	}
	order := make([]int, len(codes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case numeric && value[a] < value[b]:
			return -1
		case numeric && value[a] > value[b]:
			return 1
		}
		return bytes.Compare([]byte(codes[a].Value), []byte(codes[b].Value))
	})
	to := make([]int, len(codes))
	sorted := make([]Code, len(codes))
	for k, old := range order {
		to[old], sorted[k] = k, codes[old]
		c.index[codes[old].Value] = k
	}
	c.Variable.Codes = sorted
	remap(c.narrow, to)
	remap(c.middle, to)
	remap(c.wide, to)
}

// remap renumbers the codes of stored cells.
func remap[T uint8 | uint16 | uint32](cells []T, to []int) {
	for i, v := range cells {
		if code, _ := decode(v); code >= 0 {
			cells[i] = T(to[code])
		}
	}
}
