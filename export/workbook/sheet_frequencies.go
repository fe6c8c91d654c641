package workbook

import (
	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
)

// frequencies writes every item's counts: its choices, then the bases and the missing kinds apart.
func (b *book) frequencies(name string) error {
	p, err := b.open(name, layout{Widths: []float64{18, 62, 18, 13, 13, 13}, FreezeRows: headRows + 1,
		TitleRows: "4:4"})
	if err != nil {
		return err
	}
	p.heading(b.Sheet("frequencies"), b.t("frequencies.about"))
	p.add(b.cell(lookHeadLeft, b.t("head.code")), b.cell(lookHeadLeft, b.t("head.label")),
		b.cell(lookHeadLeft, b.t("head.role")),
		b.cell(lookHead, b.t("head.count")), b.cell(lookHead, b.t("head.of_valid")),
		b.cell(lookHead, b.t("head.of_asked")))
	for _, it := range b.r.Items {
		b.Ledger.Series = b.seriesOf(it)
		b.frequency(p, it)
		p.skip(1)
	}
	b.Ledger.Series = nil
	if len(b.r.Items) == 0 {
		p.across(lookSentence, b.t("no_items"), 6)
	}
	return p.close()
}

func (b *book) frequency(p *page, it *results.Item) {
	f := frequencyRows{b, p, it}
	p.across(lookItem, b.numbered(it), 6)
	p.add(b.cell(lookNote, b.howAsked(it)))
	for _, line := range b.speak.Apart(it, b.r.Items) {
		p.across(lookNote, line, 6)
	}
	switch {
	case it.Rows != nil:
		f.choices()
		f.ranks()
	case it.Numbers != nil:
		f.numbers()
	default:
		f.base("base.given", it.Base.Valid)
	}
	f.missing()
}

// howAsked says what kind of item it is and what its counts count.
func (b *book) howAsked(it *results.Item) string {
	out := it.Name() + " · " + it.Field.Kind.Words.In(b.lang)
	if it.Field.Kind.Several() {
		out += " · " + b.t("frequencies.cases")
	}
	if it.Repeat != "" {
		out += " · " + b.t("frequencies.repeat", "repeat", it.Repeat)
	}
	if m := it.Field.Item.UnitOfMeasure; m != "" {
		out += " · " + b.t("frequencies.measure", "measure", m)
	}
	return out
}

// frequencyRows writes the rows of one item.
type frequencyRows struct {
	*book
	page *page
	item *results.Item
}

// choices writes the choices that count, their base, and then those with a missing role.
func (f frequencyRows) choices() {
	from := f.page.row + 1
	for i, row := range f.item.Rows {
		if !row.Role.Missing() {
			at := f.page.add(f.cell(lookCode, row.Code), f.cell(lookText, f.choiceLabel(row)),
				f.cell(lookText, f.role(row.Role)),
				f.cell(lookCount, row.Count), f.figure(lookPercent, row.Proportion), f.ofAsked(row.Count))
			f.page.refer(f.names[f.item].Codes[i], 5, at)
		}
	}
	f.page.bars(5, from, f.page.row)
	f.base("base.valid", f.item.Base.Valid)
	for _, row := range f.item.Rows {
		if row.Role.Missing() {
			f.page.add(f.cell(lookCode, row.Code), f.cell(lookText, f.choiceLabel(row)),
				f.cell(lookText, f.role(row.Role)),
				f.cell(lookCount, row.Count), nil, f.ofAsked(row.Count))
		}
	}
}

// numbers writes a numeric item's figures, one a row.
func (f frequencyRows) numbers() {
	n := f.item.Numbers
	f.base("base.numbers", n.N)
	for _, l := range []struct {
		key string
		x   float64
	}{{"total", n.Total}, {"mean", n.Mean}, {"sd", n.SD}, {"min", n.Min}, {"median", n.Median}, {"max", n.Max}} {
		f.page.add(f.cell(lookText, nil), f.cell(lookText, f.t("number."+l.key)), f.cell(lookText, nil),
			f.figure(f.numberLook(l.x), l.x))
	}
}

// numberLook is whole for whole numbers, with two decimals else.
func (b *book) numberLook(x float64) look {
	if x == float64(int64(x)) {
		return lookCount
	}
	return lookDecimal
}

// base writes a line of a base, with its share of those asked.
func (f frequencyRows) base(key string, n int64) {
	f.page.add(f.cell(lookBase, nil), f.cell(lookBase, f.t(key)), f.cell(lookBase, nil), f.cell(lookBaseCount, n),
		f.whole(key, n), f.share(n))
}

// whole is the 100 % of the valid base under the percentages of single choices; several choices add up to more.
func (f frequencyRows) whole(key string, n int64) excelize.Cell {
	if key == "base.valid" && n > 0 && f.item.Field.Kind.Choose == kinds.OneOf {
		return f.cell(lookBasePercent, 1.0)
	}
	return f.cell(lookBase, nil)
}

func (f frequencyRows) share(n int64) excelize.Cell {
	if f.item.Base.Asked == 0 {
		return f.cell(lookBase, nil)
	}
	return f.cell(lookBasePercent, float64(n)/float64(f.item.Base.Asked))
}

func (f frequencyRows) ofAsked(n int64) excelize.Cell {
	if f.item.Base.Asked == 0 {
		return f.cell(lookText, nil)
	}
	return f.cell(lookPercent, float64(n)/float64(f.item.Base.Asked))
}

// missing writes what was not answered and why, each kind on its own line, and who was asked.
func (f frequencyRows) missing() {
	line := func(key string, n int64, always bool) {
		if n != 0 || always {
			f.page.add(f.cell(lookText, nil), f.cell(lookText, f.t(key)), f.cell(lookText, nil), f.cell(lookCount, n),
				nil, f.ofAsked(n))
		}
	}
	line("missing.dont_know", f.item.Stated[survey.DontKnow], false)
	line("missing.refused", f.item.Stated[survey.Refused], false)
	line("missing.not_answered", f.item.Base.Asked-f.item.Base.Answered, true)
	f.base("base.asked", f.item.Base.Asked)
	if f.item.Repeat == "" {
		f.page.add(f.cell(lookText, nil), f.cell(lookText, f.t("missing.not_asked")), f.cell(lookText, nil),
			f.cell(lookCount, f.r.Counted-f.item.Base.Asked))
	}
}

func (b *book) role(r survey.Role) string {
	if r == survey.NoRole {
		return ""
	}
	return b.t("role." + string(r))
}
