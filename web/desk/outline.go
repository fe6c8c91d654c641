package desk

import (
	"slices"
	"strings"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/web/edge"
)

// outline is a questionnaire in short.
type outline struct {
	Title, Version, FormID string
	Items                  string // how many a person answers
	Languages              []coverage
	Rows                   []outlineRow
}

// coverage is how much of a questionnaire a language has.
type coverage struct {
	Name, Done, All, Share string
	Whole                  bool
}

type outlineRow struct {
	Name, Kind, Label string
	Depth             int
	Required          bool
}

// outlineOf shows the items of a questionnaire in the reader's language, and how far each of its languages goes.
func outlineOf(t *kinds.Set, q *survey.Questionnaire, say edge.View) *outline {
	chain := q.Chain(say.Lang)
	out := &outline{Title: q.Title.In(chain...), Version: q.Version, FormID: q.FormID}
	asked := int64(0)
	q.Walk(func(path string, it *survey.Item) bool {
		kind := t.Of(it.Kind)
		if kind.Asked() {
			asked++
		}
		out.Rows = append(out.Rows,
			outlineRow{Name: it.Name, Kind: kind.Words.In(say.Lang), Label: it.Label.In(chain...),
				Depth: min(strings.Count(path, "/"), 4), Required: it.Required != ""})
		return true
	})
	out.Items = digits.FormatCount(say.Lang, asked)
	if len(q.Languages) > 1 {
		out.Languages = coverages(q, say.Lang)
	}
	return out
}

// coverages counts, for each language, the labels of items and choices that it has among those that any language has.
func coverages(q *survey.Questionnaire, lang string) []coverage {
	var texts []survey.Text
	q.Walk(func(_ string, it *survey.Item) bool {
		texts = append(texts, it.Label, it.Hint, it.ConstraintMessage, it.RequiredMessage)
		return true
	})
	for _, list := range q.Lists {
		for _, c := range list.Choices {
			texts = append(texts, c.Label)
		}
	}
	texts = slices.DeleteFunc(texts, survey.Text.Empty)
	var out []coverage
	for _, l := range q.Languages {
		done := int64(0)
		for _, t := range texts {
			if strings.TrimSpace(t[l.ID]) != "" {
				done++
			}
		}
		all := int64(len(texts))
		out = append(out, coverage{Name: l.Name, Done: digits.FormatCount(lang, done),
			All:   digits.FormatCount(lang, all),
			Share: digits.FormatPercent(lang, digits.PercentHundredths(done, all)), Whole: done == all})
	}
	return out
}
