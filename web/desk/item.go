package desk

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/export/sentence"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/web/edge"
)

// itemView is an item's figures in words and digits, as pages show them.
type itemView struct {
	ID                     string // of its part of the page: "i3"
	Path, Label            string
	Previous               bool     // its answers are of previous versions and stand apart
	Apart                  []string // which answers are not counted and why
	Asked, Answered, Valid string
	Headline               *figureView // what the item is best known by; nil when nothing is said of it in a sentence
	Shares                 []figureView
	Rows                   []rowView
	Ranks                  []rankView
	Numbers                []pairView
	Scores                 []pairView
	Chart                  template.HTML
	LeftOut                []string
	Phrased                bool // the author gave it a predicate for reports
	HasUnits               bool
	Open                   bool // an open question, whose answers are texts
	Suppressed             bool // too few people stand behind it to be shown in public
}

// figureView is a share of the valid base, or the mean or total that leads an item of numbers.
type figureView struct {
	Name     string // "Tốt", "Tốt và khá tốt"
	Figure   string // "96,23%"
	Ratio    string // "1.047/1.088"
	Sentence string
	Interval string // in words
	Short    string // for tables
	Why      *sentence.Explanation
	estimate float64
}

// rankView says how a choice was ranked: its mean rank, and who has it first, among the best two …
type rankView struct {
	Label, Count, Mean string
	Top                []string
}

type rowView struct {
	Label, Count, Percent, Class string
	Missing                      bool
}

type pairView struct{ Key, Value string }

// itemViews shows every item of the results. Items get ids by their place.
func itemViews(r *results.Results, lang string) []itemView {
	out := make([]itemView, len(r.Items))
	speak, chain := sentence.For(r.Form.Q, lang), r.Form.Q.Chain(lang)
	for i, it := range r.Items {
		out[i] = viewItem(fmt.Sprintf("i%d", i+1), lang, chain, speak, it, r.Counted)
		out[i].Apart = speak.Apart(it, r.Items)
	}
	return out
}

func viewItem(id, lang string, chain []string, speak sentence.Speaker, it *results.Item, counted int64) itemView {
	count := func(n int64) string { return digits.FormatCount(lang, n) }
	v := itemView{ID: id, Path: it.Name(), Previous: it.Previous(), Label: speak.Label(it), Asked: count(it.Base.Asked),
		Answered: count(it.Base.Answered),
		Valid:    count(it.Base.Valid), LeftOut: speak.LeftOut(it, counted),
		Phrased:  !it.Field.Item.ReportPhrase.Empty(),
		HasUnits: it.ByUnit != nil,
		Open:     it.Field.Kind.Open}
	if s, ok := speak.Headline(it); ok {
		v.Headline = &figureView{Figure: s.Figure, Sentence: s.Text, Interval: s.Interval,
			estimate: leadEstimate(speak, it)}
		if why, ok := speak.ExplainHeadline(it, counted); ok && it.Base.Valid > 0 {
			v.Headline.Why = &why
		}
	}
	if it.Top != nil {
		v.Shares = append(v.Shares,
			shareFigure(lang, speak.TopName(it), speak, it.Top, speak.Top(it), speak.ExplainTop(it, counted)))
	}
	if it.Top2 != nil && speak.Top2Name(it) != speak.TopName(it) {
		v.Shares = append(v.Shares,
			shareFigure(lang, speak.Top2Name(it), speak, it.Top2, speak.Top2(it), speak.ExplainTop2(it, counted)))
	}
	for _, row := range it.Rows {
		r := rowView{Label: speak.Marked(row, labelOf(row, chain)), Count: count(row.Count),
			Missing: row.Role.Missing(), Class: roleClass(row.Role)}
		if !r.Missing {
			r.Percent = digits.FormatPercent(lang, digits.PercentHundredths(row.Count, baseOf(it, row)))
		}
		v.Rows = append(v.Rows, r)
	}
	v.Ranks = rankViews(lang, chain, it)
	v.Numbers, v.Scores = pairViews(lang, it.Numbers, true), pairViews(lang, it.Scores, false)
	v.Chart = itemChart(id, lang, chain, speak, it)
	return v
}

func rankViews(lang string, chain []string, it *results.Item) []rankView {
	var out []rankView
	for i, r := range it.Ranks {
		if it.Rows[i].Role.Missing() {
			continue
		}
		row := rankView{Label: labelOf(it.Rows[i], chain), Count: digits.FormatCount(lang, r.N),
			Mean: digits.FormatDecimal(lang, r.Mean, 2)}
		for _, share := range r.Top[:max(1, len(r.Top)-1)] {
			row.Top = append(row.Top, digits.FormatPercent(lang, digits.PercentHundredths(share.Count, share.Base)))
		}
		out = append(out, row)
	}
	return out
}

// baseOf is what the percentage of a choice is of.
func baseOf(it *results.Item, row results.Row) int64 {
	if row.Offered {
		return row.Base
	}
	return it.Base.Valid
}

// leadEstimate is the proportion of the share that leads an item; NaN when no share does.
func leadEstimate(speak sentence.Speaker, it *results.Item) float64 {
	switch {
	case it.Top != nil && speak.LeadsWithTop(it):
		return it.Top.Estimate
	case it.Top2 != nil:
		return it.Top2.Estimate
	}
	return math.NaN()
}

func shareFigure(lang, name string, speak sentence.Speaker, share *results.Share, s sentence.Sentence,
	why sentence.Explanation) figureView {
	f := figureView{Name: name, Figure: s.Figure, Sentence: s.Text, Interval: s.Interval,
		Short: speak.ShortInterval(share), estimate: share.Estimate}
	if share.Base > 0 {
		f.Ratio = digits.FormatCount(lang, share.Count) + "/" + digits.FormatCount(lang, share.Base)
		f.Why = &why
	}
	return f
}

// pairViews shows a summary of numbers; whole: with total, least, most and median, which scores of a scale have no use
// for.
func pairViews(lang string, n *results.Numbers, whole bool) []pairView {
	if n == nil || n.N == 0 {
		return nil
	}
	t := edge.NewView(lang).T
	exact := func(x float64) string { return digits.FormatDecimal(lang, x, sentence.Places(x)) }
	out := []pairView{{t("desk.number.n"), digits.FormatCount(lang, n.N)}}
	if whole {
		out = append(out, pairView{t("desk.number.total"), exact(n.Total)})
	}
	out = append(out, pairView{t("desk.number.mean"), digits.FormatDecimal(lang, n.Mean, 2)},
		pairView{t("desk.number.sd"), digits.FormatDecimal(lang, n.SD, 2)})
	if whole && !math.IsNaN(n.Min) { // the public does not see those of single persons
		out = append(out, pairView{t("desk.number.min"), exact(n.Min)},
			pairView{t("desk.number.median"), exact(n.Median)},
			pairView{t("desk.number.max"), exact(n.Max)})
	}
	return out
}

// byApproval lists the ratings with the most approved of first, by the top-2-box; ratings without valid answers come
// last. Equal ones keep the questionnaire's order.
func byApproval(items []itemView) []itemView {
	var out []itemView
	for _, it := range items {
		if len(it.Shares) > 0 {
			out = append(out, it)
		}
	}
	slices.SortStableFunc(out, func(a, b itemView) int {
		return descending(a.Shares[len(a.Shares)-1].estimate, b.Shares[len(b.Shares)-1].estimate)
	})
	return out
}

// leading are the items of a first screen, the most approved of first: those with a predicate for reports; without any,
// the first few that say something, in the questionnaire's order.
func leading(items []itemView) []itemView {
	var phrased, others []itemView
	for _, it := range items {
		switch {
		case it.Headline == nil || it.Previous:
		case it.Phrased:
			phrased = append(phrased, it)
		case len(others) < 6:
			others = append(others, it)
		}
	}
	if len(phrased) == 0 {
		return others
	}
	slices.SortStableFunc(phrased,
		func(a, b itemView) int { return descending(a.Headline.estimate, b.Headline.estimate) })
	return phrased
}

// descending compares for an order from the largest down; NaN, which package cmp takes for the least, comes last.
func descending(x, y float64) int { return cmp.Compare(y, x) }
