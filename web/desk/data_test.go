package desk_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/desk"
	"github.com/khaosat/khaosat/web/webtest"
)

func TestReviewNeedsAReasonAndIsKept(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	w.Change("danh-gia", func(x *survey.Survey) { x.Closed = true })
	id := "00000000-0000-4000-8000-000000000001"
	w.Send("danh-gia", fmt.Sprintf(`{"id":%q,"answers":{"canbo":"1","kenh":["hop"]}}`, id)).Want(http.StatusForbidden)
	analyst := w.As("phantich")
	analyst.Get("/desk").Says("1 phiếu gửi sau khi đóng đang chờ xem xét")
	analyst.Get("/desk/danh-gia/fieldwork").Says("Phiếu chờ xem xét", id)
	analyst.Post("/desk/danh-gia/review", "id", id, "state",
		"submitted").Want(http.StatusUnprocessableEntity).Says("Xin ghi lý do.")
	analyst.Post("/desk/danh-gia/review", "id", id, "state", "withdrawn", "why",
		"x").Want(http.StatusUnprocessableEntity)
	analyst.Post("/desk/danh-gia/review", "id", id, "state", "submitted", "why",
		"gửi đúng hạn, mạng chậm").To("/desk/danh-gia/fieldwork?done=reviewed")
	analyst.Get("/desk/danh-gia").Says("Tính trên 1 phiếu hợp lệ")
	analyst.Get("/desk/danh-gia/data/response?id="+id).Want(http.StatusOK).Says("Việc tăng cường cán bộ? Tốt",
		"Biết qua kênh nào? Họp bản", "Góp ý bỏ trống",
		"gửi đúng hạn, mạng chậm", "phantich", "người trả lời", "Chờ xem xét")
	analyst.Post("/desk/danh-gia/review", "id", id, "from", "response", "state", "rejected", "why",
		"").Want(http.StatusUnprocessableEntity).Says("Xin ghi lý do.", "Góp ý")
	analyst.Post("/desk/danh-gia/review", "id", id, "from", "response", "state", "rejected", "why",
		"phiếu thử").To("/desk/danh-gia/data?done=reviewed")
	analyst.Get("/desk/danh-gia/data?state=rejected").Says("Bị loại", id[:8])
	analyst.Get("/desk/danh-gia/data?state=submitted").Says("Không có phiếu nào.")
	analyst.Get("/desk/danh-gia").Says("Tính trên 0 phiếu hợp lệ")

	boss := w.As("quantri")
	boss.Post("/desk/danh-gia/erase", "id", id).Want(http.StatusUnprocessableEntity).Says("không lấy lại được")
	boss.Post("/desk/danh-gia/erase", "id", id, "sure", "1").To("/desk/danh-gia/data?done=erased")
	boss.Get("/desk/danh-gia/data/response?id=" + id).Want(http.StatusGone)
}

func TestDataIsListedInPages(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	for i := range desk.PageRows + 3 {
		w.Answer("danh-gia", i, `{"canbo":"1"}`)
	}
	analyst := w.As("phantich")
	first := analyst.Get("/desk/danh-gia/data")
	if n := strings.Count(first.Body, "/data/response?id="); n != desk.PageRows {
		t.Errorf("the first page lists %d", n)
	}
	last := fmt.Sprintf("00000000-0000-4000-8000-%012d", desk.PageRows-1)
	if !strings.Contains(first.Body, "/desk/danh-gia/data?after="+last) {
		t.Error("no way to the next page")
	}
	if n := strings.Count(analyst.Get("/desk/danh-gia/data?after="+last).Body, "/data/response?id="); n != 3 {
		t.Errorf("the second page lists %d", n)
	}
}

func TestTheDeskCallsResponsesByTheirName(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	q := webtest.RatingForm()
	q.InstanceName = "concat('Phiếu ', ${gopy})"
	w.Publish(q, service.PublishOptions{Mode: survey.Named})
	w.Answer("danh-gia", 1, `{"canbo":"1","gopy":"của <b>bản</b> Nà Đon"}`)
	id := "00000000-0000-4000-8000-000000000001"
	analyst := w.As("phantich")
	analyst.Get("/desk/danh-gia/data").Want(http.StatusOK).Says("Tên phiếu", "Phiếu của <b>bản</b> Nà Đon", id[:8])
	analyst.Get("/desk/danh-gia/data/response?id="+id).Want(http.StatusOK).Says("Phiếu của <b>bản</b> Nà Đon", id)
	w.Change("danh-gia", func(x *survey.Survey) { x.Closed = true })
	w.Send("danh-gia", `{"id":"00000000-0000-4000-8000-000000000002","answers":{"canbo":"1","gopy":"muộn"}}`).Want(http.StatusForbidden)
	analyst.Get("/desk/danh-gia/fieldwork").Says("Phiếu muộn")
}

func TestImportOnTheDesk(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	analyst := w.As("phantich")
	analyst.Get("/desk/danh-gia/import").Want(http.StatusOK).Says("canbo", "kenh", "gopy", "_unit")
	bad := []byte("canbo,kenh,gopy\n1,loa hop,tốt lắm\n7,loa,\n2,bao,\n")
	analyst.Upload("/desk/danh-gia/import", "file", "x.csv", bad).Want(http.StatusUnprocessableEntity).Says("ô A3",
		"ô B4")
	if n := len(w.Responses("danh-gia")); n != 0 {
		t.Fatalf("%d responses of a file with bad rows are stored", n)
	}
	analyst.Upload("/desk/danh-gia/import", "file", "x.csv", bad, "good_rows",
		"1").Want(http.StatusOK).Says("3 dòng, nhập mới 1", "bị loại 2", "ô A3")
	w.Pass(time.Minute)
	good := []byte("canbo,_unit\n1,105\n2,106\n")
	analyst.Upload("/desk/danh-gia/import", "file", "y.csv",
		good).Want(http.StatusOK).Says("2 dòng, nhập mới 2, đã có từ trước 0")
	analyst.Upload("/desk/danh-gia/import", "file", "y.csv",
		good).Want(http.StatusOK).Says("nhập mới 0, đã có từ trước 2")
	grown := []byte("canbo,_unit\n1,105\n2,106\n3,107\n")
	analyst.Upload("/desk/danh-gia/import", "file", "y2.csv",
		grown).Want(http.StatusUnprocessableEntity).Says("2 dòng đã được nhập từ trước, 1 dòng là mới",
		"Tệp cũ có thêm dòng")
	analyst.Upload("/desk/danh-gia/import", "file", "y2.csv", grown, "same",
		"grown").Want(http.StatusOK).Says("nhập mới 1, đã có từ trước 2")
	batches, err := w.Service.Imports(t.Context(), webtest.Admin, "danh-gia")
	if err != nil || len(batches) != 3 {
		t.Fatalf("got %d imports, %v", len(batches), err)
	}
	analyst.Get("/desk/danh-gia/data").Says("Các lần nhập", "y.csv", "Bỏ lần nhập này",
		"Đúng, bỏ 2 phiếu của lần nhập này")
	// two may stand in one millisecond
	second := slices.IndexFunc(batches, func(b survey.Batch) bool { return b.File == "y.csv" })
	analyst.Post("/desk/danh-gia/import/undo", "batch", batches[second].ID).To("/desk/danh-gia/data?done=undone")
	analyst.Get("/desk/danh-gia").Says("Tính trên 2 phiếu hợp lệ")
}

func TestLinksPostersAndTokens(t *testing.T) {
	t.Parallel()
	w := unitWorld(t)
	analyst := w.As("phantich")
	at := "/desk/danh-gia/links"
	analyst.Post(at, "unit", "999").Want(http.StatusUnprocessableEntity).Says("“999”")
	analyst.Post(at, "unit", "12", "each", "1", "class", "nd", "language", "en", "label",
		"đợt thử").To(at + "?done=link")
	page := analyst.Get(at).Want(http.StatusOK).Says("Thành phố Lai Châu Lãnh đạo",
		"Thành phố Lai Châu Nhân dân English đợt thử", "Huyện Tam Đường Nhân dân English đợt thử")
	links, err := w.Service.Links(t.Context(), webtest.Admin, "danh-gia")
	if err != nil || len(links) != 6 {
		t.Fatalf("got %d links, %v", len(links), err)
	}
	code := links[0].Code
	if !strings.Contains(page.Body, "http://example.com/s/danh-gia?link="+code) {
		t.Error("the address of a link is not on the page")
	}
	analyst.Get(at+"/poster?code="+code).Want(http.StatusOK).Says("Đánh giá",
		"Hoặc gõ vào trình duyệt: example.com/q/"+strings.ToUpper(code))
	if n := strings.Count(analyst.Get(at+"/poster?all=1").Body, `class="poster"`); n != 6 {
		t.Errorf("%d posters", n)
	}
	analyst.Post(at+"/switch", "code", code, "off", "1").To(at + "?done=saved")
	if n := strings.Count(analyst.Get(at+"/poster?all=1").Body, `class="poster"`); n != 5 {
		t.Errorf("%d posters after one link was switched off", n)
	}
	w.Send("danh-gia", fmt.Sprintf(`{"id":"00000000-0000-4000-8000-000000000099","link":%q,"answers":{}}`,
		code)).Want(http.StatusUnprocessableEntity)
	analyst.Get(at + "/poster?code=zzz").Want(http.StatusNotFound)
	analyst.Get(at + "/poster").Want(http.StatusOK).Silent("Phiếu ẩn danh")

	tokens := analyst.Post("/desk/danh-gia/tokens", "count", "3", "unit", "105").Want(http.StatusOK)
	if lines := strings.Split(strings.TrimSpace(tokens.Body), "\n"); len(lines) != 4 ||
		!strings.Contains(lines[1], "http://example.com/s/danh-gia?token=") {
		t.Errorf("got %q", tokens.Body)
	}
	analyst.Post("/desk/danh-gia/tokens", "count", "x").Want(http.StatusUnprocessableEntity).Says("từ 1 đến 100.000")
}

func TestSettingsSayEverythingWrongAtOnce(t *testing.T) {
	t.Parallel()
	w := unitWorld(t)
	analyst := w.As("phantich")
	at := "/desk/danh-gia/settings"
	analyst.Post(at, "time_zone", "Asia/Nowhere", "opens", "2026-12-01T08:00", "closes", "2026-11-01T08:00", "wave",
		"2027").Want(http.StatusUnprocessableEntity).
		Says("Asia/Nowhere", "sau ngày mở", "“2027”")
	sv, err := w.Service.Survey(t.Context(), "danh-gia")
	if err != nil || !sv.Opens.IsZero() || sv.TimeZone != "Asia/Ho_Chi_Minh" {
		t.Fatalf("something was changed: %+v, %v", sv, err)
	}
	analyst.Post(at, "time_zone", "Asia/Ho_Chi_Minh", "units", "lai_chau", "opens", "2026-11-01T08:00", "closes",
		"2026-11-22T17:00", "public", "1",
		"classes", "ld = Lãnh đạo | Leaders\n\nnd", "wave_code", "2026", "wave_label", "Đợt 2026", "wave_label_en", "",
		"wave_day", "2026-07-01", "wave_code", "", "wave_label", "", "wave", "2026").To(at + "?done=saved")
	sv, err = w.Service.Survey(t.Context(), "danh-gia")
	if err != nil {
		t.Fatal(err)
	}
	if got := sv.Closes.Format("2006-01-02T15:04Z07:00"); got != "2026-11-22T10:00Z" { // Hanoi is seven hours ahead
		t.Errorf("closes at %s", got)
	}
	if !sv.Public || sv.Wave != "2026" || len(sv.Classes) != 2 || sv.Classes[0].Label["en"] != "Leaders" ||
		sv.Classes[1].Label["vi"] != "nd" {
		t.Errorf("got %+v", sv)
	}
	page := analyst.Get(at).Says("ld = Lãnh đạo | Leaders")
	if !strings.Contains(page.Body, `value="Đợt 2026"`) || !strings.Contains(page.Body, `value="2026-07-01"`) {
		t.Error("the wave is not shown with its day")
	}
	if !strings.Contains(page.Body, `value="2026-11-22T17:00"`) {
		t.Error("the closing time is not shown in the survey's zone")
	}
	analyst.Get("/desk").Says("Sắp đóng: 17:00 22/11/2026")
}

func TestDownloadsHoldWhatCounts(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	kept, rejected := w.Answer("danh-gia", 1, `{"canbo":"1","gopy":"Tốt lắm; rất tốt"}`),
		w.Answer("danh-gia", 2, `{"canbo":"2"}`)
	if err := w.Service.Review(t.Context(), webtest.Admin, "danh-gia", rejected, survey.Rejected, "thử"); err != nil {
		t.Fatal(err)
	}
	analyst := w.As("phantich")
	for _, format := range []string{"csv", "jsonl"} {
		r := analyst.Get("/desk/danh-gia/data/download?format=" + format).Want(http.StatusOK)
		if got := r.Header.Get("Content-Disposition"); got != "attachment; filename=danh-gia."+format {
			t.Errorf("%s: Content-Disposition %q", format, got)
		}
		if !strings.Contains(r.Body, kept) || !strings.Contains(r.Body, "Tốt lắm; rất tốt") ||
			strings.Contains(r.Body, rejected) {
			t.Errorf("%s: got %s", format, r.Body)
		}
		if all := analyst.Get("/desk/danh-gia/data/download?all=1&format=" + format); !strings.Contains(all.Body,
			rejected) {
			t.Errorf("%s: with all, the rejected one is missing", format)
		}
	}
	analyst.Get("/desk/danh-gia/data/download?format=exe").Want(http.StatusNotFound)
}

// A workbook cuts an answer that is longer than a cell: whoever downloads it at the desk reads so first, can take the
// CSV file, which holds it, or the workbook all the same. A program gets the file and the number.
func TestDownloadSaysWhatTheFileDoesNotHold(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	const cells = 32_767 // characters of a cell of Excel
	long := w.Answer("danh-gia", 1, `{"canbo":"1","gopy":"`+strings.Repeat("a", cells+1)+`"}`)
	analyst := w.As("phantich")
	at := "/desk/danh-gia/data/download?format="
	if strings.Contains(analyst.Get("/desk/danh-gia/data").Body, "data/download?format=xlsx\" download") {
		t.Error("a browser would save the page that names what is cut in place of the workbook")
	}
	page := analyst.Get(at+"xlsx").Want(http.StatusOK).Says("Tệp Excel không giữ được mọi thứ", long, "gopy", "32767",
		"Tải dữ liệu (CSV)", "Vẫn tải tệp Excel")
	if got := page.Header.Get("Content-Type"); got != "text/html; charset=utf-8" {
		t.Errorf("in place of the cut workbook came %s", got)
	}
	for _, link := range []string{`all=&amp;format=csv"`, `all=&amp;format=xlsx&amp;cut=1"`} {
		if !strings.Contains(page.Body, link) {
			t.Errorf("no link %s in %s", link, page.Body)
		}
	}
	for _, r := range []webtest.Reply{analyst.Get(at + "xlsx&cut=1"),
		analyst.Ask(http.MethodGet, at+"xlsx", nil, "Accept", "*/*")} {
		if got := r.Want(http.StatusOK).Header; got.Get("Content-Disposition") != "attachment; filename=danh-gia.xlsx" || got.Get("Khaosat-Notices") != "1" || !strings.HasPrefix(r.Body, "PK") {
			t.Errorf("the workbook does not come: %v", got)
		}
	}
	if csv := analyst.Get(at + "csv").Want(http.StatusOK); !strings.Contains(csv.Body, strings.Repeat("a", cells+1)) {
		t.Error("the CSV file does not hold the whole answer")
	}
	if err := w.Service.Review(t.Context(), webtest.Admin, "danh-gia", long, survey.Rejected, "thử"); err != nil {
		t.Fatal(err)
	}
	if r := analyst.Get(at + "xlsx").Want(http.StatusOK); r.Header.Get("Khaosat-Notices") != "0" ||
		!strings.HasPrefix(r.Body, "PK") {
		t.Errorf("a workbook that holds all does not come at once: %v", r.Header)
	}
	analyst.Get(at + "xlsx&all=1").Want(http.StatusOK).Says("không giữ được mọi thứ")
}

// A workbook of Kobo has the rows of repeats on sheets of their own, which are not read: without a word from whoever
// uploads it nothing is stored, good rows alone or not, and what is left out on purpose is named all the same.
func TestImportNamesSheetsThatAreNotRead(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	analyst := w.As("phantich")
	kobo := webtest.File{Name: "kobo.xlsx", Content: workbookOf(t, []sheet{
		{"danh-gia", [][]any{{"canbo", "gopy", "_uuid", "_index"}, {1, "tốt", "uuid:8a", 1},
			{2, "được", "uuid:8b", 2}}},
		{"thanh_vien", [][]any{{"ten", "_index", "_parent_table_name", "_parent_index"}, {"Ơn", 1, "danh-gia", 1},
			{"Lả", 2, "danh-gia", 1}, {"Mai", 3, "danh-gia", 2}}},
		{"ghi chú", [][]any{{"a"}, {"b"}}},
		{"trống", nil},
	})}
	mapped := func(columns string) webtest.File {
		return webtest.File{Name: "map.json", Content: []byte(`{"columns":{"_uuid":"-","_index":"-"` + columns + `}}`)}
	}
	for _, fields := range [][]string{nil, {"good_rows", "1"}} {
		analyst.Uploads("/desk/danh-gia/import", map[string]webtest.File{"file": kobo, "map": mapped("")},
			fields...).Want(http.StatusUnprocessableEntity).
			Says("Trang “thanh_vien” có 3 dòng của một phần lặp", `{"columns":{"thanh_vien":"-"}}`)
	}
	if n := len(w.Responses("danh-gia")); n != 0 {
		t.Fatalf("%d responses are stored of a workbook with unread rows", n)
	}
	page := analyst.Uploads("/desk/danh-gia/import",
		map[string]webtest.File{"file": kobo, "map": mapped(`,"thanh_vien":"-"`)}).Want(http.StatusOK).
		Says("2 dòng, nhập mới 2", "Trang “thanh_vien” (3 dòng) không được đọc",
			"Trang “ghi chú” (1 dòng) không được đọc")
	if strings.Contains(page.Body, "trống") {
		t.Error("a sheet without rows is named")
	}
}

type sheet struct {
	name string
	rows [][]any
}

func workbookOf(t *testing.T, sheets []sheet) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	var err error
	for i, s := range sheets {
		if i == 0 {
			err = f.SetSheetName("Sheet1", s.name)
		} else {
			_, err = f.NewSheet(s.name)
		}
		for line, row := range s.rows {
			err = errors.Join(err, f.SetSheetRow(s.name, fmt.Sprintf("A%d", line+1), &row))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestImportWithAMapping(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	analyst := w.As("phantich")
	table := webtest.File{Name: "x.csv", Content: []byte("Câu 1,Ghi chú\nTốt,a\nKhá tốt,b\n")}
	good := webtest.File{Name: "map.json",
		Content: []byte(`{"columns":{"Câu 1":"canbo","Ghi chú":"-"},"values":{"Câu 1":{"Tốt":"1","Khá tốt":"2"}}}`)}
	analyst.Uploads("/desk/danh-gia/import",
		map[string]webtest.File{"file": table}).Want(http.StatusUnprocessableEntity).Says("ô A1", "Câu 1", "ô B1")
	analyst.Uploads("/desk/danh-gia/import",
		map[string]webtest.File{"file": table,
			"map": {Name: "map.json", Content: []byte("{")}}).Want(http.StatusUnprocessableEntity).Says("map.json")
	analyst.Uploads("/desk/danh-gia/import",
		map[string]webtest.File{"file": table, "map": good}).Want(http.StatusOK).Says("nhập mới 2")
	analyst.Get("/desk/danh-gia").Says("2/2 người")
}
