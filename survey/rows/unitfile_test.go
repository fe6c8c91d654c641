package rows_test

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
)

func TestReadUnits(t *testing.T) {
	list := []rows.ImportRow{{Line: 2, Cells: []string{" 12 ", "Tỉnh Lai Châu", "province", "", "", "giữ nguyên"}},
		{Line: 3, Cells: []string{"03388", "Phường Đoàn Kết", "commune", "12", "2025-07-01", ""}}}
	units, lines, problems := rows.ReadUnits([]string{"Code", "name", "level", "parent", "from", "merged_from"}, list)
	if len(problems) > 0 || len(units) != 2 || lines[1] != 3 {
		t.Fatal(units, lines, problems)
	}
	if u := units[0]; u.Code != "12" || u.More["merged_from"] != "giữ nguyên" {
		t.Errorf("the first unit: %+v", u)
	}
	if u := units[1]; u.Parent != "12" || u.ValidOn("2025-06-30") || !u.ValidOn("2025-07-01") || u.More != nil {
		t.Errorf("the second unit: %+v", u)
	}
	_, _, problems = rows.ReadUnits([]string{"code", "name", ""}, nil)
	if len(problems) != 3 { // nameless column, no level, no parent_code
		t.Errorf("problems %v", problems)
	}
	_, _, problems = rows.ReadUnits([]string{"code", "name", "level", "parent_code", "to"},
		[]rows.ImportRow{{Line: 2, Cells: []string{"1", "A", "x", "", "30/06/2025"}}})
	if len(problems) != 1 || problems[0].Code != "unit.date" || problems[0].Place.Row != 2 {
		t.Errorf("a bad date: %v", problems)
	}
}

func TestCheckUnitsListsEverything(t *testing.T) {
	units := []survey.Unit{
		{Code: "1", Name: "A", Level: "x", Parent: "2"},
		{Code: "2", Name: "B", Level: "x", Parent: "1"},                          // a circle with 1
		{Code: "1", Name: "A again", Level: "x"},                                 // twice in one period
		{Code: "3", Name: "", Level: "x"},                                        // no name
		{Code: "4", Name: "D", Level: "x", Parent: "99"},                         // no such parent
		{Code: "5", Name: "E", Level: "x", From: "2025-07-01", To: "2025-01-01"}, // ends before it begins
		{Code: "6", Name: "old", Level: "x", To: "2025-06-30"},
		{Code: "6", Name: "new", Level: "x", From: "2025-07-01"}, // the code went to another place: fine
	}
	got := map[string]int{}
	for _, p := range service.CheckUnits(units, nil) {
		got[p.Code]++
	}
	want := map[string]int{"unit.circle": 2, "unit.code_twice": 1, "unit.name_missing": 1, "unit.parent_unknown": 1,
		"unit.period": 1}
	for code, n := range want {
		if got[code] != n {
			t.Errorf("%s: %d, want %d (all: %v)", code, got[code], n, got)
		}
	}
}
