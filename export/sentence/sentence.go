// Package sentence says a survey's figures in the sentences that a report quotes: "có 96,23% số người được hỏi
// (1.047/1.088 người) đánh giá …". Pages, workbook and report say the same thing because they say it from here. It is
// pure: finished figures and a language in, text out.
package sentence

import (
	"math"
	"strings"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// Sentence is one figure put into words. Text is the whole sentence; Figure and Interval stand in tables and beside
// pictures, where the sentence is too long.
type Sentence struct {
	Text     string
	Figure   string // "96,23%"; stats.Dash when there is no figure
	Interval string // "khoảng tin cậy 95%: từ 94,93% đến 97,21%"; "" when there is none
}

// Speaker makes the sentences of one questionnaire in one language.
type Speaker struct {
	lang  string
	chain []string // order in which the author's texts are looked for
}

// For returns the speaker for a questionnaire; lang is "vi" or "en", anything else speaks Vietnamese.
func For(q *survey.Questionnaire, lang string) Speaker {
	if !strings.HasPrefix(lang, "en") {
		lang = "vi"
	}
	return Speaker{lang: lang, chain: q.Chain(lang)}
}

func (s Speaker) say(key string, pairs ...any) string {
	return survey.Say(key, pairs...).In(s.lang)
}

func (s Speaker) count(n int64) string { return digits.FormatCount(s.lang, n) }

// percent is an exact ratio in the language, rounded half away from zero to two decimals.
func (s Speaker) percent(x, n int64) string {
	return digits.FormatPercent(s.lang, digits.PercentHundredths(x, n))
}

// Headline is the sentence that an item is best known by: the top-box when the author's predicate already says the
// strongest level ("đã phát huy tốt vai trò …"), else the top-2-box; for other items the mean or the total. False for
// items of which nothing is said in a sentence: open questions, choices that rate nothing.
func (s Speaker) Headline(it *results.Item) (Sentence, bool) {
	switch {
	case s.LeadsWithTop(it):
		return s.Top(it), true
	case it.Top2 != nil:
		return s.Top2(it), true
	case it.Numbers != nil:
		return s.numbers(it), true
	}
	return Sentence{}, false
}

// LeadsWithTop reports whether the top-box, not the top-2-box, is what the item is best known by.
func (s Speaker) LeadsWithTop(it *results.Item) bool {
	return it.Top != nil && (it.Top2 == nil || s.levelStated(it) || len(strongest(it)) == len(positives(it)))
}

// Top is the sentence of the top-box. The item must have one.
func (s Speaker) Top(it *results.Item) Sentence {
	return s.share(it, it.Top, strongest(it), s.levelStated(it), "sentence.opening")
}

// Top2 is the sentence of the top-2-box. The item must have one.
func (s Speaker) Top2(it *results.Item) Sentence {
	return s.share(it, it.Top2, positives(it), false, "sentence.opening_next")
}

// share puts a share of the valid base into words. levelSaid: the predicate names the level itself.
func (s Speaker) share(it *results.Item, share *results.Share, levels []results.Row, levelSaid bool,
	opening string) Sentence {
	if share.Base == 0 {
		return s.nobody(it)
	}
	out := Sentence{Figure: s.percent(share.Count, share.Base), Interval: s.Interval(share)}
	who := s.say("sentence.people_of", "share", out.Figure, "of", s.Base(it), "n", s.count(share.Count),
		"base", s.count(share.Base))
	phrase := s.predicate(it)
	switch {
	case phrase == "":
		out.Text = s.say("sentence.chose", "item", s.Label(it), "who", who, "choices", s.quoted(levels))
	case levelSaid:
		out.Text = s.say(opening, "rest",
			s.say("sentence.judged", "who", who, "phrase", strings.TrimPrefix(phrase, "that ")+s.Mark(it)))
	default:
		out.Text = s.say(opening, "rest", s.say("sentence.rated", "who", who, "phrase", phrase,
			"levels", s.levels(levels), "mark", s.Mark(it)))
	}
	return out
}

// nobody is said where the base is empty: no answer is never 0%.
func (s Speaker) nobody(it *results.Item) Sentence {
	return Sentence{Figure: digits.Dash, Text: s.say("sentence.nobody_given_rating_yet", "item", s.Label(it))}
}

// Suppressed is said where a figure is not shown because too few people stand behind it.
func (s Speaker) Suppressed() string {
	return s.say("sentence.not_published_small_base")
}

// Interval is the confidence interval of a share: "khoảng tin cậy 95%: từ 94,93% đến 97,21%"; "" when the base is
// empty.
func (s Speaker) Interval(share *results.Share) string {
	if share == nil || share.Base == 0 {
		return ""
	}
	lower, upper := digits.ProportionHundredths(share.Lower), digits.ProportionHundredths(share.Upper)
	return s.say("sentence.confidence_interval", "lower", digits.FormatPercent(s.lang, lower), "upper",
		digits.FormatPercent(s.lang, upper))
}

// ShortInterval is the interval for tables: "94,93–97,21"; stats.Dash when the base is empty.
func (s Speaker) ShortInterval(share *results.Share) string {
	if share == nil || share.Base == 0 {
		return digits.Dash
	}
	return digits.FormatHundredths(s.lang, digits.ProportionHundredths(share.Lower)) + "–" +
		digits.FormatHundredths(s.lang, digits.ProportionHundredths(share.Upper))
}

// numbers says the mean of a score and the total of a quantity.
func (s Speaker) numbers(it *results.Item) Sentence {
	n := it.Numbers
	if n.N == 0 {
		return Sentence{Figure: digits.Dash, Text: s.say("sentence.no_figures_yet", "item", s.Label(it))}
	}
	if it.Field.Item.Indicator == "flow" || it.Field.Item.Indicator == "stock" {
		total := digits.FormatDecimal(s.lang, n.Total, Places(n.Total))
		return Sentence{Figure: total,
			Text: s.say("sentence.total_responses", "item", s.Label(it), "total", total, "n", s.count(n.N),
				"measure", it.Field.Item.UnitOfMeasure)}
	}
	mean := digits.FormatDecimal(s.lang, n.Mean, 2)
	return Sentence{Figure: mean,
		Text: s.say("sentence.mean_people_answering", "item", s.Label(it), "mean", mean, "n", s.count(n.N),
			"measure", it.Field.Item.UnitOfMeasure)}
}

// Places is how many decimals a total, an extreme or a median is shown with: none for whole numbers. The median of
// whole numbers need not be whole.
func Places(x float64) int {
	if x == math.Trunc(x) {
		return 0
	}
	return 2
}
