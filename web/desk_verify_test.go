package web

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// The button "Kiểm tra lại" says that a workbook is as the stored answers make it, and names the cell with a changed digit.
func TestAWorkbookIsVerifiedAtTheDesk(t *testing.T) {
	w := deskWorld(t)
	w.publish(ratingForm(), survey.PublishOptions{Mode: survey.Named})
	for i := range 3 {
		w.answer("danh-gia", i, fmt.Sprintf(`{"canbo":"%d"}`, i%2+1))
	}
	r, keys, err := live.NewBoard(w.service).ResultsWithKeys(t.Context(), "danh-gia", results.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	documents, err := recount.Load(t.Context(), w.service, "danh-gia")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	o := export.WorkbookOptions{Lang: "vi", Documents: documents, Seal: w.service.Identity(), Data: recount.Exactly(t.Context(), w.service, "danh-gia", keys)}
	if err := export.Workbook(&b, r, o); err != nil {
		t.Fatal(err)
	}
	analyst := w.as("phantich")
	analyst.get("/desk/danh-gia/verify").want(http.StatusOK).says("Kiểm tra lại", export.KeyMark(w.service.Identity().SealKey()))
	analyst.get("/desk/danh-gia/settings").says(export.KeyMark(w.service.Identity().SealKey()))
	analyst.get("/desk/danh-gia/seal.pem").want(http.StatusOK)
	analyst.upload("/desk/danh-gia/verify", "file", "r.xlsx", b.Bytes()).want(http.StatusOK).says("Khớp.", "từ 3 phiếu đã lưu", "Con dấu đúng.")
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
	analyst.upload("/desk/danh-gia/verify", "file", "r.xlsx", changed.Bytes()).want(http.StatusOK).says("Không khớp.", "Trang Tần suất, ô D7: tệp ghi 9, tính lại là 2.", "Con dấu không khớp.")
	analyst.upload("/desk/danh-gia/verify", "file", "r.xlsx", []byte("x")).want(http.StatusUnprocessableEntity).says("không phải báo cáo Excel")
}

// The workbook of tables that the desk gives is made again from the stored answers, by a person who sees no column of few answers, too.
func TestTablesAreVerifiedAtTheDesk(t *testing.T) {
	w := rated(t, survey.Named)
	if err := w.service.Store().Users().Insert(t.Context(), "xem", survey.User{Name: "xem", Grants: []survey.Grant{{Survey: "*", Actions: []survey.Action{survey.SeeTotals}}}}); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"phantich", "xem"} {
		file := w.as(who).get("/desk/danh-gia/tables.xlsx?item=canbo&by=canbo&letters=holm&lang=vi").want(http.StatusOK)
		w.as("phantich").upload("/desk/danh-gia/verify", "file", "b.xlsx", []byte(file.body)).want(http.StatusOK).says("Khớp.", "Con dấu đúng.")
	}
}
