package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/survey"
)

// 12 of the 18 who rated say Tốt, 5 Khá tốt, 1 Trung bình; only response 19 knows a channel, and it did not rate.
func TestTablesAreMadeAtTheDesk(t *testing.T) {
	t.Parallel()
	w := rated(t, survey.Named)
	w.Answer("danh-gia", 20, `{"canbo":"1","kenh":["loa"]}`)
	analyst := w.As("phantich")
	analyst.Get("/desk/danh-gia/tables").Want(http.StatusOK).Says("Bảng chéo", "Việc tăng cường cán bộ?",
		"Biết qua kênh nào?", "canbo", "loa Loa truyền thanh",
		"Ví dụ: canbo = '1' and selected(kenh, 'loa')").Silent("Góp ý", "NaN")
	page := analyst.Get("/desk/danh-gia/tables?item=kenh&item=canbo&by=canbo&letters=holm&intervals=1").Want(http.StatusOK)
	page.Says("21 phiếu hợp lệ, 21 phiếu được tính trong bảng", "Loa truyền thanh 100,00%", "Họp bản 50,00%", "Tốt (a)",
		"Số trả lời hợp lệ (n) 2 1 0",
		"Hai mức cao nhất 94,74%", "Khó trả lời n = 1",
		"Chữ nghiêng: dưới 30 câu trả lời hợp lệ").Silent("NaN", "Mức cao nhất 68,42%") // the top box is Tốt alone, which has its row
	analyst.Get("/desk/danh-gia/tables?item=canbo&where=canbo+%3D+%271%27").Says("21 phiếu hợp lệ, 13 phiếu được tính trong bảng", "điều kiện: canbo = '1'", "Tốt 100,00%")
	analyst.Get("/desk/danh-gia/tables?item=canbo&where=canbo+%3D+%27T%E1%BB%91t%27").Want(http.StatusOK).Says("Không có phiếu nào thỏa điều kiện này", "so bằng mã", "1 Tốt 2 Khá tốt").Silent("tables.xlsx", "Tốt 100,00%")
	analyst.Get("/desk/danh-gia/tables?item=canbo&where=cabo+%3D+1&lang=en").Want(http.StatusUnprocessableEntity).Says("there is no column “cabo”", "Make the tables")
	w.As("quantri").Get("/desk/danh-gia/tables?item=gopy").Want(http.StatusUnprocessableEntity)

	file := analyst.Get("/desk/danh-gia/tables.xlsx?item=canbo&lang=vi").Want(http.StatusOK)
	book, err := excelize.OpenReader(strings.NewReader(file.Body))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Bảng")
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, r := range rows {
		found = found || len(r) > 1 && r[0] == "Tốt" && r[1] == "68.42%" // 13 of 19
	}
	if !found {
		t.Errorf("the workbook lacks Tốt 68.42%%: %q", rows)
	}
}

// Who may see totals but no rows sees no column of fewer than five answers.
func TestTablesHideFewFromThoseWithoutRows(t *testing.T) {
	t.Parallel()
	w := rated(t, survey.Named)
	if err := w.Store.Users().Insert(t.Context(), "xem",
		survey.User{Name: "xem",
			Grants: []survey.Grant{{Survey: "*", Actions: []survey.Action{survey.SeeTotals}}}}); err != nil {
		t.Fatal(err)
	}
	w.As("xem").Get("/desk/danh-gia/tables?item=canbo&by=canbo").Want(http.StatusOK).Says("Tốt 66,67%", "100,00%",
		"Dấu – ở cột có dưới 5 câu trả lời")
	seen := w.As("xem").Get("/desk/danh-gia/tables?item=canbo&by=canbo")
	// Tốt (12 answers) with its top-2 box; Khá tốt (5) is not shown: all less both would be the one Trung bình
	if n := strings.Count(seen.Body, "100,00%"); n != 2 {
		t.Errorf("%d figures of 100,00%%, want 2", n)
	}
	all := w.As("phantich").Get("/desk/danh-gia/tables?item=canbo&by=canbo")
	if n := strings.Count(all.Body, "100,00%"); n != 5 { // and Trung bình with its one answer
		t.Errorf("an analyst sees %d figures of 100,00%%, want 5", n)
	}
}
