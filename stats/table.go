package stats

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// Tables is what Tabulate gives: the JSON of the command tabulate.
type Tables struct {
	Rows     int64          `json:"rows"`     // rows of the frame inside the filter
	Level    float64        `json:"level"`    // of the intervals
	Interval IntervalMethod `json:"interval"` // of proportions
	Notices  []string       `json:"notices"`
	Tables   []Table        `json:"tables"`
}

// ByItem brings the tables of an item by its breaks together, in their order.
func (t *Tables) ByItem() [][]*Table {
	var out [][]*Table
	for i := range t.Tables {
		table := &t.Tables[i]
		if n := len(out); n > 0 && out[n-1][0].Item == table.Item {
			out[n-1] = append(out[n-1], table)
			continue
		}
		out = append(out, []*Table{table})
	}
	return out
}

// Suppress takes the figures out of columns with fewer than least valid answers, which could tell of single persons,
// and flags them. Where all that is taken out of a table comes to fewer answers, the next smallest columns go too: else
// the total less the others would tell.
func (t *Tables) Suppress(least int64) {
	for i := range t.Tables {
		table := &t.Tables[i]
		small := table.smallColumns(least)
		for _, cells := range [][]TableCell{table.Cells, table.Nets} {
			for j := range cells {
				if c := &cells[j]; c.Column == nil && small[""] || c.Column != nil && small[*c.Column] {
					none := Figure(math.NaN())
					*c = TableCell{Row: c.Row, Net: c.Net, Label: c.Label, Column: c.Column, WeightedCount: none,
						Estimate: none, SE: none, Lower: none, Upper: none,
						Deff: none, DF: none, Flags: []Reason{ReasonSuppressed}}
				}
			}
		}
	}
}

// smallColumns are the columns that Suppress takes the figures out of; "" is the total.
func (t *Table) smallColumns(least int64) map[string]bool {
	small, gone := map[string]bool{}, int64(0)
	inOrder := slices.Clone(t.Bases)
	slices.SortStableFunc(inOrder, func(a, b ColumnBase) int { return cmp.Compare(a.Valid, b.Valid) })
	for _, base := range inOrder {
		switch {
		case base.Column == nil:
			small[""] = base.Valid < least
		case base.Valid < least || gone > 0 && gone < least:
			small[*base.Column] = true
			gone += base.Valid
		}
	}
	return small
}

// Table is one item by one break.
type Table struct {
	Item   string      `json:"item"`
	Label  string      `json:"label,omitempty"`
	Kind   string      `json:"kind"`   // single, multi, number or rank
	Banner *string     `json:"banner"` // null: the total alone
	Cells  []TableCell `json:"cells"`
	// Nets are the top boxes of a rating scale and the mean of its scores: rows top_box, top2_box, mean. Of a Rank
	// item, whose cells are shares of first places, they are RankRow's.
	Nets  []TableCell  `json:"nets,omitempty"`
	Bases []ColumnBase `json:"bases"`
}

// TableCell is one figure. Proportions are of the valid base of the column, 0 to 1. For a Number item the rows are mean
// and total.
type TableCell struct {
	Row           string   `json:"row"`
	Net           bool     `json:"-"` // stands in Nets: a code may be called top_box
	Label         string   `json:"label,omitempty"`
	Column        *string  `json:"column"` // null: Total
	Count         int64    `json:"count"`
	WeightedCount Figure   `json:"weighted_count"`
	Estimate      Figure   `json:"estimate"`
	SE            Figure   `json:"se"`
	Lower         Figure   `json:"lower"`
	Upper         Figure   `json:"upper"`
	Deff          Figure   `json:"deff"`
	DF            Figure   `json:"df"`
	Method        string   `json:"method,omitempty"` // of the interval, where it is not the one of all tables
	Letters       string   `json:"letters,omitempty"`
	Flags         []Reason `json:"flags"`
}

// ColumnBase are the bases of a column.
type ColumnBase struct {
	Column *string `json:"column"` // null: Total
	Label  string  `json:"label,omitempty"`
	// Letter names the column in tests between columns.
	Letter    string `json:"letter,omitempty"`
	Asked     int64  `json:"asked"`
	Answered  int64  `json:"answered"`
	Valid     int64  `json:"valid"`
	Weighted  Figure `json:"weighted"`
	Effective Figure `json:"effective"`
}

// Plain lists the rows as they are printed: codes, then nets, each by its cell in the Total. A top box that is one code
// would only say the same again and is left out.
func (t *Table) Plain() (codes, nets []TableCell) {
	for _, c := range t.Cells {
		if c.Column == nil {
			codes = append(codes, c)
		}
	}
	for _, c := range t.Nets {
		if c.Column == nil && !(c.Row == "top_box" && t.oneCode(c.Row)) {
			nets = append(nets, c)
		}
	}
	return codes, nets
}

// oneCode tells whether a net counts in every column with a base what one code counts.
func (t *Table) oneCode(net string) bool {
	counts := map[string]int64{}
	for _, c := range t.Nets {
		if c.Row == net && c.Estimate.Defined() {
			counts[columnName(c.Column)] = c.Count
		}
	}
	same := map[string]int{}
	for _, c := range t.Cells {
		if n, ok := counts[columnName(c.Column)]; ok && n == c.Count {
			if same[c.Row]++; same[c.Row] == len(counts) {
				return true
			}
		}
	}
	return false
}

// columnName tells the Total from a column of any name.
func columnName(c *string) string {
	if c == nil {
		return "\x00"
	}
	return *c
}

// Find returns the cell of a row and a column key ("" for Total), nil if there is none; of a code and a net that are
// called alike, the code.
func (t *Table) Find(row, column string) *TableCell {
	if c := find(t.Cells, row, column); c != nil {
		return c
	}
	return t.FindNet(row, column)
}

// FindNet is Find among the nets.
func (t *Table) FindNet(row, column string) *TableCell { return find(t.Nets, row, column) }

func find(list []TableCell, row, column string) *TableCell {
	for i := range list {
		c := &list[i]
		if c.Row == row && ((c.Column == nil && column == "") || (c.Column != nil && *c.Column == column)) {
			return c
		}
	}
	return nil
}

// Place tells a row from all others of its table, a code from the net of its name too.
func (c *TableCell) Place() string {
	if c.Net {
		return "\x00" + c.Row
	}
	return c.Row
}

// Base returns the bases of a column key ("" for Total), nil if there are none.
func (t *Table) Base(column string) *ColumnBase {
	for i := range t.Bases {
		b := &t.Bases[i]
		if (b.Column == nil && column == "") || (b.Column != nil && *b.Column == column) {
			return b
		}
	}
	return nil
}

// Figure is a number in JSON: null where it is NaN or infinite.
type Figure float64

// MarshalJSON writes the shortest decimal that reads back as the same float64.
func (f Figure) MarshalJSON() ([]byte, error) {
	x := float64(f)
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, x, 'g', -1, 64), nil
}

// UnmarshalJSON reads null as NaN.
func (f *Figure) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*f = Figure(math.NaN())
		return nil
	}
	x, err := strconv.ParseFloat(string(b), 64)
	*f = Figure(x)
	return err
}

// Defined tells whether there is a number.
func (f Figure) Defined() bool { return !math.IsNaN(float64(f)) && !math.IsInf(float64(f), 0) }
