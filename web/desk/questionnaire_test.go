package desk_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/xlsform"
	"github.com/khaosat/khaosat/survey/xlsform/xlsformtest"
	"github.com/khaosat/khaosat/web/webtest"
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
	t.Parallel()
	w := webtest.ForDesk(t)
	analyst := w.As("phantich")
	book := xlsformtest.Workbook(t, goodBook)
	analyst.Upload("/desk/upload", "form", "phieu.xlsx", book).Want(http.StatusOK) // with a warning: a translation is missing
	page := analyst.Get("/desk/tham-do/questionnaire").Want(http.StatusOK).Says("Bản nháp chờ công bố", "Phiếu thăm dò",
		"2 câu hỏi", "Ẩn danh", "cố định từ lần công bố đầu tiên", "English: phần chữ đã có 75,00% (3/4)")
	if !strings.Contains(page.Body, `src="/desk/tham-do/preview"`) {
		t.Error("no preview")
	}
	analyst.Get("/desk/tham-do/preview").Want(http.StatusOK).Says("Đánh giá chung?")
	w.Get("/s/tham-do").Want(http.StatusNotFound)

	analyst.Post("/desk/tham-do/publish").Want(http.StatusUnprocessableEntity).Says("Xin chọn ghi danh hay ẩn danh")
	analyst.Post("/desk/tham-do/publish", "mode", "anonymous", "access",
		"open").To("/desk/tham-do/questionnaire?done=published")
	w.Get("/s/tham-do").Want(http.StatusOK)
	sv, err := w.Service.Survey(t.Context(), "tham-do")
	if err != nil || sv.Mode != survey.Anonymous || sv.Access != survey.Open || sv.Current != "1" {
		t.Fatalf("got %+v, %v", sv, err)
	}
	w.Answer("tham-do", 1, `{"q1":"1"}`)
	analyst.Get("/desk/tham-do").Want(http.StatusOK).Says("Tính trên 1 phiếu hợp lệ")

	analyst.Upload("/desk/tham-do/questionnaire", "form", "phieu.xlsx",
		xlsformtest.Workbook(t, strings.Replace(goodBook, "Góp ý", "Góp ý thêm", 1))).Want(http.StatusOK)
	analyst.Get("/desk/tham-do/preview").Says("Đánh giá chung?")
	analyst.Get("/desk/tham-do/questionnaire").Says("Khác gì so với phiên bản 1",
		"lời hỏi đổi từ “Góp ý” thành “Góp ý thêm”", "phải chọn")
	analyst.Post("/desk/tham-do/publish", "mode", "named").Want(http.StatusUnprocessableEntity).Says("Chưa công bố",
		"Góp ý thêm")
	analyst.Post("/desk/tham-do/publish", "mode", "named", "decide:q2",
		"pooled").To("/desk/tham-do/questionnaire?done=published")
	if v, err := w.Service.Version(t.Context(), "tham-do", "2"); err != nil || v.By != "phantich" ||
		len(v.Decisions) != 1 || v.Decisions[0] != (survey.Decision{Item: "q2", Merge: survey.Pool}) {
		t.Errorf("recorded %+v, %v", v, err)
	}
	sv, err = w.Service.Survey(t.Context(), "tham-do")
	if err != nil || sv.Mode != survey.Anonymous || len(sv.Versions) != 2 {
		t.Errorf("the mode is fixed and there are two versions: got %+v, %v", sv, err)
	}
	analyst.Get("/desk/tham-do/questionnaire").Says("Các phiên bản đã công bố")
}

// TestChangesOfMeaningWantATick: a code that changed its meaning is shown before publishing and wants a tick, or gộp or
// tách; so does a version that was published before.
func TestChangesOfMeaningWantATick(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	analyst := w.As("phantich")
	one := strings.Replace(goodBook, "default_language        |", "version |", 1)
	one = strings.Replace(one, "tham-do | Tiếng Việt (vi)", "tham-do | 1", 1)
	two := strings.NewReplacer("tham-do | 1", "tham-do | 2", "Chưa tốt ", "Tốt ", "Tốt ", "Chưa tốt ").Replace(one)
	analyst.Upload("/desk/upload", "form", "a.xlsx", xlsformtest.Workbook(t, one))
	analyst.Post("/desk/tham-do/publish", "mode", "named", "access",
		"open").To("/desk/tham-do/questionnaire?done=published")
	analyst.Upload("/desk/tham-do/questionnaire", "form", "a.xlsx", xlsformtest.Workbook(t, two))
	analyst.Get("/desk/tham-do/questionnaire").Says("mang nhãn cũ của lựa chọn “2”", "Tôi xác nhận các thay đổi này",
		"Gộp", "Tách")
	analyst.Post("/desk/tham-do/publish").Want(http.StatusUnprocessableEntity).Says("Chưa công bố")
	analyst.Post("/desk/tham-do/publish", "accept", "1").To("/desk/tham-do/questionnaire?done=published")
	analyst.Upload("/desk/tham-do/questionnaire", "form", "a.xlsx", xlsformtest.Workbook(t, one))
	analyst.Get("/desk/tham-do/questionnaire").Says("đúng là một phiên bản đã công bố trước đây",
		"Tôi xác nhận các thay đổi này")
	analyst.Post("/desk/tham-do/publish").Want(http.StatusConflict).Says("đã công bố trước đây")
	analyst.Post("/desk/tham-do/publish", "accept", "1").To("/desk/tham-do/questionnaire?done=published")
	if sv, err := w.Service.Survey(t.Context(), "tham-do"); err != nil || sv.Current != "1" || len(sv.Versions) != 2 {
		t.Errorf("got %+v, %v", sv, err)
	}
}

func TestUploadListsEveryProblemAndStoresNothing(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	analyst := w.As("phantich")
	book := xlsformtest.Workbook(t, badBook)
	check, err := xlsform.Read(bytes.NewReader(book), int64(len(book)), "hỏng.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	if len(check.Problems) < 3 {
		t.Fatalf("the drawing has %d problems, want one for each row", len(check.Problems))
	}
	for lang, words := range map[string][]string{"vi": {"chưa lưu gì", "lỗi"}, "en": {"nothing was stored", "error"}} {
		r := analyst.Upload("/desk/upload?lang="+lang, "form", "hỏng.xlsx",
			book).Want(http.StatusUnprocessableEntity).Says(words...)
		for _, p := range check.Problems {
			r.Says(p.Sheet+" "+p.Cell, strings.Join(strings.Fields(p.Words.In(lang)), " "))
		}
	}
	if surveys, err := w.Service.Surveys(t.Context(), webtest.Admin); err != nil || len(surveys) != 0 {
		t.Errorf("got %d surveys, %v: nothing of a refused form is stored", len(surveys), err)
	}
	for name, content := range map[string]string{"old.xls": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" +
		strings.Repeat("\x00", 600), "empty.xlsx": "", "page.xlsx": "<html><table></table></html>",
		"cut.xlsx": string(book[:len(book)/2])} {
		if r := analyst.Upload("/desk/upload", "form", name,
			[]byte(content)); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d\n%s", name, r.Status, w.Log.String())
		}
	}
	analyst.Post("/desk/upload").Want(http.StatusUnprocessableEntity).Says("Xin chọn một tệp Excel")
	if surveys, err := w.Service.Surveys(t.Context(), webtest.Admin); err != nil || len(surveys) != 0 {
		t.Errorf("got %d surveys, %v", len(surveys), err)
	}
}

func TestABadNewVersionLeavesTheSurveyAlone(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	analyst := w.As("phantich")
	analyst.Upload("/desk/danh-gia/questionnaire", "form", "x.xlsx",
		xlsformtest.Workbook(t, badBook)).Want(http.StatusUnprocessableEntity).Says("khong_co", "phiên bản 1")
	if _, err := w.Service.Draft(t.Context(), webtest.Admin, "danh-gia"); survey.KindOf(err) != survey.NotFound {
		t.Errorf("a draft is there: %v", err)
	}
}

func TestUploadDoesNotOverwriteAnotherSurvey(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	analyst := w.As("phantich")
	book := xlsformtest.Workbook(t, goodBook)
	analyst.Upload("/desk/upload", "form", "a.xlsx", book, "slug", "khac").Want(http.StatusOK)
	analyst.Upload("/desk/upload", "form", "a.xlsx", book, "slug",
		"khac").Want(http.StatusConflict).Says("đã có người dùng")
	analyst.Upload("/desk/upload", "form", "a.xlsx", book, "slug", "people").Want(http.StatusConflict)
	analyst.Upload("/desk/upload", "form", "a.xlsx", book, "slug",
		"địa chỉ").Want(http.StatusUnprocessableEntity).Says("chữ không dấu")
}

func TestUploadKeepsFilesOfTheFormAcrossVersions(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	analyst := w.As("phantich")
	drawing := `
| survey  |                                |      |        |
|         | type                           | name | label  |
|         | select_one_from_file xa.csv    | xa   | Xã     |
`
	book := xlsformtest.Workbook(t, drawing)
	analyst.Upload("/desk/upload", "form", "xa.xlsx", book, "slug", "thieu").Want(http.StatusOK).Says("xa.csv")
	list := "name,label\n1,Xã Mường Than\n2,Xã Mường Kim\n"
	r := analyst.Uploads("/desk/upload",
		map[string]webtest.File{"form": {Name: "xa.xlsx", Content: book},
			"files": {Name: "xa.csv", Content: []byte(list)}}, "slug", "xa")
	if r.Status != http.StatusOK && r.Status != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", r.Status, r.Body)
	}
	analyst.Get("/desk/xa/preview").Want(http.StatusOK).Says("Xã Mường Than", "Xã Mường Kim")
	r = analyst.Upload("/desk/xa/questionnaire", "form", "xa.xlsx", book) // the file of the version before is still good
	if r.Status != http.StatusOK && r.Status != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", r.Status, r.Body)
	}
	analyst.Get("/desk/xa/preview").Want(http.StatusOK).Says("Xã Mường Than")
}

func TestDownloadedXLSFormReadsAsTheSame(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	r := w.As("phantich").Get("/desk/danh-gia/questionnaire.xlsx?version=1").Want(http.StatusOK)
	if got := r.Header.Get("Content-Disposition"); got != `attachment; filename=danh-gia-1.xlsx` {
		t.Errorf("Content-Disposition %q", got)
	}
	back, err := xlsform.Read(strings.NewReader(r.Body), int64(len(r.Body)), "x.xlsx")
	if err != nil || !back.OK || back.FormID != "danh-gia" || back.Items != 3 {
		t.Errorf("got %+v, %v", back, err)
	}
}
