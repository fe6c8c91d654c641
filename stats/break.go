package stats

import (
	"slices"
	"strings"

	"github.com/khaosat/khaosat/stats/problem"
)

// Break is one group of banner columns: the codes of a variable, or of several variables nested in each other. A break
// of no variables has no columns but the total.
type Break struct {
	Name    string        // variable names joined by " × ", quoted where one holds that itself
	Columns []BreakColumn // in code order, the last variable running fastest
	sources []*Column
	sizes   []int
	moved   []uint16 // where Sort put each column; nil: they stand in code order
}

// BreakColumn is one column of a break.
type BreakColumn struct {
	Key   string   // code values joined by " × ", quoted where one holds that itself
	Label string   // their labels, joined likewise
	Codes []string // code value of each variable

	labels []string
}

// maxColumns bounds what nested breaks can multiply to.
const maxColumns = 20000

// NewBreak makes a break of one Single variable, or of several nested ones.
func NewBreak(f *Frame, names ...string) (*Break, error) {
	b := &Break{Name: joined(names), Columns: []BreakColumn{{}}}
	for _, name := range names {
		c := f.Column(name)
		switch {
		case c == nil:
			return nil, f.noVariable(name)
		case c.Variable.Kind != Single:
			return nil, problem.New("stats.variable_no_single_choice", "name", name)
		case len(b.Columns)*len(c.Variable.Codes) > maxColumns:
			return nil, problem.New("stats.break_too_many_columns", "break", b.Name, "most", maxColumns)
		}
		b.sources, b.sizes = append(b.sources, c), append(b.sizes, len(c.Variable.Codes))
		b.Columns = nest(b.Columns, c.Variable.Codes)
	}
	if len(names) == 0 {
		b.Columns = nil
	}
	return b, nil
}

const timesSign = " × "

// joined joins names or codes; of several, one that holds the sign between them stands in quotes, so that no two lists
// are joined alike.
func joined(parts []string) string {
	out := slices.Clone(parts)
	for i, p := range out {
		if len(parts) > 1 && (strings.Contains(p, strings.TrimSpace(timesSign)) || strings.HasPrefix(p, `"`)) {
			out[i] = `"` + strings.ReplaceAll(p, `"`, `""`) + `"`
		}
	}
	return strings.Join(out, timesSign)
}

// nest puts every code under every column.
func nest(outer []BreakColumn, codes []Code) []BreakColumn {
	var out []BreakColumn
	for _, o := range outer {
		for _, code := range codes {
			label := code.Label
			if label == "" {
				label = code.Value
			}
			col := BreakColumn{Key: code.Value, Label: label, Codes: append(slices.Clone(o.Codes), code.Value),
				labels: append(slices.Clone(o.labels), label)}
			if len(o.Codes) > 0 {
				col.Key, col.Label = joined(col.Codes), joined(col.labels)
			}
			out = append(out, col)
		}
	}
	return out
}

// Sort puts the columns into another order, in which they are also given their letters.
func (b *Break) Sort(compare func(x, y BreakColumn) int) {
	order := make([]int, len(b.Columns)) // new place → place until now
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return compare(b.Columns[x], b.Columns[y]) })
	columns, to := make([]BreakColumn, len(order)), make([]uint16, len(order)+1)
	for place, from := range order {
		columns[place], to[from] = b.Columns[from], uint16(place)
	}
	to[len(order)] = uint16(len(order)) // rows in no column
	if b.moved == nil {
		b.Columns, b.moved = columns, to
		return
	}
	for code, place := range b.moved {
		b.moved[code] = to[place]
	}
	b.Columns = columns
}

// rest is the place of rows that are in no column: those where a variable of the break is missing. They count in the
// total.
func (b *Break) rest() int { return len(b.Columns) }

// fill writes the column of each row from..from+len(out).
func (b *Break) fill(from int, out []uint16) {
	b.fillRaw(from, out)
	if b.moved != nil {
		for i, column := range out {
			out[i] = b.moved[column]
		}
	}
}

// fillRaw is fill in code order.
func (b *Break) fillRaw(from int, out []uint16) {
	rest := uint16(b.rest())
	if len(b.sources) == 1 && b.sources[0].middle == nil && b.sources[0].wide == nil {
		for i, code := range b.sources[0].narrow[from : from+len(out)] {
			out[i] = uint16(code)
			if code > 255-missingKinds {
				out[i] = rest
			}
		}
		return
	}
	for i := range out {
		at := 0
		for k, c := range b.sources {
			code, _ := c.stored(from + i)
			if code < 0 {
				at = int(rest)
				break
			}
			at = at*b.sizes[k] + code
		}
		out[i] = uint16(at)
	}
}
