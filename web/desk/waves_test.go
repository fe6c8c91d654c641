package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

// wavesWorld has two waves: of 2024 three who approve (1), of 2025, the current one, two who do not (4); and one answer
// in no wave.
func wavesWorld(t *testing.T) *webtest.World {
	t.Helper()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	w.Answer("danh-gia", 0, `{"canbo":"1"}`)
	waves := []survey.Wave{{Code: "2024", Label: webtest.Tv("Đợt 2024", "Round 2024")},
		{Code: "2025", Label: webtest.Tv("Đợt 2025", "Round 2025")}}
	for i, wave := range []string{"2024", "2024", "2024", "2025", "2025"} {
		w.Change("danh-gia", func(x *survey.Survey) { x.Waves, x.Wave = waves, wave })
		code := map[string]string{"2024": "1", "2025": "4"}[wave]
		w.Answer("danh-gia", i+1, fmt.Sprintf(`{"canbo":%q}`, code))
	}
	return w
}

// Pages are of one wave, the current one unless another is asked for, and say which; by hand 0/2, 3/3, 1/1 and 4/6.
func TestPagesAreOfOneWave(t *testing.T) {
	t.Parallel()
	w := wavesWorld(t)
	analyst := w.As("phantich")
	for wave, want := range map[string][]string{
		"": {"đợt: Đợt 2025", "(0/2 người)", "Đợt 2024 3", "không thuộc đợt nào 1", "mọi đợt 6",
			"số liệu lúc "},
		"?wave=2024": {"đợt: Đợt 2024", "(3/3 người)"},
		"?wave=none": {"đợt: không thuộc đợt nào", "(1/1 người)"},
		"?wave=all":  {"đợt: mọi đợt", "(4/6 người)"},
	} {
		analyst.Get("/desk/danh-gia/results" + wave).Want(http.StatusOK).Says(want...)
	}
	analyst.Get("/desk/danh-gia/results?wave=2023").Want(http.StatusNotFound)
	analyst.Get("/desk/danh-gia").Says("đợt: Đợt 2025")
	analyst.Get("/desk/danh-gia/fieldwork").Says("Phiếu hợp lệ 2", "Số liệu lúc ")
	analyst.Get("/desk/danh-gia/fieldwork?wave=2024").Says("Phiếu hợp lệ 3")
	analyst.Get("/desk/danh-gia/data").Says("Phiếu hợp lệ 6")
	analyst.Get("/desk").Says("2 phiếu hợp lệ", "đợt: Đợt 2025", "Số liệu lúc")
	analyst.Get("/desk/danh-gia/tables?item=canbo&by=_wave&wave=all").Says("Đợt 2024", "Đợt 2025", "mọi đợt")
	analyst.Get("/desk/danh-gia/tables?item=canbo&where=_wave+%3D+'2024'&wave=all").Says("3")
}

func TestResultsOfAWaveByAPI(t *testing.T) {
	t.Parallel()
	w := wavesWorld(t)
	key, err := w.Service.AddKey(t.Context(), webtest.Admin, "waves", survey.Analyst)
	if err != nil {
		t.Fatal(err)
	}
	for wave, want := range map[string]string{"": `"wave":"2025"`, "?wave=2024": `"wave":"2024"`,
		"?wave=all": `"wave":"all"`} {
		r := w.Get("/api/v1/surveys/danh-gia/results"+wave, "Authorization", "Bearer "+key).Want(http.StatusOK)
		if !strings.Contains(r.Body, want) ||
			!strings.Contains(r.Body, `{"wave":"2024","label":"Đợt 2024","counted":3}`) {
			t.Errorf("results%s do not say %s and the other waves: %.300s", wave, want, r.Body)
		}
	}
	w.Get("/api/v1/surveys/danh-gia/results?wave=2023", "Authorization",
		"Bearer "+key).Want(http.StatusNotFound).Problem()
}

// A wave is made, given its days and made the current one at the desk.
func TestWavesAreEditedAtTheDesk(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	boss, at := w.As("phantich"), "/desk/danh-gia/settings"
	boss.Post(at, "time_zone", "Asia/Ho_Chi_Minh", "wave", "2025", "wave_code", "2024", "wave_label", "Đợt đầu",
		"wave_label_en", "First", "wave_day", "2024-06-01", "wave_from", "2024-06-01", "wave_to", "2024-06-30",
		"wave_code", "2025", "wave_label", "", "wave_label_en", "", "wave_day", "2025-07-01", "wave_from", "",
		"wave_to", "", "wave_code", "", "wave_label", "").To(at + "?done=saved")
	sv, err := w.Service.Survey(t.Context(), "danh-gia")
	if err != nil {
		t.Fatal(err)
	}
	want := `[{2024 map[en:First vi:Đợt đầu] 2024-06-01 2024-06-01 2024-06-30} {2025 map[vi:2025] 2025-07-01  }]`
	if got := fmt.Sprint(sv.Waves); got != want || sv.Wave != "2025" {
		t.Errorf("waves %s, current %s; want %s, 2025", got, sv.Wave, want)
	}
	boss.Get(at).Says("Ngày đọc mã đơn vị")
	boss.Post(at, "time_zone", "Asia/Ho_Chi_Minh", "wave", "", "wave_code", "all", "wave_day",
		"1/7/2025").Want(http.StatusUnprocessableEntity).Says("“all”", "“1/7/2025”")
}
