package live_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/versions"
)

var admin = survey.System("quản trị")

// office is a process: a service and a board over a store that others may share.
type office struct {
	t     *testing.T
	svc   *service.Service
	board *live.Board
	n     int
}

type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func open(t *testing.T, store survey.Store, c *clock) *office {
	t.Helper()
	svc, err := service.New(t.Context(), store, service.Options{Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	return &office{t: t, svc: svc, board: live.NewBoard(svc)}
}

// later lets time go by for processes, whatever their clocks show.
func later(d time.Duration, offices ...*office) {
	for _, o := range offices {
		o.board.Pass(d)
	}
}

func form() *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "yk", Title: survey.Text{"": "Ý kiến"},
		Lists: []survey.ChoiceList{{Name: "tot", Choices: []survey.Choice{
			{Code: "tot", Role: survey.PositiveStrong, Score: "3"}, {Code: "kha", Role: survey.Positive, Score: "2"},
			{Code: "chua", Role: survey.Negative, Score: "1"}, {Code: "kb", Role: survey.DontKnow}}},
			{Name: "kenh", Choices: []survey.Choice{{Code: "loa"}, {Code: "mang"}}}},
		Items: []*survey.Item{
			{Name: "q1", Kind: survey.Single, List: "tot"},
			{Name: "q2", Kind: survey.Multiple, List: "kenh"},
			{Name: "vi_sao", Kind: survey.TextItem, Relevant: "${q1} = 'chua'"},
			{Name: "so", Kind: survey.Integer, Indicator: "flow"},
			{Name: "nguoi", Kind: survey.Repeat,
				Children: []*survey.Item{{Name: "tuoi", Kind: survey.Integer},
					{Name: "con", Kind: survey.Single, List: "tot", Relevant: "${tuoi} > 17"}}},
		}}
}

func (o *office) publish(mode survey.Mode, q *survey.Questionnaire) {
	o.t.Helper()
	if _, err := o.svc.SaveDraft(o.t.Context(), admin, "yk", q); err != nil {
		o.t.Fatal(err)
	}
	o.decide(mode, nil)
}

// decide publishes the draft, its author pooling some items and confirming whatever else there is.
func (o *office) decide(mode survey.Mode, pool []string) {
	o.t.Helper()
	p := service.PublishOptions{Mode: mode, Accept: true, Decisions: versions.DecisionsOf(pool, nil)}
	if _, err := o.svc.PublishDraft(o.t.Context(), admin, "yk", p); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) answer(n int, a survey.Answers, unit string) *service.Receipt {
	o.t.Helper()
	r, err := o.svc.Submit(o.t.Context(), "yk",
		service.Submission{ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", n), Answers: a, Unit: unit})
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

func (o *office) results() *results.Results {
	o.t.Helper()
	r, err := o.board.Results(o.t.Context(), "yk", results.Scope{Identified: true})
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

func (o *office) item(path string) *results.Item {
	o.t.Helper()
	for _, it := range o.results().Items {
		if it.Field.Path == path {
			return it
		}
	}
	o.t.Fatalf("no item %s", path)
	return nil
}

func said(code string) survey.Answers { return survey.Answers{"q1": survey.OfText(code)} }

// By hand: asked 6, answered 5 (one blank), valid 3 (one don't know, one refused); 1 tot, 1 kha, 1 chua.
func TestBasesAndFigures(t *testing.T) {
	t.Parallel()
	o := open(t, memstore.New(time.Now), &clock{time.Now()})
	o.publish(survey.Named, form())
	for i, a := range []survey.Answers{said("tot"), said("kha"), said("chua"), said("kb"),
		{"q1": survey.OfStated(survey.Refused)}, {"so": survey.OfNumber("4227")}} {
		o.answer(i, a, "")
	}
	q1 := o.item("q1")
	if want := (results.Base{Asked: 6, Answered: 5, Valid: 3}); q1.Base != want {
		t.Errorf("bases %+v, want %+v", q1.Base, want)
	}
	if q1.Top.Count != 1 || q1.Top.Base != 3 || q1.Top2.Count != 2 || q1.Stated[survey.Refused] != 1 ||
		q1.Rows[3].Count != 1 || !math.IsNaN(q1.Rows[3].Proportion) {
		t.Errorf("top %+v, top-2 %+v, stated %v, rows %+v", q1.Top, q1.Top2, q1.Stated, q1.Rows)
	}
	// Wilson, 1 of 3 at 95%: (0.0615, 0.7923), as prop.test(1, 3, correct = FALSE) prints.
	if math.Abs(q1.Top.Lower-0.06149194) > 1e-7 || math.Abs(q1.Top.Upper-0.79234040) > 1e-7 {
		t.Errorf("interval %v to %v", q1.Top.Lower, q1.Top.Upper)
	}
	if q1.Scores.N != 3 || q1.Scores.Mean != 2 || q1.Scores.SD != 1 || q1.Scores.Median != 2 {
		t.Errorf("scores %+v, want n 3, mean 2, SD 1, median 2", q1.Scores)
	}
	if why := o.item("vi_sao").Base; why != (results.Base{Asked: 1}) {
		t.Errorf("the routed item: %+v, want asked of one", why)
	}
	if so := o.item("so"); so.Numbers.Total != 4227 || so.Base.Valid != 1 || so.Base.Asked != 6 {
		t.Errorf("numbers %+v, base %+v", so.Numbers, so.Base)
	}
}

// Three answered; one of them chose nothing but "don't know", which is outside the valid base.
func TestDontKnowAloneIsNotValid(t *testing.T) {
	t.Parallel()
	o := open(t, memstore.New(time.Now), &clock{time.Now()})
	q := form()
	q.Lists[1].Choices = append(q.Lists[1].Choices, survey.Choice{Code: "kb", Role: survey.DontKnow, Exclusive: true})
	o.publish(survey.Named, q)
	for i, codes := range [][]string{{"loa"}, {"loa", "mang"}, {"kb"}} {
		o.answer(i, survey.Answers{"q2": survey.OfCodes(codes...)}, "")
	}
	q2 := o.item("q2")
	if want := (results.Base{Asked: 3, Answered: 3, Valid: 2}); q2.Base != want {
		t.Errorf("bases %+v, want %+v", q2.Base, want)
	}
	if q2.Rows[0].Count != 2 || q2.Rows[0].Proportion != 1 || q2.Rows[2].Count != 1 ||
		!math.IsNaN(q2.Rows[2].Proportion) {
		t.Errorf("rows %+v", q2.Rows)
	}
}

func TestRepeatsCountTheirRows(t *testing.T) {
	t.Parallel()
	o := open(t, memstore.New(time.Now), &clock{time.Now()})
	o.publish(survey.Named, form())
	o.answer(1, survey.Answers{"nguoi": survey.OfRows([]survey.Answers{
		{"tuoi": survey.OfNumber("40"), "con": survey.OfText("tot")}, {"tuoi": survey.OfNumber("10")}})}, "")
	o.answer(2, survey.Answers{"nguoi": survey.OfRows([]survey.Answers{{"tuoi": survey.OfNumber("20"),
		"con": survey.OfText("kb")}})}, "")
	if age := o.item("nguoi/tuoi"); age.Base.Asked != 3 || age.Numbers.Total != 70 || age.Repeat != "nguoi" {
		t.Errorf("ages: %+v, %+v", age.Base, age.Numbers)
	}
	if con := o.item("nguoi/con"); con.Base != (results.Base{Asked: 2, Answered: 2, Valid: 1}) {
		t.Errorf("the item routed inside the repeat: %+v, want asked of two rows, one of them valid", con.Base)
	}
}

func TestFollowsWhatChanges(t *testing.T) {
	t.Parallel()
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		t.Run(string(mode), func(t *testing.T) {
			c := &clock{time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)}
			store := memstore.New(c.Now)
			here, there := open(t, store, c), open(t, store, c) // two processes on one store
			here.publish(mode, form())
			receipt := here.answer(1, said("tot"), "")
			here.answer(2, said("kha"), "")
			check := func(what string, o *office, asked, top int64) {
				t.Helper()
				if q1 := o.item("q1"); q1.Base.Asked != asked || q1.Top.Count != top || o.results().Counted != asked {
					t.Errorf("%s: asked %d, top %d, counted %d; want %d, %d", what, q1.Base.Asked, q1.Top.Count,
						o.results().Counted, asked, top)
				}
			}
			check("built here", here, 2, 1)
			check("built there", there, 2, 1)
			before := here.results()
			if here.results().Items[0] != before.Items[0] {
				t.Error("nothing changed, and the figures were made again")
			}
			here.answer(3, said("tot"), "")
			check("a new answer", here, 3, 2)
			if here.results().Snapshot == before.Snapshot {
				t.Error("another answer, the same snapshot")
			}
			if err := here.svc.Withdraw(t.Context(), "yk", receipt.Receipt); err != nil {
				t.Fatal(err)
			}
			check("a withdrawal", here, 2, 1)
			later(11*time.Second, here, there)
			check("seen by the other process", there, 2, 1)
			for r, err := range here.svc.Responses(t.Context(), admin, "yk") {
				if err != nil {
					t.Fatal(err)
				}
				if err := here.svc.Erase(t.Context(), admin, "yk", r.ID); err != nil {
					t.Fatal(err)
				}
			}
			check("everything erased", here, 0, 0)
			if q1 := here.item("q1"); !math.IsNaN(q1.Top.Estimate) {
				t.Errorf("a share of nobody is %v, want NaN", q1.Top.Estimate)
			}
		})
	}
}

func TestAClosedBatchArrivesWhole(t *testing.T) {
	t.Parallel()
	c := &clock{time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)}
	store := memstore.New(c.Now)
	here, there := open(t, store, c), open(t, store, c)
	here.publish(survey.Named, form())
	if n := there.results().Counted; n != 0 {
		t.Fatalf("%d answers", n)
	}
	file := rows.ImportFile{Name: "f.csv", SHA256: "ab", Header: []string{"q1"},
		Cell: func(int, int) string { return "A1" },
		Rows: []rows.ImportRow{{Line: 2, Cells: []string{"tot"}}, {Line: 3, Cells: []string{"chua"}}}}
	report, err := here.svc.ImportResponses(t.Context(), admin, "yk", file, service.ImportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	later(2*time.Second, here, there)
	if a, b := here.results().Counted, there.results().Counted; a != 2 || b != 2 {
		t.Errorf("after the import %d here, %d there; want 2", a, b)
	}
	if err := here.svc.UndoImport(t.Context(), admin, "yk", report.Batch); err != nil {
		t.Fatal(err)
	}
	later(2*time.Second, here, there)
	if a, b := here.results().Counted, there.results().Counted; a != 0 || b != 0 {
		t.Errorf("after it was undone %d here, %d there; want 0", a, b)
	}
}

// Undone and imported again under the same ids with other content: nobody looked in between, and the figure is that of
// what is there.
func TestImportedAgainUnderTheSameIDs(t *testing.T) {
	t.Parallel()
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		t.Run(string(mode), func(t *testing.T) {
			c := &clock{time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)}
			store := memstore.New(c.Now)
			here, there := open(t, store, c), open(t, store, c)
			here.publish(mode, form())
			load := func(sum, code string) string {
				file := rows.ImportFile{Name: "f.csv", SHA256: sum, Header: []string{"id", "q1"},
					Cell: func(int, int) string { return "A1" },
					Rows: []rows.ImportRow{{Line: 2, Cells: []string{"6f1c2c5e-8a0b-4a3e-9d6b-0f6f5a4c7e01", code}}}}
				report, err := here.svc.ImportResponses(t.Context(), admin, "yk", file, service.ImportOptions{})
				if err != nil {
					t.Fatal(err)
				}
				return report.Batch
			}
			batch := load("ab", "tot")
			before := []string{here.results().Snapshot, there.results().Snapshot}
			if err := here.svc.UndoImport(t.Context(), admin, "yk", batch); err != nil {
				t.Fatal(err)
			}
			load("cd", "chua")
			later(time.Hour, here, there)
			for i, o := range []*office{here, there} {
				if q1 := o.item("q1"); q1.Top.Estimate != 0 || q1.Base.Valid != 1 {
					t.Errorf("process %d: %v of %d approve, want 0 of 1", i, q1.Top.Estimate, q1.Base.Valid)
				}
				if o.results().Snapshot == before[i] {
					t.Errorf("process %d: the snapshot of other content is the same", i)
				}
			}
		})
	}
}

func TestUnits(t *testing.T) {
	t.Parallel()
	o := open(t, memstore.New(time.Now), &clock{time.Now()})
	units := []survey.Unit{{Code: "12", Name: "Tỉnh", Level: "province"},
		{Code: "105", Name: "Huyện A", Level: "district", Parent: "12"},
		{Code: "106", Name: "Huyện B", Level: "district", Parent: "12"},
		{Code: "03388", Name: "Xã 1", Level: "commune", Parent: "105"}}
	if err := o.svc.ImportUnits(t.Context(), admin, survey.UnitSet{ID: "u", Units: units}, nil); err != nil {
		t.Fatal(err)
	}
	o.publish(survey.Named, form())
	if _, err := o.svc.Change(t.Context(), admin, "yk", func(s *survey.Survey) { s.Units = "u" }); err != nil {
		t.Fatal(err)
	}
	if err := o.svc.SetFrame(t.Context(), admin,
		survey.SamplingFrame{Survey: "yk",
			Rows: []survey.FrameRow{{Unit: "03388", Planned: 5}, {Unit: "106", Planned: 2}}}); err != nil {
		t.Fatal(err)
	}
	o.answer(1, said("tot"), "03388")
	o.answer(2, said("chua"), "105")
	o.answer(3, said("tot"), "99999")
	r := o.results()
	got := map[string][3]int64{}
	for i, u := range r.Units {
		row := o.item("q1").ByUnit[i]
		got[u.Code] = [3]int64{u.Responses, u.Planned, row.Top.Count}
	}
	for code, want := range map[string][3]int64{"105": {2, 5, 1}, "106": {0, 2, 0}, "03388": {1, 5, 1}} {
		if got[code] != want {
			t.Errorf("unit %s: responses, planned, top %v, want %v", code, got[code], want)
		}
	}
	if len(r.Units) != 3 || r.Unplaced != 1 {
		t.Errorf("%d rows of units, %d unplaced; want 3 (the one province says nothing) and 1", len(r.Units),
			r.Unplaced)
	}
}
