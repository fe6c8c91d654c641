package verify_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/export/exporttest"
	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// surveyTables asks a board for tables, keeps their snapshot and writes them as the desk does.
func surveyTables(t *testing.T, svc *service.Service, board *live.Board, slug string, q live.TablesQuery,
	least int64) []byte {
	t.Helper()
	tables, b := tablesOf(t, svc, board, slug, q, least), &bytes.Buffer{}
	if err := tables.Write(b, q.Lang, svc.Identity()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tablesOf(t *testing.T, svc *service.Service, board *live.Board, slug string, q live.TablesQuery,
	least int64) *workbook.SurveyTables {
	t.Helper()
	q.Fresh = true
	made, err := board.Tables(t.Context(), slug, q)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := svc.TakeSnapshot(t.Context(), slug, made.Keys); err != nil {
		t.Fatal(err)
	}
	return workbook.SurveyTablesOf(made, q, least)
}

// everyTable asks for every item that can be tabulated by two breaks.
func everyTable(t *testing.T, board *live.Board, slug, lang string) live.TablesQuery {
	t.Helper()
	offer, err := board.Offered(t.Context(), slug, lang, results.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	q := live.TablesQuery{Lang: lang, Letters: plain.Holm}
	for _, c := range offer.Items {
		q.Items = append(q.Items, c.Name)
	}
	for _, c := range offer.Breaks {
		if !c.Level && len(q.By) < 2 {
			q.By = append(q.By, c.Name)
		}
	}
	return q
}

func against(t *testing.T, b []byte, svc *service.Service) *verify.Verification {
	t.Helper()
	v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{Store: svc})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Every cell of a fresh workbook of tables is recomputed, whatever it was asked for.
func TestFreshTablesVerify(t *testing.T) {
	svc, board := exporttest.Sample(t)
	all := everyTable(t, board, demo.Opinions, "vi")
	for name, c := range map[string]struct {
		change func(q *live.TablesQuery)
		least  int64
	}{
		"all":     {func(*live.TablesQuery) {}, 0},
		"english": {func(q *live.TablesQuery) { q.Lang, q.Letters, q.Items = "en", "", q.Items[:3] }, 0},
		"hidden":  {func(q *live.TablesQuery) { q.Items = q.Items[:3] }, 60},
		"where":   {func(q *live.TablesQuery) { q.Where = "_class = 'nhan_dan'"; q.Items = q.Items[:3] }, 0},
		"breaks":  {func(q *live.TablesQuery) { q.By = []string{"_mode", "_version"}; q.Items = q.Items[:2] }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			q := all
			q.Items, q.By = slices.Clone(q.Items), slices.Clone(q.By)
			c.change(&q)
			v := against(t, surveyTables(t, svc, board, demo.Opinions, q, c.least), svc)
			if len(v.Differences) > 0 || v.Cells < 100 || v.Checked != v.Cells || v.Responses != 1088 ||
				v.Seal != workbook.SealGood || len(v.Unchecked) > 0 {
				t.Errorf("%d of %d cells from %d responses, seal %s, %v, %d differences such as %v", v.Checked, v.Cells,
					v.Responses, v.Seal, v.Unchecked, len(v.Differences),
					v.Differences[:min(3, len(v.Differences))])
			}
		})
	}
}

// Tables are counted as recount counts them whatever is asked: every kind of item, answers that are missing in every
// way, several versions with choices that were not always offered, by all breaks and under conditions, in both modes.
// Under each item stands every other.
func TestTablesOfEverythingVerify(t *testing.T) {
	for seed, mode := range map[uint64]survey.Mode{1: survey.Named, 2: survey.Anonymous} {
		random := rand.New(rand.NewPCG(seed, 8))
		w := exporttest.NewWorld(t, mode, exporttest.Everything())
		w.SomeAnswers(t, random, 60)
		second := exporttest.Everything()
		second.Lists[0].Choices = append(second.Lists[0].Choices[1:],
			survey.Choice{Code: "tam", Label: exporttest.Both("Tạm được", "Just enough"), Role: survey.Neutral})
		second.Lists[1].Choices = append(second.Lists[1].Choices,
			survey.Choice{Code: "dai", Label: exporttest.Both("Đài", "Radio")},
			survey.Choice{Code: "kb", Label: exporttest.Both("Không rõ", "Don't know"), Role: survey.DontKnow})
		w.Publish(t, mode, second, "danh_gia/q1", "kenh", "xep")
		w.SomeAnswers(t, random, 60)
		for i, q := range []live.TablesQuery{
			{By: []string{"danh_gia/q1", "_version"}, Letters: plain.NoAdjustment},
			{By: []string{"danh_gia/q2", "_mode", "_language"}, Letters: plain.Bonferroni,
				Where: "${tuoi} >= 30 and not(selected(${kenh}, 'loa'))"},
			{By: []string{"danh_gia/q1"},
				Where: "_version = '2' or tien > 1.5 or danh_gia/q1 = 'kha' or vi_sao = 'given' or xep = 'loa tivi'"},
			{Where: "tuoi = 1000"},
		} {
			q.Lang, q.Items = []string{"vi", "en"}[i%2],
				[]string{"danh_gia/q1", "danh_gia/q2", "kenh", "xep", "tuoi", "tien"}
			v := against(t, surveyTables(t, w.Service, w.Board, w.Slug, q, int64(3*i)), w.Service)
			if len(v.Differences) > 0 || v.Checked != v.Cells || v.Cells < 100 || v.Responses != 120 {
				t.Errorf("%s, tables %d: %d of %d cells from %d responses, %d differences such as %v", mode, i,
					v.Checked, v.Cells, v.Responses, len(v.Differences), v.Differences[:min(4, len(v.Differences))])
			}
		}
	}
}

// One changed digit of every cell is found, and 100 digits changed in the file itself are named, each with sheet and
// cell, and nothing else.
func TestDigitsChangedInTablesAreNamed(t *testing.T) {
	svc, board := exporttest.Sample(t)
	q := everyTable(t, board, demo.Opinions, "vi")
	q.Items = q.Items[:6]
	b := surveyTables(t, svc, board, demo.Opinions, q, 0)
	if v := against(t, b, svc); len(v.Differences) > 0 {
		t.Fatalf("fresh: %v", v.Differences[0])
	}
	if n := verify.EveryChangedDigitIsFound(t, b, 7); n < 500 {
		t.Errorf("only %d cells have a digit", n)
	}
	q.Items = q.Items[:4]
	b = surveyTables(t, svc, board, demo.Opinions, q, 0)
	random, changed := rand.New(rand.NewPCG(2026, 17)), 0
	for range 3 {
		forged, cells := edited(t, b, 20, random)
		v, named := against(t, forged, svc), map[string]bool{}
		for _, d := range v.Differences {
			named[d.Sheet+"!"+d.Cell] = true
		}
		for cell := range cells {
			if !named[cell] {
				t.Errorf("%s was changed and is not named", cell)
			}
		}
		if len(named) != len(cells)+1 || v.Seal != workbook.SealBad { // and the seal
			t.Errorf("%d cells were changed and %d named, seal %s", len(cells), len(named)-1, v.Seal)
		}
		changed += len(cells)
	}
	if changed < 100 {
		t.Errorf("only %d digits were changed", changed)
	}
}

// Of four answers all say Khá tốt; tables of which one says Chưa tốt, under the snapshot and the seal of the office,
// are found by the stored answers. A later revision changes nothing of tables that were made before; an erased answer
// is named.
func TestTablesOfOtherAnswersAreFound(t *testing.T) {
	truth, forger := exporttest.NewWorld(t, survey.Named, exporttest.Everything()),
		exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	for i := range 4 {
		said := "chua"
		truth.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text("kha"), "tuoi": exporttest.Number("30")})
		if i > 0 {
			said = "kha"
		}
		forger.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text(said), "tuoi": exporttest.Number("30")})
	}
	q := live.TablesQuery{Items: []string{"danh_gia/q1", "tuoi"}, By: []string{"danh_gia/q1"}, Lang: "vi"}
	real, forged := tablesOf(t, truth.Service, truth.Board, truth.Slug, q, 0),
		tablesOf(t, forger.Service, forger.Board, forger.Slug, q, 0)
	good := surveyTables(t, truth.Service, truth.Board, truth.Slug, q, 0)
	forged.Keys, forged.Made = real.Keys, real.Made
	var b bytes.Buffer
	if err := forged.Write(&b, "vi", truth.Identity()); err != nil {
		t.Fatal(err)
	}
	v, found := against(t, b.Bytes(), truth.Service), map[string]bool{}
	for _, d := range v.Differences {
		found[d.Printed+" → "+d.Recomputed] = true
	}
	for _, want := range []string{"0.75 → 1", "3 → 4"} {
		if !found[want] {
			t.Errorf("%s is not found: %v", want, v.Differences[:min(12, len(v.Differences))])
		}
	}
	id := "00000000-0000-4000-8000-000000000001"
	if err := truth.Review(t.Context(), exporttest.Admin, truth.Slug, id, survey.Rejected, "thử"); err != nil {
		t.Fatal(err)
	}
	if v := against(t, good, truth.Service); len(v.Differences) > 0 || len(v.Notes) != 1 || v.Checked != v.Cells {
		t.Errorf("after a review: %+v", v)
	}
	if err := truth.Erase(t.Context(), exporttest.Admin, truth.Slug, id); err != nil {
		t.Fatal(err)
	}
	if v := against(t, good, truth.Service); len(v.Differences) != 1 ||
		!strings.Contains(v.Differences[0].Words.In("vi"), id) || v.Checked != 0 || len(v.Unchecked) != 1 {
		t.Errorf("after an erasure: %+v", v)
	}
}

// A wave's tables by mode keep the column of a mode in which only another wave has answers, and still verify.
func TestTablesOfAWaveVerify(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	for i, channel := range []survey.Channel{survey.ByDesk, survey.ByAPI, survey.ByWeb} {
		in := service.Submission{ID: "00000000-0000-4000-8000-00000000010" + string(rune('0'+i)), Language: "vi",
			Wave: []string{"1", "2", "2"}[i], Channel: channel,
			Answers: survey.Answers{"danh_gia/q1": exporttest.Text("kha")}}
		if _, err := w.Submit(t.Context(), w.Slug, in); err != nil {
			t.Fatal(err)
		}
	}
	for _, wave := range []string{"2", survey.AllWaves} {
		q := live.TablesQuery{Items: []string{"danh_gia/q1"}, By: []string{"_mode"}, Scope: results.Scope{Wave: wave},
			Lang: "vi"}
		if v := against(t, surveyTables(t, w.Service, w.Board, w.Slug, q, 0), w.Service); len(v.Differences) > 0 ||
			v.Checked != v.Cells || v.Checked == 0 {
			t.Errorf("wave %s: %+v", wave, v)
		}
	}
}

// Without the store nothing is recomputed, which is said; the seal is checked all the same. Tables of a file have no
// survey.
func TestTablesWithoutTheStore(t *testing.T) {
	w := exporttest.NewWorld(t, survey.Named, exporttest.Everything())
	w.Answer(t, survey.Answers{"danh_gia/q1": exporttest.Text("kha")})
	b := surveyTables(t, w.Service, w.Board, w.Slug, live.TablesQuery{Items: []string{"danh_gia/q1"}, Lang: "en"}, 0)
	v := verified(t, b)
	if v.Checked != 0 || v.Cells == 0 || v.Seal != workbook.SealGood || len(v.Unchecked) != 1 ||
		!strings.Contains(v.Unchecked[0].In("en"), "no responses along") {
		t.Errorf("%+v", v)
	}
	forged, _ := edited(t, surveyTables(t, w.Service, w.Board, w.Slug,
		live.TablesQuery{Items: []string{"danh_gia/q1"}, Lang: "vi"}, 0), 1, rand.New(rand.NewPCG(1, 1)))
	if v := verified(t, forged); v.Seal != workbook.SealBad || len(v.Differences) != 1 {
		t.Errorf("forged: %+v", v)
	}
	frame, err := stats.ReadCSV(strings.NewReader("a\n1\n2\n"), stats.CSVOptions{})
	if err != nil {
		t.Fatal(err)
	}
	tables, err := stats.Tabulate(frame, stats.TableSpec{Items: []string{"a"}, Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := workbook.Tables(&file, tables, workbook.TablesOptions{Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	if _, err := verify.Verify(t.Context(), file.Bytes(), verify.VerifyOptions{}); err == nil ||
		!strings.Contains(err.Error(), "from a file, not from a survey") {
		t.Errorf("tables of a file: %v", err)
	}
}

// Tables of answers that stand apart, and by them, are counted again like any others.
func TestTablesOfPreviousVersionsVerify(t *testing.T) {
	turned := communes()
	turned.Lists[1].Choices[0].Label, turned.Lists[1].Choices[1].Label = turned.Lists[1].Choices[1].Label,
		turned.Lists[1].Choices[0].Label
	w := exporttest.NewWorld(t, survey.Named, communes(commune("xa", "")))
	for _, code := range []string{"co", "co", "khong"} {
		w.Answer(t, survey.Answers{"xa": exporttest.Text("x1"), "q1": exporttest.Text(code)})
	}
	w.Publish(t, survey.Named, turned)
	w.Answer(t, survey.Answers{"q1": exporttest.Text("co")})
	q := live.TablesQuery{Items: []string{"q1", "q1@1", "xa"}, By: []string{"q1@1", "_version"},
		Where: "xa = 'x1' or q1 = 'co'", Lang: "vi"}
	b := surveyTables(t, w.Service, w.Board, w.Slug, q, 0)
	if v := against(t, b, w.Service); len(v.Differences) > 0 || v.Checked != v.Cells || v.Responses != 4 {
		t.Errorf("%d of %d cells of %d responses, differences %+v", v.Checked, v.Cells, v.Responses, v.Differences)
	}
}
