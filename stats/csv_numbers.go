package stats

import (
	"strconv"

	"github.com/khaosat/khaosat/stats/problem"
)

// NumberReader reads the numbers of one column as whoever wrote the file writes them.
type NumberReader interface {
	// Read gives a number as programs write it; what is no number stays as it is. doubt: it can mean two numbers, and
	// the cells of the column that come after it may tell which.
	Read(text string) (plain string, doubt bool)
	// Resolve reads a number that was in doubt, once the column was read to its end. The error says why it is still in
	// doubt.
	Resolve(text string) (plain string, err *problem.Problem)
}

// held is a cell whose number the end of the column settles.
type held struct {
	row  int // from 1
	text string
}

// setNumerals finds out how the columns of numbers are written.
func (c *csvReader) setNumerals(header [][]byte, opt CSVOptions) {
	c.numerals, c.held, c.isNumber = make([]NumberReader, len(c.columns)), make([][]held, len(c.columns)), opt.IsNumber
	if opt.Typed == nil {
		return
	}
	names := make([]string, len(header))
	for j, name := range header {
		names[j] = string(name)
	}
	for j, col := range c.columns {
		if col.Variable.Kind == Number {
			c.numerals[j] = opt.Typed(names, j)
		}
	}
}

// storeNumber stores the cell of the current row, or holds it until the column has ended.
func (c *csvReader) storeNumber(j int, cell []byte) error {
	by := c.numerals[j]
	if by == nil || digitsAlone(cell) || c.isNumber != nil && c.isNumber(c.current, j) {
		return c.setNumber(j, c.row, string(cell), string(cell))
	}
	plain, doubt := by.Read(string(cell))
	if doubt {
		c.held[j] = append(c.held[j], held{c.row, string(cell)})
		return nil
	}
	return c.setNumber(j, c.row, string(cell), plain)
}

// storeHeld stores what was held.
func (c *csvReader) storeHeld() error {
	for j, cells := range c.held {
		for _, h := range cells {
			plain, why := c.numerals[j].Resolve(h.text)
			if why != nil {
				return problem.New("stats.row_column", "row", h.row, "column", c.columns[j].Variable.Name, "why", why)
			}
			if err := c.setNumber(j, h.row, h.text, plain); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *csvReader) setNumber(j, row int, text, plain string) error {
	col := c.columns[j]
	x, err := strconv.ParseFloat(plain, 64)
	if err != nil || x-x != 0 {
		return problem.New("stats.row_column_not_number", "row", row, "column", col.Variable.Name, "text", text)
	}
	col.numbers[row-1] = x
	return nil
}

func digitsAlone(cell []byte) bool {
	for _, b := range cell {
		if b < '0' || b > '9' {
			return false
		}
	}
	return true
}
