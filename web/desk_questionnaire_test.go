package web

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/xlsform"
	"github.com/khaosat/khaosat/survey/xlsform/xlsformtest"
)

const goodBook = `
| survey  |                    |      |                            |                           |
|         | type               | name | label::Tiếng Việt (vi)     | label::English (en)       |
|         | select_one muc     | q1   | Đánh giá chung?            | In general?               |
|         | text               | q2   | Góp ý                      |                           |
| choices |                    |      |                            |                           |
|         | list_name          | name | label::Tiếng Việt (vi)     | label::English (en)       |
|         | muc                | 1    | Tốt                        | Good                      |
|         | muc                | 2    | Chưa tốt                   | Not good                  |
| settings |                   |      |                            |                           |
|         | form_title         | form_id | default_language        |                           |
|         | Phiếu thăm dò      | tham-do | Tiếng Việt (vi)         |                           |
`

const badBook = `
| survey  |                 |      |              |                |
|         | type            | name | label        | relevant       |
|         | select_one khong_co | q1 | Câu một   |                |
|         | kieu_la         | q2   | Câu hai      |                |
|         | text            | q3   | Câu ba       | ${chua_co} = 1 |
`

func TestUploadPreviewPublishAnswer(t *testing.T) {
	w := deskWorld(t)
	analyst := w.as("phantich")
	book := xlsformtest.Workbook(t, goodBook)
	analyst.upload("/desk/upload", "form", "phieu.xlsx", book).want(http.StatusOK) // with a warning: a translation is missing
	page := analyst.get("/desk/tham-do/questionnaire").want(http.StatusOK).says("Bản nháp chờ công bố", "Phiếu thăm dò", "2 câu hỏi", "Ẩn danh", "cố định từ lần công bố đầu tiên", "English: phần chữ đã có 75,00% (3/4)")
	if !strings.Contains(page.body, `src="/desk/tham-do/preview"`) {
		t.Error("no preview")
	}
	analyst.get("/desk/tham-do/preview").want(http.StatusOK).says("Đánh giá chung?")
	w.get("/s/tham-do").want(http.StatusNotFound)

	analyst.post("/desk/tham-do/publish").want(http.StatusUnprocessableEntity).says("Xin chọn ghi danh hay ẩn danh")
	analyst.post("/desk/tham-do/publish", "mode", "anonymous", "access", "open").to("/desk/tham-do/questionnaire?done=published")
	w.get("/s/tham-do").want(http.StatusOK)
	sv, err := w.service.Survey(t.Context(), "tham-do")
	if err != nil || sv.Mode != survey.Anonymous || sv.Access != survey.Open || sv.Current != "1" {
		t.Fatalf("got %+v, %v", sv, err)
	}
	w.answer("tham-do", 1, `{"q1":"1"}`)
	analyst.get("/desk/tham-do").want(http.StatusOK).says("Tính trên 1 phiếu hợp lệ")

	analyst.upload("/desk/tham-do/questionnaire", "form", "phieu.xlsx", xlsformtest.Workbook(t, strings.Replace(goodBook, "Góp ý", "Góp ý thêm", 1))).want(http.StatusOK)
	analyst.get("/desk/tham-do/preview").says("Đánh giá chung?")
	analyst.get("/desk/tham-do/questionnaire").says("Khác gì so với phiên bản 1", "lời hỏi đổi từ “Góp ý” thành “Góp ý thêm”", "phải chọn")
	analyst.post("/desk/tham-do/publish", "mode", "named").want(http.StatusUnprocessableEntity).says("Chưa công bố", "Góp ý thêm")
	analyst.post("/desk/tham-do/publish", "mode", "named", "decide:q2", "pooled").to("/desk/tham-do/questionnaire?done=published")
	if v, err := w.service.Version(t.Context(), "tham-do", "2"); err != nil || v.By != "phantich" || len(v.Decisions) != 1 || v.Decisions[0] != (survey.Decision{Item: "q2", Merge: survey.Pool}) {
		t.Errorf("recorded %+v, %v", v, err)
	}
	sv, err = w.service.Survey(t.Context(), "tham-do")
	if err != nil || sv.Mode != survey.Anonymous || len(sv.Versions) != 2 {
		t.Errorf("the mode is fixed and there are two versions: got %+v, %v", sv, err)
	}
	analyst.get("/desk/tham-do/questionnaire").says("Các phiên bản đã công bố")
}

// TestChangesOfMeaningWantATick: a code that changed its meaning is shown before publishing and wants a tick, or gộp or tách; so does a
// version that was published before.
func TestChangesOfMeaningWantATick(t *testing.T) {
	w := deskWorld(t)
	analyst := w.as("phantich")
	one := strings.Replace(goodBook, "default_language        |", "version |", 1)
	one = strings.Replace(one, "tham-do | Tiếng Việt (vi)", "tham-do | 1", 1)
	two := strings.NewReplacer("tham-do | 1", "tham-do | 2", "Chưa tốt ", "Tốt ", "Tốt ", "Chưa tốt ").Replace(one)
	analyst.upload("/desk/upload", "form", "a.xlsx", xlsformtest.Workbook(t, one))
	analyst.post("/desk/tham-do/publish", "mode", "named", "access", "open").to("/desk/tham-do/questionnaire?done=published")
	analyst.upload("/desk/tham-do/questionnaire", "form", "a.xlsx", xlsformtest.Workbook(t, two))
	analyst.get("/desk/tham-do/questionnaire").says("mang nhãn cũ của lựa chọn “2”", "Tôi xác nhận các thay đổi này", "Gộp", "Tách")
	analyst.post("/desk/tham-do/publish").want(http.StatusUnprocessableEntity).says("Chưa công bố")
	analyst.post("/desk/tham-do/publish", "accept", "1").to("/desk/tham-do/questionnaire?done=published")
	analyst.upload("/desk/tham-do/questionnaire", "form", "a.xlsx", xlsformtest.Workbook(t, one))
	analyst.get("/desk/tham-do/questionnaire").says("đúng là một phiên bản đã công bố trước đây", "Tôi xác nhận các thay đổi này")
	analyst.post("/desk/tham-do/publish").want(http.StatusConflict).says("đã công bố trước đây")
	analyst.post("/desk/tham-do/publish", "accept", "1").to("/desk/tham-do/questionnaire?done=published")
	if sv, err := w.service.Survey(t.Context(), "tham-do"); err != nil || sv.Current != "1" || len(sv.Versions) != 2 {
		t.Errorf("got %+v, %v", sv, err)
	}
}

func TestUploadListsEveryProblemAndStoresNothing(t *testing.T) {
	w := deskWorld(t)
	analyst := w.as("phantich")
	book := xlsformtest.Workbook(t, badBook)
	check, err := xlsform.Read(bytes.NewReader(book), int64(len(book)), "hỏng.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	if len(check.Problems) < 3 {
		t.Fatalf("the drawing has %d problems, want one for each row", len(check.Problems))
	}
	for lang, words := range map[string][]string{"vi": {"chưa lưu gì", "lỗi"}, "en": {"nothing was stored", "error"}} {
		r := analyst.upload("/desk/upload?lang="+lang, "form", "hỏng.xlsx", book).want(http.StatusUnprocessableEntity).says(words...)
		for _, p := range check.Problems {
			r.says(p.Sheet+" "+p.Cell, strings.Join(strings.Fields(p.Words.In(lang)), " "))
		}
	}
	if surveys, err := w.service.Surveys(t.Context(), admin); err != nil || len(surveys) != 0 {
		t.Errorf("got %d surveys, %v: nothing of a refused form is stored", len(surveys), err)
	}
	for name, content := range map[string]string{"old.xls": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), "empty.xlsx": "", "page.xlsx": "<html><table></table></html>", "cut.xlsx": string(book[:len(book)/2])} {
		if r := analyst.upload("/desk/upload", "form", name, []byte(content)); r.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d\n%s", name, r.status, w.log.String())
		}
	}
	analyst.post("/desk/upload").want(http.StatusUnprocessableEntity).says("Xin chọn một tệp Excel")
	if surveys, err := w.service.Surveys(t.Context(), admin); err != nil || len(surveys) != 0 {
		t.Errorf("got %d surveys, %v", len(surveys), err)
	}
}

func TestABadNewVersionLeavesTheSurveyAlone(t *testing.T) {
	w := deskWorld(t)
	w.publish(ratingForm(), survey.PublishOptions{Mode: survey.Named})
	analyst := w.as("phantich")
	analyst.upload("/desk/danh-gia/questionnaire", "form", "x.xlsx", xlsformtest.Workbook(t, badBook)).want(http.StatusUnprocessableEntity).says("khong_co", "phiên bản 1")
	if _, err := w.service.Draft(t.Context(), admin, "danh-gia"); survey.KindOf(err) != survey.NotFound {
		t.Errorf("a draft is there: %v", err)
	}
}

func TestUploadDoesNotOverwriteAnotherSurvey(t *testing.T) {
	w := deskWorld(t)
	analyst := w.as("phantich")
	book := xlsformtest.Workbook(t, goodBook)
	analyst.upload("/desk/upload", "form", "a.xlsx", book, "slug", "khac").want(http.StatusOK)
	analyst.upload("/desk/upload", "form", "a.xlsx", book, "slug", "khac").want(http.StatusConflict).says("đã có người dùng")
	analyst.upload("/desk/upload", "form", "a.xlsx", book, "slug", "people").want(http.StatusConflict)
	analyst.upload("/desk/upload", "form", "a.xlsx", book, "slug", "địa chỉ").want(http.StatusUnprocessableEntity).says("chữ không dấu")
}

func TestUploadKeepsFilesOfTheFormAcrossVersions(t *testing.T) {
	w := deskWorld(t)
	analyst := w.as("phantich")
	drawing := `
| survey  |                                |      |        |
|         | type                           | name | label  |
|         | select_one_from_file xa.csv    | xa   | Xã     |
`
	book := xlsformtest.Workbook(t, drawing)
	analyst.upload("/desk/upload", "form", "xa.xlsx", book, "slug", "thieu").want(http.StatusOK).says("xa.csv")
	list := "name,label\n1,Xã Mường Than\n2,Xã Mường Kim\n"
	r := analyst.uploads("/desk/upload", map[string]file{"form": {"xa.xlsx", book}, "files": {"xa.csv", []byte(list)}}, "slug", "xa")
	if r.status != http.StatusOK && r.status != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", r.status, r.body)
	}
	analyst.get("/desk/xa/preview").want(http.StatusOK).says("Xã Mường Than", "Xã Mường Kim")
	r = analyst.upload("/desk/xa/questionnaire", "form", "xa.xlsx", book) // the file of the version before is still good
	if r.status != http.StatusOK && r.status != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", r.status, r.body)
	}
	analyst.get("/desk/xa/preview").want(http.StatusOK).says("Xã Mường Than")
}

func TestDownloadedXLSFormReadsAsTheSame(t *testing.T) {
	w := deskWorld(t)
	w.publish(ratingForm(), survey.PublishOptions{Mode: survey.Named})
	r := w.as("phantich").get("/desk/danh-gia/questionnaire.xlsx?version=1").want(http.StatusOK)
	if got := r.header.Get("Content-Disposition"); got != `attachment; filename=danh-gia-1.xlsx` {
		t.Errorf("Content-Disposition %q", got)
	}
	back, err := xlsform.Read(strings.NewReader(r.body), int64(len(r.body)), "x.xlsx")
	if err != nil || !back.OK || back.FormID != "danh-gia" || back.Items != 3 {
		t.Errorf("got %+v, %v", back, err)
	}
}
