package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

// TestRanksOnTheResultsPage: of four rankings a b c, a c b, b a c and c a b the mean rank of a is (1+1+2+2)/4; half put
// it first, and all have it among the best two.
func TestRanksOnTheResultsPage(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(&survey.Questionnaire{FormID: "yk", Version: "1", Title: survey.Text{"": "Xếp hạng"},
		Lists: []survey.ChoiceList{{Name: "uu_tien",
			Choices: []survey.Choice{{Code: "a", Label: survey.Text{"": "Đường"}},
				{Code: "b", Label: survey.Text{"": "Trường"}}, {Code: "c", Label: survey.Text{"": "Trạm"}}}}},
		Items: []*survey.Item{{Name: "hang", Kind: survey.Rank, List: "uu_tien",
			Label: survey.Text{"": "Làm gì trước?"}}},
	}, service.PublishOptions{Mode: survey.Named})
	for i, ranks := range []string{"a b c", "a c b", "b a c", "c a b"} {
		w.Answer("yk", i, fmt.Sprintf(`{"hang":["%s"]}`, strings.ReplaceAll(ranks, " ", `","`)))
	}
	w.As("phantich").Get("/desk/yk/results").Want(http.StatusOK).Says("Đường 1,50 50,00% 100,00%",
		"Trường 2,25 25,00% 50,00%")
}

// TestResultsSayWhatUnitsAreNotShown: a level of more units than a table shows, and answers whose unit is in no
// register, are named.
func TestResultsSayWhatUnitsAreNotShown(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	var units strings.Builder
	units.WriteString("code,name,level,parent_code\n12,Tỉnh Lai Châu,province,\n105,Huyện A,district,12\n106,Huyện B,district,12\n")
	for i := range 700 {
		fmt.Fprintf(&units, "x%d,Bản %d,village,%d\n", i, i, 105+i%2)
	}
	analyst := w.As("phantich")
	analyst.Upload("/desk/units", "file", "lai_chau.csv", []byte(units.String())).To("/desk/units?done=units")
	analyst.Post("/desk/danh-gia/settings", "time_zone", "Asia/Ho_Chi_Minh", "units",
		"lai_chau").To("/desk/danh-gia/settings?done=saved")
	analyst.Upload("/desk/danh-gia/import", "file", "a.csv", []byte("canbo,_unit\n1,x1\n1,105\n2,999\n1,\n"), "others",
		"1").
		Want(http.StatusOK).Says("nhập mới 4")
	analyst.Get("/desk/danh-gia/results").Want(http.StatusOK).
		Says("2 phiếu không thuộc đơn vị nào của danh mục", "không có cấp “village” (700 đơn vị)")
}
