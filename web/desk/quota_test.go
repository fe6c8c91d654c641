package desk_test

import (
	"net/http"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/webtest"
)

// TestQuotasAtTheDesk: a file sets them, fieldwork shows what they have, a full one turns respondents away politely.
func TestQuotasAtTheDesk(t *testing.T) {
	t.Parallel()
	w := unitWorld(t) // two answers of 105, two of 03390
	analyst := w.As("phantich")
	upload := func(text string) webtest.Reply {
		return analyst.Upload("/desk/danh-gia/quotas", "file", "han-muc.csv", []byte(text))
	}
	upload("unit,class,quota\n999,,1\n105,xx,2,5\n").Want(http.StatusUnprocessableEntity)
	upload("unit,class,quota\n106,nd,3\n105,,2\n").To("/desk/danh-gia/fieldwork?done=quota")
	analyst.Get("/desk/danh-gia/fieldwork").Says("Hạn mức", "Huyện Tam Đường Nhân dân 2 3",
		"Thành phố Lai Châu mọi nhóm đã đủ 2 2")

	full, err := w.Service.AddLink(t.Context(), webtest.Admin, survey.Link{Survey: "danh-gia", Unit: "105"})
	if err != nil {
		t.Fatal(err)
	}
	last, err := w.Service.AddLink(t.Context(), webtest.Admin,
		survey.Link{Survey: "danh-gia", Unit: "03390", Class: "nd"})
	if err != nil {
		t.Fatal(err)
	}
	w.Open("/s/danh-gia?link="+full.Code).Is(http.StatusForbidden).Sees("Đã đủ số phiếu", "Cảm ơn")
	one, two := w.Open("/s/danh-gia?link="+last.Code), w.Open("/s/danh-gia?link="+last.Code)
	one.Fill("canbo", "1").Press("send").Receipt()
	two.Fill("canbo", "1").Press("send")
	two.Is(http.StatusForbidden).Sees("Đã đủ số phiếu", "giữ riêng").Receipt()
	analyst.Get("/desk/danh-gia/fieldwork").Says("đã đủ 3 3", "vượt hạn mức")
}
