package desk_test

import (
	"net/http"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

// TestTwoResponsesOfOneIDAreCompared: the office sees what came twice side by side, and chooses.
func TestTwoResponsesOfOneIDAreCompared(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	const id = "00000000-0000-4000-8000-000000000001"
	send := func(answers string) webtest.Reply {
		return w.Send("danh-gia", `{"id":"`+id+`","answers":`+answers+`}`)
	}
	send(`{"canbo":"1","gopy":"nhanh gọn","kenh":["loa"]}`).Want(http.StatusCreated)
	send(`{"canbo":"1","gopy":"còn <b>chậm</b>","kenh":["loa"]}`).Want(http.StatusConflict).Says("giữ riêng")
	analyst := w.As("phantich")
	analyst.Get("/desk/danh-gia/fieldwork").Says("trùng mã, khác nội dung")
	page := analyst.Get("/desk/danh-gia/data/response?id=" + id).Want(http.StatusOK)
	page.Says("Hai phiếu cùng mã", "nhanh gọn", "còn <b>chậm</b>", "2 câu khác được trả lời như nhau")
	analyst.Get("/desk/danh-gia").Says("Tính trên 1 phiếu hợp lệ")
	analyst.Post("/desk/danh-gia/pair", "id", id, "keep", "both", "why", "").Want(http.StatusUnprocessableEntity).
		Says("Xin ghi lý do.", "Hai phiếu cùng mã")
	analyst.Post("/desk/danh-gia/pair", "id", id, "keep", "both", "why", "hai người một máy").
		To("/desk/danh-gia/fieldwork?done=reviewed")
	analyst.Get("/desk/danh-gia").Says("Tính trên 2 phiếu hợp lệ")
	analyst.Post("/desk/danh-gia/pair", "id", id, "keep", "second", "why", "gửi lại sau khi sửa").
		To("/desk/danh-gia/fieldwork?done=reviewed")
	analyst.Get("/desk/danh-gia").Says("Tính trên 1 phiếu hợp lệ")
	analyst.Get("/desk/danh-gia/results/texts?item=gopy").Says("còn <b>chậm</b>")
}
