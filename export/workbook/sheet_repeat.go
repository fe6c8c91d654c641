package workbook

import (
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/versions"
)

// repeatSheet is the sheet that holds the rows of one repeat.
type repeatSheet struct {
	repeat *versions.Series
	series []*versions.Series // that stand in it
	name   string
	page   *page
}

// prepareRepeats makes the empty sheets of repeats.
func (b *book) prepareRepeats() error {
	for _, s := range b.r.Lineage.Series {
		if s.Field.Item.Kind == survey.Repeat {
			b.repeats = append(b.repeats, &repeatSheet{repeat: s, series: b.r.Lineage.In(s)})
		}
	}
	for i, name := range b.RepeatNames(b.r.Lineage) {
		b.repeats[i].name = name
		if _, err := b.NewSheet(name); err != nil {
			return err
		}
	}
	return nil
}

// RepeatNames are the names of the sheets of a lineage's repeats, in its order.
func (b *Builder) RepeatNames(l *versions.Lineage) []string {
	taken := map[string]bool{}
	for _, s := range sheets() {
		taken[strings.ToLower(b.Sheet(s.key))] = true
	}
	var out []string
	for _, s := range l.Series {
		if s.Field.Item.Kind == survey.Repeat {
			out = append(out, sheetName(b.Sheet("data")+" "+s.Field.Item.Name, taken))
		}
	}
	return out
}

// sheetName makes a text fit for a sheet's name that is not yet taken: at most 31 characters, none of those that Excel
// forbids.
func sheetName(s string, taken map[string]bool) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return '_'
		}
		return cell.Visible(r)
	}, s)
	out := short31(s, "")
	for n := 2; taken[strings.ToLower(out)]; n++ {
		out = short31(s, fmt.Sprintf(" %d", n))
	}
	taken[strings.ToLower(out)] = true
	return out
}

func short31(s, end string) string {
	for cell.Utf16Len(s)+len(end) > 31 {
		runes := []rune(s)
		s = string(runes[:len(runes)-1])
	}
	return strings.TrimSpace(s) + end
}

// dataSheet is the sheet that holds the answers of a series.
func (b *book) dataSheet(s *versions.Series) string {
	repeat := b.r.Lineage.Repeat(s)
	for _, rs := range b.repeats {
		if rs.repeat == repeat {
			return rs.name
		}
	}
	return b.Sheet("data")
}

func (b *book) openRepeats() error {
	for _, rs := range b.repeats {
		l := layout{Widths: []float64{idWidth, 8}, FreezeRows: 1, FreezeCols: 2, Landscape: true, Wide: true,
			TitleRows: "1:1", TitleCols: "A:B", GridLines: true}
		for _, s := range rs.series {
			l.Widths = append(l.Widths, cell.ColumnWidth(s.Name))
		}
		var err error
		if rs.page, err = b.open(rs.name, l); err != nil {
			return err
		}
		head := []any{b.cell(lookHeadLeft, DataID), b.cell(lookHeadLeft, DataRow)}
		for _, s := range rs.series {
			head = append(head, b.cell(lookHeadLeft, s.Name))
		}
		rs.page.add(head...)
	}
	return nil
}

func (b *book) closeRepeats() error {
	for _, rs := range b.repeats {
		rs.page.do(b.AutoFilter(rs.name, "A1:"+cell.Name(len(rs.series)+2, rs.page.row), nil))
		if err := rs.page.close(); err != nil {
			return err
		}
	}
	return nil
}

// repeatRows writes a response's rows of all repeats.
func (b *book) repeatRows(r *survey.Response) error {
	for _, rs := range b.repeats {
		repeat := rs.repeat.Member(r.Version)
		if repeat == nil {
			continue
		}
		for _, row := range RowsOf(repeat, r.Answers) {
			cells := []any{b.dataText(r.ID), b.dataText(row.Number)}
			skipped := skippedPaths(r.Skipped, row.prefix)
			for _, s := range rs.series {
				cell, err := b.dataCell(answers.Answer(s, r.Version, row.Answers), !answers.Asks(s, r.Version, skipped))
				if err != nil {
					return err
				}
				cells = append(cells, cell)
			}
			rs.page.add(cells...)
		}
	}
	return nil
}

// RepeatRow is one row of a repeat: its number ("2", in a repeat inside a repeat "2.1") and the prefix of its paths
// ("a[2]/b[1]/").
type RepeatRow struct {
	Answers        survey.Answers
	Number, prefix string
}

// RowsOf lists the rows of a repeat in a response, those of a repeat inside another under all rows of the other.
func RowsOf(repeat *form.Field, answers survey.Answers) []RepeatRow {
	outer, above := []RepeatRow{{Answers: answers}}, ""
	if repeat.Repeat != nil {
		outer, above = RowsOf(repeat.Repeat, answers), repeat.Repeat.Path+"/"
	}
	var out []RepeatRow
	for _, o := range outer {
		for i, row := range o.Answers[repeat.Path].Rows {
			number := fmt.Sprint(i + 1)
			if o.Number != "" {
				number = o.Number + "." + number
			}
			out = append(out, RepeatRow{row, number,
				fmt.Sprintf("%s%s[%d]/", o.prefix, strings.TrimPrefix(repeat.Path, above), i+1)})
		}
	}
	return out
}
