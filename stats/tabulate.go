package stats

import (
	"math"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/stats/law"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/stats/problem"
)

// TableSpec says which tables to make.
type TableSpec struct {
	Items []string // names of variables; empty: every variable that is neither in the banner nor in the design
	// Banner lists breaks side by side; a break of several names nests them. Empty: the total alone.
	Banner [][]string
	// Order compares columns of a break, named as Break names it, where they shall not stand in code order; nil: they
	// do.
	Order func(name string, x, y BreakColumn) int
	// Design is how the sample was drawn and, by Within, which part of it is meant; nil: every row counts once.
	Design   *Design
	Level    float64        // of intervals; 0: 0.95
	Interval IntervalMethod // of proportions; "": Wilson without a design, beta with one
	// Letters tests every pair of columns and marks cells with the letters of the columns that they are significantly
	// above (5%); "" makes no tests.
	Letters plain.Adjustment
	Lang    string // of notices: "vi", or "en"
}

// batchCells bounds the sums that tallies keep in memory together, mostCells those of one tally.
const (
	batchCells = 4 << 20
	mostCells  = 64 << 20
)

// manyCodes is the number of codes above which a list is taken for names or numbers of rows, and left out unless it is
// asked for.
const manyCodes = 1000

// Tabulate makes the tables of items by banner: counts, proportions of the valid base, standard errors, intervals,
// design effects and bases, with a Total for each break. Nobody in a base gives no figure and a flag, never 0.
func Tabulate(f *Frame, spec TableSpec) (*Tables, error) {
	d := spec.Design
	if d == nil {
		var err error
		if d, err = NewDesign(f, DesignSpec{}); err != nil {
			return nil, err
		}
	}
	spec.defaults(d)
	breaks, err := spec.breaks(f)
	if err != nil {
		return nil, err
	}
	items, left, err := spec.items(f, d)
	if err != nil {
		return nil, err
	}
	out := &Tables{Rows: int64(d.scope.Count()), Level: spec.Level, Interval: spec.Interval,
		Notices: d.notices(spec.Lang, left), Tables: []Table{}}
	for len(items) > 0 {
		n, err := d.batch(items, breaks)
		if err != nil {
			return nil, err
		}
		list, err := spec.tables(d.TallyItems(items[:n], breaks), d.isPlain())
		if err != nil {
			return nil, err
		}
		out.Tables, items = append(out.Tables, list...), items[n:]
	}
	return out, nil
}

// batch is how many of the items can be tallied together. One that cannot be tallied at all is an error.
func (d *Design) batch(items []*Column, breaks []*Break) (int, error) {
	sum := 0
	for n, item := range items {
		for _, b := range breaks {
			one := (len(item.Variable.Codes) + missingKinds + 2) * (b.rest() + 1) * len(d.shape.slots)
			if one > mostCells {
				return 0, problem.New("stats.table_too_many_cells_codes", "item", item.Variable.Name, "break", b.Name,
					"codes", len(item.Variable.Codes), "columns", len(b.Columns))
			}
			sum += one
		}
		if n > 0 && sum > batchCells {
			return n, nil
		}
	}
	return len(items), nil
}

// tables makes the tables of crosses, on all cores.
func (s *TableSpec) tables(crosses [][]*Cross, plain bool) ([]Table, error) {
	flat := slices.Concat(crosses...)
	out, errs := make([]Table, len(flat)), make([]error, len(flat))
	onAllCores(len(flat), func() func(int) {
		return func(i int) {
			table, err := flat[i].Table(s.Level, s.Interval, plain)
			if err == nil && s.Letters != "" {
				err = flat[i].letters(table, s.Letters)
			}
			if errs[i] = err; err == nil {
				out[i] = *table
			}
		}
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *TableSpec) defaults(d *Design) {
	if s.Level == 0 {
		s.Level = 0.95
	}
	if s.Interval == "" {
		s.Interval = IntervalBeta
		if d.isPlain() {
			s.Interval = IntervalWilson
		}
	}
}

// breaks makes the breaks of the banner; without any, the total alone.
func (s *TableSpec) breaks(f *Frame) ([]*Break, error) {
	names := s.Banner
	if len(names) == 0 {
		names = [][]string{nil}
	}
	var out []*Break
	for _, n := range names {
		b, err := NewBreak(f, n...)
		if err != nil {
			return nil, err
		}
		if s.Order != nil {
			b.Sort(func(x, y BreakColumn) int { return s.Order(b.Name, x, y) })
		}
		out = append(out, b)
	}
	return out, nil
}

// items finds the variables to tabulate, and names those that were left out.
func (s *TableSpec) items(f *Frame, d *Design) (out []*Column, left []string, err error) {
	for _, name := range s.Items {
		c := f.Column(name)
		if c == nil {
			return nil, nil, f.noVariable(name)
		}
		out = append(out, c)
	}
	if len(s.Items) > 0 {
		return out, nil, nil
	}
	used := map[string]bool{d.spec.Weight: true, d.spec.Prob: true, d.spec.Strata: true}
	for _, list := range append([][]string{d.spec.PSU, d.spec.FPC}, s.Banner...) {
		for _, name := range list {
			used[name] = true
		}
	}
	for _, c := range f.columns {
		switch {
		case used[c.Variable.Name]:
		case c.Variable.Open && len(c.Variable.Codes) > manyCodes:
			left = append(left, c.Variable.Name)
		default:
			out = append(out, c)
		}
	}
	return out, left, nil
}

// notices says what was decided about the design and belongs with the tables.
func (d *Design) notices(lang string, left []string) []string {
	out := []string{}
	say := func(p *problem.Problem) { out = append(out, p.In(lang)) }
	if names := d.LonelyStrata(); len(names) > 0 && d.reps == nil {
		say(problem.New("stats.strata_one_psu_policy", "names", strings.Join(names, ", "), "policy", d.spec.Lonely))
	}
	if len(left) > 0 {
		say(problem.New("stats.columns_over_values_left", "columns", strings.Join(left, ", "), "most", manyCodes))
	}
	switch {
	case d.frame.Len() == 0:
		say(problem.New("stats.file_no_row_data"))
	case d.scope.Count() == 0:
		say(problem.New("stats.no_row_meets_filter"))
	}
	if n := d.NegativeWeights(); n > 0 {
		say(problem.New("stats.rows_negative_weights", "n", n))
	}
	return out
}

// LonelyStrata names the strata that have one PSU in the sample and more in the population.
func (d *Design) LonelyStrata() []string {
	var names []string
	for _, h := range d.shape.strata {
		if _, census := left(h.n, h.population); h.n == 1 && !census && len(d.shape.strata) > 1 {
			names = append(names, h.key)
		}
	}
	return names
}

// letterAlpha is the level of the tests behind letters.
const letterAlpha = 0.05

// between0and1 tells whether a share can be tested: at 0 and 1 it has no standard error, so that five of five would
// beat thirty of forty at any level. SPSS Custom Tables leaves such columns out as well.
func between0and1(p float64) bool { return p > 1e-12 && p < 1-1e-12 }

// letters tests the columns of a table against each other and marks its cells. Columns at 0 % or 100 % are not tested.
func (x *Cross) letters(t *Table, how plain.Adjustment) error {
	switch {
	case len(x.Break.Columns) < 2 || x.Item.Variable.Kind == Number:
		return nil
	case x.Item.Variable.Kind == Rank:
		return x.rankLetters(t, how)
	}
	var rows [][]int
	var names []string
	for i, code := range x.Item.Variable.Codes {
		if !x.Item.Variable.valid(i) {
			continue
		}
		rows, names = append(rows, []int{i}), append(names, code.Value)
	}
	boxes := x.Item.Variable.boxes()
	for _, b := range boxes {
		rows, names = append(rows, b.codes), append(names, b.name)
	}
	return x.lettersOf(t, rows, names, len(boxes), how)
}

// lettersOf tests some nets of codes, which are rows of the table by these names, the last ones nets of it.
func (x *Cross) lettersOf(t *Table, rows [][]int, names []string, nets int, how plain.Adjustment) error {
	tests, err := x.CompareColumns(rows, plain.NoAdjustment)
	if err != nil {
		return err
	}
	pairs := len(tests) / max(1, len(rows))
	for i := range tests {
		if t := &tests[i]; !between0and1(t.P1) || !between0and1(t.P2) {
			t.P = math.NaN()
		}
	}
	for r := range rows {
		adjustTests(tests[r*pairs:(r+1)*pairs], how)
	}
	marks := Letters(tests, len(rows), len(x.Break.Columns), letterAlpha)
	for col, c := range x.Break.Columns {
		t.Base(c.Key).Letter = plain.ColumnLetter(col)
		for r, name := range names {
			cell := t.Find(name, c.Key)
			if r >= len(names)-nets {
				cell = t.FindNet(name, c.Key)
			}
			cell.Letters = marks[r][col]
		}
	}
	return nil
}

// isPlain tells whether the sample is treated as a simple random sample with equal weights.
func (d *Design) isPlain() bool {
	return d.weights == nil && d.adjust == nil && d.reps == nil && d.spec.Strata == "" && len(d.spec.PSU) == 0 &&
		len(d.spec.FPC) == 0
}

// Table makes the table of a cross. plain says that the sample is a simple random one: then intervals of proportions
// are those from counts.
func (x *Cross) Table(level float64, method IntervalMethod, plain bool) (*Table, error) {
	v := &x.Item.Variable
	if v.Kind == Rank {
		return x.rankTable(level, method, plain)
	}
	t := &Table{Item: v.Name, Label: v.Label, Kind: v.Kind.String(), Cells: []TableCell{}}
	if len(x.Break.Columns) > 0 {
		t.Banner = &x.Break.Name
	}
	w := tableWriter{x: x, level: level, method: method, plain: plain}
	w.list(Total)
	for col := range x.Break.Columns {
		w.list(col)
	}
	estimates, err := x.Estimate(w.quotients...)
	if err != nil {
		return nil, err
	}
	for i := range w.rows {
		cell := w.cell(i, &estimates.Each[i])
		if w.rows[i].net {
			t.Nets = append(t.Nets, cell)
		} else {
			t.Cells = append(t.Cells, cell)
		}
	}
	t.Bases = w.bases
	return t, nil
}

// tableWriter collects the rows of a table and the quotients behind them.
type tableWriter struct {
	x         *Cross
	level     float64
	method    IntervalMethod
	plain     bool
	rows      []tableRow
	quotients []Quotient
	bases     []ColumnBase
}

// tableRow is a cell to come.
type tableRow struct {
	name, label string
	column      *string
	count       int64
	weighted    float64
	net         bool
	outside     bool // a code outside the valid base: counted, without proportion
}

// list adds the rows of one column.
func (w *tableWriter) list(column int) {
	key, b := w.x.key(column), w.x.Bases(column)
	w.bases = append(w.bases, w.base(column))
	v := &w.x.Item.Variable
	if v.Kind == Number {
		w.add(tableRow{name: "mean", column: key, count: b.Valid, weighted: b.Weighted}, w.x.Mean(column))
		w.add(tableRow{name: "total", column: key, count: b.Valid, weighted: b.Weighted}, w.x.Sum(column))
		return
	}
	for i, code := range v.Codes {
		row := tableRow{name: code.Value, label: code.Label, column: key, outside: !v.valid(i)}
		w.addShare(row, column, i)
	}
	for _, b := range v.boxes() {
		w.addShare(tableRow{name: b.name, column: key, net: true}, column, b.codes...)
	}
	if v.Kind == Single && v.Scored() {
		w.add(tableRow{name: "mean", column: key, net: true, count: b.Valid, weighted: b.Weighted},
			w.x.ScoreMean(column))
	}
}

// key is the name of a column, nil for the Total.
func (x *Cross) key(column int) *string {
	if column == Total {
		return nil
	}
	return &x.Break.Columns[column].Key
}

// base are the bases of a column.
func (w *tableWriter) base(column int) ColumnBase {
	label := ""
	if column != Total {
		label = w.x.Break.Columns[column].Label
	}
	b := w.x.Bases(column)
	return ColumnBase{Column: w.x.key(column), Label: label, Asked: b.Asked, Answered: b.Answered, Valid: b.Valid,
		Weighted: Figure(b.Weighted), Effective: Figure(b.Effective)}
}

func (w *tableWriter) addShare(row tableRow, column int, codes ...int) {
	for _, cell := range w.x.at(column, codes...) {
		row.count += w.x.Count(cell)
		row.weighted += w.x.Tally.Total(cell)
	}
	w.add(row, w.x.Share(column, codes...))
}

func (w *tableWriter) add(row tableRow, q Quotient) {
	w.rows, w.quotients = append(w.rows, row), append(w.quotients, q)
}

// smallBase is the base below which a figure is flagged.
const smallBase = 30

// cell writes one cell.
func (w *tableWriter) cell(i int, e *Estimate) TableCell {
	row, q := w.rows[i], &w.quotients[i]
	c := TableCell{Row: row.name, Net: row.net, Label: row.label, Column: row.column, Count: row.count,
		WeightedCount: Figure(row.weighted), Flags: []Reason{}}
	nan := Figure(math.NaN())
	c.Estimate, c.SE, c.Lower, c.Upper, c.Deff, c.DF = nan, nan, nan, nan, nan, Figure(e.DF)
	if row.outside {
		c.Flags = append(c.Flags, ReasonOutside)
		return c
	}
	c.Estimate, c.SE, c.Deff = Figure(e.Value), Figure(e.SE), Figure(e.Deff)
	if e.Reason != ReasonNone {
		c.Flags = append(c.Flags, e.Reason)
	}
	if e.N > 0 && e.N < smallBase {
		c.Flags = append(c.Flags, ReasonSmallBase)
	}
	limits := w.limits(e, q)
	c.Lower, c.Upper = Figure(limits.Lower), Figure(limits.Upper)
	if q.Share && limits.Method != w.method && limits.Method != "" {
		c.Method = string(limits.Method)
	}
	if limits.Reason != ReasonNone && limits.Reason != e.Reason {
		c.Flags = append(c.Flags, limits.Reason)
	}
	return c
}

// limits is the interval of a figure: of a share by the method of the tables, else by t.
func (w *tableWriter) limits(e *Estimate, q *Quotient) Limits {
	if !q.Share {
		lower, upper := e.Interval(w.level)
		return Limits{Lower: lower, Upper: upper}
	}
	if w.plain && e.N > 1 && (w.method == IntervalWilson || w.method == IntervalBeta || w.method == IntervalExact) {
		return e.CountInterval(w.method, w.level)
	}
	limits := e.ProportionInterval(w.method, w.level)
	if limits.Reason == ReasonZeroVariance {
		limits = e.CountInterval(IntervalExact, w.level)
		limits.Reason = ReasonExact
	}
	return limits
}

// CountInterval is the interval of a share from the valid answers as a simple random sample: Wilson's, or
// Clopper-Pearson's for any other method.
func (e *Estimate) CountInterval(method IntervalMethod, level float64) Limits {
	if e.N == 0 || math.IsNaN(e.Value) {
		return noLimits
	}
	n := float64(e.N)
	if method == IntervalWilson {
		lower, upper := scoreLimits(e.Value, n, law.NormalQuantile(1-(1-level)/2))
		return Limits{Lower: max(0, lower), Upper: min(1, upper), Method: IntervalWilson}
	}
	lower, upper := exactLimits(e.Value*n, n, level)
	return Limits{Lower: lower, Upper: upper, Method: IntervalExact}
}
