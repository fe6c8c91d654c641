package xlsform

import (
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
)

// outRow is a row of the survey sheet: an item, or the end of a container.
type outRow struct {
	item *survey.Item
	kind string // the type cell
	end  bool
}

func (r outRow) text(f func(*survey.Item) string) string {
	if r.end {
		return ""
	}
	return f(r.item)
}

func surveySheet(t *kinds.Set, q *survey.Questionnaire) sheetOut {
	rows := surveyRows(t, q, q.Items, nil)
	columns := []column[outRow]{
		{colType, func(r outRow) string { return r.kind }},
		{colName, func(r outRow) string { return r.item.Name }},
	}
	plain := func(header string, f func(*survey.Item) string) {
		columns = append(columns, column[outRow]{header, func(r outRow) string { return r.text(f) }})
	}
	texts := func(header string, f func(*survey.Item) survey.Text) {
		columns = append(columns, textColumns(header, q, rows, func(r outRow) survey.Text {
			if r.end {
				return nil
			}
			return f(r.item)
		})...)
	}
	plain(colKey, func(it *survey.Item) string { return it.Key })
	texts(colLabel, func(it *survey.Item) survey.Text { return it.Label })
	texts(colHint, func(it *survey.Item) survey.Text { return it.Hint })
	texts(colGuidance, func(it *survey.Item) survey.Text { return it.Guidance })
	plain(colRequired, func(it *survey.Item) string { return it.Required })
	texts(colRequiredMsg, func(it *survey.Item) survey.Text { return it.RequiredMessage })
	plain(colRelevant, func(it *survey.Item) string { return it.Relevant })
	plain(colConstraint, func(it *survey.Item) string { return it.Constraint })
	texts(colConstraintMs, func(it *survey.Item) survey.Text { return it.ConstraintMessage })
	plain(colCalculation, func(it *survey.Item) string { return it.Calculation })
	plain(colDefault, func(it *survey.Item) string { return it.Default })
	plain(colTrigger, func(it *survey.Item) string { return it.Trigger })
	plain(colFilter, func(it *survey.Item) string { return it.ChoiceFilter })
	plain(colReadOnly, func(it *survey.Item) string { return it.ReadOnly })
	plain(colRepeatCount, func(it *survey.Item) string { return it.RepeatCount })
	plain(colAppearance, func(it *survey.Item) string { return it.Appearance })
	plain(colParameters, func(it *survey.Item) string { return writeParameters(it.Parameters) })
	for _, m := range []string{colImage, colBigImage, colAudio, colVideo} {
		texts(m, func(it *survey.Item) survey.Text { return it.Media[m] })
	}
	texts(colReportPhrase, func(it *survey.Item) survey.Text { return it.ReportPhrase })
	plain(colIndicator, func(it *survey.Item) string { return it.Indicator })
	plain(colUnit, func(it *survey.Item) string { return it.UnitOfMeasure })
	for _, k := range bindKeys(q) {
		plain(k, func(it *survey.Item) string { return it.Bind[k] })
	}
	return sheetOf("survey", columns, rows, keptLabels(q))
}

func bindKeys(q *survey.Questionnaire) []string {
	keys := map[string]bool{}
	q.Walk(func(_ string, it *survey.Item) bool {
		for k := range it.Bind {
			keys[k] = true
		}
		return true
	})
	return sortedKeys(keys)
}

// surveyRows lays items out as rows. The text question that or_other makes is left out: reading makes it again.
func surveyRows(t *kinds.Set, q *survey.Questionnaire, items []*survey.Item, rows []outRow) []outRow {
	made := map[string]bool{}
	for _, it := range items {
		if made[it.Name] {
			continue
		}
		if it.OtherName != "" {
			made[it.OtherName] = true
		}
		container := (it.Kind == survey.Group || it.Kind == survey.Repeat) && it.Type == ""
		switch {
		case container:
			rows = append(rows, outRow{item: it, kind: "begin_" + string(it.Kind)})
			rows = surveyRows(t, q, it.Children, rows)
			rows = append(rows, outRow{item: it, kind: "end_" + string(it.Kind), end: true})
		default:
			rows = append(rows, outRow{item: it, kind: typeCell(t.Of(it.Kind), q, it)})
		}
	}
	return rows
}

// typeCell is what stands in the type column for an item that is no container.
func typeCell(kind *kinds.Kind, q *survey.Questionnaire, it *survey.Item) string {
	switch {
	case it.Type != "":
		return it.Type
	case kind.From == kinds.FromDevice:
		return it.Meta
	case !kind.Choosing():
		return plainWord(kind)
	}
	list, file := it.List, false
	if l := q.List(it.List); l != nil && l.File != "" {
		list, file = l.File, true
	}
	word := listWord(kind, file)
	if it.OtherName != "" {
		return word + " " + list + " or_other"
	}
	return word + " " + list
}

// outChoice is a row of the choices sheet.
type outChoice struct {
	list   string
	choice *survey.Choice
}

func choicesSheet(q *survey.Questionnaire) sheetOut {
	var rows []outChoice
	for i := range q.Lists {
		if q.Lists[i].File != "" {
			continue
		}
		for j := range q.Lists[i].Choices {
			rows = append(rows, outChoice{q.Lists[i].Name, &q.Lists[i].Choices[j]})
		}
	}
	columns := []column[outChoice]{
		{colListName, func(r outChoice) string { return r.list }},
		{colName, func(r outChoice) string { return r.choice.Code }},
	}
	columns = append(columns,
		textColumns(colLabel, q, rows, func(r outChoice) survey.Text { return r.choice.Label })...)
	columns = append(columns,
		column[outChoice]{colRole, func(r outChoice) string { return string(r.choice.Role) }},
		column[outChoice]{colScore, func(r outChoice) string { return r.choice.Score }},
		column[outChoice]{colExclusive, func(r outChoice) string {
			if r.choice.Exclusive {
				return "yes"
			}
			return ""
		}})
	for _, m := range []string{colImage, colBigImage, colAudio, colVideo} {
		columns = append(columns,
			textColumns(m, q, rows, func(r outChoice) survey.Text { return r.choice.Media[m] })...)
	}
	columns = append(columns, furtherColumns(rows)...)
	keep := keptLabels(q)
	delete(keep, colType)
	keep[colListName] = true
	return sheetOf("choices", columns, rows, keep)
}

func furtherColumns(rows []outChoice) []column[outChoice] {
	names := map[string]bool{}
	for _, r := range rows {
		for k := range r.choice.Columns {
			names[k] = true
		}
	}
	var out []column[outChoice]
	for _, k := range sortedKeys(names) {
		out = append(out, column[outChoice]{k, func(r outChoice) string { return r.choice.Columns[k] }})
	}
	return out
}

// fileSheet is the sheet that stands in for an attached list.
func fileSheet(q *survey.Questionnaire, l *survey.ChoiceList) sheetOut {
	rows := make([]outChoice, len(l.Choices))
	for i := range l.Choices {
		rows[i] = outChoice{l.Name, &l.Choices[i]}
	}
	columns := []column[outChoice]{{colName, func(r outChoice) string { return r.choice.Code }}}
	columns = append(columns,
		textColumns(colLabel, q, rows, func(r outChoice) survey.Text { return r.choice.Label })...)
	columns = append(columns, furtherColumns(rows)...)
	return sheetOf(l.File, columns, rows, set(colName))
}
