package workbook

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/sentence"
	"github.com/khaosat/khaosat/stats/results"
)

// Columns of the summary: number, item, three bases, top-box with interval, top-2-box with interval, mean score.
var summaryWidths = []float64{5, 52, 9, 9, 9, 11, 10, 10, 11, 10, 10, 10}

// leadSentences is how many sentences stand large on top; moreSentences how many follow them before the tables.
const (
	leadSentences = 2
	moreSentences = 8
)

// summary writes what a report quotes: the sentences, the rated items ordered by approval with their intervals, how the
// answers are spread, with a chart, and the numbers.
func (b *book) summary(name string) error {
	p, err := b.open(name, layout{Widths: summaryWidths, Landscape: true, FreezeRows: headRows})
	if err != nil {
		return err
	}
	p.heading(b.title(), b.t("summary.about", "n", b.count(b.r.Counted), "time", b.moment(b.r.Made)))
	p.skip(1)
	rated := b.byApproval()
	said := b.sentences(rated)
	for i, s := range said[:min(len(said), leadSentences+moreSentences)] {
		p.sentence(s, i < leadSentences)
	}
	if len(said) == 0 {
		p.across(lookSentence, b.t("summary.nothing"), len(summaryWidths))
	}
	if len(rated) > 0 {
		b.approval(p, rated)
		b.spreads(p, rated)
	}
	b.quantities(p)
	if len(said) > leadSentences+moreSentences {
		p.skip(1)
		p.across(lookSection, b.t("summary.more"), len(summaryWidths))
		for _, s := range said[leadSentences+moreSentences:] {
			p.sentence(s, false)
		}
	}
	return p.close()
}

// sentence writes a sentence over the width of the sheet: a leading one large, its interval below; others with the
// interval in brackets.
func (p *page) sentence(s sentence.Sentence, lead bool) {
	n := len(summaryWidths)
	switch {
	case lead:
		p.across(lookLead, s.Text, n)
		if s.Interval != "" {
			p.across(lookNote, upperFirst(s.Interval)+".", n)
		}
	case s.Interval != "":
		p.across(lookSentence, strings.TrimSuffix(s.Text, ".")+" ("+s.Interval+").", n)
	default:
		p.across(lookSentence, s.Text, n)
	}
}

// byApproval lists the rated items, those with the highest top-2-box first, then the highest top-box; items without an
// answer come last, equal ones in the questionnaire's order.
func (b *book) byApproval() []*results.Item {
	var out []*results.Item
	for _, it := range b.r.Items {
		if it.Top != nil || it.Top2 != nil {
			out = append(out, it)
		}
	}
	estimate := func(s *results.Share) float64 {
		if s == nil || math.IsNaN(s.Estimate) {
			return -1
		}
		return s.Estimate
	}
	slices.SortStableFunc(out, func(x, y *results.Item) int {
		return cmp.Or(cmp.Compare(estimate(y.Top2), estimate(x.Top2)), cmp.Compare(estimate(y.Top), estimate(x.Top)))
	})
	return out
}

// sentences are the headlines: of the rated items in their order, then of the numbers in the questionnaire's.
func (b *book) sentences(rated []*results.Item) []sentence.Sentence {
	items := slices.Clone(rated)
	for _, it := range b.r.Items {
		if it.Numbers != nil {
			items = append(items, it)
		}
	}
	// nobody quotes figures of previous versions for those of now
	items = slices.DeleteFunc(items, (*results.Item).Previous)
	var out []sentence.Sentence
	for _, it := range items {
		if s, ok := b.speak.Headline(it); ok {
			out = append(out, s)
		}
	}
	return out
}

// approval writes the table of the rated items.
func (b *book) approval(p *page, rated []*results.Item) {
	p.skip(1)
	p.across(lookSection, b.t("summary.approval"), len(summaryWidths))
	var head []any
	for _, key := range []string{"number", "item", "asked", "answered", "valid", "top", "lower", "upper", "top2",
		"lower", "upper", "mean"} {
		head = append(head, b.cell(lookHead, b.t("head."+key)))
	}
	p.addWith(excelize.RowOpts{Height: 42}, head...)
	from := p.row + 1
	for _, it := range rated {
		cells := []any{b.cell(lookNo, b.numbers[it]), b.cell(lookText, b.itemLabel(it)),
			b.cell(lookCount, it.Base.Asked), b.cell(lookCount, it.Base.Answered), b.cell(lookCount, it.Base.Valid)}
		cells = append(cells, b.share(it.Top)...)
		cells = append(cells, b.share(it.Top2)...)
		mean := math.NaN()
		if it.Scores != nil {
			mean = it.Scores.Mean
		}
		row := p.add(append(cells, b.figure(lookDecimal, mean))...)
		p.refer(b.names[it].Top, 6, row)
		p.refer(b.names[it].Top2, 9, row)
	}
	p.bars(6, from, p.row)
	p.bars(9, from, p.row)
	p.across(lookNote, b.t("summary.approval_note"), len(summaryWidths))
}

// share is an estimate with the ends of its interval, three cells; dashes where it is undefined.
func (b *book) share(s *results.Share) []any {
	nan := math.NaN()
	if s == nil {
		s = &results.Share{Estimate: nan, Lower: nan, Upper: nan}
	}
	return []any{b.figure(lookPercent, s.Estimate), b.figure(lookPercent, s.Lower), b.figure(lookPercent, s.Upper)}
}

// quantities writes the table of the numeric items: totals of quantities, means of scores.
func (b *book) quantities(p *page) {
	var items []*results.Item
	for _, it := range b.r.Items {
		if it.Numbers != nil {
			items = append(items, it)
		}
	}
	if len(items) == 0 {
		return
	}
	p.skip(1)
	p.across(lookSection, b.t("summary.quantities"), len(summaryWidths))
	var head []any
	for _, key := range []string{"number", "item", "asked", "answered", "valid", "total", "measure", "mean", "sd",
		"min", "median", "max"} {
		head = append(head, b.cell(lookHead, b.t("head."+key)))
	}
	p.addWith(excelize.RowOpts{Height: 30}, head...)
	for _, it := range items {
		n := it.Numbers
		total := b.cell(lookText, nil)
		if summed(it) {
			total = b.figure(b.numberLook(n.Total), n.Total)
		}
		row := p.add(b.cell(lookNo, b.numbers[it]), b.cell(lookText, b.itemLabel(it)),
			b.cell(lookCount, it.Base.Asked), b.cell(lookCount, it.Base.Answered), b.cell(lookCount, it.Base.Valid),
			total, b.cell(lookIndent1, it.Field.Item.UnitOfMeasure), b.figure(lookDecimal, n.Mean),
			b.figure(lookDecimal, n.SD),
			b.figure(b.numberLook(n.Min), n.Min), b.figure(b.numberLook(n.Median), n.Median),
			b.figure(b.numberLook(n.Max), n.Max))
		p.refer(b.names[it].Total, 6, row)
	}
}
