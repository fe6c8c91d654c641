package export_test

import (
	"fmt"
	"iter"
	"testing"

	"github.com/khaosat/khaosat/export"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/survey"
)

// world is one survey with a questionnaire of its own in a service in memory.
type world struct {
	*survey.Service
	board *live.Board
	form  *survey.Form
	slug  string
	n     int
}

func newWorld(t *testing.T, mode survey.Mode, q *survey.Questionnaire) *world {
	t.Helper()
	svc, board := newService(t)
	w := &world{Service: svc, board: board, slug: "khao-sat"}
	w.publish(t, mode, q)
	return w
}

// publish publishes a version, its author pooling some items and confirming whatever else there is.
func (w *world) publish(t *testing.T, mode survey.Mode, q *survey.Questionnaire, pool ...string) {
	t.Helper()
	if _, err := w.SaveDraft(t.Context(), admin, w.slug, q); err != nil {
		t.Fatal(err)
	}
	if _, err := w.PublishDraft(t.Context(), admin, w.slug, survey.PublishOptions{Mode: mode, Accept: true, Decisions: survey.DecisionsOf(pool, nil)}); err != nil {
		t.Fatal(err)
	}
	form, err := w.Form(t.Context(), w.slug, "")
	if err != nil {
		t.Fatal(err)
	}
	w.form = form
}

func (w *world) lineage(t *testing.T) *survey.Lineage {
	t.Helper()
	sv, err := w.Survey(t.Context(), w.slug)
	if err != nil {
		t.Fatal(err)
	}
	l, err := w.Lineage(t.Context(), sv)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// answer submits a response.
func (w *world) answer(t *testing.T, a survey.Answers) {
	t.Helper()
	w.n++
	in := survey.Submission{ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", w.n), Language: "vi", Answers: a, Channel: survey.ByAPI}
	if _, err := w.Submit(t.Context(), w.slug, in); err != nil {
		t.Fatalf("response %d: %v", w.n, err)
	}
}

func (w *world) counting(t *testing.T) iter.Seq2[*survey.Response, error] {
	return export.Counting(w.Responses(t.Context(), admin, w.slug))
}

func both(vi, en string) survey.Text { return survey.Text{"vi": vi, "en": en} }

// everything is a questionnaire with most kinds of items.
func everything() *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "moi-thu", Title: both("Mọi thứ", "Everything"), DefaultLanguage: "vi",
		Languages: []survey.Language{{ID: "vi", Header: "Tiếng Việt (vi)", Name: "Tiếng Việt"}, {ID: "en", Header: "English (en)", Name: "English"}},
		Lists: []survey.ChoiceList{
			{Name: "tot", Choices: []survey.Choice{
				{Code: "tot", Label: both("Tốt", "Good"), Role: survey.PositiveStrong, Score: "3"},
				{Code: "kha", Label: both("Khá tốt", "Fairly good"), Role: survey.Positive, Score: "2"},
				{Code: "chua", Label: both("Chưa tốt", "Not good"), Role: survey.Negative, Score: "1"},
				{Code: "kho_tra_loi", Label: both("Khó trả lời", "Hard to say"), Role: survey.DontKnow}}},
			{Name: "kenh", Choices: []survey.Choice{{Code: "loa", Label: both("Loa", "Loudspeakers")}, {Code: "tivi", Label: both("Ti vi", "Television")},
				{Code: "khong", Label: both("Không có", "None"), Exclusive: true}}},
			{Name: "so", Choices: []survey.Choice{{Code: "1", Label: both("Một", "One")}, {Code: "2", Label: both("Hai", "Two")}, {Code: "-1", Label: both("Trừ một", "Minus one")}}},
		},
		Items: []*survey.Item{
			{Name: "danh_gia", Kind: survey.Group, Label: both("Đánh giá", "Ratings"), Children: []*survey.Item{
				{Name: "q1", Kind: survey.Single, List: "tot", Label: both("Việc học tập nghị quyết", "Studying the resolution")},
				{Name: "q2", Kind: survey.Single, List: "so", Label: both("Chọn một số", "Choose a number")},
				{Name: "vi_sao", Kind: survey.TextItem, Relevant: "${q1} = 'chua'", Label: both("Vì sao?", "Why?")},
			}},
			{Name: "kenh", Kind: survey.Multiple, List: "kenh", Label: both("Kênh", "Channels")},
			{Name: "xep", Kind: survey.Rank, List: "kenh", Label: both("Xếp hạng", "Ranking")},
			{Name: "tuoi", Kind: survey.Integer, Label: both("Tuổi", "Age")},
			{Name: "tien", Kind: survey.Decimal, Label: both("Số tiền", "Money"), Indicator: "flow", UnitOfMeasure: "triệu đồng"},
			{Name: "ngay", Kind: survey.Date, Label: both("Ngày", "Day")},
			{Name: "gio", Kind: survey.Time, Label: both("Giờ", "Time")},
			{Name: "noi", Kind: survey.Geopoint, Label: both("Ở đâu", "Where")},
			{Name: "y_kien", Kind: survey.TextItem, Label: both("Ý kiến khác", "Other comments")},
			{Name: "ho", Kind: survey.Repeat, Label: both("Thành viên", "Members"), Children: []*survey.Item{
				{Name: "ten", Kind: survey.TextItem, Label: both("Tên", "Name")},
				{Name: "hai_long", Kind: survey.Single, List: "tot", Label: both("Hài lòng", "Satisfied")},
				{Name: "tuoi_tv", Kind: survey.Integer, Label: both("Tuổi thành viên", "Age of member"), Indicator: "stock"},
			}},
		}}
}

func text(s string) survey.Value   { return survey.OfText(s) }
func number(s string) survey.Value { return survey.OfNumber(s) }

// everyAnswer answers each item of everything.
func everyAnswer() survey.Answers {
	return survey.Answers{
		"danh_gia/q1": text("chua"), "danh_gia/q2": text("-1"), "danh_gia/vi_sao": text("Vì “xa”, đường khó đi;\n“mưa”, lũ"),
		"kenh": survey.OfCodes("tivi", "loa"), "xep": survey.OfCodes("khong", "loa", "tivi"), "tuoi": number("43"), "tien": number("-12.345"),
		"ngay": text("2025-06-09"), "gio": text("14:30"), "y_kien": text("Ý kiến: ơ ư ễ Đ"),
		"noi": {Kind: survey.VPoints, Points: [][]float64{{22.39, 103.45, 900.5, 4}}},
		"ho": survey.OfRows([]survey.Answers{
			{"ho/ten": text("Lò Văn A"), "ho/hai_long": text("tot"), "ho/tuoi_tv": number("70")},
			{"ho/ten": text("=1+1"), "ho/hai_long": survey.OfStated(survey.Refused)}}),
	}
}
