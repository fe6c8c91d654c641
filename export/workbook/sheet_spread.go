package workbook

import (
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// maxBars is how many items one chart shows; more could not be read.
const maxBars = 20

// spreads writes, for each rating scale, how the valid answers of its items are spread over its choices, as a table and
// a chart.
func (b *book) spreads(p *page, rated []*results.Item) {
	for i, items := range sameScale(rated) {
		p.skip(1)
		if i == 0 { // the table and its picture on one page; Excel breaks where it likes when a sheet is fitted to the width
			p.do(p.out.InsertPageBreak(cell.Name(1, p.row+1)))
		}
		b.spread(p, items)
	}
}

// sameScale groups items whose choices that count are the same in code and label, in the order of their first item.
func sameScale(items []*results.Item) [][]*results.Item {
	var out [][]*results.Item
	at := map[string]int{}
	for _, it := range items {
		var key strings.Builder
		for _, row := range validRows(it) {
			fmt.Fprintf(&key, "%q %q %q ", row.Code, row.Label, row.Previous)
		}
		i, known := at[key.String()]
		if !known {
			i = len(out)
			at[key.String()] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], it)
	}
	return out
}

func validRows(it *results.Item) []results.Row {
	var out []results.Row
	for _, row := range it.Rows {
		if !row.Role.Missing() {
			out = append(out, row)
		}
	}
	return out
}

// spread writes the table of one scale, then its chart, which reads the table's cells.
func (b *book) spread(p *page, items []*results.Item) {
	choices := validRows(items[0])
	var labels []string
	head := []any{b.cell(lookHead, b.t("head.number")), b.cell(lookHead, b.t("head.item"))}
	for _, c := range choices {
		labels = append(labels, b.choiceLabel(c))
		head = append(head, b.cell(lookHead, b.choiceLabel(c)))
	}
	p.across(lookSection, b.t("summary.spread", "scale", strings.Join(labels, " – ")), len(summaryWidths))
	headRow := p.addWith(excelize.RowOpts{Height: 30}, head...)
	for _, it := range items {
		cells := []any{b.cell(lookNo, b.numbers[it]), b.cell(lookText, cell.Short(b.itemLabel(it), 60))}
		for _, row := range validRows(it) {
			cells = append(cells, b.figure(lookPercent, row.Proportion))
		}
		p.add(cells...)
	}
	if shown := min(len(items), maxBars); shown > 0 && len(choices) > 1 {
		b.chart(p, items[:shown], choices, headRow)
	}
}

// chart draws the items as bars of 100 %, one part for each choice, below the table whose heads are in headRow.
func (b *book) chart(p *page, items []*results.Item, choices []results.Row, headRow int) {
	sheet, last := quoted(p.name), headRow+len(items)
	column := func(col, from, to int) string {
		letter, _ := excelize.ColumnNumberToName(col)
		return fmt.Sprintf("%s!$%s$%d:$%s$%d", sheet, letter, from, letter, to)
	}
	colours := scaleColours(choices)
	var series []excelize.ChartSeries
	for i := range choices {
		col := 3 + i
		letter, _ := excelize.ColumnNumberToName(col)
		series = append(series, excelize.ChartSeries{
			Name:       fmt.Sprintf("%s!$%s$%d", sheet, letter, headRow),
			Categories: column(2, headRow+1, last), Values: column(col, headRow+1, last),
			Fill:      fill(colours[i].area),
			DataLabel: excelize.ChartDataLabel{Font: excelize.Font{Family: bodyFont, Size: 9, Color: colours[i].text}},
		})
	}
	zero, one, gap := 0.0, 1.0, uint(45)
	height := 130 + 34*len(items)
	rows := int(math.Ceil(float64(height)/20)) + 1
	title := b.t("chart.title")
	p.skip(1)
	p.do(p.book.AddChart(p.name, cell.Name(2, p.row+1), &excelize.Chart{
		Type: excelize.BarPercentStacked, Series: series, GapWidth: &gap,
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title, Font: font(12, true, accent)}}},
		Legend:    excelize.ChartLegend{Position: "bottom", Font: font(10, false, "333333")},
		Dimension: excelize.ChartDimension{Width: 1000, Height: uint(height)},
		XAxis:     excelize.ChartAxis{ReverseOrder: true, Font: *font(9, false, "333333")},
		YAxis: excelize.ChartAxis{Minimum: &zero, Maximum: &one, MajorGridLines: true, Font: *font(9, false, greyText),
			TickLabelPosition: excelize.ChartTickLabelHigh,
			NumFmt:            excelize.ChartNumFmt{CustomNumFmt: "0%"}},
		PlotArea: excelize.ChartPlotArea{ShowVal: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: `[>=0.04]0%;""`}},
		Format: excelize.GraphicOptions{AltText: b.chartText(items), Name: cell.Short(title, 60),
			Positioning: "oneCell"},
	}))
	p.skip(rows)
}

// chartText says the chart in words, for those who cannot see it.
func (b *book) chartText(items []*results.Item) string {
	var out strings.Builder
	out.WriteString(b.t("chart.alt"))
	for _, it := range items {
		fmt.Fprintf(&out, " %s: %s.", cell.Short(b.itemLabel(it), 60), b.percent(it.Top2))
	}
	text, _ := cell.SheetText(cell.Short(out.String(), 2000))
	return text
}

// percent is a share as text in the workbook's language, for texts; cells hold the number.
func (b *book) percent(s *results.Share) string {
	if s == nil {
		return digits.Dash
	}
	return digits.FormatPercent(b.lang, digits.PercentHundredths(s.Count, s.Base))
}

func (b *book) count(n int64) string { return digits.FormatCount(b.lang, n) }

// upperFirst begins a text with a capital.
func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// shade is the colour of an area and of the text on it.
type shade struct{ area, text string }

// scaleColours gives each choice of a scale a colour by its role, readable without telling red from green: dark blue
// for the strongest approval, through grey, to orange; several choices of one role differ in lightness.
func scaleColours(choices []results.Row) []shade {
	shades := map[survey.Role][]shade{
		survey.PositiveStrong: {{"1F5A7A", "FFFFFF"}, {"2F7199", "FFFFFF"}},
		survey.Positive:       {{"7FB2CE", "10303F"}, {"A9CDE0", "10303F"}},
		survey.Neutral:        {{"D5D9DC", "333333"}, {"E6E9EB", "333333"}},
		survey.Negative:       {{"E39A4B", "3A2406"}, {"B9601A", "FFFFFF"}},
		survey.NoRole:         {{"B9A7CC", "2B1F3A"}, {"8E78A8", "FFFFFF"}},
	}
	used := map[survey.Role]int{}
	out := make([]shade, len(choices))
	for i, c := range choices {
		s := shades[c.Role]
		out[i] = s[min(used[c.Role], len(s)-1)]
		used[c.Role]++
	}
	return out
}
