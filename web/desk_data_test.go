package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

func TestReviewNeedsAReasonAndIsKept(t *testing.T) {
	w := deskWorld(t)
	w.publish(ratingForm(), survey.PublishOptions{Mode: survey.Named})
	w.change("danh-gia", func(x *survey.Survey) { x.Closed = true })
	id := "00000000-0000-4000-8000-000000000001"
	w.send("danh-gia", fmt.Sprintf(`{"id":%q,"answers":{"canbo":"1","kenh":["hop"]}}`, id)).want(http.StatusForbidden)
	analyst := w.as("phantich")
	analyst.get("/desk").says("1 phiếu gửi sau khi đóng đang chờ xem xét")
	analyst.get("/desk/danh-gia/fieldwork").says("Phiếu chờ xem xét", id)
	analyst.post("/desk/danh-gia/review", "id", id, "state", "submitted").want(http.StatusUnprocessableEntity).says("Xin ghi lý do.")
	analyst.post("/desk/danh-gia/review", "id", id, "state", "withdrawn", "why", "x").want(http.StatusUnprocessableEntity)
	analyst.post("/desk/danh-gia/review", "id", id, "state", "submitted", "why", "gửi đúng hạn, mạng chậm").to("/desk/danh-gia/fieldwork?done=reviewed")
	analyst.get("/desk/danh-gia").says("Tính trên 1 phiếu hợp lệ")
	analyst.get("/desk/danh-gia/data/response?id="+id).want(http.StatusOK).says("Việc tăng cường cán bộ? Tốt", "Biết qua kênh nào? Họp bản", "Góp ý bỏ trống",
		"gửi đúng hạn, mạng chậm", "phantich", "người trả lời", "Chờ xem xét")
	analyst.post("/desk/danh-gia/review", "id", id, "from", "response", "state", "rejected", "why", "").want(http.StatusUnprocessableEntity).says("Xin ghi lý do.", "Góp ý")
	analyst.post("/desk/danh-gia/review", "id", id, "from", "response", "state", "rejected", "why", "phiếu thử").to("/desk/danh-gia/data?done=reviewed")
	analyst.get("/desk/danh-gia/data?state=rejected").says("Bị loại", id[:8])
	analyst.get("/desk/danh-gia/data?state=submitted").says("Không có phiếu nào.")
	analyst.get("/desk/danh-gia").says("Tính trên 0 phiếu hợp lệ")

	boss := w.as("quantri")
	boss.post("/desk/danh-gia/erase", "id", id).want(http.StatusUnprocessableEntity).says("không lấy lại được")
	boss.post("/desk/danh-gia/erase", "id", id, "sure", "1").to("/desk/danh-gia/data?done=erased")
	boss.get("/desk/danh-gia/data/response?id=" + id).want(http.StatusGone)
}

func TestDataIsListedInPages(t *testing.T) {
	w := deskWorld(t)
	w.publish(ratingForm(), survey.PublishOptions{Mode: survey.Named})
	for i := range PageRows + 3 {
		w.answer("danh-gia", i, `{"canbo":"1"}`)
	}
	analyst := w.as("phantich")
	first := analyst.get("/desk/danh-gia/data")
	if n := strings.Count(first.body, "/data/response?id="); n != PageRows {
		t.Errorf("the first page lists %d", n)
	}
	last := fmt.Sprintf("00000000-0000-4000-8000-%012d", PageRows-1)
	if !strings.Contains(first.body, "/desk/danh-gia/data?after="+last) {
		t.Error("no way to the next page")
	}
	if n := strings.Count(analyst.get("/desk/danh-gia/data?after="+last).body, "/data/response?id="); n != 3 {
		t.Errorf("the second page lists %d", n)
	}
}

func TestTheDeskCallsResponsesByTheirName(t *testing.T) {
	w := deskWorld(t)
	q := ratingForm()
	q.InstanceName = "concat('Phiếu ', ${gopy})"
	w.publish(q, survey.PublishOptions{Mode: survey.Named})
	w.answer("danh-gia", 1, `{"canbo":"1","gopy":"của <b>bản</b> Nà Đon"}`)
	id := "00000000-0000-4000-8000-000000000001"
	analyst := w.as("phantich")
	analyst.get("/desk/danh-gia/data").want(http.StatusOK).says("Tên phiếu", "Phiếu của <b>bản</b> Nà Đon", id[:8])
	analyst.get("/desk/danh-gia/data/response?id="+id).want(http.StatusOK).says("Phiếu của <b>bản</b> Nà Đon", id)
	w.change("danh-gia", func(x *survey.Survey) { x.Closed = true })
	w.send("danh-gia", `{"id":"00000000-0000-4000-8000-000000000002","answers":{"canbo":"1","gopy":"muộn"}}`).want(http.StatusForbidden)
	analyst.get("/desk/danh-gia/fieldwork").says("Phiếu muộn")
}

func TestImportOnTheDesk(t *testing.T) {
	w := deskWorld(t)
	w.publish(ratingForm(), survey.PublishOptions{Mode: survey.Named})
	analyst := w.as("phantich")
	analyst.get("/desk/danh-gia/import").want(http.StatusOK).says("canbo", "kenh", "gopy", "_unit")
	bad := []byte("canbo,kenh,gopy\n1,loa hop,tốt lắm\n7,loa,\n2,bao,\n")
	analyst.upload("/desk/danh-gia/import", "file", "x.csv", bad).want(http.StatusUnprocessableEntity).says("ô A3", "ô B4")
	if n := len(w.responses("danh-gia")); n != 0 {
		t.Fatalf("%d responses of a file with bad rows are stored", n)
	}
	analyst.upload("/desk/danh-gia/import", "file", "x.csv", bad, "good_rows", "1").want(http.StatusOK).says("3 dòng, nhập mới 1", "bị loại 2", "ô A3")
	w.pass(time.Minute)
	good := []byte("canbo,_unit\n1,105\n2,106\n")
	analyst.upload("/desk/danh-gia/import", "file", "y.csv", good).want(http.StatusOK).says("2 dòng, nhập mới 2, đã có từ trước 0")
	analyst.upload("/desk/danh-gia/import", "file", "y.csv", good).want(http.StatusOK).says("nhập mới 0, đã có từ trước 2")
	grown := []byte("canbo,_unit\n1,105\n2,106\n3,107\n")
	analyst.upload("/desk/danh-gia/import", "file", "y2.csv", grown).want(http.StatusUnprocessableEntity).says("2 dòng đã được nhập từ trước, 1 dòng là mới", "Tệp cũ có thêm dòng")
	analyst.upload("/desk/danh-gia/import", "file", "y2.csv", grown, "same", "grown").want(http.StatusOK).says("nhập mới 1, đã có từ trước 2")
	batches, err := w.service.Imports(t.Context(), admin, "danh-gia")
	if err != nil || len(batches) != 3 {
		t.Fatalf("got %d imports, %v", len(batches), err)
	}
	analyst.get("/desk/danh-gia/data").says("Các lần nhập", "y.csv", "Bỏ lần nhập này", "Đúng, bỏ 2 phiếu của lần nhập này")
	analyst.post("/desk/danh-gia/import/undo", "batch", batches[1].ID).to("/desk/danh-gia/data?done=undone")
	analyst.get("/desk/danh-gia").says("Tính trên 2 phiếu hợp lệ")
}

func TestLinksPostersAndTokens(t *testing.T) {
	w := unitWorld(t)
	analyst := w.as("phantich")
	at := "/desk/danh-gia/links"
	analyst.post(at, "unit", "999").want(http.StatusUnprocessableEntity).says("“999”")
	analyst.post(at, "unit", "12", "each", "1", "class", "nd", "language", "en", "label", "đợt thử").to(at + "?done=link")
	page := analyst.get(at).want(http.StatusOK).says("Thành phố Lai Châu Lãnh đạo", "Thành phố Lai Châu Nhân dân English đợt thử", "Huyện Tam Đường Nhân dân English đợt thử")
	links, err := w.service.Links(t.Context(), admin, "danh-gia")
	if err != nil || len(links) != 6 {
		t.Fatalf("got %d links, %v", len(links), err)
	}
	code := links[0].Code
	if !strings.Contains(page.body, "http://example.com/s/danh-gia?link="+code) {
		t.Error("the address of a link is not on the page")
	}
	analyst.get(at+"/poster?code="+code).want(http.StatusOK).says("Đánh giá", "http://example.com/s/danh-gia?link="+code)
	if n := strings.Count(analyst.get(at+"/poster?all=1").body, `class="poster"`); n != 6 {
		t.Errorf("%d posters", n)
	}
	analyst.post(at+"/switch", "code", code, "off", "1").to(at + "?done=saved")
	if n := strings.Count(analyst.get(at+"/poster?all=1").body, `class="poster"`); n != 5 {
		t.Errorf("%d posters after one link was switched off", n)
	}
	w.send("danh-gia", fmt.Sprintf(`{"id":"00000000-0000-4000-8000-000000000099","link":%q,"answers":{}}`, code)).want(http.StatusUnprocessableEntity)
	analyst.get(at + "/poster?code=zzz").want(http.StatusNotFound)
	analyst.get(at + "/poster").want(http.StatusOK).silent("Phiếu ẩn danh")

	tokens := analyst.post("/desk/danh-gia/tokens", "count", "3", "unit", "105").want(http.StatusOK)
	if lines := strings.Split(strings.TrimSpace(tokens.body), "\n"); len(lines) != 4 || !strings.Contains(lines[1], "http://example.com/s/danh-gia?token=") {
		t.Errorf("got %q", tokens.body)
	}
	analyst.post("/desk/danh-gia/tokens", "count", "x").want(http.StatusUnprocessableEntity).says("từ 1 đến 100.000")
}

func TestSettingsSayEverythingWrongAtOnce(t *testing.T) {
	w := unitWorld(t)
	analyst := w.as("phantich")
	at := "/desk/danh-gia/settings"
	analyst.post(at, "time_zone", "Asia/Nowhere", "opens", "2026-12-01T08:00", "closes", "2026-11-01T08:00", "wave", "2027").want(http.StatusUnprocessableEntity).
		says("Asia/Nowhere", "sau ngày mở", "“2027”")
	sv, err := w.service.Survey(t.Context(), "danh-gia")
	if err != nil || !sv.Opens.IsZero() || sv.TimeZone != "Asia/Ho_Chi_Minh" {
		t.Fatalf("something was changed: %+v, %v", sv, err)
	}
	analyst.post(at, "time_zone", "Asia/Ho_Chi_Minh", "units", "lai_chau", "opens", "2026-11-01T08:00", "closes", "2026-11-22T17:00", "public", "1",
		"classes", "ld = Lãnh đạo | Leaders\n\nnd", "wave_code", "2026", "wave_label", "Đợt 2026", "wave_label_en", "", "wave_day", "2026-07-01", "wave_code", "", "wave_label", "", "wave", "2026").to(at + "?done=saved")
	sv, err = w.service.Survey(t.Context(), "danh-gia")
	if err != nil {
		t.Fatal(err)
	}
	if got := sv.Closes.Format("2006-01-02T15:04Z07:00"); got != "2026-11-22T10:00Z" { // Hanoi is seven hours ahead
		t.Errorf("closes at %s", got)
	}
	if !sv.Public || sv.Wave != "2026" || len(sv.Classes) != 2 || sv.Classes[0].Label["en"] != "Leaders" || sv.Classes[1].Label["vi"] != "nd" {
		t.Errorf("got %+v", sv)
	}
	page := analyst.get(at).says("ld = Lãnh đạo | Leaders")
	if !strings.Contains(page.body, `value="Đợt 2026"`) || !strings.Contains(page.body, `value="2026-07-01"`) {
		t.Error("the wave is not shown with its day")
	}
	if !strings.Contains(page.body, `value="2026-11-22T17:00"`) {
		t.Error("the closing time is not shown in the survey's zone")
	}
	analyst.get("/desk").says("Sắp đóng: 17:00 22/11/2026")
}

func TestDownloadsHoldWhatCounts(t *testing.T) {
	w := deskWorld(t)
	w.publish(ratingForm(), survey.PublishOptions{Mode: survey.Named})
	kept, rejected := w.answer("danh-gia", 1, `{"canbo":"1","gopy":"Tốt lắm; rất tốt"}`), w.answer("danh-gia", 2, `{"canbo":"2"}`)
	if err := w.service.Review(t.Context(), admin, "danh-gia", rejected, survey.Rejected, "thử"); err != nil {
		t.Fatal(err)
	}
	analyst := w.as("phantich")
	for _, format := range []string{"csv", "jsonl"} {
		r := analyst.get("/desk/danh-gia/data/download?format=" + format).want(http.StatusOK)
		if got := r.header.Get("Content-Disposition"); got != "attachment; filename=danh-gia."+format {
			t.Errorf("%s: Content-Disposition %q", format, got)
		}
		if !strings.Contains(r.body, kept) || !strings.Contains(r.body, "Tốt lắm; rất tốt") || strings.Contains(r.body, rejected) {
			t.Errorf("%s: got %s", format, r.body)
		}
		if all := analyst.get("/desk/danh-gia/data/download?all=1&format=" + format); !strings.Contains(all.body, rejected) {
			t.Errorf("%s: with all, the rejected one is missing", format)
		}
	}
	analyst.get("/desk/danh-gia/data/download?format=exe").want(http.StatusNotFound)
}

func TestImportWithAMapping(t *testing.T) {
	w := deskWorld(t)
	w.publish(ratingForm(), survey.PublishOptions{Mode: survey.Named})
	analyst := w.as("phantich")
	table := file{"x.csv", []byte("Câu 1,Ghi chú\nTốt,a\nKhá tốt,b\n")}
	good := file{"map.json", []byte(`{"columns":{"Câu 1":"canbo","Ghi chú":"-"},"values":{"Câu 1":{"Tốt":"1","Khá tốt":"2"}}}`)}
	analyst.uploads("/desk/danh-gia/import", map[string]file{"file": table}).want(http.StatusUnprocessableEntity).says("ô A1", "Câu 1", "ô B1")
	analyst.uploads("/desk/danh-gia/import", map[string]file{"file": table, "map": {"map.json", []byte("{")}}).want(http.StatusUnprocessableEntity).says("map.json")
	analyst.uploads("/desk/danh-gia/import", map[string]file{"file": table, "map": good}).want(http.StatusOK).says("nhập mới 2")
	analyst.get("/desk/danh-gia").says("2/2 người")
}
