package recount

import (
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// repeatRow is one row of a repeat with the prefix of its paths: "household[2]/".
type repeatRow struct {
	answers survey.Answers
	prefix  string
}

// rowsOf lists the rows of a repeat, those of a repeat inside another under all rows of the other.
func rowsOf(repeat *form.Field, answers survey.Answers) []repeatRow {
	outer, above := []repeatRow{{answers: answers}}, ""
	if repeat.Repeat != nil {
		outer, above = rowsOf(repeat.Repeat, answers), repeat.Repeat.Path+"/"
	}
	var out []repeatRow
	for _, o := range outer {
		for i, row := range o.answers[repeat.Path].Rows {
			out = append(out, repeatRow{row,
				fmt.Sprintf("%s%s[%d]/", o.prefix, strings.TrimPrefix(repeat.Path, above), i+1)})
		}
	}
	return out
}

// within are the paths that routing did not reach, as they are called inside one row: prefix is "" or that of a row of
// a repeat.
func within(skipped []string, prefix string) map[string]bool {
	out := map[string]bool{}
	for _, path := range skipped {
		if rest, ok := strings.CutPrefix(path, prefix); ok {
			out[plainOf(prefix)+rest] = true
		}
	}
	return out
}

// plainOf takes the row numbers out of a path: "rep[2]/a" is "rep/a".
func plainOf(path string) string {
	for {
		before, rest, open := strings.Cut(path, "[")
		_, after, closed := strings.Cut(rest, "]")
		if !open || !closed {
			return path
		}
		path = before + after
	}
}
