package respond

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/words"
)

// answerText is an answer in the respondent's words, for the review: labels of choices, dates day first, "" for none.
func (f *filling) answerText(s *form.Slot) string {
	v := s.Value
	switch kind := s.Field.Kind; {
	case v.Empty():
		return ""
	case kind.Choose == kinds.InOrder:
		var lines []string
		for i, code := range v.Codes {
			lines = append(lines, fmt.Sprintf("%d. %s", i+1, f.choiceText(s, code)))
		}
		return strings.Join(lines, "\n")
	case kind.Choosing():
		var lines []string
		for _, code := range textsOf(v) {
			lines = append(lines, f.choiceText(s, code))
		}
		return strings.Join(lines, "\n")
	case kind.Numeric() && thousandsApart(s.Field.Item):
		return groupedNumber(v.Text, f.ui, s.Field.Whole())
	case kind.Numeric():
		return words.Decimal(v.Text).In(f.ui)
	case kind.Moment == kinds.Day:
		if day, err := time.Parse(time.DateOnly, v.Text); err == nil {
			return day.Format(map[string]string{"year": "2006", "month": "01/2006",
				"date": "02/01/2006"}[dateLook(s.Field.Item)])
		}
	case kind.Moment == kinds.DayAndClock:
		return strings.Replace(v.Text, "T", " ", 1)
	case !kind.Said.IsZero():
		return kind.Said.In(f.ui)
	case v.Kind == survey.VFile:
		return v.File.Name
	}
	return strings.Join(textsOf(v), ", ")
}

// question is the text by which an item asks, and the hint below it: an author may write the hint alone.
func (f *filling) question(s *form.Slot) (label, hint string) {
	label, hint = f.filled.Text(s, s.Field.Item.Label, f.chain), f.filled.Text(s, s.Field.Item.Hint, f.chain)
	if strings.TrimSpace(label) == "" {
		return hint, ""
	}
	return label, hint
}

func (f *filling) choiceText(s *form.Slot, code string) string {
	if c := f.filled.Choice(s, code); c != nil {
		return cmp.Or(plain(f.choiceLabel(s, c)), code)
	}
	return code
}

// choiceLabel is what a choice is called where it is offered; the code when the author says nothing. What was typed in
// the rows of a repeat and can be chosen is text whatever marks it has.
func (f *filling) choiceLabel(s *form.Slot, c *survey.Choice) string {
	if of := s.Field.Source; of != nil && !of.Kind.Choosing() {
		return quoteAnswer(c.Label.In(f.chain...))
	}
	if label := f.filled.Text(s, c.Label, f.chain); label != "" {
		return label
	}
	return quoteAnswer(c.Code)
}

// reviewPart is a page of the form in the review.
type reviewPart struct {
	Page  int
	Title string
	Lines []reviewLine
}

type reviewLine struct {
	Path     string
	Question string
	Row      string // heading of a row of a repeat; then there is no question
	Answer   string
	Error    string
}

// review lists what was asked and answered, page by page.
func (f *filling) review(errors map[string]string) []reviewPart {
	var parts []reviewPart
	for page := range f.pages {
		part := reviewPart{Page: page}
		if first := f.pages[page][0]; first.Item.Kind == survey.Group {
			part.Title = plain(f.filled.Text(f.filled.Slot(first.Path), first.Item.Label, f.chain))
		}
		f.onPage(page, func(s *form.Slot) {
			it := s.Field.Item
			label, _ := f.question(s)
			label = plain(label)
			switch {
			case !s.Asked:
			case s.Row > 0:
				part.Lines = append(part.Lines, reviewLine{Path: s.Path, Row: fmt.Sprintf("%s %d", label, s.Row)})
			case it.Kind == survey.Repeat && errors[s.Path] != "":
				part.Lines = append(part.Lines, reviewLine{Path: s.Path, Question: label, Error: errors[s.Path]})
			case s.Field.Kind.Asked() && !tableLabel(s):
				part.Lines = append(part.Lines,
					reviewLine{Path: s.Path, Question: label, Answer: f.answerText(s), Error: errors[s.Path]})
			}
		})
		if len(part.Lines) > 0 {
			parts = append(parts, part)
		}
	}
	return parts
}
