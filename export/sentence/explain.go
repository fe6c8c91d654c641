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
		Numerator:   s.say("Tử số: %[1]s người chọn %[2]s.", "Numerator: %[1]s people chose %[2]s.", s.count(share.Count), s.quoted(rows)),
		Denominator: s.say("Mẫu số: %s người có câu trả lời hợp lệ.", "Denominator: %s people with a valid answer.", s.count(share.Base)),
		LeftOut:     s.LeftOut(it, counted),
		Method: s.say("Khoảng tin cậy %s tính theo công thức Wilson trên số câu trả lời hợp lệ.",
			"The %s confidence interval is Wilson's, on the valid answers.", "95%"),
	}
}

// LeftOut lists who is not in the valid base of an item and why: not asked, left blank, and the missing kinds one by one.
// counted is how many responses count in all; inside a repeat, where rows are counted, nobody is listed as not asked.
func (s Speaker) LeftOut(it *results.Item, counted int64) []string {
	var out []string
	add := func(n int64, vi, en string) {
		if n > 0 {
			out = append(out, s.say(vi, en, s.count(n)))
		}
	}
	if it.Repeat == "" {
		add(counted-it.Base.Asked, "%s người không thuộc diện hỏi", "%s people were not asked this")
	}
	add(it.Base.Asked-it.Base.Answered, "%s người bỏ trống", "%s people gave no answer")
	for _, row := range it.Rows {
		if row.Role.Missing() && row.Count > 0 {
			out = append(out, s.say("%[1]s người chọn “%[2]s”", "%[1]s people chose “%[2]s”", s.count(row.Count), s.choice(row)))
		}
	}
	add(it.Stated[survey.DontKnow], "%s người nói không biết", "%s people said they do not know")
	add(it.Stated[survey.Refused], "%s người từ chối trả lời", "%s people refused to answer")
	return out
}
