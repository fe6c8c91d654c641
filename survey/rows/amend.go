package rows

import (
	"maps"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
)

// Amend gives answers with some of them put right. texts are what a person typed, as in the cells of a table, by item:
// its path, a bare name that is unique, or rep[2]/name; a blank text takes the answer away, and one for the row behind
// the last begins a row. answers stay as they are. Every text that cannot be read, and every item that takes none from
// a person, is a problem.
func Amend(f *form.Form, answers survey.Answers, texts map[string]string) (survey.Answers, []survey.Problem) {
	names := slices.SortedFunc(maps.Keys(texts), byRow)
	r, problems := NewFormReader(f, names, Mapping{}, func(int) string { return "" })
	r.typed = true
	for i, p := range problems { // of columns
		problems[i].Code = "answer.unknown_item"
		if p.Code == "column.twice" {
			problems[i].Code = "answer.twice"
		}
		problems[i].Place = survey.Place{Item: p.Place.Item}
	}
	out := cleanedAnswers(answers)
	for i, c := range r.columns {
		if c == (rowColumn{}) {
			continue // no such item: a problem already
		}
		words := c.unamendable(out)
		if words == nil {
			words = r.amend(c, out, texts[names[i]])
		}
		if words != nil {
			problems = append(problems,
				survey.Problem{Code: "answer.edit", Place: survey.Place{Item: names[i]}, Words: *words})
		}
	}
	return out, problems
}

// byRow orders names of answers so that the rows of a repeat are begun one after the other: rep[2] before rep[10].
func byRow(a, b string) int {
	x, y := rowOfRepeat.FindStringSubmatch(a), rowOfRepeat.FindStringSubmatch(b)
	if x != nil && y != nil && x[1] == y[1] && len(x[2]) != len(y[2]) {
		return len(x[2]) - len(y[2])
	}
	return strings.Compare(a, b)
}

// unamendable says why nobody can put an answer right, nil when it can be.
func (c rowColumn) unamendable(answers survey.Answers) *survey.Words {
	var w survey.Words
	switch {
	case c.field == nil:
		w = survey.Say("rows.no_item_questionnaire")
	case c.code != "":
		w = survey.Say("rows.give_all_choices_blanks", "path", c.field.Path)
	case c.repeat == nil && c.field.Repeat != nil:
		w = survey.Say("rows.item_stands_inside_repeat", "path", c.field.Repeat.Path, "item", c.field.Item.Name)
	case c.field.Kind.From == kinds.FromDevice || c.field.Computed():
		w = survey.Say("rows.item_noted_worked_out")
	case c.repeat != nil && c.row > len(answers[c.repeat.Path].Rows)+1:
		w = survey.Say("rows.repeat_rows_no_row", "path", c.repeat.Path, "n", len(answers[c.repeat.Path].Rows), "row",
			c.row)
	default:
		return nil
	}
	return &w
}

// amend writes down one text.
func (r *RowReader) amend(c rowColumn, answers survey.Answers, text string) *survey.Words {
	if survey.Clean(text) == "" && c.repeat != nil && c.row > len(answers[c.repeat.Path].Rows) {
		return nil // nothing begins no row
	}
	v := RowValues{Answers: answers}
	into := answers
	if c.repeat != nil {
		into = v.row(c.repeat, c.row)
	}
	delete(into, c.field.Path)
	return r.put(c, into, text, false)
}
