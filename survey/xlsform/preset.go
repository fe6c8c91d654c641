package xlsform

import "github.com/khaosat/khaosat/survey"

// Preset is a scale that authors use again and again: its steps from the best to the worst, with the words by which a
// list is known for it.
type Preset struct {
	ID    string
	Name  survey.Words
	Steps []Step
	// Rates is set when the scale says by itself what is good: then roles are proposed with the scores. Whether yes or
	// often is good depends on the question.
	Rates bool
}

// Step is one step of a Preset. The first of its words is the usual one; words of all languages stand together, in
// small letters.
type Step struct {
	VI, EN []string
	Role   survey.Role
	Score  string
}

func step(role survey.Role, score string, vi, en []string) Step { return Step{vi, en, role, score} }

func terms(w ...string) []string { return w }

// Words that several scales share.
var (
	middleVI = terms("trung bình", "bình thường", "chấp nhận được", "tạm được")
	middleEN = terms("average", "fair", "neutral", "normal", "acceptable", "so-so", "ok")
)

// presets are the scales of Vietnamese offices and their English sisters.
var presets = []Preset{
	{ID: "approval_3", Name: survey.Say("scale.approval_3"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "3", terms("tốt"), terms("good")),
		step(survey.Neutral, "2", middleVI, middleEN),
		step(survey.Negative, "1", terms("chưa tốt", "không tốt", "kém"), terms("not good", "poor", "bad")),
	}},
	{ID: "approval_4", Name: survey.Say("scale.approval_4"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "4", terms("tốt"), terms("good")),
		step(survey.Positive, "3", terms("khá tốt", "khá"), terms("fairly good", "quite good")),
		step(survey.Neutral, "2", middleVI, middleEN),
		step(survey.Negative, "1", terms("chưa tốt", "không tốt", "kém"), terms("not good", "poor", "bad")),
	}},
	{ID: "excellent_4", Name: survey.Say("scale.approval_4"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "4", terms("rất tốt", "xuất sắc"), terms("excellent", "very good")),
		step(survey.Positive, "3", terms("tốt"), terms("good")),
		step(survey.Neutral, "2", middleVI, middleEN),
		step(survey.Negative, "1", terms("chưa tốt", "không tốt", "kém"), terms("poor", "not good", "bad")),
	}},
	{ID: "approval_5", Name: survey.Say("scale.approval_5"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "5", terms("rất tốt", "xuất sắc"), terms("very good", "excellent")),
		step(survey.Positive, "4", terms("tốt"), terms("good")),
		step(survey.Neutral, "3", middleVI, middleEN),
		step(survey.Negative, "2", terms("chưa tốt", "không tốt"), terms("not good", "poor", "bad")),
		step(survey.Negative, "1", terms("kém", "rất kém"), terms("very poor", "very bad", "weak")),
	}},
	{ID: "approval_5_poor", Name: survey.Say("scale.approval_5"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "5", terms("rất tốt"), terms("very good")),
		step(survey.Positive, "4", terms("tốt"), terms("good")),
		step(survey.Neutral, "3", middleVI, middleEN),
		step(survey.Negative, "2", terms("kém"), terms("poor")),
		step(survey.Negative, "1", terms("rất kém"), terms("very poor")),
	}},
	{ID: "satisfied_5", Name: survey.Say("scale.satisfaction"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "5", terms("rất hài lòng", "hoàn toàn hài lòng"),
			terms("very satisfied", "completely satisfied")),
		step(survey.Positive, "4", terms("hài lòng"), terms("satisfied", "somewhat satisfied", "fairly satisfied")),
		step(survey.Neutral, "3", terms("bình thường", "không ý kiến", "trung bình", "chấp nhận được", "tạm được"),
			append(terms("neither satisfied nor dissatisfied"), middleEN...)),
		step(survey.Negative, "2", terms("không hài lòng", "chưa hài lòng"),
			terms("dissatisfied", "not satisfied", "unsatisfied", "somewhat dissatisfied", "fairly dissatisfied")),
		step(survey.Negative, "1", terms("rất không hài lòng", "hoàn toàn không hài lòng"),
			terms("very dissatisfied", "completely dissatisfied", "very unsatisfied")),
	}},
	{ID: "satisfied_4", Name: survey.Say("scale.satisfaction"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "4", terms("rất hài lòng"), terms("very satisfied")),
		step(survey.Positive, "3", terms("hài lòng"), terms("satisfied", "somewhat satisfied", "fairly satisfied")),
		step(survey.Negative, "2", terms("không hài lòng", "chưa hài lòng"),
			terms("dissatisfied", "not satisfied", "unsatisfied", "somewhat dissatisfied", "fairly dissatisfied")),
		step(survey.Negative, "1", terms("rất không hài lòng"), terms("very dissatisfied", "very unsatisfied")),
	}},
	{ID: "agree_5", Name: survey.Say("scale.agreement"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "5", terms("rất đồng ý", "hoàn toàn đồng ý"),
			terms("strongly agree", "completely agree", "fully agree")),
		step(survey.Positive, "4", terms("đồng ý"), terms("agree", "somewhat agree")),
		step(survey.Neutral, "3", terms("phân vân", "trung lập", "không có ý kiến", "bình thường"),
			terms("neither agree nor disagree", "neutral", "undecided")),
		step(survey.Negative, "2", terms("không đồng ý"), terms("disagree", "somewhat disagree")),
		step(survey.Negative, "1", terms("rất không đồng ý", "hoàn toàn không đồng ý"),
			terms("strongly disagree", "completely disagree", "fully disagree")),
	}},
	{ID: "agree_4", Name: survey.Say("scale.agreement"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "4", terms("rất đồng ý", "hoàn toàn đồng ý"),
			terms("strongly agree", "completely agree", "fully agree")),
		step(survey.Positive, "3", terms("đồng ý"), terms("agree", "somewhat agree")),
		step(survey.Negative, "2", terms("không đồng ý"), terms("disagree", "somewhat disagree")),
		step(survey.Negative, "1", terms("rất không đồng ý", "hoàn toàn không đồng ý"),
			terms("strongly disagree", "completely disagree", "fully disagree")),
	}},
	{ID: "frequency_5", Name: survey.Say("scale.frequency"), Steps: []Step{
		step(survey.PositiveStrong, "5", terms("luôn luôn", "rất thường xuyên"), terms("always", "very often")),
		step(survey.Positive, "4", terms("thường xuyên"), terms("often", "usually")),
		step(survey.Neutral, "3", terms("thỉnh thoảng", "đôi khi"), terms("sometimes", "occasionally")),
		step(survey.Negative, "2", terms("hiếm khi", "ít khi"), terms("rarely", "seldom")),
		step(survey.Negative, "1", terms("không bao giờ", "chưa bao giờ"), terms("never")),
	}},
	{ID: "yes_no", Name: survey.Say("scale.yes_no"), Steps: []Step{
		step(survey.PositiveStrong, "1", terms("có", "đúng"), terms("yes", "true")),
		step(survey.Negative, "0", terms("không", "sai"), terms("no", "false")),
	}},
}

// besides are the choices that stand beside a scale and never in it.
var besides = []Step{
	step(survey.DontKnow, "",
		terms("khó trả lời/không biết", "khó trả lời", "không biết", "không rõ", "không biết/khó trả lời", "khó nói"),
		terms("don't know", "do not know", "dont know", "hard to say", "hard to say/don't know", "not sure", "unsure")),
	step(survey.Refused, "", terms("từ chối trả lời", "từ chối", "không trả lời"),
		terms("refused", "refuse to answer", "refused to answer", "prefer not to say", "prefer not to answer",
			"no answer")),
	step(survey.NotApplicable, "", terms("không áp dụng", "không thuộc diện", "không thuộc diện hỏi"),
		terms("not applicable", "n/a", "na")),
}
