package stats

import (
	"strings"

	"github.com/khaosat/khaosat/stats/problem"
)

// RowID names a row for as long as the frame lives, wherever Arrange puts it.
type RowID uint32

// Frame holds the answers of a survey as columns. It is a cache of the store: built once, then kept up by Append,
// Replace and Withdraw. Many readers may use it at the same time, or one writer; the caller sees to that.
type Frame struct {
	columns  []*Column
	index    map[string]int
	rows     int
	position []uint32 // row of each RowID; nil while they are equal
	gone     Selection
	goneN    int
	version  uint64
	journal  *journal // nil while nobody follows
	arranged uint64   // how often Arrange has run: row numbers before it mean nothing
}

// NewFrame makes an empty frame. Names must be there and differ, and so must the codes of each list.
func NewFrame(vars []Variable) (*Frame, error) {
	f := &Frame{index: make(map[string]int, len(vars))}
	for _, v := range vars {
		if _, err := f.AddColumn(v); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// noVariable is the problem of a name that no variable has; it lists some that are there.
func (f *Frame) noVariable(name string) *problem.Problem {
	var names []string
	for _, c := range f.columns {
		if len(names) == 20 {
			names = append(names, "…")
			break
		}
		names = append(names, "“"+c.Variable.Name+"”")
	}
	there := strings.Join(names, ", ")
	return problem.New("stats.no_variable", "name", name, "there", there)
}

// AddColumn adds a variable and gives its number; rows that are there already were not asked it. A later version of a
// questionnaire adds its items so.
func (f *Frame) AddColumn(v Variable) (int, error) {
	if v.Name == "" {
		return 0, problem.New("stats.variable_no_name", "n", len(f.columns)+1)
	}
	if _, dup := f.index[v.Name]; dup {
		return 0, problem.New("stats.variable_twice", "variable", v.Name)
	}
	c := newColumn(v)
	if len(c.index) != len(v.Codes) {
		return 0, problem.New("stats.variable_lists_code_twice", "variable", v.Name)
	}
	for range f.rows {
		c.grow()
	}
	at := len(f.columns)
	f.index[v.Name], f.columns = at, append(f.columns, c)
	f.version++
	return at, nil
}

// AddCode adds a choice at the end of a variable's list, as a new version of a questionnaire may.
func (f *Frame) AddCode(variable int, code Code) error {
	c := f.columns[variable]
	if c.Variable.Kind == Number {
		return problem.New("stats.variable_number_no_codes", "variable", c.Variable.Name)
	}
	if _, dup := c.index[code.Value]; dup {
		return problem.New("stats.variable_code_already", "variable", c.Variable.Name, "value", code.Value)
	}
	c.addCode(code)
	f.version++
	return nil
}

// Rows is the number of rows that count: appended and not withdrawn.
func (f *Frame) Rows() int { return f.rows - f.goneN }

// Len is the number of row positions, withdrawn rows included.
func (f *Frame) Len() int { return f.rows }

// Version changes with every change of the frame.
func (f *Frame) Version() uint64 { return f.version }

// Index is the number of a variable, -1 if there is none of that name.
func (f *Frame) Index(name string) int {
	if i, ok := f.index[name]; ok {
		return i
	}
	return -1
}

// Column is a variable by name, nil if there is none.
func (f *Frame) Column(name string) *Column {
	if i, ok := f.index[name]; ok {
		return f.columns[i]
	}
	return nil
}

// Columns are the variables in the order in which they were added.
func (f *Frame) Columns() []*Column { return f.columns }

// Withdrawn tells whether the row at a position was taken out.
func (f *Frame) Withdrawn(i int) bool { return f.goneN > 0 && i < f.gone.n && f.gone.Has(i) }

// Bytes is the memory that the cells take.
func (f *Frame) Bytes() int {
	n := 4*cap(f.position) + 8*cap(f.gone.words)
	for _, c := range f.columns {
		n += c.bytes()
	}
	return n
}

// Grow makes room for more rows at once.
func (f *Frame) Grow(rows int) {
	for _, c := range f.columns {
		c.reserve(rows)
	}
}

// Append adds a row and gives its name.
func (f *Frame) Append(r *Row) RowID {
	i := f.rows
	f.rows++
	for j, c := range f.columns {
		c.grow()
		c.set(i, r.cell(j))
	}
	if f.goneN > 0 {
		f.gone.extend(f.rows)
	}
	id := RowID(i)
	if f.position != nil {
		id = RowID(len(f.position))
		f.position = append(f.position, uint32(i))
	}
	f.version++
	return id
}

// Replace puts other answers in the place of a row: an edited response.
func (f *Frame) Replace(id RowID, r *Row) {
	i := f.at(id)
	f.note(i)
	for j, c := range f.columns {
		c.set(i, r.cell(j))
	}
	f.version++
}

// Withdraw takes a row out of every count. Restore brings it back.
func (f *Frame) Withdraw(id RowID) {
	i := f.at(id)
	if f.gone.n < f.rows {
		f.gone.extend(f.rows)
	}
	if !f.gone.Has(i) {
		f.note(i)
		f.gone.Set(i, true)
		f.goneN++
		f.version++
	}
}

// Restore brings a withdrawn row back.
func (f *Frame) Restore(id RowID) {
	if i := f.at(id); f.Withdrawn(i) {
		f.note(i)
		f.gone.Set(i, false)
		f.goneN--
		f.version++
	}
}

func (f *Frame) at(id RowID) int {
	if f.position == nil {
		return int(id)
	}
	return int(f.position[id])
}

// Arrange sorts the rows by the codes of some Single columns, so that the rows of a stratum and a PSU lie together and
// a tally reads memory in order. Figures do not depend on it. Rows appended later lie at the end until the next
// Arrange.
func (f *Frame) Arrange(names ...string) error {
	keys := make([]*Column, len(names))
	for k, name := range names {
		keys[k] = f.Column(name)
		if keys[k] == nil || keys[k].Variable.Kind != Single {
			return problem.New("stats.cannot_arrange_no_single", "name", name)
		}
	}
	from := make([]uint32, f.rows)
	for i := range from {
		from[i] = uint32(i)
	}
	for k := len(keys) - 1; k >= 0; k-- {
		from = keys[k].order(from)
	}
	if sorted(from) {
		return nil
	}
	for _, c := range f.columns {
		c.permute(from)
	}
	f.follow(from)
	return nil
}

// sorted tells whether rows are in their places already.
func sorted(from []uint32) bool {
	for i, f := range from {
		if f != uint32(i) {
			return false
		}
	}
	return true
}

// follow keeps names, withdrawals and versions right after the rows have moved.
func (f *Frame) follow(from []uint32) {
	to := make([]uint32, len(from))
	for i, old := range from {
		to[old] = uint32(i)
	}
	if f.position == nil {
		f.position = to
	} else {
		for id, old := range f.position {
			f.position[id] = to[old]
		}
	}
	if f.goneN > 0 {
		gone := NewSelection(f.rows)
		for i, old := range from {
			gone.Set(i, f.Withdrawn(int(old)))
		}
		f.gone = gone
	}
	if f.journal != nil {
		f.journal.forget()
	}
	f.arranged++
	f.version++
}
