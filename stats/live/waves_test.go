package live_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
)

// twoWaves has answers before and after communes were merged: 03388 was Sùng Phài in district 105 until 30/6/2025 and
// is Đoàn Kết, right below the province, since. Of 2024 two of Sùng Phài approve, of 2025 one of three of Đoàn Kết
// does.
func twoWaves(t *testing.T, mode survey.Mode) *office {
	o := open(t, memstore.New(time.Now), &clock{time.Now()})
	units := []survey.Unit{{Code: "12", Name: "Lai Châu", Level: "province"},
		{Code: "105", Name: "Thành phố", Level: "district", Parent: "12", To: "2025-06-30"},
		{Code: "03388", Name: "Sùng Phài", Level: "commune", Parent: "105", To: "2025-06-30"},
		{Code: "03388", Name: "Đoàn Kết", Level: "commune", Parent: "12", From: "2025-07-01"},
		{Code: "106", Name: "Tam Đường", Level: "district", Parent: "12"},
		{Code: "03390", Name: "Tân Phong", Level: "commune", Parent: "12"}}
	if err := o.svc.ImportUnits(t.Context(), admin, survey.UnitSet{ID: "u", Units: units}, nil); err != nil {
		t.Fatal(err)
	}
	o.publish(mode, form())
	waves := []survey.Wave{{Code: "2024", Label: survey.Text{"": "Đợt 2024"}, Day: "2024-10-01"},
		{Code: "2025", Label: survey.Text{"": "Đợt 2025"}, From: "2025-09-01"}}
	for i, x := range []struct{ wave, code string }{{"2024", "tot"}, {"2024", "tot"}, {"2025", "tot"}, {"2025", "chua"},
		{"2025", "chua"}} {
		if err := o.change(func(s *survey.Survey) { s.Units, s.Waves, s.Wave = "u", waves, x.wave }); err != nil {
			t.Fatal(err)
		}
		o.answer(i, said(x.code), "03388")
	}
	return o
}

func (o *office) of(wave string) *results.Results {
	o.t.Helper()
	r, err := o.board.Results(o.t.Context(), "yk", results.Scope{Wave: wave})
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

// Each wave has its own figures, and the names of units that were valid then; all together keep the two places apart.
func TestUnitsAreThoseOfTheDayOfTheWave(t *testing.T) {
	t.Parallel()
	o := twoWaves(t, survey.Named)
	for _, tt := range []struct{ wave, resolved, top, units string }{
		{"2024", "2024", "2/2", "Thành phố 2; Sùng Phài 2; Tam Đường 0; Tân Phong 0; "},
		{"2025", "2025", "1/3", "Đoàn Kết 3; Tam Đường 0; Tân Phong 0; "},
		{"", "2025", "1/3", "Đoàn Kết 3; Tam Đường 0; Tân Phong 0; "},
		{"all", "all", "3/5", "Thành phố 2; Sùng Phài 2; Tam Đường 0; Tân Phong 0; Đoàn Kết 3; "},
	} {
		r := o.of(tt.wave)
		units := ""
		for i, u := range r.Units {
			units += fmt.Sprintf("%s %d; ", u.Name, u.Responses)
			if got := r.Items[0].ByUnit[i].Base.Asked; got != u.Responses {
				t.Errorf("wave %q, %s: asked %d, want %d", tt.wave, u.Name, got, u.Responses)
			}
		}
		top := r.Items[0].Top
		if got := fmt.Sprintf("%d/%d", top.Count, top.Base); got != tt.top || sorted(units) != sorted(tt.units) ||
			r.Wave != tt.resolved || len(r.Waves) != 2 || r.Unplaced != 0 {
			t.Errorf("wave %q is %q: %s by %s, %d unplaced; want %s by %s", tt.wave, r.Wave, got, units, r.Unplaced,
				tt.top, tt.units)
		}
	}
	if _, err := o.board.Results(t.Context(), "yk",
		results.Scope{Wave: "2023"}); survey.KindOf(err) != survey.NotFound {
		t.Errorf("a wave that is not there: %v", err)
	}
}

func sorted(list string) string {
	parts := strings.Split(list, "; ")
	for i := range parts {
		for j := i; j > 0 && parts[j] < parts[j-1]; j-- {
			parts[j], parts[j-1] = parts[j-1], parts[j]
		}
	}
	return strings.Join(parts, "; ")
}

// Without any day the register says two things of 03388: it asks, and picks neither.
func TestNoDayAsks(t *testing.T) {
	t.Parallel()
	o := twoWaves(t, survey.Named)
	if err := o.change(func(s *survey.Survey) {
		s.Waves = []survey.Wave{{Code: "2024"}, {Code: "2025"}}
	}); err != nil {
		t.Fatal(err)
	}
	r := o.of("all")
	if r.Unplaced != 5 || fmt.Sprint(r.Unclear) != "[03388]" {
		t.Errorf("%d unplaced, unclear %v; want 5 and [03388]", r.Unplaced, r.Unclear)
	}
	file := rows.ImportFile{Name: "f.csv", SHA256: "ab", Header: []string{"q1", "_unit"},
		Cell: func(c, l int) string { return fmt.Sprintf("%c%d", 'A'+c, l) },
		Rows: []rows.ImportRow{{Line: 2, Cells: []string{"tot", "03388"}}, {Line: 3, Cells: []string{"tot", "03390"}}}}
	_, err := o.svc.ImportResponses(t.Context(), admin, "yk", file, service.ImportOptions{})
	if p := survey.ProblemsOf(err); len(p) != 1 || p[0].Code != "unit.day_missing" || p[0].Place.Row != 2 {
		t.Errorf("the import: %v, want one problem in row 2", err)
	}
}

// Fieldwork of all waves counts for no place what names one that was not there on the day of its wave: answer or plan.
func TestAPlaceOfAnotherDayIsAStranger(t *testing.T) {
	t.Parallel()
	o := twoWaves(t, survey.Named)
	if err := o.change(func(s *survey.Survey) { s.Wave = "2025" }); err != nil {
		t.Fatal(err)
	}
	o.answer(10, said("tot"), "105") // abolished by then
	if err := o.svc.SetFrame(t.Context(), admin,
		survey.SamplingFrame{Survey: "yk", Wave: "2025", Rows: []survey.FrameRow{{Unit: "105", Planned: 7}}}); err != nil {
		t.Fatal(err)
	}
	f, err := o.board.Fieldwork(t.Context(), "yk", results.Scope{Wave: survey.AllWaves})
	if err != nil {
		t.Fatal(err)
	}
	if there, stranger := f.Sums[live.Cell{Unit: "105"}], f.Sums[live.Cell{Unit: "105@2025-09-01"}]; there != 2 ||
		stranger != 1 {
		t.Errorf("%d answers in the district and %d in none, want the 2 of 2024 and 1", there, stranger)
	}
	if row := f.Frame.Rows[0]; row.Unit != "105@2025-09-01" {
		t.Errorf("the plan is for %s", row.Unit)
	}
}

// What is not an item breaks down and chooses rows, too. By hand: of 2024 2 of 2 approve, of 2025 1 of 3.
func TestDimensionsOfTables(t *testing.T) {
	t.Parallel()
	o := twoWaves(t, survey.Named)
	query := func(by, where string) (string, error) {
		q := live.TablesQuery{Items: []string{"q1"}, Where: where, Lang: "vi",
			Scope: results.Scope{Wave: survey.AllWaves}}
		if by != "" {
			q.By = []string{by}
		}
		got, err := o.board.Tables(t.Context(), "yk", q)
		if err != nil {
			return "", err
		}
		out := ""
		for _, table := range got.ByItem()[0] {
			for _, b := range table.Bases {
				column := ""
				if b.Column != nil {
					column = *b.Column
				} else if table.Banner != nil {
					continue
				}
				out += fmt.Sprintf("%s %.0f%% of %d; ", b.Label, 100*float64(table.Find("tot", column).Estimate),
					b.Valid)
			}
		}
		return out, nil
	}
	for _, tt := range []struct{ by, where, want string }{
		{"_wave", "", "Đợt 2024 100% of 2; Đợt 2025 33% of 3; "},
		{"_unit_commune", "", "Sùng Phài 100% of 2; Đoàn Kết 33% of 3; "},
		{"", "_wave = '2024'", " 100% of 2; "},
		{"", "_unit_district = '105'", " 100% of 2; "},
		{"", "_mode = 'web' or _class = 'x' or _link = 'y' or _language = 'en'", " NaN% of 0; "},
		{"", "_version = '1'", " 60% of 5; "},
	} {
		got, err := query(tt.by, tt.where)
		if err != nil || !strings.HasSuffix(got, tt.want) {
			t.Errorf("by %q where %q: %s, %v; want %s", tt.by, tt.where, got, err, tt.want)
		}
	}
	anonymous := twoWaves(t, survey.Anonymous)
	for _, q := range []live.TablesQuery{{Items: []string{"q1"}, By: []string{"_link"}},
		{Items: []string{"q1"}, Where: "_link = 'a'"}} {
		if _, err := anonymous.board.Tables(t.Context(), "yk", q); survey.KindOf(err) != survey.Invalid {
			t.Errorf("%+v in an anonymous survey: %v, want it refused", q, err)
		}
	}
}

// A wave is a sample of its own: standard errors are those of its answers alone. By hand for 1 of 3, with the divisor
// n-1: sqrt(1/3 × 2/3 / 2) = 1/3.
func TestAWaveIsASampleOfItsOwn(t *testing.T) {
	t.Parallel()
	o := twoWaves(t, survey.Named)
	got, err := o.board.Tables(t.Context(), "yk",
		live.TablesQuery{Items: []string{"q1"}, Scope: results.Scope{Wave: "2025"}})
	if err != nil {
		t.Fatal(err)
	}
	if se := float64(got.Tables.Tables[0].Find("tot", "").SE); math.Abs(se-1.0/3) > 1e-12 {
		t.Errorf("standard error %v, want 1/3", se)
	}
}

// More units than fit in a table are not dropped in silence.
func TestLevelsThatAreNotShownAreSaid(t *testing.T) {
	t.Parallel()
	o := open(t, memstore.New(time.Now), &clock{time.Now()})
	var units []survey.Unit
	for d := range 3 {
		units = append(units, survey.Unit{Code: fmt.Sprint("d", d), Name: "Huyện", Level: "district"})
		for c := range 250 {
			units = append(units, survey.Unit{Code: fmt.Sprint("c", d, "-", c), Name: "Xã", Level: "commune",
				Parent: fmt.Sprint("d", d)})
		}
	}
	if err := o.svc.ImportUnits(t.Context(), admin, survey.UnitSet{ID: "u", Units: units}, nil); err != nil {
		t.Fatal(err)
	}
	o.publish(survey.Named, form())
	if err := o.change(func(s *survey.Survey) { s.Units = "u" }); err != nil {
		t.Fatal(err)
	}
	o.answer(1, said("tot"), "c1-1")
	r := o.results()
	if want := "[{district 3 false} {commune 750 true}]"; fmt.Sprint(r.Levels) != want || len(r.Units) != 3 ||
		r.Units[1].Responses != 1 {
		t.Errorf("levels %v with %d units shown, want %s with 3", r.Levels, len(r.Units), want)
	}
}
