package service_test

import (
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// fewWorld is a survey of a province with three communes: A has 8 people by the register, C 4 by the frame; of B the
// frame knows 40 people and 6 leaders, of D at most 9 in all. Where E lies nobody counted.
func fewWorld(t *testing.T, mode survey.Mode) *world {
	t.Helper()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{Mode: mode, Access: survey.ByToken})
	units := []survey.Unit{{Code: "12", Name: "Tỉnh", Level: "province"}}
	for _, u := range []struct{ code, name, parent string }{{"a", "Xã A", "12"}, {"b", "Xã B", "12"}, {"c", "Xã C", "12"},
		{"c1", "Bản C1", "c"}, {"d", "Xã D", "12"}, {"d1", "Bản D1", "d"}, {"e", "Xã E", "12"}} {
		units = append(units, survey.Unit{Code: u.code, Name: u.name, Level: "commune", Parent: u.parent})
	}
	units[1].More = map[string]string{"Population": "8"}
	if err := w.ImportUnits(w.ctx, admin, survey.UnitSet{ID: "u", Units: units}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Change(w.ctx, admin, "yk", func(x *survey.Survey) {
		x.Units = "u"
		x.Classes = []survey.Class{{Code: "ld", Label: survey.Text{"vi": "Lãnh đạo", "en": "Leaders"}},
			{Code: "nd", Label: survey.Text{"vi": "Nhân dân", "en": "People"}}}
	}); err != nil {
		t.Fatal(err)
	}
	frame := survey.SamplingFrame{Survey: "yk", Rows: []survey.FrameRow{{Unit: "b", Class: "nd", Population: 40},
		{Unit: "b", Class: "ld", Population: 6}, {Unit: "c1", Population: 4}, {Unit: "d", Population: 9},
		{Unit: "e", Planned: 5}}}
	if err := w.SetFrame(w.ctx, admin, frame); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestLinksForFewAreWarnedOf(t *testing.T) {
	t.Parallel()
	w := fewWorld(t, survey.Anonymous)
	for _, tt := range []struct {
		name   string
		preset survey.Preset
		want   string // "" = nothing is said
	}{
		{"the frame counts many", survey.Preset{Unit: "b"}, ""}, // 40 + 6
		{"a class of many", survey.Preset{Unit: "b", Class: "nd"}, ""},
		{"a class of few", survey.Preset{Unit: "b", Class: "ld"}, "Xã B, Lãnh đạo (6)"},
		{"a class of few everywhere", survey.Preset{Class: "ld"}, ""}, // 6 leaders, and some of the 4 and 9
		{"below it are few", survey.Preset{Unit: "c"}, "Xã C (4)"},
		{"above it are few", survey.Preset{Unit: "d1"}, "Bản D1 (9)"},
		{"a class among few", survey.Preset{Unit: "d", Class: "nd"}, "Xã D, Nhân dân (9)"},
		{"the register counts few", survey.Preset{Unit: "a"}, "Xã A (8)"},
		{"nobody counted", survey.Preset{Unit: "e"}, ""},
		{"the whole province", survey.Preset{Unit: "12"}, ""}, // 46 + 4 + 9
		{"everybody", survey.Preset{}, ""},
	} {
		said, err := w.WarnOfFew(w.ctx, admin, "yk", nil, []survey.Preset{tt.preset})
		if err != nil {
			t.Fatal(err)
		}
		if tt.want == "" && len(said) == 0 {
			continue
		}
		if tt.want == "" || len(said) != 1 || !strings.Contains(said[0].In("vi"), tt.want) ||
			!strings.Contains(said[0].In("vi"), "đơn vị lớn hơn") {
			t.Errorf("%s: got %v, want %q", tt.name, said, tt.want)
		}
	}
}

// Tokens count with those that are there of the same unit, class and wave: seven and three are ten, which is enough.
func TestTokensForFewAreWarnedOf(t *testing.T) {
	t.Parallel()
	w := fewWorld(t, survey.Anonymous)
	leaders := survey.Preset{Unit: "b", Class: "ld"}
	for _, n := range []int{3, 4} {
		if _, err := w.MakeTokens(w.ctx, admin, "yk", n, leaders); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.MakeTokens(w.ctx, admin, "yk", 20, survey.Preset{Unit: "b", Class: "nd"}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		made map[survey.Preset]int
		want []string // texts, one for each warning
	}{
		{"two more are nine", map[survey.Preset]int{leaders: 2}, []string{"có 1 nhóm dưới 10 người: Xã B, Lãnh đạo (9)"}},
		{"three more are ten", map[survey.Preset]int{leaders: 3}, nil},
		{"the smallest first", map[survey.Preset]int{leaders: 1, {Unit: "a"}: 1, {Unit: "c"}: 12},
			[]string{"có 2 nhóm dưới 10 người: Xã A (1); Xã B, Lãnh đạo (8)"}},
		{"no unit and no class", map[survey.Preset]int{{}: 9}, []string{"chỉ có 9 người"}},
		{"many without a unit", map[survey.Preset]int{{}: 10}, nil},
	} {
		said, err := w.WarnOfFew(w.ctx, admin, "yk", tt.made, nil)
		if err != nil || len(said) != len(tt.want) {
			t.Errorf("%s: got %v, %v, want %q", tt.name, said, err, tt.want)
			continue
		}
		for i, want := range tt.want {
			if !strings.Contains(said[i].In("vi"), want) {
				t.Errorf("%s: %q does not say %q", tt.name, said[i].In("vi"), want)
			}
		}
	}
}

func TestWarningsNameTheFirstTenGroups(t *testing.T) {
	t.Parallel()
	w := fewWorld(t, survey.Anonymous)
	made := map[survey.Preset]int{}
	for _, unit := range []string{"12", "a", "b", "c", "c1", "d", "d1", "e"} {
		for _, class := range []string{"ld", "nd"} {
			made[survey.Preset{Unit: unit, Class: class}] = 5
		}
	}
	said, err := w.WarnOfFew(w.ctx, admin, "yk", made, nil)
	if err != nil || len(said) != 1 || !strings.Contains(said[0].In("en"), "16 groups") ||
		strings.Count(said[0].In("en"), "(5)") != 10 || !strings.Contains(said[0].In("en"), "; and 6 more") {
		t.Errorf("got %v, %v", said, err)
	}
}

// In a named survey everybody knows that answers bear names; and it is the business of nobody who may not make tokens.
func TestNobodyIsWarnedInVain(t *testing.T) {
	t.Parallel()
	w := fewWorld(t, survey.Named)
	said, err := w.WarnOfFew(w.ctx, admin, "yk", map[survey.Preset]int{{}: 1}, []survey.Preset{{Unit: "c"}})
	if err != nil || said != nil {
		t.Errorf("a named survey: %v, %v", said, err)
	}
	_, err = w.WarnOfFew(w.ctx, survey.Actor{}, "yk", nil, nil)
	kind(t, err, survey.Unauthorized, "")
}
