package export

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// figure is a published figure as the codebook has it.
type figure struct {
	name string // its defined name
	path string // of the item
	what string // figureCode, figureTop, figureTop2 or figureTotal
	code string // for figureCode
}

// itemCount counts the answers to one item as its column is read.
type itemCount struct {
	kind  survey.ItemKind
	roles map[string]survey.Role // by code
	sheet string                 // that has the column
	found bool                   // the sheet has the column

	valid  int64
	counts map[string]int64 // by code; a code counts once in a cell
	sum    float64
	lost   float64 // what the sum lost so far
}

// add counts one cell. A stated absence and a code with a missing role are outside the valid base.
func (c *itemCount) add(cell string) {
	if cell = strings.TrimSpace(cell); cell == "" || strings.HasPrefix(cell, `{"missing":`) {
		return
	}
	switch {
	case c.kind.Numeric():
		if x, err := strconv.ParseFloat(cell, 64); err == nil {
			c.valid++
			c.plus(x)
		}
	case c.kind == survey.Single:
		if !c.roles[cell].Missing() {
			c.valid++
			c.counts[cell]++
		}
	case c.kind.Choosing():
		codes := strings.Fields(cell)
		if !slices.ContainsFunc(codes, func(code string) bool { return !c.roles[code].Missing() }) {
			return // nothing but a choice outside the valid base
		}
		c.valid++
		slices.Sort(codes)
		for _, code := range slices.Compact(codes) {
			c.counts[code]++
		}
	}
}

// plus adds to the sum and keeps what rounding takes away (Neumaier 1974, Zeitschrift für Angewandte Mathematik und Mechanik 54, 39-51).
func (c *itemCount) plus(x float64) {
	t := c.sum + x
	if math.Abs(c.sum) >= math.Abs(x) {
		c.lost += (c.sum - t) + x
	} else {
		c.lost += (x - t) + c.sum
	}
	c.sum = t
}

// value is a figure from the counts; NaN when its base is empty.
func (c *itemCount) value(f figure) float64 {
	switch {
	case c.valid == 0:
		return math.NaN()
	case f.what == figureTotal:
		return c.sum + c.lost
	}
	return float64(c.count(f)) / float64(c.valid)
}

// count is how many answers a share is of.
func (c *itemCount) count(f figure) int64 {
	if f.what == figureCode {
		return c.counts[f.code]
	}
	count := int64(0)
	for code, n := range c.counts {
		role := c.roles[code]
		if role == survey.PositiveStrong || f.what == figureTop2 && role == survey.Positive {
			count += n
		}
	}
	return count
}
