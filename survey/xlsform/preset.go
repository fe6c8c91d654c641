package xlsform

import "github.com/khaosat/khaosat/survey"

// Preset is a scale that authors use again and again: its steps from the best to the worst, with the words by which a list
// is known for it.
type Preset struct {
	ID    string
	Name  survey.Words
	Steps []Step
	// Rates is set when the scale says by itself what is good: then roles are proposed with the scores. Whether yes or often is
	// good depends on the question.
	Rates bool
}

// Step is one step of a Preset. The first of its words is the usual one; words of all languages stand together, in small letters.
type Step struct {
	VI, EN []string
	Role   survey.Role
	Score  string
}

func step(role survey.Role, score string, vi, en []string) Step { return Step{vi, en, role, score} }

func words(w ...string) []string { return w }

// Words that several scales share.
var (
	middleVI = words("trung bình", "bình thường", "chấp nhận được", "tạm được")
	middleEN = words("average", "fair", "neutral", "normal", "acceptable", "so-so", "ok")
)

// presets are the scales of Vietnamese offices and their English sisters.
var presets = []Preset{
	{ID: "approval_3", Name: survey.Say("Đánh giá 3 mức", "Approval, 3 steps"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "3", words("tốt"), words("good")),
		step(survey.Neutral, "2", middleVI, middleEN),
		step(survey.Negative, "1", words("chưa tốt", "không tốt", "kém"), words("not good", "poor", "bad")),
	}},
	{ID: "approval_4", Name: survey.Say("Đánh giá 4 mức", "Approval, 4 steps"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "4", words("tốt"), words("good")),
		step(survey.Positive, "3", words("khá tốt", "khá"), words("fairly good", "quite good")),
		step(survey.Neutral, "2", middleVI, middleEN),
		step(survey.Negative, "1", words("chưa tốt", "không tốt", "kém"), words("not good", "poor", "bad")),
	}},
	{ID: "excellent_4", Name: survey.Say("Đánh giá 4 mức", "Approval, 4 steps"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "4", words("rất tốt", "xuất sắc"), words("excellent", "very good")),
		step(survey.Positive, "3", words("tốt"), words("good")),
		step(survey.Neutral, "2", middleVI, middleEN),
		step(survey.Negative, "1", words("chưa tốt", "không tốt", "kém"), words("poor", "not good", "bad")),
	}},
	{ID: "approval_5", Name: survey.Say("Đánh giá 5 mức", "Approval, 5 steps"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "5", words("rất tốt", "xuất sắc"), words("very good", "excellent")),
		step(survey.Positive, "4", words("tốt"), words("good")),
		step(survey.Neutral, "3", middleVI, middleEN),
		step(survey.Negative, "2", words("chưa tốt", "không tốt"), words("not good", "poor", "bad")),
		step(survey.Negative, "1", words("kém", "rất kém"), words("very poor", "very bad", "weak")),
	}},
	{ID: "approval_5_poor", Name: survey.Say("Đánh giá 5 mức", "Approval, 5 steps"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "5", words("rất tốt"), words("very good")),
		step(survey.Positive, "4", words("tốt"), words("good")),
		step(survey.Neutral, "3", middleVI, middleEN),
		step(survey.Negative, "2", words("kém"), words("poor")),
		step(survey.Negative, "1", words("rất kém"), words("very poor")),
	}},
	{ID: "satisfied_5", Name: survey.Say("Mức độ hài lòng", "Satisfaction"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "5", words("rất hài lòng", "hoàn toàn hài lòng"), words("very satisfied", "completely satisfied")),
		step(survey.Positive, "4", words("hài lòng"), words("satisfied", "somewhat satisfied", "fairly satisfied")),
		step(survey.Neutral, "3", words("bình thường", "không ý kiến", "trung bình", "chấp nhận được", "tạm được"), append(words("neither satisfied nor dissatisfied"), middleEN...)),
		step(survey.Negative, "2", words("không hài lòng", "chưa hài lòng"), words("dissatisfied", "not satisfied", "unsatisfied", "somewhat dissatisfied", "fairly dissatisfied")),
		step(survey.Negative, "1", words("rất không hài lòng", "hoàn toàn không hài lòng"), words("very dissatisfied", "completely dissatisfied", "very unsatisfied")),
	}},
	{ID: "satisfied_4", Name: survey.Say("Mức độ hài lòng", "Satisfaction"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "4", words("rất hài lòng"), words("very satisfied")),
		step(survey.Positive, "3", words("hài lòng"), words("satisfied", "somewhat satisfied", "fairly satisfied")),
		step(survey.Negative, "2", words("không hài lòng", "chưa hài lòng"), words("dissatisfied", "not satisfied", "unsatisfied", "somewhat dissatisfied", "fairly dissatisfied")),
		step(survey.Negative, "1", words("rất không hài lòng"), words("very dissatisfied", "very unsatisfied")),
	}},
	{ID: "agree_5", Name: survey.Say("Mức độ đồng ý", "Agreement"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "5", words("rất đồng ý", "hoàn toàn đồng ý"), words("strongly agree", "completely agree", "fully agree")),
		step(survey.Positive, "4", words("đồng ý"), words("agree", "somewhat agree")),
		step(survey.Neutral, "3", words("phân vân", "trung lập", "không có ý kiến", "bình thường"), words("neither agree nor disagree", "neutral", "undecided")),
		step(survey.Negative, "2", words("không đồng ý"), words("disagree", "somewhat disagree")),
		step(survey.Negative, "1", words("rất không đồng ý", "hoàn toàn không đồng ý"), words("strongly disagree", "completely disagree", "fully disagree")),
	}},
	{ID: "agree_4", Name: survey.Say("Mức độ đồng ý", "Agreement"), Rates: true, Steps: []Step{
		step(survey.PositiveStrong, "4", words("rất đồng ý", "hoàn toàn đồng ý"), words("strongly agree", "completely agree", "fully agree")),
		step(survey.Positive, "3", words("đồng ý"), words("agree", "somewhat agree")),
		step(survey.Negative, "2", words("không đồng ý"), words("disagree", "somewhat disagree")),
		step(survey.Negative, "1", words("rất không đồng ý", "hoàn toàn không đồng ý"), words("strongly disagree", "completely disagree", "fully disagree")),
	}},
	{ID: "frequency_5", Name: survey.Say("Mức độ thường xuyên", "Frequency"), Steps: []Step{
		step(survey.PositiveStrong, "5", words("luôn luôn", "rất thường xuyên"), words("always", "very often")),
		step(survey.Positive, "4", words("thường xuyên"), words("often", "usually")),
		step(survey.Neutral, "3", words("thỉnh thoảng", "đôi khi"), words("sometimes", "occasionally")),
		step(survey.Negative, "2", words("hiếm khi", "ít khi"), words("rarely", "seldom")),
		step(survey.Negative, "1", words("không bao giờ", "chưa bao giờ"), words("never")),
	}},
	{ID: "yes_no", Name: survey.Say("Có / Không", "Yes / No"), Steps: []Step{
		step(survey.PositiveStrong, "1", words("có", "đúng"), words("yes", "true")),
		step(survey.Negative, "0", words("không", "sai"), words("no", "false")),
	}},
}

// besides are the choices that stand beside a scale and never in it.
var besides = []Step{
	step(survey.DontKnow, "", words("khó trả lời/không biết", "khó trả lời", "không biết", "không rõ", "không biết/khó trả lời", "khó nói"),
		words("don't know", "do not know", "dont know", "hard to say", "hard to say/don't know", "not sure", "unsure")),
	step(survey.Refused, "", words("từ chối trả lời", "từ chối", "không trả lời"), words("refused", "refuse to answer", "refused to answer", "prefer not to say", "prefer not to answer", "no answer")),
	step(survey.NotApplicable, "", words("không áp dụng", "không thuộc diện", "không thuộc diện hỏi"), words("not applicable", "n/a", "na")),
}

// Presets lists the scales that Read knows by their words, in the order in which they are tried.
func Presets() []Preset { return presets }
