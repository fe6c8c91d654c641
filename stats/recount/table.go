package recount

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
)

// tableOf makes the table of one item by one break; of the total alone where that is nil.
type tableOf struct {
	sample  int64 // responses of the scope, of which those in the table are a part
	item    *itemCount
	banner  *banner
	letters plain.Adjustment
}

// column is what was counted in one column.
type column struct {
	key *string // nil: the total
	tallied
	rows int64 // responses in it, whatever they answered
}

// row is one row of a table: what it counts of a column.
type row struct {
	name    string
	net     bool
	outside bool // a choice outside the valid base: counted, without a share
	number  bool // a mean or a total, no share
	total   bool
	count   func(c *column) int64
	values  func(c *column) []float64 // of numbers
}

// columns counts the answers by column, the total first; only those that meet a condition where there is one.
func (t *tableOf) columns(answers []answered, meets func(a *answered) bool) []*column {
	out := []*column{{}}
	if t.banner != nil {
		for i := range t.banner.columns {
			out = append(out, &column{key: &t.banner.columns[i]})
		}
	}
	for i := range answers {
		a := &answers[i]
		if meets != nil && !meets(a) {
			continue
		}
		out[0].take(a)
		if t.banner != nil && t.banner.in[i] >= 0 {
			out[1+t.banner.in[i]].take(a)
		}
	}
	return out
}

func (c *column) take(a *answered) {
	c.rows++
	if a.asked {
		c.add(a.reading)
	}
}

// table makes the table.
func (t *tableOf) table(answers []answered) stats.Table {
	columns := t.columns(answers, nil)
	out := stats.Table{Item: t.item.series.Name, Kind: t.kind().String(), Cells: []stats.TableCell{}}
	if t.banner != nil && len(t.banner.columns) > 0 {
		out.Banner = &t.banner.name
	}
	rows := t.rows()
	for _, c := range columns {
		n := c.base.Valid
		label := ""
		if c.key != nil {
			label = *c.key
		}
		out.Bases = append(out.Bases,
			stats.ColumnBase{Column: c.key, Label: label, Asked: c.base.Asked, Answered: c.base.Answered, Valid: n,
				Weighted: stats.Figure(n), Effective: stats.Figure(n)})
		for i := range rows {
			cell := t.cell(&rows[i], c)
			if rows[i].net {
				out.Nets = append(out.Nets, cell)
			} else {
				out.Cells = append(out.Cells, cell)
			}
		}
	}
	t.letter(&out, rows, columns)
	t.offered(&out, rows, answers)
	return out
}

func (t *tableOf) kind() stats.Kind {
	switch t.item.field.Tally() {
	case kinds.TallyNumbers:
		return stats.Number
	case kinds.TallyOne:
		return stats.Single
	case kinds.TallyRanks:
		return stats.Rank
	}
	return stats.Multi
}

// rows lists the rows: mean and total of numbers; of choices each choice, then the top boxes of a scale and the mean of
// its scores; of a ranking who was put first, with mean ranks and who is among the best two, three …
func (t *tableOf) rows() []row {
	numbers := func(c *column) []float64 { return c.values }
	valid := func(c *column) int64 { return c.base.Valid }
	switch t.kind() {
	case stats.Number:
		return []row{{name: "mean", number: true, count: valid, values: numbers},
			{name: "total", number: true, total: true, count: valid, values: numbers}}
	case stats.Rank:
		return t.ranked()
	}
	var out []row
	for _, choice := range t.item.choices {
		out = append(out, row{name: choice.Code, outside: choice.Role.Missing(),
			count: func(c *column) int64 { return c.codes[choice.Code] }})
	}
	if t.kind() == stats.Multi {
		return out
	}
	if strong := t.withRoles(survey.PositiveStrong); len(strong) > 0 {
		out = append(out, row{name: "top_box", net: true, count: sumOf(strong)})
	}
	if positive := t.withRoles(survey.PositiveStrong, survey.Positive); len(positive) > 0 {
		out = append(out, row{name: "top2_box", net: true, count: sumOf(positive)})
	}
	if scores := t.scored(); len(scores) > 0 {
		out = append(out, row{name: "mean", net: true, number: true, count: valid, values: func(c *column) []float64 {
			var values []float64
			for code, score := range scores {
				for range c.codes[code] {
					values = append(values, score)
				}
			}
			return values
		}})
	}
	return out
}

func (t *tableOf) withRoles(roles ...survey.Role) []string {
	var out []string
	for _, choice := range t.item.choices {
		if slices.Contains(roles, choice.Role) {
			out = append(out, choice.Code)
		}
	}
	return out
}

func sumOf(codes []string) func(c *column) int64 {
	return func(c *column) (n int64) {
		for _, code := range codes {
			n += c.codes[code]
		}
		return n
	}
}

// scored are the scores of the choices in the valid base that have one.
func (t *tableOf) scored() map[string]float64 {
	out := map[string]float64{}
	for _, choice := range t.item.choices {
		if score, err := strconv.ParseFloat(choice.Score, 64); err == nil && !choice.Role.Missing() {
			out[choice.Code] = score
		}
	}
	return out
}

// ranked are the rows of a ranking, choice by choice.
func (t *tableOf) ranked() []row {
	var out []row
	for _, choice := range t.item.choices {
		places := func(c *column) []int64 { return c.places[choice.Code] }
		among := func(k int) func(c *column) int64 {
			return func(c *column) (n int64) {
				for i, in := range places(c) {
					if i < k {
						n += in
					}
				}
				return n
			}
		}
		all := len(t.item.choices)
		out = append(out, row{name: choice.Code, outside: choice.Role.Missing(), count: among(1)},
			row{name: choice.Code + " " + stats.RowMeanRank, net: true, number: true, count: among(all),
				values: func(c *column) []float64 {
					var values []float64
					for i, in := range places(c) {
						for range in {
							values = append(values, float64(i+1))
						}
					}
					return values
				}})
		for k := 2; k <= all; k++ {
			out = append(out, row{name: fmt.Sprintf("%s %s%d", choice.Code, stats.RowTop, k), net: true,
				count: among(k)})
		}
	}
	return out
}

// offered puts the figures of choices that not all versions offered on the base of those whom they were offered: the
// answers to these versions that are in the valid base.
func (t *tableOf) offered(out *stats.Table, rows []row, answers []answered) {
	for i := range t.item.series.Choices {
		choice := &t.item.series.Choices[i]
		if choice.Offered == nil {
			continue
		}
		columns := t.columns(answers,
			func(a *answered) bool { return a.asked && a.valid && choice.OfferedBy(a.version) })
		own := stats.Table{Kind: out.Kind}
		at := slices.IndexFunc(rows, func(r row) bool { return !r.net && r.name == choice.Code })
		for _, c := range columns {
			own.Bases = append(own.Bases, stats.ColumnBase{Column: c.key})
			own.Cells = append(own.Cells, t.cell(&rows[at], c))
		}
		t.letter(&own, rows[at:at+1], columns)
		for j := range out.Cells {
			if cell := &out.Cells[j]; cell.Row == choice.Code {
				*cell = *own.Find(cell.Row, keyOf(cell.Column))
			}
		}
	}
}

func keyOf(column *string) string {
	if column == nil {
		return ""
	}
	return *column
}
