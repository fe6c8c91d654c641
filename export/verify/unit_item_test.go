package verify_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/khaosat/khaosat/export/exporttest"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
)

// communes is a questionnaire that asks in which commune somebody lives, and one thing more.
func communes(where ...*survey.Item) *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "xa", Title: exporttest.Both("Nơi ở", "Places"), DefaultLanguage: "vi",
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}},
		Lists: []survey.ChoiceList{{Name: "xa",
			Choices: []survey.Choice{{Code: "x1", Label: exporttest.Both("Xã Một", "One")},
				{Code: "x2", Label: exporttest.Both("Xã Hai", "Two")}}},
			{Name: "co", Choices: []survey.Choice{{Code: "co", Label: exporttest.Both("Có", "Yes")},
				{Code: "khong", Label: exporttest.Both("Không", "No")}}}},
		Items: append(where, &survey.Item{Name: "q1", Kind: survey.Single, List: "co",
			Label: exporttest.Both("Có biết không?", "Do you know?")})}
}

func commune(name, key string) *survey.Item {
	return &survey.Item{Name: name, Key: key, Kind: survey.Single, List: "xa",
		Label: exporttest.Both("Ở xã nào?", "Which commune?")}
}

// grouped puts items into a group.
func grouped(name string, items ...*survey.Item) *survey.Item {
	return &survey.Item{Name: name, Kind: survey.Group, Label: exporttest.Both("Nhóm", "Group"), Children: items}
}

// TestAUnitItemIsFollowed: version 1 asks xa, version 2 renames and moves it with its key, and has another item under
// the old name. Answers to both are placed alike in whatever is said of them, on each engine; a report of version 1
// still verifies.
func TestAUnitItemIsFollowed(t *testing.T) {
	distance := &survey.Item{Name: "xa", Key: "km", Kind: survey.Integer,
		Label: exporttest.Both("Xa trung tâm bao nhiêu km?", "How far from the centre, in km?")}
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
			{"renamed-and-moved", communes(commune("xa", "noi")),
				communes(grouped("noi_o", commune("xa_phuong", "noi"))), "noi_o/xa_phuong", ""},
			{"by-the-key-that-the-path-was", communes(commune("xa", "")), communes(commune("xa_phuong", "xa")),
				"xa_phuong", ""},
			{"old-name-given-to-another-item", communes(commune("xa", "noi")),
				communes(distance, grouped("noi_o", commune("xa_phuong", "noi"))), "noi_o/xa_phuong", ""},
			{"chosen-under-its-new-name", communes(commune("xa", "noi")), communes(commune("xa_phuong", "noi")),
				"xa_phuong", "xa_phuong"},
			{"chosen-under-its-old-name", communes(commune("xa", "noi")), communes(commune("xa_phuong", "noi")),
				"xa_phuong", "xa"},
		} {
			t.Run(engine+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				svc, err := service.New(t.Context(), open(t, time.Now), service.Options{})
				if err != nil {
					t.Fatal(err)
				}
				w := &exporttest.World{Service: svc, Board: live.NewBoard(svc), Slug: "khao-sat"}
				w.Publish(t, survey.Named, tt.first)
				w.Units(t)
				w.UnitItem(t, "xa")
				for _, code := range []string{"x1", "x1", "x2"} {
					w.Answer(t, survey.Answers{"xa": exporttest.Text(code), "q1": exporttest.Text("co")})
				}
				w.Placed(t, map[string]int64{"h1": 2, "x1": 2, "h2": 1, "x2": 1})
				old := w.Report(t)

				w.Publish(t, survey.Named, tt.second)
				if tt.setting != "" {
					w.UnitItem(t, tt.setting)
				}
				for _, code := range []string{"x2", "x2", "x1"} {
					w.Answer(t, survey.Answers{tt.path: exporttest.Text(code), "q1": exporttest.Text("khong")})
				}
				w.N++ // a phone that has not loaded the newest version
				late := service.Submission{ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", w.N), Version: "1",
					Answers: survey.Answers{"xa": exporttest.Text("x2"), "q1": exporttest.Text("co")}}
				if _, err := svc.Submit(t.Context(), w.Slug, late); err != nil {
					t.Fatal(err)
				}
				w.Placed(t, map[string]int64{"h1": 3, "x1": 3, "h2": 4, "x2": 4})
				w.Verifies(t, w.Report(t), svc, nil)
				w.Verifies(t, old, svc, nil)
			})
		}
	}
}
