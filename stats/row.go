package stats

import (
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/stats/problem"
)

// rowCell is one value on its way into a frame.
type rowCell struct {
	why    MissingKind
	code   int
	number float64
	codes  []int
}

// Row is one response on its way into a frame: set what is known, then Append it. Items that are not set count as not
// asked. A Row may be used again after Reset.
type Row struct {
	frame *Frame
	cells []rowCell
}

// NewRow makes a row of the frame in which nothing was asked.
func (f *Frame) NewRow() *Row {
	r := &Row{frame: f}
	r.Reset()
	return r
}

// Reset makes the row one in which nothing was asked.
func (r *Row) Reset() {
	r.cells = r.cells[:0]
	for range r.frame.columns {
		r.cells = append(r.cells, rowCell{why: NotAsked})
	}
}

// cell is the value of a column; columns added after the row was made were not asked.
func (r *Row) cell(j int) rowCell {
	if j < len(r.cells) {
		return r.cells[j]
	}
	return rowCell{why: NotAsked}
}

// SetCode sets a single choice. A code outside the list is an error, unless the variable is open: then it is added.
func (r *Row) SetCode(variable int, value string) error {
	at, err := r.frame.lookup(variable, value, Single)
	if err != nil {
		return err
	}
	r.cells[variable] = rowCell{code: at}
	return nil
}

// SetCodes sets a multiple choice, or an order of choices, best first. No codes at all means: answered, and nothing
// chosen.
func (r *Row) SetCodes(variable int, values []string) error {
	cell := rowCell{codes: make([]int, 0, len(values))}
	for _, value := range values {
		at, err := r.frame.lookup(variable, value, r.frame.severalKind(variable))
		if err != nil {
			return err
		}
		cell.codes = append(cell.codes, at)
	}
	if err := r.frame.expect(variable, r.frame.severalKind(variable)); err != nil {
		return err
	}
	r.cells[variable] = cell
	return nil
}

// SetNumber sets a number. It must be finite: use SetMissing for what is missing.
func (r *Row) SetNumber(variable int, x float64) error {
	if err := r.frame.expect(variable, Number); err != nil {
		return err
	}
	if x-x != 0 {
		return problem.New("stats.not_finite_number", "variable", r.frame.columns[variable].Variable.Name, "x", x)
	}
	r.cells[variable] = rowCell{number: x}
	return nil
}

// SetMissing says why there is no value.
func (r *Row) SetMissing(variable int, why MissingKind) { r.cells[variable] = rowCell{why: why} }

// SetText reads a value as files write it: a code, a decimal number with a point, codes parted by blanks; empty is not
// answered.
func (r *Row) SetText(variable int, text string) error {
	c := r.frame.columns[variable]
	switch {
	case text == "":
		r.SetMissing(variable, NotAnswered)
		return nil
	case c.Variable.Kind == Number:
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return problem.New("stats.not_number", "variable", c.Variable.Name, "text", text)
		}
		return r.SetNumber(variable, x)
	case c.Variable.Kind.several():
		return r.SetCodes(variable, strings.Fields(text))
	}
	return r.SetCode(variable, text)
}

// severalKind is Rank for a variable of ranks, else Multi: what several codes can be of.
func (f *Frame) severalKind(variable int) Kind {
	if f.columns[variable].Variable.Kind == Rank {
		return Rank
	}
	return Multi
}

// expect reports a value of the wrong kind.
func (f *Frame) expect(variable int, kind Kind) error {
	if v := &f.columns[variable].Variable; v.Kind != kind {
		return problem.New("stats.holds_not", "variable", v.Name, "is", v.Kind, "wanted", kind)
	}
	return nil
}

// lookup finds a code, and adds it to an open list.
func (f *Frame) lookup(variable int, value string, kind Kind) (int, error) {
	if err := f.expect(variable, kind); err != nil {
		return 0, err
	}
	c := f.columns[variable]
	at, ok := c.index[value]
	if !ok {
		if !c.Variable.Open {
			return 0, problem.New("stats.not_among_codes", "variable", c.Variable.Name, "value", value)
		}
		at = c.addCode(Code{Value: value, Label: value})
	}
	return at, nil
}
