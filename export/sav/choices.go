package sav

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/export/sentence"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/versions"
	"github.com/khaosat/khaosat/survey/words"
)

// savCodes is a single choice. Codes that are all whole numbers are themselves; those of a list with roles or scores
// become numbers, because SPSS knows missing values and means of numbers only; others stay strings.
type savCodes struct {
	series  *versions.Series
	values  map[string]float64 // by code; nil for strings
	renamed bool               // the numbers are not the codes
	labels  []savLabel
	numbers savNumbers
	texts   savText
}

func newSAVCodes(s *versions.Series) *savCodes {
	c := &savCodes{series: s}
	choices := choicesOf(s)
	for _, choice := range choices {
		c.labels = append(c.labels, savLabel{code: choice.Code})
	}
	switch {
	case wholeNumbers(choices, func(c *survey.Choice) string { return c.Code }) != nil:
		c.values = wholeNumbers(choices, func(c *survey.Choice) string { return c.Code })
	case scale(choices):
		c.values, c.renamed = scaleValues(choices), true
	}
	for i := range c.labels {
		c.labels[i].number = c.values[c.labels[i].code]
	}
	return c
}

// scaleValues gives the codes of a scale numbers: their scores where all that count have different whole ones, else
// their places from 1; choices with a missing role get -91, -92 and so on.
func scaleValues(choices []*survey.Choice) map[string]float64 {
	var rated []*survey.Choice
	out := map[string]float64{}
	for _, c := range choices {
		if c.Role.Missing() {
			out[c.Code] = float64(-91 - len(out))
		} else {
			rated = append(rated, c)
		}
	}
	scores := wholeNumbers(rated, func(c *survey.Choice) string { return c.Score })
	for i, c := range rated {
		out[c.Code] = float64(i + 1)
		if scores != nil {
			out[c.Code] = scores[c.Code]
		}
	}
	return out
}

// wholeNumbers reads a text of each choice as a whole number; nil unless all are, in their shortest spelling and
// different.
func wholeNumbers(choices []*survey.Choice, text func(*survey.Choice) string) map[string]float64 {
	out, seen := map[string]float64{}, map[int64]bool{}
	for _, c := range choices {
		n, err := strconv.ParseInt(text(c), 10, 64)
		if err != nil || strconv.FormatInt(n, 10) != text(c) || n > 1<<50 || n < -1<<50 || seen[n] {
			return nil
		}
		seen[n], out[c.Code] = true, float64(n)
	}
	return out
}

// Codes of stated absences among strings, which a list of ours can hardly have.
const (
	savDontKnow = "_dk"
	savRefused  = "_ref"
)

func (c *savCodes) add(v survey.Value) error {
	switch {
	case c.values != nil && v.Kind == survey.VText && v.Text != "":
		x, ok := c.values[v.Text]
		if !ok { // a code of no version
			x = c.unused()
			c.values[v.Text] = x
			c.labels = append(c.labels, savLabel{number: x, code: v.Text, text: v.Text})
		}
		c.numbers.numbers = append(c.numbers.numbers, x)
		return nil
	case c.values != nil:
		return c.numbers.add(v)
	case v.Kind == survey.VStated && v.Missing == survey.DontKnow:
		v = survey.OfText(savDontKnow)
	case v.Kind == survey.VStated:
		v = survey.OfText(savRefused)
	}
	return c.texts.add(v)
}

// unused is a number beyond all of the list.
func (c *savCodes) unused() float64 {
	x := 1000.0
	for _, l := range c.labels {
		x = max(x, l.number+1)
	}
	return x
}

func (c *savCodes) variables(n savNaming) savPart {
	v := &savVariable{name: n.name, label: n.label, measure: savNominal, format: savF, shown: 8, labels: c.labels}
	if scale(choicesOf(c.series)) {
		v.measure = savOrdinal
	}
	for i, l := range v.labels {
		choice := c.series.Choice(l.code)
		if choice == nil {
			continue
		}
		v.labels[i].text = n.choice(choice)
		if choice.Role.Missing() && c.values != nil {
			v.missingNumbers = append(v.missingNumbers, l.number)
		}
	}
	if c.values != nil {
		v.numbers = c.numbers.numbers
		putStated(v, c.numbers.stated, n)
		return savPart{variables: []*savVariable{v}, notes: c.legend(v)}
	}
	v.texts = c.texts.texts
	c.stated(v, n)
	return savPart{variables: []*savVariable{v}, lost: v.fit()}
}

// stated makes the blank a missing value of a string, and the codes of stated absences where they occur.
func (c *savCodes) stated(v *savVariable, n savNaming) {
	v.missingTexts = []string{""}
	for _, m := range []savLabel{{code: savDontKnow, text: n.role(survey.DontKnow)},
		{code: savRefused, text: n.role(survey.Refused)}} {
		if slices.Contains(v.texts, m.code) {
			v.labels = append(v.labels, m)
			v.missingTexts = append(v.missingTexts, m.code)
		}
	}
}

// legend says which number stands for which code.
func (c *savCodes) legend(v *savVariable) []survey.Words {
	if !c.renamed {
		return nil
	}
	parts := make([]string, len(v.labels))
	for i, l := range v.labels {
		parts[i] = fmt.Sprintf("%g = %s", l.number, l.code)
	}
	line := v.name + ": " + strings.Join(parts, ", ")
	return []survey.Words{words.Plain(line)}
}

// scale reports whether choices have roles or scores.
func scale(choices []*survey.Choice) bool {
	for _, c := range choices {
		if c.Score != "" || c.Role != survey.NoRole {
			return true
		}
	}
	return false
}

func (n savNaming) choice(c *versions.SeriesChoice) string {
	label := n.savBuilder.label(c.Label)
	if label == "" {
		label = c.Code
	}
	if c.Previous {
		label += " (" + sentence.Previous(n.lang, c.Version) + ")"
	}
	return label
}

// savSetColumn is a multiple choice: for each choice a variable that is 1 where it was chosen and 0 where others were.
// All percentages have one base, those who chose something that is an answer: who chose only choices with a missing
// role is missing in the others, and those choices are variables beside the set.
type savSetColumn struct {
	series  *versions.Series
	version string // of the case that is added next
	codes   []string
	chosen  map[string][]float64 // by code, [cases]
	stated  map[int]survey.Role
	cases   int
}

func newSAVSet(s *versions.Series) *savSetColumn {
	c := &savSetColumn{series: s, chosen: map[string][]float64{}}
	for _, choice := range choicesOf(s) {
		c.code(choice.Code)
	}
	return c
}

// code makes room for a code; one of no version was not offered in the cases before.
func (c *savSetColumn) code(code string) {
	if _, ok := c.chosen[code]; ok {
		return
	}
	c.codes = append(c.codes, code)
	before := make([]float64, c.cases)
	for i := range before {
		before[i] = math.NaN()
	}
	c.chosen[code] = before
}

func (c *savSetColumn) add(v survey.Value) error {
	if v.Kind == survey.VStated {
		if c.stated == nil {
			c.stated = map[int]survey.Role{}
		}
		c.stated[c.cases] = v.Missing
	}
	for _, code := range v.Codes {
		c.code(code)
	}
	valid := slices.ContainsFunc(v.Codes, func(code string) bool { return !c.missing(code) })
	for _, code := range c.codes {
		x := math.NaN()
		switch {
		case slices.Contains(v.Codes, code):
			x = 1
		case valid && c.offered(code), len(v.Codes) > 0 && c.missing(code):
			x = 0
		}
		c.chosen[code] = append(c.chosen[code], x)
	}
	c.cases++
	return nil
}

// missing reports whether a choice has a missing role.
func (c *savSetColumn) missing(code string) bool {
	choice := c.series.Choice(code)
	return choice != nil && choice.Role.Missing()
}

// offered reports whether the case's version is in the base of a choice.
func (c *savSetColumn) offered(code string) bool {
	choice := c.series.Choice(code)
	return choice == nil || choice.OfferedBy(c.version)
}

func (c *savSetColumn) variables(n savNaming) savPart {
	part := savPart{set: &savSet{name: "$" + cutBytes(n.name, 63), label: n.label}}
	no, yes := survey.Say("export.not_chosen").In(n.lang), survey.Say("export.chosen").In(n.lang)
	for _, code := range c.codes {
		label := code
		if choice := c.series.Choice(code); choice != nil {
			label = n.choice(choice)
		}
		v := &savVariable{name: n.further(code), label: n.label + ": " + label, numbers: c.chosen[code],
			measure: savNominal, format: savF, shown: 4,
			labels: []savLabel{{number: 0, text: no}, {number: 1, text: yes}}}
		putStated(v, c.stated, n)
		part.variables = append(part.variables, v)
		if !c.missing(code) {
			part.set.members = append(part.set.members, v)
		}
	}
	return part
}

// savRanks is a ranking: for each rank that was given a variable with the code that has it.
type savRanks struct {
	series *versions.Series
	ranks  []*savCodes
	cases  int
}

func (c *savRanks) add(v survey.Value) error {
	for len(c.ranks) < max(1, len(v.Codes)) {
		codes := newSAVCodes(c.series)
		for range c.cases {
			if err := codes.add(survey.Value{}); err != nil {
				return err
			}
		}
		c.ranks = append(c.ranks, codes)
	}
	for i, codes := range c.ranks {
		one := survey.Value{}
		switch {
		case i < len(v.Codes):
			one = survey.OfText(v.Codes[i])
		case v.Kind == survey.VStated:
			one = v
		}
		if err := codes.add(one); err != nil {
			return err
		}
	}
	c.cases++
	return nil
}

func (c *savRanks) variables(n savNaming) savPart {
	var out savPart
	for i, codes := range c.ranks {
		end := strconv.Itoa(i + 1)
		part := codes.variables(savNaming{n.further(end), fmt.Sprintf("%s – %s", n.label, end), n.further,
			n.savBuilder})
		out.variables, out.notes, out.lost = append(out.variables, part.variables...), append(out.notes, part.notes...),
			append(out.lost, part.lost...)
	}
	return out
}
