package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

// rated is a world with 20 responses to ratingForm: 12 Tốt, 5 Khá tốt, 1 Trung bình, 1 Khó trả lời, 1 left blank.
func rated(t *testing.T, mode survey.Mode) *webtest.World {
	t.Helper()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: mode})
	for i := range 20 {
		code := map[bool]string{true: "1", false: "2"}[i < 12]
		switch i {
		case 17:
			code = "3"
		case 18:
			code = "9"
		case 19:
			w.Answer("danh-gia", i, `{"kenh":["loa","hop"]}`)
			continue
		}
		w.Answer("danh-gia", i, fmt.Sprintf(`{"canbo":%q}`, code))
	}
	return w
}

// 12 + 5 of 18 valid answers are 94,44%; Wilson's interval by hand: 74,24% to 99,01%. 12 of 18 are 66,67%: 43,75% to
// 83,72%.
func TestResultsSayTheFigures(t *testing.T) {
	t.Parallel()
	w := rated(t, survey.Anonymous)
	analyst := w.As("phantich")
	const sentence = "Có 94,44% số người có ý kiến đánh giá (17/18 người) đánh giá việc tăng cường cán bộ ở mức tốt và khá tốt."
	for _, page := range []string{"/desk/danh-gia", "/desk/danh-gia/results"} {
		analyst.Get(page).Want(http.StatusOK).Says(sentence, "khoảng tin cậy 95%: từ 74,24% đến 99,01%",
			"Tính trên 20 phiếu hợp lệ",
			"Vì sao?", "Tử số: 17 người chọn “Tốt” hoặc “Khá tốt”.", "Mẫu số: 18 người có câu trả lời hợp lệ.",
			"1 người bỏ trống", "1 người chọn “Khó trả lời”", "Wilson")
	}
	analyst.Get("/desk/danh-gia/results").Says("Số người được hỏi 20", "Số người trả lời 19", "Có ý kiến hợp lệ 18",
		"66,67%", "43,75–83,72", "74,24–99,01",
		"Khá tốt 5 27,78%", "Khó trả lời 1 ngoài mẫu số", "Loa truyền thanh 1 100,00%")
	analyst.Get("/desk/danh-gia/results?lang=en").Says("94.44% of the people who gave a rating (17/18 people) rated sending cadres good or fairly good.",
		"95% confidence interval: 74.24% to 99.01%", "Why?", "Denominator: 18 people with a valid answer.")
}

func TestResultsBeforeAnyAnswer(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Anonymous})
	analyst := w.As("phantich")
	analyst.Get("/desk/danh-gia").Want(http.StatusOK).Says("chưa có ai cho ý kiến đánh giá").Silent("NaN", "0,00%")
	analyst.Get("/desk/danh-gia/results").Want(http.StatusOK).Says("Tính trên 0 phiếu").Silent("NaN", "0,00%")
}

func TestDraftHasNoResultsYet(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	if _, err := w.Service.SaveDraft(t.Context(), webtest.Admin, "nhap", webtest.RatingForm()); err != nil {
		t.Fatal(err)
	}
	analyst := w.As("phantich")
	for _, page := range []string{"", "/results", "/fieldwork", "/links", "/data", "/settings", "/questionnaire",
		"/preview"} {
		analyst.Get("/desk/nhap" + page).Want(http.StatusOK)
	}
	analyst.Get("/desk/nhap").Says("Chưa công bố phiếu hỏi nào.")
	analyst.Get("/desk/nhap/report.xlsx").Want(http.StatusNotFound)
	analyst.Get("/desk/nhap/live").Want(http.StatusNotFound)
}

func TestOpenPagesLearnOfNewAnswers(t *testing.T) {
	t.Parallel()
	w := rated(t, survey.Anonymous)
	analyst := w.As("phantich")
	r := analyst.Ask(http.MethodGet, "/desk/danh-gia/live", nil).Want(http.StatusOK)
	tag := r.Header.Get("ETag")
	analyst.Ask(http.MethodGet, "/desk/danh-gia/live", nil, "If-None-Match", tag).Want(http.StatusNotModified)
	w.Answer("danh-gia", 100, `{"canbo":"1"}`)
	r = analyst.Ask(http.MethodGet, "/desk/danh-gia/live", nil, "If-None-Match", tag).Want(http.StatusOK)
	if r.Header.Get("ETag") == tag {
		t.Error("the tag did not change")
	}
	analyst.Get("/desk/danh-gia").Says("18/19 người", "Tính trên 21 phiếu hợp lệ")
}

func TestPictureOfEveryItemHasTitleAndDescription(t *testing.T) {
	t.Parallel()
	page := rated(t, survey.Anonymous).As("phantich").Get("/desk/danh-gia/results").Body
	if n := strings.Count(page, "<svg"); n != 2 { // the rating and the channels; an open question has none
		t.Fatalf("%d pictures", n)
	}
	if strings.Count(page, "<title id=") != 2 || strings.Count(page, "<desc id=") != 2 {
		t.Error("a picture lacks title or description")
	}
}

func TestPublicResults(t *testing.T) {
	t.Parallel()
	w := rated(t, survey.Anonymous)
	nobody := webtest.Person{W: w}
	nobody.Get("/r/danh-gia").Want(http.StatusNotFound)
	nobody.Get("/r/khong-co").Want(http.StatusNotFound)
	w.Change("danh-gia", func(x *survey.Survey) { x.Public = true })
	nobody.Get("/r/danh-gia").Want(http.StatusOK).Says("94,44%", "17/18 người",
		"không công bố (cỡ mẫu nhỏ)").Silent("Loa truyền thanh", "Đăng xuất", "Xem theo đơn vị")
	nobody.Get("/r/danh-gia?lang=en").Says("not published (small base)")
}

func TestReportIsTheWorkbookInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	w := rated(t, survey.Anonymous)
	r := w.As("phantich").Get("/desk/danh-gia/report.xlsx?lang=en").Want(http.StatusOK)
	if r.Body != "workbook of danh-gia in en for phantich" ||
		r.Header.Get("Content-Disposition") != "attachment; filename=danh-gia.xlsx" {
		t.Errorf("got %q, %q", r.Body, r.Header.Get("Content-Disposition"))
	}
}

func TestResetIsForTheDemoAlone(t *testing.T) {
	t.Parallel()
	w := rated(t, survey.Anonymous)
	boss := w.As("quantri")
	boss.Get("/desk/danh-gia").Silent("Khôi phục dữ liệu mẫu")
	boss.Post("/desk/danh-gia/reset").Want(http.StatusNotFound)
}

// unitWorld is a world with two districts, a plan that is due, and answers from one of them.
func unitWorld(t *testing.T) *webtest.World {
	t.Helper()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	analyst := w.As("phantich")
	units := "code,name,level,parent_code\n12,Tỉnh Lai Châu,province,\n105,Thành phố Lai Châu,district,12\n106,Huyện Tam Đường,district,12\n03390,Thị trấn Tam Đường,commune,106\n"
	analyst.Upload("/desk/units", "file", "lai_chau.csv", []byte(units)).To("/desk/units?done=units")
	analyst.Post("/desk/danh-gia/settings", "time_zone", "Asia/Ho_Chi_Minh", "units", "lai_chau", "classes",
		"ld = Lãnh đạo | Leaders\nnd = Nhân dân").To("/desk/danh-gia/settings?done=saved")
	frame := "unit,class,population,planned,due\n105,,100,3,2026-11-19\n03390,nd,50,1,2026-11-19\n"
	analyst.Upload("/desk/danh-gia/frame", "file", "ke-hoach.csv",
		[]byte(frame)).To("/desk/danh-gia/fieldwork?done=frame")
	for i, at := range []struct{ unit, class string }{{"105", "ld"}, {"105", "nd"}, {"03390", "nd"}, {"03390", "nd"}} {
		link, err := w.Service.AddLink(t.Context(), webtest.Admin,
			survey.Link{Survey: "danh-gia", Unit: at.unit, Class: at.class})
		if err != nil {
			t.Fatal(err)
		}
		w.Send("danh-gia", fmt.Sprintf(`{"id":"00000000-0000-4000-8000-%012d","link":%q,"answers":{"canbo":"1"}}`, i,
			link.Code)).Want(http.StatusCreated)
	}
	return w
}

func TestFieldworkComparesPlanAndDone(t *testing.T) {
	t.Parallel()
	w := unitWorld(t)
	analyst := w.As("phantich")
	analyst.Get("/desk/danh-gia/fieldwork").Want(http.StatusOK).Says("Phiếu hợp lệ 4", "Nhận hôm nay 4",
		"Đơn vị quá hạn", "Thành phố Lai Châu 19/11/2026 2 3", // late: 2 of 3
		"Tỉnh Lai Châu 4 4 100,00%", "Huyện Tam Đường 2 1 200,00%", "Thị trấn Tam Đường 2 1 200,00%").
		Silent("Nhân dân 19/11/2026")
	analyst.Get("/desk").Says("1 đơn vị quá hạn")
	w.Pass(36 * time.Hour)
	analyst = w.As("phantich")
	analyst.Get("/desk").Says("Hôm nay chưa có phiếu nào")
	analyst.Get("/desk/danh-gia/results/units?item=canbo").Want(http.StatusOK).Says("Thành phố Lai Châu 2 2 100,00%",
		"Huyện Tam Đường 2 2 100,00%", "Toàn bộ 4 4 100,00%")
	analyst.Get("/desk/danh-gia/results/units?item=khong_co").Want(http.StatusNotFound)
	analyst.Get("/desk/units").Says("4 đơn vị", "tỉnh, thành phố › huyện › xã, phường", "Thị trấn Tam Đường")
}

func TestBadUnitsAndFramesAreListedAndNotStored(t *testing.T) {
	t.Parallel()
	w := unitWorld(t)
	analyst := w.As("phantich")
	analyst.Upload("/desk/units", "file", "x.csv",
		[]byte("code,name,level,parent_code\n1,A,x,9\n1,B,x,\n")).Want(http.StatusUnprocessableEntity).
		Says("dòng 2", "cấp trên 9", "dòng 3", "hai lần")
	analyst.Upload("/desk/danh-gia/frame", "file", "x.csv",
		[]byte("unit,planned,class\n999,1,\n105,ba,zz\n")).Want(http.StatusUnprocessableEntity).
		Says("dòng 2", "“999”", "dòng 3", "“ba”", "“zz”")
	sets, err := w.Service.UnitSets(t.Context(), webtest.Admin)
	if err != nil || len(sets) != 1 || len(sets[0].Units) != 4 {
		t.Errorf("got %+v, %v", sets, err)
	}
	frame, err := w.Service.Frame(t.Context(), webtest.Admin, "danh-gia", "")
	if err != nil || len(frame.Rows) != 2 {
		t.Errorf("got %+v, %v", frame, err)
	}
}

// A register or a frame is on one sheet of its workbook: the others are named once it is stored, and a CSV file has
// none.
func TestUnitsAndFramesNameTheSheetsTheyPassOver(t *testing.T) {
	w := unitWorld(t)
	analyst := w.As("phantich")
	book := func(rows ...[]any) []byte {
		f := excelize.NewFile()
		defer f.Close()
		if _, err := f.NewSheet("Huyện cũ"); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for _, sheet := range []string{"Sheet1", "Huyện cũ"} {
				if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row); err != nil {
					t.Fatal(err)
				}
			}
		}
		b, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	analyst.Upload("/desk/units", "file", "x.xlsx",
		book([]any{"code", "name", "level", "parent_code"},
			[]any{"7", "Bảy", "district", ""})).Want(http.StatusOK).Says("Trang “Huyện cũ” (1 dòng) không được đọc",
		"Bảy")
	analyst.Upload("/desk/danh-gia/frame", "file", "x.xlsx",
		book([]any{"unit", "planned"},
			[]any{"105", 9})).Want(http.StatusOK).Says("Trang “Huyện cũ” (1 dòng) không được đọc")
	frame, err := w.Service.Frame(t.Context(), webtest.Admin, "danh-gia", "")
	if err != nil || len(frame.Rows) != 1 || frame.Rows[0].Planned != 9 {
		t.Errorf("got %+v, %v", frame, err)
	}
}
