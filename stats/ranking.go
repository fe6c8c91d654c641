package stats

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/stats/plain"
)

// A Rank item is an order of choices. Its column has a place of each choice in each row, as a Single column of places:
// the code 0 for a choice that was left out, then the places from 1 on, which are scores as well. So shares of first
// places, of the best k and mean ranks are those of Single columns, with everything that goes with them.

// placeVariable describes the places of one choice of a Rank variable.
func placeVariable(v *Variable, code int) Variable {
	p := Variable{Name: v.Name + "\x00" + v.Codes[code].Value, Codes: []Code{{Value: "0"}}}
	for k := range v.Codes {
		p.Codes = append(p.Codes, placeCode(k+1))
	}
	return p
}

func placeCode(k int) Code {
	return Code{Value: strconv.Itoa(k), Score: float64(k), HasScore: true}
}

// addPlaces makes the places of the choices that have none yet, and lets the others have as many places as there are
// choices.
func (c *Column) addPlaces() {
	for _, p := range c.places {
		for len(p.Variable.Codes) <= len(c.Variable.Codes) {
			p.addCode(placeCode(len(p.Variable.Codes)))
		}
	}
	for k := len(c.places); k < len(c.Variable.Codes); k++ {
		p := newColumn(placeVariable(&c.Variable, k))
		for range c.rows {
			p.grow()
		}
		c.places = append(c.places, p)
	}
}

// setPlaces stores the places of the choices of a row.
func (c *Column) setPlaces(i int, v rowCell) {
	why := c.multiMissing(v)
	for o, p := range c.places {
		place := rowCell{why: why}
		if why == NotMissing {
			place.code = slices.Index(v.codes, o) + 1
		}
		p.set(i, place)
	}
}

// ranked lists the choices of a row of a Rank column, best first.
func (c *Column) ranked(i int) []string {
	out := make([]string, len(c.places))
	for o, p := range c.places {
		if at, _ := p.stored(i); at > 0 {
			out[at-1] = c.Variable.Codes[o].Value
		}
	}
	return slices.DeleteFunc(out, func(code string) bool { return code == "" })
}

// Place is the tally of the places of a choice of a Rank item, by the same break.
func (x *Cross) Place(code int) *Cross { return x.places[code] }

// Ranked says how a choice was ranked in a column.
type Ranked struct {
	N      int64   // who ranked it: the base of the mean
	Mean   float64 // mean rank, 1 is best; NaN without anybody
	Places []int64 // how many put it first, second …
	Base   int64   // who ranked anything: the base of shares
}

// Ranked counts the places of a choice of a Rank item.
func (x *Cross) Ranked(column, code int) Ranked {
	y := x.places[code]
	r := Ranked{Base: x.Bases(column).Valid}
	for place := 1; place < len(y.Item.Variable.Codes); place++ {
		n := y.CodeCount(column, place)
		r.Places, r.N = append(r.Places, n), r.N+n
	}
	q := y.ScoreMean(column)
	r.Mean, _ = q.value(y.Tally.Total)
	return r
}

// RowMeanRank and RowTop are the rows of nets of a Rank item: the code, a blank and these; the best k is RowTop and k.
const (
	RowMeanRank = "mean_rank"
	RowTop      = "top_"
)

// RankRow takes the name of a net of a Rank item apart: the choice, and k of the best k, 0 for the mean rank. ok is
// false for the row of a choice itself, the share that put it first.
func RankRow(row string) (code string, k int, ok bool) {
	at := strings.LastIndexByte(row, ' ')
	if at < 0 {
		return row, 0, false
	}
	code, net := row[:at], row[at+1:]
	if net == RowMeanRank {
		return code, 0, true
	}
	number, top := strings.CutPrefix(net, RowTop)
	k, err := strconv.Atoi(number)
	return code, k, top && err == nil
}

// rankTable makes the table of a Rank item: for each choice the share of the valid base that put it first, and as nets
// its mean rank, over those who ranked it, and the share that has it among the best k, for every k.
func (x *Cross) rankTable(level float64, method IntervalMethod, plain bool) (*Table, error) {
	v := &x.Item.Variable
	t := &Table{Item: v.Name, Label: v.Label, Kind: v.Kind.String(), Cells: []TableCell{}}
	if len(x.Break.Columns) > 0 {
		t.Banner = &x.Break.Name
	}
	for column := Total; column < len(x.Break.Columns); column++ {
		w := tableWriter{x: x, level: level, method: method, plain: plain}
		t.Bases = append(t.Bases, w.base(column))
		for o := range v.Codes {
			cells, err := x.places[o].rankCells(column, &v.Codes[o], w)
			if err != nil {
				return nil, err
			}
			t.Cells, t.Nets = append(t.Cells, cells[0]), append(t.Nets, cells[1:]...)
		}
	}
	return t, nil
}

// rankCells are the figures of one choice in one column: first, mean rank, the best two, three …
func (x *Cross) rankCells(column int, code *Code, w tableWriter) ([]TableCell, error) {
	w.x = x
	key := x.key(column)
	first := tableRow{name: code.Value, label: code.Label, column: key, outside: code.Role.Missing() != NotMissing}
	w.addShare(first, column, 1)
	mean := tableRow{name: code.Value + " " + RowMeanRank, label: code.Label, column: key, net: true}
	var best []int
	for place := 1; place < len(x.Item.Variable.Codes); place++ {
		best = append(best, place)
		for _, cell := range x.at(column, place) {
			mean.count += x.Count(cell)
			mean.weighted += x.Tally.Total(cell)
		}
	}
	w.add(mean, x.ScoreMean(column))
	for k := 2; k <= len(best); k++ {
		w.addShare(tableRow{name: fmt.Sprintf("%s %s%d", code.Value, RowTop, k), label: code.Label, column: key,
			net: true}, column, best[:k]...)
	}
	e, err := x.Estimate(w.quotients...)
	if err != nil {
		return nil, err
	}
	var out []TableCell
	for i := range w.rows {
		out = append(out, w.cell(i, &e.Each[i]))
	}
	return out, nil
}

// rankLetters tests the columns of a Rank item's table: the shares that put a choice first, and those of the best k.
func (x *Cross) rankLetters(t *Table, how plain.Adjustment) error {
	for o, code := range x.Item.Variable.Codes {
		y := x.places[o]
		var rows [][]int
		var names []string
		nets := 0
		if x.Item.Variable.valid(o) {
			rows, names = append(rows, []int{1}), append(names, code.Value)
		}
		best := []int{1}
		for k := 2; k < len(y.Item.Variable.Codes)-1; k++ { // all of them is everybody who ranked it
			best = append(best, k)
			rows, names = append(rows, slices.Clone(best)), append(names, fmt.Sprintf("%s %s%d", code.Value, RowTop, k))
			nets++
		}
		if err := y.lettersOf(t, rows, names, nets, how); err != nil {
			return err
		}
	}
	return nil
}
