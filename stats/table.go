package stats

// Tables is what Tabulate gives: the JSON of the command tabulate.
type Tables struct {
	Rows     int64          `json:"rows"`     // rows of the frame inside the filter
	Level    float64        `json:"level"`    // of the intervals
	Interval IntervalMethod `json:"interval"` // of proportions
	Notices  []string       `json:"notices"`
	Tables   []Table        `json:"tables"`
}

// Table is one item by one break.
type Table struct {
	Item   string      `json:"item"`
	Label  string      `json:"label,omitempty"`
	Kind   string      `json:"kind"`   // single, multi or number
	Banner *string     `json:"banner"` // null: the total alone
	Cells  []TableCell `json:"cells"`
	// Nets are the top boxes of a rating scale and the mean of its scores: rows top_box, top2_box, mean.
	Nets  []TableCell  `json:"nets,omitempty"`
	Bases []ColumnBase `json:"bases"`
}

// TableCell is one figure. Proportions are of the valid base of the column, 0 to 1. For a Number item the rows are mean and total.
type TableCell struct {
	Row           string   `json:"row"`
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

// Find returns the cell of a row and a column key ("" for Total), nil if there is none.
func (t *Table) Find(row, column string) *TableCell {
	for _, list := range [][]TableCell{t.Cells, t.Nets} {
		for i := range list {
			c := &list[i]
			if c.Row == row && ((c.Column == nil && column == "") || (c.Column != nil && *c.Column == column)) {
				return c
			}
		}
	}
	return nil
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
