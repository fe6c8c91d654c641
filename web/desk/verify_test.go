package desk_test

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

// The button "Kiểm tra lại" says that a workbook is as the stored answers make it, and names the cell with a changed
// digit.
func TestAWorkbookIsVerifiedAtTheDesk(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	for i := range 3 {
		w.Answer("danh-gia", i, fmt.Sprintf(`{"canbo":"%d"}`, i%2+1))
	}
	r, keys, err := live.NewBoard(w.Service).ResultsWithKeys(t.Context(), "danh-gia", results.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	documents, err := recount.Load(t.Context(), w.Service, "danh-gia")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	o := workbook.WorkbookOptions{Lang: "vi", Documents: documents, Seal: w.Service.Identity(),
		Data: recount.Exactly(t.Context(), w.Service, "danh-gia", keys)}
	if err := workbook.Workbook(&b, r, o); err != nil {
		t.Fatal(err)
	}
	analyst := w.As("phantich")
	analyst.Get("/desk/danh-gia/verify").Want(http.StatusOK).Says("Kiểm tra lại",
		workbook.KeyMark(w.Service.Identity().SealKey()))
	analyst.Get("/desk/danh-gia/settings").Says(workbook.KeyMark(w.Service.Identity().SealKey()))
	analyst.Get("/desk/danh-gia/seal.pem").Want(http.StatusOK)
	analyst.Upload("/desk/danh-gia/verify", "file", "r.xlsx", b.Bytes()).Want(http.StatusOK).Says("Khớp.",
		"từ 3 phiếu đã lưu", "Con dấu đúng.")
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.SetCellValue("Tần suất", "D7", 9); err != nil {
		t.Fatal(err)
	}
	var changed bytes.Buffer
	if err := f.Write(&changed); err != nil {
		t.Fatal(err)
	}
	analyst.Upload("/desk/danh-gia/verify", "file", "r.xlsx", changed.Bytes()).Want(http.StatusOK).Says("Không khớp.",
		"Trang Tần suất, ô D7: tệp ghi 9, tính lại là 2.", "Con dấu không khớp.")
	analyst.Upload("/desk/danh-gia/verify", "file", "r.xlsx",
		[]byte("x")).Want(http.StatusUnprocessableEntity).Says("không phải báo cáo Excel")
}

// The workbook of tables that the desk gives is made again from the stored answers, by a person who sees no column of
// few answers, too.
func TestTablesAreVerifiedAtTheDesk(t *testing.T) {
	t.Parallel()
	w := rated(t, survey.Named)
	if err := w.Store.Users().Insert(t.Context(), "xem",
		survey.User{Name: "xem",
			Grants: []survey.Grant{{Survey: "*", Actions: []survey.Action{survey.SeeTotals}}}}); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"phantich", "xem"} {
		file := w.As(who).Get("/desk/danh-gia/tables.xlsx?item=canbo&by=canbo&letters=holm&lang=vi").Want(http.StatusOK)
		w.As("phantich").Upload("/desk/danh-gia/verify", "file", "b.xlsx",
			[]byte(file.Body)).Want(http.StatusOK).Says("Khớp.", "Con dấu đúng.")
	}
}
