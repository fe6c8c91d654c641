package desk

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/export/sentence"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// itemChart draws an item: a rating as one stacked bar with the interval of its headline below it, other choices as a
// bar each, numbers as a line from least to most. "" for items that have no picture: open questions and empty bases. id
// must be unique on the page; chain is the order of languages for labels.
func itemChart(id, lang string, chain []string, speak sentence.Speaker, it *results.Item) template.HTML {
	switch {
	case it.Base.Valid == 0:
		return ""
	case it.Top != nil:
		return stackedBar(id, lang, chain, speak, it)
	case len(it.Rows) > 0:
		return bars(id, lang, chain, speak, it)
	case it.Numbers != nil && it.Numbers.N > 0 && !math.IsNaN(it.Numbers.Min):
		return numberLine(id, lang, speak, it)
	}
	return ""
}

// labelWidth names the narrowest picture in which a part of a share has room for its label, as desk.css knows it; false
// when none has.
func labelWidth(share float64) (class string, fits bool) {
	switch {
	case share < 0.05:
		return "", false
	case share < 0.1:
		return " wide", true
	case share < 0.17:
		return " middle", true
	}
	return "", true
}

// stackedBar shows the valid answers of a rating from the strongest positive to the negative, so that the end of the
// positive parts is the top-2-box.
func stackedBar(id, lang string, chain []string, speak sentence.Speaker, it *results.Item) template.HTML {
	rows := inRoleOrder(it.Rows)
	used := map[string]bool{}
	for _, row := range rows {
		used[roleClass(row.Role)] = true
	}
	c := &chart{id: id, title: speak.Label(it), description: describeRows(lang, chain, rows), height: 56}
	c.definePatterns(used)
	from := 0.0
	for _, row := range rows {
		class := roleClass(row.Role)
		c.rect(from, row.Proportion, 0, 30, "part "+class)
		if class != "pos2" {
			c.pattern(from, row.Proportion, 0, 30, class)
		}
		if width, fits := labelWidth(row.Proportion); fits {
			label := digits.FormatPercent(lang, digits.PercentHundredths(row.Count, baseOf(it, row)))
			c.text(from+row.Proportion/2, 20, "middle", "on "+class+width, label)
		}
		from += row.Proportion
	}
	share := it.Top
	if it.Top2 != nil && !speak.LeadsWithTop(it) {
		share = it.Top2
	}
	c.whisker(share.Lower, share.Estimate, share.Upper, 44)
	return c.html()
}

// inRoleOrder gives the choices inside the valid base, roles from positive to negative, then those without a role.
func inRoleOrder(all []results.Row) []results.Row {
	var out []results.Row
	for _, role := range []survey.Role{survey.PositiveStrong, survey.Positive, survey.Neutral, survey.Negative,
		survey.NoRole} {
		for _, row := range all {
			if row.Role == role {
				out = append(out, row)
			}
		}
	}
	return out
}

// mostBars is how many choices a picture of bars shows; of longer lists it shows the most chosen, the table beside it
// has all.
const mostBars = 12

// bars shows choices that rate nothing, one bar each, in the list's order.
func bars(id, lang string, chain []string, speak sentence.Speaker, it *results.Item) template.HTML {
	const step = 34
	rows := make([]results.Row, 0, len(it.Rows))
	for _, row := range it.Rows {
		if !row.Role.Missing() {
			rows = append(rows, row)
		}
	}
	if len(rows) > mostBars {
		slices.SortStableFunc(rows, func(a, b results.Row) int { return cmp.Compare(b.Count, a.Count) })
		rows = rows[:mostBars]
	}
	c := &chart{id: id, title: speak.Label(it), description: describeRows(lang, chain, rows), height: step * len(rows)}
	for i, row := range rows {
		y := i * step
		c.text(0, y+13, "start", "label", cut(speak.Marked(row, labelOf(row, chain)), 38))
		c.text(1, y+13, "end", "label figure",
			digits.FormatPercent(lang, digits.PercentHundredths(row.Count, baseOf(it, row))))
		c.rect(0, 1, y+18, 10, "track")
		c.rect(0, row.Proportion, y+18, 10, "part pos2")
	}
	return c.html()
}

// numberLine shows least, most, median and mean of numbers.
func numberLine(id, lang string, speak sentence.Speaker, it *results.Item) template.HTML {
	n := it.Numbers
	span := n.Max - n.Min
	at := func(x float64) float64 {
		if span <= 0 {
			return 0.5
		}
		return 0.02 + 0.96*(x-n.Min)/span
	}
	show := func(x float64) string { return digits.FormatDecimal(lang, x, sentence.Places(x)) }
	mean := digits.FormatDecimal(lang, n.Mean, 2)
	words := survey.Say("requests.median_mean", "min", show(n.Min), "max", show(n.Max), "median", show(n.Median),
		"mean", mean)
	c := &chart{id: id, title: speak.Label(it), description: words.In(lang), height: 58}
	c.line(at(n.Min), at(n.Max), 28, 28, "axis")
	if !math.IsNaN(n.SD) {
		low, high := at(max(n.Mean-n.SD, n.Min)), at(min(n.Mean+n.SD, n.Max))
		c.rect(low, high-low, 20, 16, "part pos1")
	}
	c.line(at(n.Median), at(n.Median), 16, 40, "axis")
	fmt.Fprintf(&c.body, `<circle cx="%s" cy="28" r="6" class="part pos2"/>`, percent(at(n.Mean)))
	c.text(at(n.Mean), 12, anchorAt(at(n.Mean)), "label figure", mean)
	c.text(at(n.Min), 54, "start", "label", show(n.Min))
	if span > 0 {
		c.text(at(n.Max), 54, "end", "label", show(n.Max))
	}
	return c.html()
}

// anchorAt keeps a text at the edge of a picture inside it.
func anchorAt(x float64) string {
	switch {
	case x < 0.1:
		return "start"
	case x > 0.9:
		return "end"
	}
	return "middle"
}

func labelOf(row results.Row, chain []string) string {
	if label := row.Label.In(chain...); label != "" {
		return label
	}
	return row.Code
}

// describeRows tells a picture of choices to who cannot see it.
func describeRows(lang string, chain []string, rows []results.Row) string {
	parts := make([]string, len(rows))
	for i, row := range rows {
		parts[i] = labelOf(row, chain) + " " + digits.FormatPercent(lang, digits.ProportionHundredths(row.Proportion))
	}
	return strings.Join(parts, "; ")
}

// progressBar shows how much of a plan is done; more than the plan fills it.
func progressBar(id, title, description string, done, planned int64) template.HTML {
	if planned <= 0 {
		return ""
	}
	c := &chart{id: id, title: title, description: description, height: 10}
	c.rect(0, 1, 0, 10, "track")
	c.rect(0, float64(done)/float64(planned), 0, 10, "part pos2")
	return c.html()
}
