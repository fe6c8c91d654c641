package sentence_test

import (
	"math"
	"slices"
	"testing"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/export/sentence"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
)

var questionnaire = &survey.Questionnaire{
	DefaultLanguage: "vi",
	Languages:       []survey.Language{{ID: "vi"}, {ID: "en"}},
}

func both(vi, en string) survey.Text { return survey.Text{"vi": vi, "en": en} }

// rating is an item on Tốt / Khá tốt / Trung bình / Chưa tốt with counts in this order, then “Khó trả lời”.
func rating(phrase survey.Text, counts [5]int64, asked, answered int64) *results.Item {
	labels := []survey.Text{both("Tốt", "Good"), both("Khá tốt", "Fairly good"), both("Trung bình", "Average"),
		both("Chưa tốt", "Not good"),
		both("Khó trả lời", "Hard to say")}
	roles := []survey.Role{survey.PositiveStrong, survey.Positive, survey.Neutral, survey.Negative, survey.DontKnow}
	it := &results.Item{Field: &form.Field{Question: kinds.BuiltIn.Question(&survey.Item{Name: "q", Kind: survey.Single,
		ReportPhrase: phrase,
		Label:        both("Đồng chí đánh giá thế nào?", "How do you rate it?")})}}
	it.Base = results.Base{Asked: asked, Answered: answered, Valid: counts[0] + counts[1] + counts[2] + counts[3]}
	for i := range labels {
		it.Rows = append(it.Rows,
			results.Row{Code: string(rune('a' + i)), Label: labels[i], Role: roles[i], Count: counts[i]})
	}
	it.Top = share(counts[0], it.Base.Valid)
	it.Top2 = share(counts[0]+counts[1], it.Base.Valid)
	return it
}

// share makes a share with Wilson's 95% interval, computed here by the textbook formula.
func share(x, n int64) *results.Share {
	if n == 0 {
		return &results.Share{Estimate: math.NaN(), Lower: math.NaN(), Upper: math.NaN(), Method: "wilson"}
	}
	const z = 1.959963984540054
	p, m := float64(x)/float64(n), float64(n)
	half := z * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return &results.Share{Count: x, Base: n, Estimate: p, Lower: (p + z*z/(2*m) - half) / (1 + z*z/m),
		Upper: (p + z*z/(2*m) + half) / (1 + z*z/m), Method: "wilson"}
}

const played = "cấp ủy, chính quyền, đoàn thể đã phát huy tốt vai trò, trách nhiệm trong kiểm tra, đôn đốc việc triển khai thực hiện nghị quyết tại cơ sở"
const sent = "việc tăng cường cán bộ cấp trên xuống hướng dẫn, giúp đỡ cơ sở"

func TestHeadlineIsTheSentenceOfTheReport(t *testing.T) {
	clause := both(played, "Party committees, authorities and unions have played their part well")
	nominal := both(sent, "sending higher-level cadres down to guide and help the grassroots")
	tests := []struct {
		name, lang string
		item       *results.Item
		want       string
	}{
		{"top-box-vi", "vi", rating(clause, [5]int64{1047, 20, 15, 6, 0}, 1088, 1088),
			"Kết quả điều tra xã hội học cho thấy, có 96,23% số người được hỏi (1.047/1.088 người) đánh giá " + played +
				"."},
		{"top-box-en", "en", rating(clause, [5]int64{1047, 20, 15, 6, 0}, 1088, 1088),
			"The survey shows that 96.23% of the people asked (1,047/1,088 people) judged that Party committees, authorities and unions have played their part well."},
		{"top-box-after-one-more", "vi", rating(clause, [5]int64{1048, 20, 15, 6, 0}, 1089, 1089),
			"Kết quả điều tra xã hội học cho thấy, có 96,24% số người được hỏi (1.048/1.089 người) đánh giá " + played +
				"."},
		{"top-2-box-vi", "vi", rating(nominal, [5]int64{800, 224, 50, 14, 0}, 1088, 1088),
			"Có 94,12% số người được hỏi (1.024/1.088 người) đánh giá " + sent + " ở mức tốt và khá tốt."},
		{"top-2-box-en", "en", rating(nominal, [5]int64{800, 224, 50, 14, 0}, 1088, 1088),
			"94.12% of the people asked (1,024/1,088 people) rated sending higher-level cadres down to guide and help the grassroots good or fairly good."},
		{"base-answered", "vi", rating(nominal, [5]int64{800, 224, 50, 14, 0}, 1100, 1088),
			"Có 94,12% số người trả lời (1.024/1.088 người) đánh giá " + sent + " ở mức tốt và khá tốt."},
		{"base-valid", "vi", rating(nominal, [5]int64{800, 224, 50, 14, 7}, 1100, 1095),
			"Có 94,12% số người có ý kiến đánh giá (1.024/1.088 người) đánh giá " + sent + " ở mức tốt và khá tốt."},
		{"base-valid-en", "en", rating(nominal, [5]int64{800, 224, 50, 14, 7}, 1100, 1095),
			"94.12% of the people who gave a rating (1,024/1,088 people) rated sending higher-level cadres down to guide and help the grassroots good or fairly good."},
		{"no-predicate-vi", "vi", rating(nil, [5]int64{800, 224, 50, 14, 0}, 1090, 1088),
			"Ở câu hỏi “Đồng chí đánh giá thế nào”, 94,12% số người trả lời (1.024/1.088 người) chọn “Tốt” hoặc “Khá tốt”."},
		{"no-predicate-en", "en", rating(nil, [5]int64{800, 224, 50, 14, 0}, 1090, 1088),
			"On “How do you rate it”, 94.12% of the people who answered (1,024/1,088 people) chose “Good” or “Fairly good”."},
		{"predicate-only-in-vietnamese", "en", rating(survey.Text{"vi": sent}, [5]int64{1, 1, 0, 0, 0}, 2, 2),
			"On “How do you rate it”, 100.00% of the people asked (2/2 people) chose “Good” or “Fairly good”."},
		{"predicate-without-language", "vi", rating(survey.Text{"": sent}, [5]int64{1, 1, 2, 0, 0}, 4, 4),
			"Có 50,00% số người được hỏi (2/4 người) đánh giá " + sent + " ở mức tốt và khá tốt."},
		{"empty-base-vi", "vi", rating(nominal, [5]int64{}, 5, 0),
			"Ở câu hỏi “Đồng chí đánh giá thế nào”, chưa có ai cho ý kiến đánh giá."},
		{"empty-base-en", "en", rating(clause, [5]int64{0, 0, 0, 0, 3}, 5, 3),
			"On “How do you rate it”, nobody has given a rating yet."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := sentence.For(questionnaire, tt.lang).Headline(tt.item)
			if !ok || got.Text != tt.want {
				t.Errorf("got  %q\nwant %q", got.Text, tt.want)
			}
		})
	}
}

func TestTopBoxOfAPredicateWithoutALevelSaysTheLevel(t *testing.T) {
	it := rating(both(sent, ""), [5]int64{3, 4, 2, 1, 0}, 10, 10)
	got := sentence.For(questionnaire, "vi").Top(it)
	want := "Kết quả điều tra xã hội học cho thấy, có 30,00% số người được hỏi (3/10 người) đánh giá " + sent +
		" ở mức tốt."
	if got.Text != want || got.Figure != "30,00%" {
		t.Errorf("got  %q %q\nwant %q", got.Text, got.Figure, want)
	}
}

// Wilson's interval of 1047/1088 by hand: 94,93% to 97,21%.
func TestIntervalInWords(t *testing.T) {
	it := rating(nil, [5]int64{1047, 20, 15, 6, 0}, 1088, 1088)
	vi, en := sentence.For(questionnaire, "vi"), sentence.For(questionnaire, "en")
	for _, tt := range []struct{ got, want string }{
		{vi.Interval(it.Top), "khoảng tin cậy 95%: từ 94,93% đến 97,21%"},
		{en.Interval(it.Top), "95% confidence interval: 94.93% to 97.21%"},
		{vi.ShortInterval(it.Top), "94,93–97,21"},
		{vi.Interval(share(0, 0)), ""},
		{vi.ShortInterval(share(0, 0)), digits.Dash},
		{vi.Suppressed(), "không công bố (cỡ mẫu nhỏ)"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestExplanationNamesEverybodyLeftOut(t *testing.T) {
	it := rating(nil, [5]int64{80, 14, 3, 3, 7}, 115, 110)
	it.Stated = map[survey.Role]int64{survey.Refused: 3}
	got, ok := sentence.For(questionnaire, "vi").ExplainHeadline(it, 120)
	if !ok {
		t.Fatal("a rating has an explanation")
	}
	if got.Numerator != "Tử số: 94 người chọn “Tốt” hoặc “Khá tốt”." ||
		got.Denominator != "Mẫu số: 100 người có câu trả lời hợp lệ." {
		t.Errorf("got %q, %q", got.Numerator, got.Denominator)
	}
	if want := "Khoảng tin cậy 95% tính theo công thức Wilson trên số câu trả lời hợp lệ."; got.Method != want {
		t.Errorf("method: got %q, want %q", got.Method, want)
	}
	want := []string{"5 người không thuộc diện hỏi", "5 người bỏ trống", "7 người chọn “Khó trả lời”",
		"3 người từ chối trả lời"}
	if !slices.Equal(got.LeftOut, want) {
		t.Errorf("left out: got %q, want %q", got.LeftOut, want)
	}
}

func TestNumbersInWords(t *testing.T) {
	number := func(kind survey.ItemKind, indicator, unit string, n results.Numbers) *results.Item {
		return &results.Item{Base: results.Base{Asked: n.N, Answered: n.N, Valid: n.N}, Numbers: &n,
			Field: &form.Field{Question: kinds.BuiltIn.Question(&survey.Item{
				Name: "n", Kind: kind, Label: both("Số cuộc kiểm tra", "Inspections"), Indicator: indicator,
				UnitOfMeasure: unit})}}
	}
	total := results.Numbers{N: 8, Total: 4227, Mean: 528.375}
	score := results.Numbers{N: 1050, Total: 8526, Mean: 8.12}
	for _, tt := range []struct {
		lang string
		item *results.Item
		want string
	}{
		{"vi", number(survey.Integer, "flow", "cuộc", total), "Số cuộc kiểm tra: 4.227 cuộc (tổng của 8 phiếu)."},
		{"en", number(survey.Integer, "stock", "", total), "Inspections: 4,227 (total of 8 responses)."},
		{"vi", number(survey.Range, "", "điểm", score),
			"Ở câu hỏi “Số cuộc kiểm tra”, giá trị trung bình là 8,12 điểm (1.050 người trả lời)."},
		{"vi", number(survey.Range, "", "", results.Numbers{Mean: math.NaN()}),
			"Ở câu hỏi “Số cuộc kiểm tra”, chưa có số liệu."},
	} {
		if got, _ := sentence.For(questionnaire, tt.lang).Headline(tt.item); got.Text != tt.want {
			t.Errorf("got %q, want %q", got.Text, tt.want)
		}
	}
}

func TestNothingIsSaidOfAnOpenQuestion(t *testing.T) {
	it := &results.Item{Field: &form.Field{Question: kinds.BuiltIn.Question(&survey.Item{Name: "t",
		Kind: survey.TextItem})}}
	if got, ok := sentence.For(questionnaire, "vi").Headline(it); ok {
		t.Errorf("got %q", got.Text)
	}
}

// The median of 1 and 2 is 1.5, not 2, although the item is of whole numbers.
func TestPlaces(t *testing.T) {
	for x, want := range map[float64]int{0: 0, 4227: 0, -3: 0, 1.5: 2, 2.25: 2, 1e20: 0} {
		if got := sentence.Places(x); got != want {
			t.Errorf("%v is shown with %d decimals, want %d", x, got, want)
		}
	}
}
