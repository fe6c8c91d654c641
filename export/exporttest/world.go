package exporttest

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/stream/streamtest"
	"github.com/khaosat/khaosat/survey/table"
	"github.com/khaosat/khaosat/survey/versions"
)

// World is one survey with a questionnaire of its own in a service in memory.
type World struct {
	*service.Service
	Board   *live.Board
	Current *form.Form
	Slug    string
	N       int
}

func NewWorld(t *testing.T, mode survey.Mode, q *survey.Questionnaire) *World {
	t.Helper()
	svc, board := newService(t)
	w := &World{Service: svc, Board: board, Slug: "khao-sat"}
	w.Publish(t, mode, q)
	return w
}

// Publish publishes a version, its author pooling some items and confirming whatever else there is.
func (w *World) Publish(t *testing.T, mode survey.Mode, q *survey.Questionnaire, pool ...string) {
	t.Helper()
	if _, err := w.SaveDraft(t.Context(), Admin, w.Slug, q); err != nil {
		t.Fatal(err)
	}
	if _, err := w.PublishDraft(t.Context(), Admin, w.Slug,
		service.PublishOptions{Mode: mode, Accept: true, Decisions: versions.DecisionsOf(pool, nil)}); err != nil {
		t.Fatal(err)
	}
	form, err := w.Form(t.Context(), w.Slug, "")
	if err != nil {
		t.Fatal(err)
	}
	w.Current = form
}

func (w *World) LineageNow(t *testing.T) *versions.Lineage {
	t.Helper()
	sv, err := w.Survey(t.Context(), w.Slug)
	if err != nil {
		t.Fatal(err)
	}
	l, err := w.Lineage(t.Context(), sv)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Answer submits a response.
func (w *World) Answer(t *testing.T, a survey.Answers) {
	t.Helper()
	w.N++
	in := service.Submission{ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", w.N), Language: "vi", Answers: a,
		Channel: survey.ByAPI}
	if _, err := w.Submit(t.Context(), w.Slug, in); err != nil {
		t.Fatalf("response %d: %v", w.N, err)
	}
}

func (w *World) Counting(t *testing.T) iter.Seq2[*survey.Response, error] {
	return answers.Counting(w.Responses(t.Context(), Admin, w.Slug))
}

func Both(vi, en string) survey.Text { return survey.Text{"vi": vi, "en": en} }

// Everything is a questionnaire with most kinds of items.
func Everything() *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "moi-thu", Title: Both("Mọi thứ", "Everything"), DefaultLanguage: "vi",
		Languages: []survey.Language{{ID: "vi", Header: "Tiếng Việt (vi)", Name: "Tiếng Việt"},
			{ID: "en", Header: "English (en)", Name: "English"}},
		Lists: []survey.ChoiceList{
			{Name: "tot", Choices: []survey.Choice{
				{Code: "tot", Label: Both("Tốt", "Good"), Role: survey.PositiveStrong, Score: "3"},
				{Code: "kha", Label: Both("Khá tốt", "Fairly good"), Role: survey.Positive, Score: "2"},
				{Code: "chua", Label: Both("Chưa tốt", "Not good"), Role: survey.Negative, Score: "1"},
				{Code: "kho_tra_loi", Label: Both("Khó trả lời", "Hard to say"), Role: survey.DontKnow}}},
			{Name: "kenh", Choices: []survey.Choice{{Code: "loa", Label: Both("Loa", "Loudspeakers")},
				{Code: "tivi", Label: Both("Ti vi", "Television")},
				{Code: "khong", Label: Both("Không có", "None"), Exclusive: true}}},
			{Name: "so", Choices: []survey.Choice{{Code: "1", Label: Both("Một", "One")},
				{Code: "2", Label: Both("Hai", "Two")}, {Code: "-1", Label: Both("Trừ một", "Minus one")}}},
		},
		Items: []*survey.Item{
			{Name: "danh_gia", Kind: survey.Group, Label: Both("Đánh giá", "Ratings"), Children: []*survey.Item{
				{Name: "q1", Kind: survey.Single, List: "tot",
					Label: Both("Việc học tập nghị quyết", "Studying the resolution")},
				{Name: "q2", Kind: survey.Single, List: "so", Label: Both("Chọn một số", "Choose a number")},
				{Name: "vi_sao", Kind: survey.TextItem, Relevant: "${q1} = 'chua'", Label: Both("Vì sao?", "Why?")},
			}},
			{Name: "kenh", Kind: survey.Multiple, List: "kenh", Label: Both("Kênh", "Channels")},
			{Name: "xep", Kind: survey.Rank, List: "kenh", Label: Both("Xếp hạng", "Ranking")},
			{Name: "tuoi", Kind: survey.Integer, Label: Both("Tuổi", "Age")},
			{Name: "tien", Kind: survey.Decimal, Label: Both("Số tiền", "Money"), Indicator: "flow",
				UnitOfMeasure: "triệu đồng"},
			{Name: "ngay", Kind: survey.Date, Label: Both("Ngày", "Day")},
			{Name: "gio", Kind: survey.Time, Label: Both("Giờ", "Time")},
			{Name: "noi", Kind: survey.Geopoint, Label: Both("Ở đâu", "Where")},
			{Name: "y_kien", Kind: survey.TextItem, Label: Both("Ý kiến khác", "Other comments")},
			{Name: "ho", Kind: survey.Repeat, Label: Both("Thành viên", "Members"), Children: []*survey.Item{
				{Name: "ten", Kind: survey.TextItem, Label: Both("Tên", "Name")},
				{Name: "hai_long", Kind: survey.Single, List: "tot", Label: Both("Hài lòng", "Satisfied")},
				{Name: "tuoi_tv", Kind: survey.Integer, Label: Both("Tuổi thành viên", "Age of member"),
					Indicator: "stock"},
			}},
		}}
}

func Text(s string) survey.Value   { return survey.OfText(s) }
func Number(s string) survey.Value { return survey.OfNumber(s) }

// EveryAnswer answers each item of everything.
func EveryAnswer() survey.Answers {
	return survey.Answers{
		"danh_gia/q1": Text("chua"), "danh_gia/q2": Text("-1"),
		"danh_gia/vi_sao": Text("Vì “xa”, đường khó đi;\n“mưa”, lũ"),
		"kenh":            survey.OfCodes("tivi", "loa"), "xep": survey.OfCodes("khong", "loa", "tivi"),
		"tuoi": Number("43"),
		"tien": Number("-12.345"),
		"ngay": Text("2025-06-09"), "gio": Text("14:30"), "y_kien": Text("Ý kiến: ơ ư ễ Đ"),
		"noi": {Kind: survey.VPoints, Points: [][]float64{{22.39, 103.45, 900.5, 4}}},
		"ho": survey.OfRows([]survey.Answers{
			{"ho/ten": Text("Lò Văn A"), "ho/hai_long": Text("tot"), "ho/tuoi_tv": Number("70")},
			{"ho/ten": Text("=1+1"), "ho/hai_long": survey.OfStated(survey.Refused)}}),
	}
}

// Encoded is the survey's responses in a format.
func (w *World) Encoded(t *testing.T, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := data.Write(&b, format, w.LineageNow(t), w.Counting(t), "vi"); err != nil {
		t.Fatal(err)
	}
	if format == "xlsx" {
		streamtest.CheckDimension(t, b.Bytes())
	}
	return b.Bytes()
}

func (w *World) ImportTable(t *testing.T, b []byte) {
	t.Helper()
	tab, problems := table.Read(bytes.NewReader(b))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if _, err := w.ImportResponses(t.Context(), Admin, w.Slug, tab.File("export", "00"),
		service.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
}

// Stored are the answers of all responses as JSON, sorted.
func (w *World) Stored(t *testing.T) []string {
	t.Helper()
	var out []string
	for r, err := range w.Responses(t.Context(), Admin, w.Slug) {
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(r.Answers)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(b))
	}
	slices.Sort(out)
	return out
}

func Same(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Cells are the rows of a CSV file, the header first.
func Cells(t *testing.T, b []byte) [][]string {
	t.Helper()
	if !bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) {
		t.Fatalf("the file begins with %q, want the byte order mark by which Excel knows UTF-8", b[:3])
	}
	rows, err := csv.NewReader(bytes.NewReader(b[3:])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func Column(rows [][]string, name string, row int) string {
	for i, h := range rows[0] {
		if h == name {
			return rows[row][i]
		}
	}
	return "no column " + name
}

// newService is an empty service in memory whose clock stands still.
func newService(t *testing.T) (*service.Service, *live.Board) {
	t.Helper()
	now := func() time.Time { return demo.LatestDay }
	svc, err := service.New(t.Context(), memstore.New(now), service.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return svc, live.NewBoard(svc)
}

// Sample is a service with the sample surveys.
func Sample(t *testing.T) (*service.Service, *live.Board) {
	t.Helper()
	svc, board := newService(t)
	if err := (demo.Installer{Service: svc, Actor: Admin}).Install(t.Context()); err != nil {
		t.Fatal(err)
	}
	return svc, board
}

func Figures(t *testing.T, board *live.Board, slug string) *results.Results {
	t.Helper()
	r, err := board.Results(t.Context(), slug, results.Scope{Identified: true})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var Admin = survey.System("test")

// SomeAnswers are n responses with answers of all kinds, each left out, refused or given at random.
func (w *World) SomeAnswers(t *testing.T, random *rand.Rand, n int) {
	t.Helper()
	codes := func(list string) []string {
		var out []string
		for _, l := range w.Current.Q.Lists {
			for _, c := range l.Choices {
				if l.Name == list && !c.Exclusive {
					out = append(out, c.Code)
				}
			}
		}
		return out
	}
	some := func(list string) survey.Value {
		all := codes(list)
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		return survey.OfCodes(all[:1+random.IntN(len(all))]...)
	}
	for range n {
		a := survey.Answers{"kenh": some("kenh"), "xep": some("kenh"),
			"tuoi": Number(strconv.Itoa(18 + random.IntN(60))),
			"tien": Number(strconv.FormatFloat(float64(random.IntN(400))/100-1, 'f', 2, 64))}
		for _, x := range [][2]string{{"danh_gia/q1", "tot"}, {"danh_gia/q2", "so"}} {
			all := codes(x[1])
			a[x[0]] = Text(all[random.IntN(len(all))])
		}
		if a["danh_gia/q1"].Text == "chua" {
			a["danh_gia/vi_sao"] = Text("xa")
		}
		for _, item := range slices.Sorted(maps.Keys(a)) {
			switch random.IntN(8) {
			case 0:
				delete(a, item)
			case 1:
				a[item] = survey.OfStated([]survey.Role{survey.Refused, survey.DontKnow}[random.IntN(2)])
			}
		}
		if a["danh_gia/q1"].Text != "chua" {
			delete(a, "danh_gia/vi_sao")
		}
		w.Answer(t, a)
	}
}

func (w *World) Units(t *testing.T) {
	t.Helper()
	err := w.ImportUnits(t.Context(), Admin,
		survey.UnitSet{ID: "bo", Units: []survey.Unit{{Code: "h1", Name: "Huyện Một", Level: "huyen"},
			{Code: "x1", Name: "Xã Một", Level: "xa", Parent: "h1"}, {Code: "h2", Name: "Huyện Hai", Level: "huyen"},
			{Code: "x2", Name: "Xã Hai", Level: "xa", Parent: "h2"}}}, nil)
	if err == nil {
		_, err = w.Change(t.Context(), Admin, w.Slug, func(s *survey.Survey) { s.Units = "bo" })
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (w *World) UnitItem(t *testing.T, name string) {
	t.Helper()
	if _, err := w.Change(t.Context(), Admin, w.Slug, func(s *survey.Survey) { s.UnitItem = name }); err != nil {
		t.Fatal(err)
	}
}

// Placed compares how many answers each unit has, with all below it: in results, fieldwork, tables and the table of
// responses.
func (w *World) Placed(t *testing.T, want map[string]int64) {
	t.Helper()
	r, err := w.Board.Results(t.Context(), w.Slug, results.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	q1 := r.Items[slices.IndexFunc(r.Items, func(it *results.Item) bool { return it.Name() == "q1" })]
	for i, u := range r.Units {
		if u.Responses != want[u.Code] || q1.ByUnit[i].Base.Answered != want[u.Code] {
			t.Errorf("results: %s has %d responses and %d answers to q1, want %d", u.Code, u.Responses,
				q1.ByUnit[i].Base.Answered, want[u.Code])
		}
	}
	if len(r.Units) != 4 || r.Unplaced != 0 {
		t.Errorf("results: %d units, %d answers without a place; want 4 and none", len(r.Units), r.Unplaced)
	}
	field, err := w.Board.Fieldwork(t.Context(), w.Slug, results.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	for code, n := range want {
		if got := field.Sums[live.Cell{Unit: code}]; got != n {
			t.Errorf("fieldwork: %s has %d, want %d", code, got, n)
		}
	}
	tables, err := w.Board.Tables(t.Context(), w.Slug,
		live.TablesQuery{Items: []string{"q1"}, By: []string{results.ByLevel + "xa"}, Lang: "vi"})
	if err != nil {
		t.Fatal(err)
	}
	for _, base := range tables.Tables.Tables[0].Bases[1:] {
		if base.Valid != want[*base.Column] {
			t.Errorf("tables: %s has %d, want %d", *base.Column, base.Valid, want[*base.Column])
		}
	}
	sv, err := w.Survey(t.Context(), w.Slug)
	if err != nil {
		t.Fatal(err)
	}
	var csv bytes.Buffer
	if _, err := data.Write(&csv, "csv", w.LineageNow(t), places.Placed(sv, w.LineageNow(t), w.Counting(t)),
		"vi"); err != nil {
		t.Fatal(err)
	}
	rows, got := Cells(t, csv.Bytes()), map[string]int64{}
	for i := range rows[1:] {
		got[Column(rows, "_unit", i+1)]++
	}
	for _, code := range []string{"x1", "x2"} {
		if got[code] != want[code] {
			t.Errorf("CSV: %s stands in %d rows, want %d", code, got[code], want[code])
		}
	}
}

// Report is the report workbook with all by which it can be verified.
func (w *World) Report(t *testing.T) []byte {
	t.Helper()
	r, keys, err := w.Board.ResultsWithKeys(t.Context(), w.Slug, results.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.TakeSnapshot(t.Context(), w.Slug, keys); err != nil {
		t.Fatal(err)
	}
	documents, err := recount.Load(t.Context(), w.Service, w.Slug)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	err = workbook.Workbook(&b, r,
		workbook.WorkbookOptions{Lang: "vi", Data: recount.Exactly(t.Context(), w.Service, w.Slug, keys),
			Documents: documents, Seal: w.Identity()})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Verifies verifies a report with each of some stores; nil is none.
func (w *World) Verifies(t *testing.T, b []byte, stores ...*service.Service) {
	t.Helper()
	for _, store := range stores {
		v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{Store: store})
		if err != nil {
			t.Fatal(err)
		}
		var wrong []string
		for _, d := range v.Differences {
			wrong = append(wrong, d.Sheet+" "+d.Cell+" "+d.Words.In("en"))
		}
		if len(wrong) > 0 || v.Checked != v.Cells {
			t.Errorf("with a store: %v; %d of %d cells checked, differences:\n%s", store != nil, v.Checked, v.Cells,
				strings.Join(wrong, "\n"))
		}
	}
}
