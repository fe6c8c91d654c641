package demo_test

import (
	"testing"
	"time"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/export/sentence"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/service"
)

var admin = survey.System("demo")

func installed(t *testing.T) (*service.Service, *live.Board) {
	t.Helper()
	now := func() time.Time { return demo.LatestDay }
	svc, err := service.New(t.Context(), memstore.New(now), service.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	board := live.NewBoard(svc)
	if err := (demo.Installer{Service: svc, Actor: admin}).Install(t.Context()); err != nil {
		t.Fatal(err)
	}
	return svc, board
}

func item(t *testing.T, board *live.Board, slug, path string) (*results.Results, *results.Item) {
	t.Helper()
	r, err := board.Results(t.Context(), slug, results.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range r.Items {
		if it.Field.Path == path {
			return r, it
		}
	}
	t.Fatalf("no item %s", path)
	return nil, nil
}

const (
	checked = "danh_gia/kiem_tra_don_doc"
	sent    = "danh_gia/can_bo_ve_co_so"
)

func TestTheTwoQuotedFigures(t *testing.T) {
	svc, board := installed(t)
	r, it := item(t, board, demo.Opinions, checked)
	speak := sentence.For(r.Form.Q, "vi")
	if got, want := speak.Top(it).Text,
		"Kết quả điều tra xã hội học cho thấy, có 96,23% số người được hỏi (1.047/1.088 người) đánh giá cấp ủy, chính quyền, đoàn thể đã phát huy tốt vai trò, trách nhiệm trong kiểm tra, đôn đốc việc triển khai thực hiện nghị quyết tại cơ sở."; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := speak.Top(it).Interval, "khoảng tin cậy 95%: từ 94,93% đến 97,21%"; got != want {
		t.Errorf("interval %s, want %s", got, want)
	}
	_, it = item(t, board, demo.Opinions, sent)
	if got, want := speak.Top2(it).Text,
		"Có 94,12% số người được hỏi (1.024/1.088 người) đánh giá việc tăng cường cán bộ cấp trên xuống hướng dẫn, giúp đỡ cơ sở ở mức tốt và khá tốt."; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	one := survey.Answers{"chung/doi_tuong": survey.OfText("nhan_dan"),
		"danh_gia/to_chuc_hoc_tap": survey.OfText("tot"), checked: survey.OfText("tot"), sent: survey.OfText("tot")}
	if _, err := svc.Submit(t.Context(), demo.Opinions,
		service.Submission{ID: "11111111-2222-4333-8444-555555555555", Answers: one}); err != nil {
		t.Fatal(err)
	}
	if _, it = item(t, board, demo.Opinions, checked); speak.Top(it).Figure != "96,24%" || it.Top.Count != 1048 ||
		it.Top.Base != 1089 {
		t.Errorf("after one more: %s of %d/%d, want 96,24%% of 1048/1089", speak.Top(it).Figure, it.Top.Count,
			it.Top.Base)
	}
	if err := (demo.Installer{Service: svc, Actor: admin}).Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, it = item(t, board, demo.Opinions, checked); it.Top.Count != 1047 || it.Top.Base != 1088 {
		t.Errorf("after the reset: %d/%d, want 1047/1088", it.Top.Count, it.Top.Base)
	}
}

func TestTotalsOfTheUnitReturn(t *testing.T) {
	svc, board := installed(t)
	for path, want := range map[string]float64{"kiem_tra/luot_kiem_tra": 4227, "kiem_tra/to_chuc": 3100,
		"kiem_tra/dang_vien":   27112,
		"truyen_thanh/cum_loa": 568, "truyen_thanh/loa_co_day": 348, "truyen_thanh/loa_vien_thong": 220} {
		r, it := item(t, board, demo.Returns, path)
		if it.Numbers.Total != want || it.Numbers.N != 8 {
			t.Errorf("%s: total %v of %d returns, want %v of 8", path, it.Numbers.Total, it.Numbers.N, want)
		}
		byUnit := 0.0
		for i, u := range r.Units {
			if u.Level == "district" {
				byUnit += it.ByUnit[i].Numbers.Total
			}
		}
		if byUnit != want {
			t.Errorf("%s: the districts add up to %v, want %v", path, byUnit, want)
		}
	}
	bad := survey.Answers{"huyen": survey.OfText("105"), "luot_kiem_tra": survey.OfNumber("10"),
		"to_chuc": survey.OfNumber("5"), "dang_vien": survey.OfNumber("50"),
		"loa_co_day": survey.OfNumber("3"), "loa_vien_thong": survey.OfNumber("4"), "cum_loa": survey.OfNumber("8"),
		"xa_co_loa": survey.OfNumber("5")}
	_, err := svc.Submit(t.Context(), demo.Returns,
		service.Submission{ID: "11111111-2222-4333-8444-555555555555", Answers: bad})
	problems := survey.ProblemsOf(err)
	if len(problems) != 1 || problems[0].Place.Item != "truyen_thanh/cum_loa" ||
		problems[0].Own.In("vi") != "Tổng số cụm loa phải bằng số có dây, FM cộng số ứng dụng viễn thông." {
		t.Errorf("a return that does not add up: %v", err)
	}
}

func TestBasesKeepApartWhoWasAskedAndWhoRated(t *testing.T) {
	_, board := installed(t)
	_, it := item(t, board, demo.Opinions, "danh_gia/tuyen_truyen")
	if !(it.Base.Asked == 1088 && it.Base.Asked > it.Base.Answered && it.Base.Answered > it.Base.Valid) {
		t.Errorf("bases %+v: blanks and don't-knows must make asked > answered > valid", it.Base)
	}
	_, why := item(t, board, demo.Opinions, "danh_gia/vi_sao_chua_tot")
	_, study := item(t, board, demo.Opinions, "danh_gia/to_chuc_hoc_tap")
	if bad := study.Rows[3].Count; why.Base.Asked != bad || bad == 0 {
		t.Errorf("the routed item was asked of %d, want the %d who said chua_tot", why.Base.Asked, bad)
	}
	units, total := 0, int64(0)
	r, _ := item(t, board, demo.Opinions, checked)
	for i, u := range r.Units {
		if u.Level == "district" {
			units++
			total += it.ByUnit[i].Base.Asked
		}
	}
	if units != 8 || total != 1088 || r.Unplaced != 0 || len(r.Units) != 114 {
		t.Errorf("%d districts with %d answers, %d unplaced, %d units; want 8, 1088, 0, 114", units, total, r.Unplaced,
			len(r.Units))
	}
}
