package export_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/export"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/sqlitestore"
)

// communes is a questionnaire that asks in which commune somebody lives, and one thing more.
func communes(where ...*survey.Item) *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "xa", Title: both("Nơi ở", "Places"), DefaultLanguage: "vi", Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}},
		Lists: []survey.ChoiceList{{Name: "xa", Choices: []survey.Choice{{Code: "x1", Label: both("Xã Một", "One")}, {Code: "x2", Label: both("Xã Hai", "Two")}}},
			{Name: "co", Choices: []survey.Choice{{Code: "co", Label: both("Có", "Yes")}, {Code: "khong", Label: both("Không", "No")}}}},
		Items: append(where, &survey.Item{Name: "q1", Kind: survey.Single, List: "co", Label: both("Có biết không?", "Do you know?")})}
}

func commune(name, key string) *survey.Item {
	return &survey.Item{Name: name, Key: key, Kind: survey.Single, List: "xa", Label: both("Ở xã nào?", "Which commune?")}
}

// grouped puts items into a group.
func grouped(name string, items ...*survey.Item) *survey.Item {
	return &survey.Item{Name: name, Kind: survey.Group, Label: both("Nhóm", "Group"), Children: items}
}

// TestAUnitItemIsFollowed: version 1 asks xa, version 2 renames and moves it with its key, and has another item under the old name. Answers
// to both are placed alike in whatever is said of them, on each engine; a report of version 1 still verifies.
func TestAUnitItemIsFollowed(t *testing.T) {
	distance := &survey.Item{Name: "xa", Key: "km", Kind: survey.Integer, Label: both("Xa trung tâm bao nhiêu km?", "How far from the centre, in km?")}
	engines := map[string]func(t *testing.T, now func() time.Time) survey.Store{
		"memory": func(_ *testing.T, now func() time.Time) survey.Store { return memstore.New(now) },
		"sqlite": func(t *testing.T, _ func() time.Time) survey.Store {
			s, err := sqlitestore.Open(t.Context(), t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			return s
		},
	}
	for engine, open := range engines {
		for _, tt := range []struct {
			name    string
			first   *survey.Questionnaire
			second  *survey.Questionnaire
			path    string // of the unit item in version 2
			setting string // what it is set to after version 2; "" = it stays
		}{
			{"renamed-and-moved", communes(commune("xa", "noi")), communes(grouped("noi_o", commune("xa_phuong", "noi"))), "noi_o/xa_phuong", ""},
			{"by-the-key-that-the-path-was", communes(commune("xa", "")), communes(commune("xa_phuong", "xa")), "xa_phuong", ""},
			{"old-name-given-to-another-item", communes(commune("xa", "noi")), communes(distance, grouped("noi_o", commune("xa_phuong", "noi"))), "noi_o/xa_phuong", ""},
			{"chosen-under-its-new-name", communes(commune("xa", "noi")), communes(commune("xa_phuong", "noi")), "xa_phuong", "xa_phuong"},
			{"chosen-under-its-old-name", communes(commune("xa", "noi")), communes(commune("xa_phuong", "noi")), "xa_phuong", "xa"},
		} {
			t.Run(engine+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				svc, err := survey.NewService(t.Context(), open(t, time.Now), survey.Options{})
				if err != nil {
					t.Fatal(err)
				}
				w := &world{Service: svc, board: live.NewBoard(svc), slug: "khao-sat"}
				w.publish(t, survey.Named, tt.first)
				w.units(t)
				w.unitItem(t, "xa")
				for _, code := range []string{"x1", "x1", "x2"} {
					w.answer(t, survey.Answers{"xa": text(code), "q1": text("co")})
				}
				w.placed(t, map[string]int64{"h1": 2, "x1": 2, "h2": 1, "x2": 1})
				old := w.report(t)

				w.publish(t, survey.Named, tt.second)
				if tt.setting != "" {
					w.unitItem(t, tt.setting)
				}
				for _, code := range []string{"x2", "x2", "x1"} {
					w.answer(t, survey.Answers{tt.path: text(code), "q1": text("khong")})
				}
				w.n++ // a phone that has not loaded the newest version
				late := survey.Submission{ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", w.n), Version: "1", Answers: survey.Answers{"xa": text("x2"), "q1": text("co")}}
				if _, err := svc.Submit(t.Context(), w.slug, late); err != nil {
					t.Fatal(err)
				}
				w.placed(t, map[string]int64{"h1": 3, "x1": 3, "h2": 4, "x2": 4})
				w.verifies(t, w.report(t), svc, nil)
				w.verifies(t, old, svc, nil)
			})
		}
	}
}

func (w *world) units(t *testing.T) {
	t.Helper()
	err := w.ImportUnits(t.Context(), admin, survey.UnitSet{ID: "bo", Units: []survey.Unit{{Code: "h1", Name: "Huyện Một", Level: "huyen"},
		{Code: "x1", Name: "Xã Một", Level: "xa", Parent: "h1"}, {Code: "h2", Name: "Huyện Hai", Level: "huyen"}, {Code: "x2", Name: "Xã Hai", Level: "xa", Parent: "h2"}}}, nil)
	if err == nil {
		_, err = w.Change(t.Context(), admin, w.slug, func(s *survey.Survey) { s.Units = "bo" })
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) unitItem(t *testing.T, name string) {
	t.Helper()
	if _, err := w.Change(t.Context(), admin, w.slug, func(s *survey.Survey) { s.UnitItem = name }); err != nil {
		t.Fatal(err)
	}
}

// placed compares how many answers each unit has, with all below it: in results, fieldwork, tables and the table of responses.
func (w *world) placed(t *testing.T, want map[string]int64) {
	t.Helper()
	r, err := w.board.Results(t.Context(), w.slug, results.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	q1 := r.Items[slices.IndexFunc(r.Items, func(it *results.Item) bool { return it.Name() == "q1" })]
	for i, u := range r.Units {
		if u.Responses != want[u.Code] || q1.ByUnit[i].Base.Answered != want[u.Code] {
			t.Errorf("results: %s has %d responses and %d answers to q1, want %d", u.Code, u.Responses, q1.ByUnit[i].Base.Answered, want[u.Code])
		}
	}
	if len(r.Units) != 4 || r.Unplaced != 0 {
		t.Errorf("results: %d units, %d answers without a place; want 4 and none", len(r.Units), r.Unplaced)
	}
	field, err := w.board.Fieldwork(t.Context(), w.slug, results.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	for code, n := range want {
		if got := field.Sums[live.Cell{Unit: code}]; got != n {
			t.Errorf("fieldwork: %s has %d, want %d", code, got, n)
		}
	}
	tables, err := w.board.Tables(t.Context(), w.slug, live.TablesQuery{Items: []string{"q1"}, By: []string{results.ByLevel + "xa"}, Lang: "vi"})
	if err != nil {
		t.Fatal(err)
	}
	for _, base := range tables.Tables.Tables[0].Bases[1:] {
		if base.Valid != want[*base.Column] {
			t.Errorf("tables: %s has %d, want %d", *base.Column, base.Valid, want[*base.Column])
		}
	}
	sv, err := w.Survey(t.Context(), w.slug)
	if err != nil {
		t.Fatal(err)
	}
	var csv bytes.Buffer
	if _, err := export.Responses(&csv, "csv", w.lineage(t), sv.Placed(w.lineage(t), w.counting(t)), "vi"); err != nil {
		t.Fatal(err)
	}
	rows, got := cells(t, csv.Bytes()), map[string]int64{}
	for i := range rows[1:] {
		got[column(rows, "_unit", i+1)]++
	}
	for _, code := range []string{"x1", "x2"} {
		if got[code] != want[code] {
			t.Errorf("CSV: %s stands in %d rows, want %d", code, got[code], want[code])
		}
	}
}

// report is the report workbook with all by which it can be verified.
func (w *world) report(t *testing.T) []byte {
	t.Helper()
	r, keys, err := w.board.ResultsWithKeys(t.Context(), w.slug, results.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.TakeSnapshot(t.Context(), w.slug, keys); err != nil {
		t.Fatal(err)
	}
	documents, err := recount.Load(t.Context(), w.Service, w.slug)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	err = export.Workbook(&b, r, export.WorkbookOptions{Lang: "vi", Data: recount.Exactly(t.Context(), w.Service, w.slug, keys), Documents: documents, Seal: w.Identity()})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// verifies verifies a report with each of some stores; nil is none.
func (w *world) verifies(t *testing.T, b []byte, stores ...*survey.Service) {
	t.Helper()
	for _, store := range stores {
		v, err := export.Verify(t.Context(), b, export.VerifyOptions{Store: store})
		if err != nil {
			t.Fatal(err)
		}
		var wrong []string
		for _, d := range v.Differences {
			wrong = append(wrong, d.Sheet+" "+d.Cell+" "+d.Words.EN)
		}
		if len(wrong) > 0 || v.Checked != v.Cells {
			t.Errorf("with a store: %v; %d of %d cells checked, differences:\n%s", store != nil, v.Checked, v.Cells, strings.Join(wrong, "\n"))
		}
	}
}
