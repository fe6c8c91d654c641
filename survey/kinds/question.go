package kinds

import (
	"github.com/khaosat/khaosat/survey"
)

// Question is an item with its kind and its choices. Its kind is looked up once, when a questionnaire is compiled.
type Question struct {
	Item  *survey.Item
	Kind  *Kind
	List  *survey.ChoiceList // nil for items without one, and for those whose choices are answers
	Given bool               // the choices are answers given elsewhere: which ones there are is judged by who knows them
	Codes map[string]*survey.Choice
	Offer []*survey.Choice // the list, in order
}

// Tally is how the item's answers are tabulated: choices without a list have no codes to count.
func (q *Question) Tally() Tally {
	if q.Kind.Choosing() && q.List == nil {
		return TallyGiven
	}
	return q.Kind.Tally
}

// Tabulable reports whether there are codes or numbers of people to count.
func (q *Question) Tabulable() bool {
	tally := q.Tally()
	return q.Kind.Asked() && tally != TallyNone && tally != TallyGiven
}

// FromInput makes the answer of a page's input: the strings that a browser sent under the item's name. Blank ones are
// no answer.
func (q *Question) FromInput(texts []string) survey.Value {
	kept := make([]string, 0, len(texts))
	for _, t := range texts {
		if survey.Clean(t) != "" {
			kept = append(kept, t)
		}
	}
	switch {
	case q.Kind.Read == nil || len(kept) == 0:
		return survey.Value{}
	case len(kept) > 1 && !q.Kind.Several():
		return survey.OfCodes(kept...) // refused by the item's own words: none is taken for the answer in silence
	}
	return q.Kind.Read(q, kept)
}

// FromTyped makes the answer of what a person typed into a page in a language of the catalogue.
func (q *Question) FromTyped(texts []string, lang string) survey.Value {
	return q.Typed(texts, TypedMarks(lang, q.Whole()))
}

// Typed makes the answer of what a person typed: FromInput, with numbers and coordinates as people write them.
func (q *Question) Typed(texts []string, marks NumberMarks) survey.Value {
	if q.Kind.Numeric() && len(texts) == 1 && survey.Clean(texts[0]) != "" {
		return q.TypedNumber(texts[0], marks)
	}
	if q.Kind.Place() && len(texts) > 0 && survey.Clean(texts[0]) != "" {
		return q.FromInput([]string{q.Kind.Points.Typed(texts[0])})
	}
	return q.FromInput(texts)
}

// TypedNumber is the answer to an item of numbers as it was written by hand.
func (q *Question) TypedNumber(text string, marks NumberMarks) survey.Value {
	plain, doubt := TypedNumber(text, q.Whole(), marks)
	v := survey.Value{Kind: survey.VText, Text: plain}
	if doubt {
		v.Doubt = doubted(plain, q.Whole())
	}
	return v
}

// Whole reports whether only whole numbers can be answered: an integer, or a range of whole steps.
func (q *Question) Whole() bool { return q.Kind.Whole != nil && q.Kind.Whole(q) }
