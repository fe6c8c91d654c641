package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// rated is a world with 20 responses to ratingForm: 12 Tốt, 5 Khá tốt, 1 Trung bình, 1 Khó trả lời, 1 left blank.
func rated(t *testing.T, mode survey.Mode) *world {
	t.Helper()
	w := deskWorld(t)
	w.publish(ratingForm(), survey.PublishOptions{Mode: mode})
	for i := range 20 {
		code := map[bool]string{true: "1", false: "2"}[i < 12]
		switch i {
		case 17:
			code = "3"
		case 18:
			code = "9"
		case 19:
			w.answer("danh-gia", i, `{"kenh":["loa","hop"]}`)
			continue
		}
		w.answer("danh-gia", i, fmt.Sprintf(`{"canbo":%q}`, code))
	}
	return w
}

// 12 + 5 of 18 valid answers are 94,44%; Wilson's interval by hand: 74,24% to 99,01%. 12 of 18 are 66,67%: 43,75% to 83,72%.
func TestResultsSayTheFigures(t *testing.T) {
	w := rated(t, survey.Anonymous)
	analyst := w.as("phantich")
	const sentence = "Có 94,44% số người có ý kiến đánh giá (17/18 người) đánh giá việc tăng cường cán bộ ở mức tốt và khá tốt."
	for _, page := range []string{"/desk/danh-gia", "/desk/danh-gia/results"} {
		analyst.get(page).want(http.StatusOK).says(sentence, "khoảng tin cậy 95%: từ 74,24% đến 99,01%", "Tính trên 20 phiếu hợp lệ",
			"Vì sao?", "Tử số: 17 người chọn “Tốt” hoặc “Khá tốt”.", "Mẫu số: 18 người có câu trả lời hợp lệ.", "1 người bỏ trống", "1 người chọn “Khó trả lời”", "Wilson")
	}
	analyst.get("/desk/danh-gia/results").says("Số người được hỏi 20", "Số người trả lời 19", "Có ý kiến hợp lệ 18", "66,67%", "43,75–83,72", "74,24–99,01",
		"Khá tốt 5 27,78%", "Khó trả lời 1 ngoài mẫu số", "Loa truyền thanh 1 100,00%")
	analyst.get("/desk/danh-gia/results?lang=en").says("94.44% of the people who gave a rating (17/18 people) rated sending cadres good or fairly good.",
		"95% confidence interval: 74.24% to 99.01%", "Why?", "Denominator: 18 people with a valid answer.")
}

func TestResultsBeforeAnyAnswer(t *testing.T) {
	w := deskWorld(t)
	w.publish(ratingForm(), survey.PublishOptions{Mode: survey.Anonymous})
	analyst := w.as("phantich")
	analyst.get("/desk/danh-gia").want(http.StatusOK).says("chưa có ai cho ý kiến đánh giá").silent("NaN", "0,00%")
	analyst.get("/desk/danh-gia/results").want(http.StatusOK).says("Tính trên 0 phiếu").silent("NaN", "0,00%")
}

func TestDraftHasNoResultsYet(t *testing.T) {
	w := deskWorld(t)
	if _, err := w.service.SaveDraft(t.Context(), admin, "nhap", ratingForm()); err != nil {
		t.Fatal(err)
	}
	analyst := w.as("phantich")
	for _, page := range []string{"", "/results", "/fieldwork", "/links", "/data", "/settings", "/questionnaire", "/preview"} {
		analyst.get("/desk/nhap" + page).want(http.StatusOK)
	}
	analyst.get("/desk/nhap").says("Chưa công bố phiếu hỏi nào.")
	analyst.get("/desk/nhap/report.xlsx").want(http.StatusNotFound)
	analyst.get("/desk/nhap/live").want(http.StatusNotFound)
}

func TestOpenPagesLearnOfNewAnswers(t *testing.T) {
	w := rated(t, survey.Anonymous)
	analyst := w.as("phantich")
	r := analyst.ask(http.MethodGet, "/desk/danh-gia/live", nil).want(http.StatusOK)
	tag := r.header.Get("ETag")
	analyst.ask(http.MethodGet, "/desk/danh-gia/live", nil, "If-None-Match", tag).want(http.StatusNotModified)
	w.answer("danh-gia", 100, `{"canbo":"1"}`)
	r = analyst.ask(http.MethodGet, "/desk/danh-gia/live", nil, "If-None-Match", tag).want(http.StatusOK)
	if r.header.Get("ETag") == tag {
		t.Error("the tag did not change")
	}
	analyst.get("/desk/danh-gia").says("18/19 người", "Tính trên 21 phiếu hợp lệ")
}

func TestPictureOfEveryItemHasTitleAndDescription(t *testing.T) {
	page := rated(t, survey.Anonymous).as("phantich").get("/desk/danh-gia/results").body
	if n := strings.Count(page, "<svg"); n != 2 { // the rating and the channels; an open question has none
		t.Fatalf("%d pictures", n)
	}
	if strings.Count(page, "<title id=") != 2 || strings.Count(page, "<desc id=") != 2 {
		t.Error("a picture lacks title or description")
	}
}

func TestPublicResults(t *testing.T) {
	w := rated(t, survey.Anonymous)
	nobody := person{w: w}
	nobody.get("/r/danh-gia").want(http.StatusNotFound)
	nobody.get("/r/khong-co").want(http.StatusNotFound)
	w.change("danh-gia", func(x *survey.Survey) { x.Public = true })
	nobody.get("/r/danh-gia").want(http.StatusOK).says("94,44%", "17/18 người", "không công bố (cỡ mẫu nhỏ)").silent("Loa truyền thanh", "Đăng xuất", "Xem theo đơn vị")
	nobody.get("/r/danh-gia?lang=en").says("not published (small base)")
}

func TestReportIsTheWorkbookInTheReadersLanguage(t *testing.T) {
	w := rated(t, survey.Anonymous)
	r := w.as("phantich").get("/desk/danh-gia/report.xlsx?lang=en").want(http.StatusOK)
	if r.body != "workbook of danh-gia in en for phantich" || r.header.Get("Content-Disposition") != "attachment; filename=danh-gia.xlsx" {
		t.Errorf("got %q, %q", r.body, r.header.Get("Content-Disposition"))
	}
}

func TestResetIsForTheDemoAlone(t *testing.T) {
	w := rated(t, survey.Anonymous)
	boss := w.as("quantri")
	boss.get("/desk/danh-gia").silent("Khôi phục dữ liệu mẫu")
	boss.post("/desk/danh-gia/reset").want(http.StatusNotFound)
}

// unitWorld is a world with two districts, a plan that is due, and answers from one of them.
func unitWorld(t *testing.T) *world {
	t.Helper()
	w := deskWorld(t)
	w.publish(ratingForm(), survey.PublishOptions{Mode: survey.Named})
	analyst := w.as("phantich")
	units := "code,name,level,parent_code\n12,Tỉnh Lai Châu,province,\n105,Thành phố Lai Châu,district,12\n106,Huyện Tam Đường,district,12\n03390,Thị trấn Tam Đường,commune,106\n"
	analyst.upload("/desk/units", "file", "lai_chau.csv", []byte(units)).to("/desk/units?done=units")
	analyst.post("/desk/danh-gia/settings", "time_zone", "Asia/Ho_Chi_Minh", "units", "lai_chau", "classes", "ld = Lãnh đạo | Leaders\nnd = Nhân dân").to("/desk/danh-gia/settings?done=saved")
	frame := "unit,class,population,planned,due\n105,,100,3,2026-11-19\n03390,nd,50,1,2026-11-19\n"
	analyst.upload("/desk/danh-gia/frame", "file", "ke-hoach.csv", []byte(frame)).to("/desk/danh-gia/fieldwork?done=frame")
	for i, at := range []struct{ unit, class string }{{"105", "ld"}, {"105", "nd"}, {"03390", "nd"}, {"03390", "nd"}} {
		link, err := w.service.AddLink(t.Context(), admin, survey.Link{Survey: "danh-gia", Unit: at.unit, Class: at.class})
		if err != nil {
			t.Fatal(err)
		}
		w.send("danh-gia", fmt.Sprintf(`{"id":"00000000-0000-4000-8000-%012d","link":%q,"answers":{"canbo":"1"}}`, i, link.Code)).want(http.StatusCreated)
	}
	return w
}

func TestFieldworkComparesPlanAndDone(t *testing.T) {
	w := unitWorld(t)
	analyst := w.as("phantich")
	analyst.get("/desk/danh-gia/fieldwork").want(http.StatusOK).says("Phiếu hợp lệ 4", "Nhận hôm nay 4",
		"Đơn vị quá hạn", "Thành phố Lai Châu 19/11/2026 2 3", // late: 2 of 3
		"Tỉnh Lai Châu 4 4 100,00%", "Huyện Tam Đường 2 1 200,00%", "Thị trấn Tam Đường 2 1 200,00%").
		silent("Nhân dân 19/11/2026")
	analyst.get("/desk").says("1 đơn vị quá hạn")
	w.pass(36 * time.Hour)
	analyst = w.as("phantich")
	analyst.get("/desk").says("Hôm nay chưa có phiếu nào")
	analyst.get("/desk/danh-gia/results/units?item=canbo").want(http.StatusOK).says("Thành phố Lai Châu 2 2 100,00%", "Huyện Tam Đường 2 2 100,00%", "Toàn bộ 4 4 100,00%")
	analyst.get("/desk/danh-gia/results/units?item=khong_co").want(http.StatusNotFound)
	analyst.get("/desk/units").says("4 đơn vị", "tỉnh, thành phố › huyện › xã, phường", "Thị trấn Tam Đường")
}

func TestBadUnitsAndFramesAreListedAndNotStored(t *testing.T) {
	w := unitWorld(t)
	analyst := w.as("phantich")
	analyst.upload("/desk/units", "file", "x.csv", []byte("code,name,level,parent_code\n1,A,x,9\n1,B,x,\n")).want(http.StatusUnprocessableEntity).
		says("dòng 2", "cấp trên 9", "dòng 3", "hai lần")
	analyst.upload("/desk/danh-gia/frame", "file", "x.csv", []byte("unit,planned,class\n999,1,\n105,ba,zz\n")).want(http.StatusUnprocessableEntity).
		says("dòng 2", "“999”", "dòng 3", "“ba”", "“zz”")
	sets, err := w.service.UnitSets(t.Context(), admin)
	if err != nil || len(sets) != 1 || len(sets[0].Units) != 4 {
		t.Errorf("got %+v, %v", sets, err)
	}
	frame, err := w.service.Frame(t.Context(), admin, "danh-gia", "")
	if err != nil || len(frame.Rows) != 2 {
		t.Errorf("got %+v, %v", frame, err)
	}
}
