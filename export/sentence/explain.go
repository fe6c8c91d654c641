package sentence

import (
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// Explanation answers "vì sao?" for a share: what was divided by what, and who is not in it.
type Explanation struct {
	Numerator   string
	Denominator string
	LeftOut     []string // one line for each reason that kept somebody out; empty when nobody is left out
	Method      string   // how the interval was made
}

// ExplainTop explains the top-box of an item, ExplainTop2 its top-2-box. counted is how many responses count in all.
func (s Speaker) ExplainTop(it *results.Item, counted int64) Explanation {
	return s.explain(it, it.Top, strongest(it), counted)
}

// ExplainTop2 explains the top-2-box of an item. counted is how many responses count in all.
func (s Speaker) ExplainTop2(it *results.Item, counted int64) Explanation {
	return s.explain(it, it.Top2, positives(it), counted)
}

// ExplainHeadline explains the figure that Headline says; false when there is no share to explain.
func (s Speaker) ExplainHeadline(it *results.Item, counted int64) (Explanation, bool) {
	switch {
	case s.LeadsWithTop(it):
		return s.ExplainTop(it, counted), true
	case it.Top2 != nil:
		return s.ExplainTop2(it, counted), true
	}
	return Explanation{}, false
}

func (s Speaker) explain(it *results.Item, share *results.Share, rows []results.Row, counted int64) Explanation {
	return Explanation{
		Numerator:   s.say("sentence.numerator_people_chose", "n", s.count(share.Count), "choices", s.quoted(rows)),
		Denominator: s.say("sentence.denominator_people_valid_answer", "base", s.count(share.Base)),
		LeftOut:     s.LeftOut(it, counted),
		Method:      s.say("sentence.confidence_interval_wilsons_valid", "level", "95%"),
	}
}

// LeftOut lists who is not in the valid base of an item and why: not asked, left blank, and the missing kinds one by
// one. counted is how many responses count in all; inside a repeat, where rows are counted, nobody is listed as not
// asked.
func (s Speaker) LeftOut(it *results.Item, counted int64) []string {
	var out []string
	add := func(n int64, key string) {
		if n > 0 {
			out = append(out, s.say(key, "n", s.count(n)))
		}
	}
	if it.Repeat == "" {
		add(counted-it.Base.Asked, "sentence.people_not_asked")
	}
	add(it.Base.Asked-it.Base.Answered, "sentence.people_gave_no_answer")
	for _, row := range it.Rows {
		if row.Role.Missing() && row.Count > 0 {
			out = append(out, s.say("sentence.people_chose", "n", s.count(row.Count), "choice", s.choice(row)))
		}
	}
	add(it.Stated[survey.DontKnow], "sentence.people_said_they_do")
	add(it.Stated[survey.Refused], "sentence.people_refused_answer")
	return out
}
