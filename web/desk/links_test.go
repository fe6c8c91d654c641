package desk_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/table"
	"github.com/khaosat/khaosat/web"
	"github.com/khaosat/khaosat/web/webtest"
)

// invitingWorld is an anonymous survey by invitation in two communes, one of them of eight people.
func invitingWorld(t *testing.T) *webtest.World {
	t.Helper()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Anonymous, Access: survey.ByToken})
	w.As("phantich").Upload("/desk/units", "file", "xa.csv",
		[]byte("code,name,level,parent_code,population\n1,Xã A,commune,,8\n2,Xã B,commune,,500\n")).To("/desk/units?done=units")
	w.Change("danh-gia", func(x *survey.Survey) { x.Units = "xa" })
	return w
}

// A list goes in and comes out with tokens. What leaves a doubt has to be confirmed before.
func TestTheDeskInvitesAList(t *testing.T) {
	t.Parallel()
	w := invitingWorld(t)
	analyst := w.As("phantich")
	list := "Họ tên,unit\n" + strings.Repeat("Nguyễn Văn A,2\n", 10)
	made := analyst.Upload("/desk/danh-gia/tokens", "file", "ds.csv", []byte(list), "format", "xlsx").Want(http.StatusOK)
	tab, problems := table.Read(bytes.NewReader([]byte(made.Body)))
	if len(problems) > 0 || len(tab.Rows) != 10 || !slices.Equal(tab.Header, []string{"Họ tên", "unit", "token",
		"address"}) {
		t.Fatalf("got %v, %+v", problems, tab)
	}
	for _, row := range tab.Rows {
		if row.Cells[0] != "Nguyễn Văn A" || row.Cells[3] != "http://example.com/s/danh-gia?token="+row.Cells[2] {
			t.Errorf("got %q", row.Cells)
		}
		w.Open("/s/danh-gia?token=" + row.Cells[2]).Is(http.StatusOK)
	}
	analyst.Upload("/desk/danh-gia/tokens", "file", "ds.csv", []byte("ten,unit\nA,2\nB,77\n")).
		Want(http.StatusUnprocessableEntity).Says("B3", "“77”")

	kept := func() int {
		all, err := w.Store.Tokens().List(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	before := kept()
	one := []byte("Họ tên,unit\nLê Văn C,1\n")
	analyst.Upload("/desk/danh-gia/tokens", "file", "ds.csv", one, "wave", "").Want(http.StatusOK).
		Says("Xã A (1)", "đoán ra", "Tôi đã đọc, vẫn tạo.", "Xin chọn lại tệp danh sách.")
	if kept() != before {
		t.Error("tokens were made before anybody confirmed")
	}
	analyst.Upload("/desk/danh-gia/tokens", "file", "ds.csv", one, "sure", "1").Want(http.StatusOK)
	analyst.Post("/desk/danh-gia/tokens", "count", "9", "unit", "2").Want(http.StatusOK) // ten are there
	if kept() != before+10 {
		t.Errorf("%d tokens were made, want 10", kept()-before)
	}
	page := analyst.Post("/desk/danh-gia/tokens", "count", "7", "unit", "1").Want(http.StatusOK).
		Says("Xã A (8)").Silent("chọn lại tệp")
	if !strings.Contains(page.Body, `value="7"`) || !strings.Contains(page.Body, `value="1"`) {
		t.Error("what was typed is gone")
	}
}

// Who hands out links and tokens of an anonymous survey reads what copies of the data tell, by the engine that keeps
// them; the sentences are those of docs/decisions/0003.
func TestTheDeskSaysWhatAnonymousMeans(t *testing.T) {
	t.Parallel()
	w := invitingWorld(t)
	analyst, at := w.As("phantich"), "/desk/danh-gia/links"
	analyst.Get(at).Says("sau khi máy chủ đã tắt đúng cách", "của giây cuối cùng", "cả trước và sau").Silent("oplog")
	analyst.Get(at+"?lang=en").Says("after the server was stopped in good order", "of the last second", "before and after an answer")
	w.Serve(web.Config{TokensFirst: true})
	analyst.Get(at).Says("oplog", "tính hai lần", "cả trước và sau").Silent("đã tắt đúng cách", "giây cuối cùng")
	w.Publish(namedForm(), service.PublishOptions{Mode: survey.Named})
	analyst.Get("/desk/ghi-danh/links").Want(http.StatusOK).Silent("oplog", "cả trước và sau")
}

func namedForm() *survey.Questionnaire {
	q := webtest.RatingForm()
	q.FormID = "ghi-danh"
	return q
}

func TestTheDeskWarnsOfLinksForFew(t *testing.T) {
	t.Parallel()
	w := invitingWorld(t)
	analyst, at := w.As("phantich"), "/desk/danh-gia/links"
	analyst.Post(at, "unit", "", "each", "1").Want(http.StatusOK).Says("Xã A (8)", "Tôi đã đọc, vẫn tạo.")
	if links, err := w.Service.Links(t.Context(), webtest.Admin, "danh-gia"); err != nil || len(links) != 0 {
		t.Fatalf("%d links, %v: made before anybody confirmed", len(links), err)
	}
	analyst.Post(at, "unit", "", "each", "1", "sure", "1").Want(http.StatusOK).Says("Xã A (8)").
		Silent("Tôi đã đọc, vẫn tạo.")
	if links, err := w.Service.Links(t.Context(), webtest.Admin, "danh-gia"); err != nil || len(links) != 2 {
		t.Errorf("%d links, %v", len(links), err)
	}
	analyst.Post(at, "unit", "2").To(at + "?done=link")
}
