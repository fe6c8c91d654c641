package stats

import "math"

// Summary is what a results page says of one item.
type Summary struct {
	Item  string       `json:"item"`
	Label string       `json:"label,omitempty"`
	Type  string       `json:"type"`
	Base  Bases        `json:"base"`
	Rows  []SummaryRow `json:"rows"`
	// Missing counts the rows of each missing kind by name; codes with such a role are in Rows as well.
	Missing map[string]int64 `json:"missing"`
	TopBox  *Approval        `json:"top_box,omitempty"`
	Top2Box *Approval        `json:"top2_box,omitempty"`
	// Mean and SD are of the scores of a rating scale or of a Number item; SD has the divisor n-1 of the effective
	// weights.
	Mean  Figure `json:"mean"`
	SD    Figure `json:"sd"`
	Total Figure `json:"total"` // of a Number item
}

// SummaryRow is one code of an item. The proportion is of the valid base, null for a code outside it.
type SummaryRow struct {
	Code       string `json:"code"`
	Label      string `json:"label,omitempty"`
	Role       Role   `json:"role,omitempty"`
	Count      int64  `json:"count"`
	Proportion Figure `json:"proportion"`
}

// Approval is a share that is quoted in public.
type Approval struct {
	Count    int64  `json:"count"`
	Estimate Figure `json:"estimate"`
	Lower    Figure `json:"lower"`
	Upper    Figure `json:"upper"`
	Method   string `json:"method"`
}

// Summarize sums up items over the design's rows: bases, counts and proportions, top boxes with intervals, mean and
// standard deviation. The design may be nil: every row counts once, and intervals are Wilson's.
func Summarize(f *Frame, d *Design, items ...string) ([]Summary, error) {
	spec := TableSpec{Items: items, Design: d}
	if d == nil {
		var err error
		if d, err = NewDesign(f, DesignSpec{}); err != nil {
			return nil, err
		}
	}
	spec.defaults(d)
	columns, _, err := spec.items(f, d)
	if err != nil {
		return nil, err
	}
	total, err := NewBreak(f)
	if err != nil {
		return nil, err
	}
	var out []Summary
	for _, row := range d.TallyItems(columns, []*Break{total}) {
		s, err := row[0].summary(spec.Level, spec.Interval, d.isPlain())
		if err != nil {
			return nil, err
		}
		out = append(out, *s)
	}
	return out, nil
}

// summary sums up one cross over all its rows.
func (x *Cross) summary(level float64, method IntervalMethod, plain bool) (*Summary, error) {
	t, err := x.Table(level, method, plain)
	if err != nil {
		return nil, err
	}
	v := &x.Item.Variable
	nan := Figure(math.NaN())
	s := &Summary{Item: v.Name, Label: v.Label, Type: v.Kind.String(), Base: x.Bases(Total),
		Missing: map[string]int64{}, Rows: []SummaryRow{},
		Mean: nan, SD: nan, Total: nan}
	for why := DontKnow; why <= NotAsked; why++ {
		s.Missing[why.String()] = x.Missing(Total, why)
	}
	if v.Kind == Number {
		s.Mean, s.Total = t.Find("mean", "").Estimate, t.Find("total", "").Estimate
		s.SD = x.deviation(x.Mean(Total))
		return s, nil
	}
	for i, code := range v.Codes {
		c := &t.Cells[i]
		s.Rows = append(s.Rows, SummaryRow{code.Value, code.Label, code.Role, c.Count, c.Estimate})
	}
	s.TopBox, s.Top2Box = approval(t, "top_box", method), approval(t, "top2_box", method)
	if c := t.FindNet("mean", ""); c != nil && v.Scored() {
		s.Mean = c.Estimate
		s.SD = x.deviation(x.ScoreMean(Total))
	}
	return s, nil
}

// deviation is the standard deviation of the variable behind a mean: sqrt(n/(n-1) Σ w(y-ȳ)²/Σ w), n rows of non-zero
// weight.
func (x *Cross) deviation(q Quotient) Figure {
	n := int64(0)
	for _, cell := range q.Base {
		n += x.liveRows(cell)
	}
	if n < 2 {
		return Figure(math.NaN())
	}
	return Figure(math.Sqrt(q.Spread(newKnown(x.Tally).total) * float64(n) / float64(n-1)))
}

// approval reads a net of a table, nil if the item has none.
func approval(t *Table, row string, method IntervalMethod) *Approval {
	c := t.FindNet(row, "")
	if c == nil {
		return nil
	}
	if c.Method != "" {
		method = IntervalMethod(c.Method)
	}
	return &Approval{c.Count, c.Estimate, c.Lower, c.Upper, string(method)}
}
