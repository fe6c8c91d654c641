package main

import (
	"strings"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/problem"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/rows"
)

// numerals reads the numbers of a column of a file that people wrote, as form.TypedNumber does: what its other cells tell of the marks
// settles what can be meant in two ways.
type numerals struct {
	said, learnt form.NumberMarks // by --decimal; by the cells so far
	both         bool             // the cells contradict each other
}

// typed tells how the numbers of a file are written: in our own exports as programs write them.
func (c *tabulateCommand) typed(header []string, _ int) stats.Numerals {
	said := map[string]form.NumberMarks{"dot": form.DotDecimal, "comma": form.CommaDecimal}[c.Decimal]
	if said == form.MarksUnknown && rows.OwnExport(header, func(name string) string { return name }) {
		return nil
	}
	return &numerals{said: said}
}

// Read learns from the number as it reads it.
func (n *numerals) Read(text string) (plain string, doubt bool) {
	is := form.MarksOf(text)
	n.both = n.both || n.learnt != form.MarksUnknown && is != form.MarksUnknown && is != n.learnt
	n.learnt = max(n.learnt, is)
	return form.TypedNumber(text, false, n.said)
}

// Settle reads it by what all cells told.
func (n *numerals) Settle(text string) (string, *problem.Problem) {
	marks := n.learnt
	if n.both {
		marks = form.MarksUnknown
	}
	plain, doubt := form.TypedNumber(text, false, marks)
	if !doubt {
		return plain, nil
	}
	w := form.DoubtWords(plain, strings.NewReplacer(".", "", ",", "").Replace(plain), strings.Replace(plain, ",", ".", 1)+"0")
	return "", &problem.Problem{VI: w.VI + " Nếu cả tệp viết một kiểu: --decimal dot hoặc --decimal comma.",
		EN: w.EN + " If the whole file is written in one way: --decimal dot or --decimal comma."}
}
