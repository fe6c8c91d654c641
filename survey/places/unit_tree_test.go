package places_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
)

// A response is placed by the levels of the tree: asking for them may not visit the units again.
func TestLevelsAreFoundOnce(t *testing.T) {
	units := []survey.Unit{{Code: "vn", Name: "Việt Nam", Level: "country"}}
	for p := range 34 {
		units = append(units, survey.Unit{Code: fmt.Sprint("p", p), Name: "Tỉnh", Level: "province", Parent: "vn"})
		for c := range 100 {
			units = append(units, survey.Unit{Code: fmt.Sprint("c", p, "-", c), Name: "Xã", Level: "commune",
				Parent: fmt.Sprint("p", p)})
		}
	}
	tree := places.NewUnitTree(units, "")
	if got, want := tree.Levels(), []string{"country", "province", "commune"}; !slices.Equal(got, want) {
		t.Errorf("levels %v, want %v", got, want)
	}
	if work := testing.AllocsPerRun(10, func() { tree.Levels() }); work != 0 {
		t.Errorf("asking for the levels allocates %v times, want 0: they are kept", work)
	}
}

// Commune 03388 was Sùng Phài in district 105 until 30/6/2025 and is Đoàn Kết, right below the province, since.
func merged() []survey.Unit {
	return []survey.Unit{
		{Code: "12", Name: "Lai Châu", Level: "province"},
		{Code: "105", Name: "Thành phố", Level: "district", Parent: "12", To: "2025-06-30"},
		{Code: "03388", Name: "Sùng Phài", Level: "commune", Parent: "105", To: "2025-06-30"},
		{Code: "03388", Name: "Đoàn Kết", Level: "commune", Parent: "12", From: "2025-07-01"},
		{Code: "03390", Name: "Đông Phong", Level: "commune", Parent: "105", To: "2025-06-30"},
		{Code: "03390", Name: "Đông Phong", Level: "commune", Parent: "105", From: "2025-07-01"},
		{Code: "t1", Name: "Tổ 1", Level: "group", Parent: "03388"},
	}
}

func TestTwoValiditiesOfOneCode(t *testing.T) {
	for _, tt := range []struct {
		day     survey.Day
		name    string
		path    []string
		unclear []string
		places  map[string]bool
	}{
		{"2025-06-30", "Sùng Phài", []string{"03388", "105", "12"}, nil,
			map[string]bool{"03388": true, "t1": true, "99": false}},
		{"2025-07-01", "Đoàn Kết", []string{"03388", "12"}, nil,
			map[string]bool{"03388": true, "t1": true, "105": false}},
		{"", "Sùng Phài", []string{"03388", "105", "12"}, []string{"03388"},
			map[string]bool{"03388": false, "t1": false, "03390": true, "12": true}},
	} {
		tree := places.NewUnitTree(merged(), tt.day)
		u, _ := tree.Unit("03388")
		if u.Name != tt.name || !slices.Equal(tree.Path("03388"), tt.path) ||
			!slices.Equal(tree.Unclear(), tt.unclear) {
			t.Errorf("on %q: %s by %v, unclear %v; want %s by %v, unclear %v", tt.day, u.Name, tree.Path("03388"),
				tree.Unclear(), tt.name, tt.path, tt.unclear)
		}
		for code, want := range tt.places {
			if got := tree.Places(code); got != want {
				t.Errorf("on %q %s means one place: %v, want %v", tt.day, code, got, want)
			}
		}
	}
}

func TestDayOfWave(t *testing.T) {
	sv := &survey.Survey{UnitDay: "2025-01-01",
		Waves: []survey.Wave{{Code: "a"}, {Code: "b", From: "2025-05-02"},
			{Code: "c", From: "2025-05-02", Day: "2025-07-01"}}}
	for code, want := range map[string]survey.Day{"": "2025-01-01", "a": "2025-01-01", "b": "2025-05-02",
		"c": "2025-07-01", "not listed": "2025-01-01"} {
		if got := sv.DayOfWave(code); got != want {
			t.Errorf("wave %q: %s, want %s", code, got, want)
		}
	}
}

func TestCheckWaves(t *testing.T) {
	bad := []survey.Wave{{Code: "a", Day: "30/6/2025"}, {Code: "a"}, {Code: "all"}, {Code: ""},
		{Code: "b", From: "2025-07-01", To: "2025-06-01"}}
	var got []string
	for _, p := range survey.CheckWaves(bad, "z") {
		got = append(got, p.Code)
	}
	if want := []string{"wave.day", "wave.twice", "wave.reserved", "wave.code", "wave.period",
		"settings.wave"}; !slices.Equal(got, want) {
		t.Errorf("problems %v, want %v", got, want)
	}
	if p := survey.CheckWaves([]survey.Wave{{Code: "2024"}, {Code: "2025", Day: "2025-07-01"}}, "2025"); p != nil {
		t.Errorf("good waves: %v", p)
	}
}
