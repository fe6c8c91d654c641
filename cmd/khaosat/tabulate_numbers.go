package main

import (
	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/problem"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/words"
)

// numerals reads the numbers of a column of a file that people wrote, as kinds.TypedNumber does: what its other cells
// tell of the marks settles what can be meant in two ways.
type numerals struct {
	said kinds.NumberMarks // by --decimal
	told kinds.ColumnMarks // by the cells so far
}

// typed tells how the numbers of a file are written: in our own exports as programs write them.
func (c *tabulateCommand) typed(header []string, _ int) stats.NumberReader {
	said := map[string]kinds.NumberMarks{"dot": kinds.DotDecimal, "comma": kinds.CommaDecimal}[c.Decimal]
	if said == kinds.MarksUnknown && rows.OwnExport(header, func(name string) string { return name }) {
		return nil
	}
	return &numerals{said: said}
}

// Read learns from the number as it reads it.
func (n *numerals) Read(text string) (plain string, doubt bool) {
	n.told.Take(text)
	return kinds.TypedNumber(text, false, n.said)
}

// Resolve reads it by what all cells told.
func (n *numerals) Resolve(text string) (string, *problem.Problem) {
	plain, doubt := kinds.TypedNumber(text, false, n.told.Marks())
	if !doubt {
		return plain, nil
	}
	w := kinds.Doubt(plain, false)
	return "", &problem.Problem{Message: w.Plus(words.Say("command.decimal"))}
}
