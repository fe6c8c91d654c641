package sav

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/versions"
)

// savColumn collects the answers to one item and makes SPSS variables of them.
type savColumn interface {
	add(v survey.Value) error
	variables(n savNaming) savPart
}

// savPart is what a column adds to a file.
type savPart struct {
	variables []*savVariable
	set       *savSet
	notes     []survey.Words // for the document lines
	lost      []survey.Words // what is not as it was answered
}

func newSAVColumn(s *versions.Series) savColumn {
	if s.Field.Source != nil {
		return &savText{}
	}
	switch s.Field.Kind.SPSS {
	case kinds.SPSSCodes:
		return newSAVCodes(s)
	case kinds.SPSSSet:
		return newSAVSet(s)
	case kinds.SPSSRanks:
		return &savRanks{series: s}
	case kinds.SPSSNumber:
		return &savNumbers{}
	case kinds.SPSSDay:
		return &savTimes{}
	}
	return &savText{}
}

// choicesOf lists the choices of a series.
func choicesOf(s *versions.Series) []*survey.Choice {
	out := make([]*survey.Choice, len(s.Choices))
	for i := range s.Choices {
		out[i] = s.Choices[i].Choice
	}
	return out
}

// savText is a string as long as its longest answer.
type savText struct{ texts []string }

func (c *savText) add(v survey.Value) error {
	text, err := cell.TextOf(v)
	c.texts = append(c.texts, text)
	return err
}

func (c *savText) variables(n savNaming) savPart {
	v := &savVariable{name: n.name, label: n.label, texts: c.texts, measure: savNominal}
	return savPart{variables: []*savVariable{v}, lost: v.fit()}
}

// absences gives stated absences the numbers by which a numeric variable tells them: the first pair of -98 and -99,
// -998 and -999 … that no answer has.
type absences struct{ dontKnow, refused float64 }

func newAbsences(taken func(x float64) bool) absences {
	for n := 100.0; ; n *= 10 {
		a := absences{2 - n, 1 - n}
		if !taken(a.dontKnow) && !taken(a.refused) {
			return a
		}
	}
}

// declare makes the numbers user-missing values with labels, where any answer has them.
func (a absences) declare(v *savVariable, n savNaming) {
	for _, m := range []struct {
		x    float64
		role survey.Role
	}{{a.dontKnow, survey.DontKnow}, {a.refused, survey.Refused}} {
		if slices.Contains(v.numbers, m.x) {
			v.labels = append(v.labels, savLabel{number: m.x, text: n.role(m.role)})
			v.missingNumbers = append(v.missingNumbers, m.x)
		}
	}
}

func (a absences) of(r survey.Role) float64 {
	if r == survey.DontKnow {
		return a.dontKnow
	}
	return a.refused
}

func (b *savBuilder) role(r survey.Role) string {
	return map[survey.Role]survey.Words{
		survey.DontKnow: survey.Say("export.dont_know"), survey.Refused: survey.Say("export.refused")}[r].In(b.lang)
}

// savNumbers is a numeric item. Stated absences are put in when all answers are known.
type savNumbers struct {
	numbers  []float64
	stated   map[int]survey.Role // by case
	decimals int
	inexact  int // answers with more digits than a float64 keeps
}

func (c *savNumbers) add(v survey.Value) error {
	x := math.NaN()
	switch {
	case v.Kind == survey.VStated:
		if c.stated == nil {
			c.stated = map[int]survey.Role{}
		}
		c.stated[len(c.numbers)] = v.Missing
	case !v.Empty():
		if n, err := strconv.ParseFloat(v.Text, 64); err == nil {
			x = n
		}
		if _, fraction, ok := strings.Cut(v.Text, "."); ok {
			c.decimals = max(c.decimals, min(len(fraction), 9))
		}
		if !cell.Exact(v.Text) {
			c.inexact++
		}
	}
	c.numbers = append(c.numbers, x)
	return nil
}

func (c *savNumbers) variables(n savNaming) savPart {
	v := &savVariable{name: n.name, label: n.label, numbers: c.numbers, measure: savScale, format: savF,
		shown: 12 + c.decimals, decimals: c.decimals}
	putStated(v, c.stated, n)
	part := savPart{variables: []*savVariable{v}}
	if c.inexact > 0 {
		part.lost = append(part.lost, survey.Say("export.numbers_more_digits_spss", "variable", v.name, "n", c.inexact))
	}
	return part
}

// putStated puts numbers for stated absences into a numeric variable.
func putStated(v *savVariable, stated map[int]survey.Role, n savNaming) {
	if len(stated) == 0 {
		return
	}
	a := newAbsences(func(x float64) bool { return slices.Contains(v.numbers, x) || v.hasLabel(x) })
	for i, role := range stated {
		v.numbers[i] = a.of(role)
	}
	a.declare(v, n)
}

// savTimes is a date or a moment, in seconds since the Gregorian calendar's beginning.
type savTimes struct {
	savNumbers
	moments bool
}

func (c *savTimes) add(v survey.Value) error {
	if v.Kind == survey.VStated {
		return c.savNumbers.add(v)
	}
	x := math.NaN()
	if t, err := time.Parse(time.DateOnly, v.Text); err == nil {
		x = savSeconds(t)
	}
	c.numbers = append(c.numbers, x)
	return nil
}

// at adds a moment; a zero time is none.
func (c *savTimes) at(t time.Time) {
	c.moments = true
	x := math.NaN()
	if !t.IsZero() {
		x = savSeconds(t)
	}
	c.numbers = append(c.numbers, x)
}

func (c *savTimes) variables(n savNaming) savPart {
	v := &savVariable{name: n.name, label: n.label, numbers: c.numbers, measure: savScale, format: savSDate, shown: 10}
	if c.moments {
		v.format, v.shown = savDateTime, 20
	}
	putStated(v, c.stated, n)
	return savPart{variables: []*savVariable{v}}
}
