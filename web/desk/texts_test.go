package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/desk"
	"github.com/khaosat/khaosat/web/webtest"
)

func TestOpenAnswersAreRead(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	w.Publish(webtest.RatingForm(), service.PublishOptions{Mode: survey.Named})
	for i := range desk.PageRows + 2 {
		w.Answer("danh-gia", i, fmt.Sprintf(`{"canbo":"1","gopy":"Góp ý số %d"}`, i))
	}
	w.Answer("danh-gia", 90, `{"canbo":"1"}`)
	w.Answer("danh-gia", 91, `{"gopy":"Cần THÊM <b>cán bộ</b>"}`)
	analyst := w.As("phantich")
	analyst.Get("/desk/danh-gia/results").Says("Đọc các câu trả lời")
	first := analyst.Get("/desk/danh-gia/results/texts?item=gopy").Want(http.StatusOK).Says("Góp ý số 0",
		"Góp ý số 49").Silent("Góp ý số 50")
	last := fmt.Sprintf("00000000-0000-4000-8000-%012d", desk.PageRows-1)
	if !strings.Contains(first.Body, "after="+last) {
		t.Error("no way to the next page")
	}
	analyst.Get("/desk/danh-gia/results/texts?item=gopy&after="+last).Says("Góp ý số 50", "Góp ý số 51",
		"Cần THÊM <b>cán bộ</b>").Silent("Góp ý số 49")
	analyst.Get("/desk/danh-gia/results/texts?item=gopy&find=th%C3%AAm+%3Cb").Says("Cần THÊM").Silent("Góp ý số")
	analyst.Get("/desk/danh-gia/results/texts?item=gopy&find=kh%C3%B4ng+c%C3%B3").Says("Không có câu trả lời nào.")
	analyst.Get("/desk/danh-gia/results/texts?item=gopy&find=can+them").Says("Cần THÊM").Silent("Góp ý số")
	analyst.Get("/desk/danh-gia/results/texts?item=gopy&find=c%E1%BA%A7n+them").Says("Không có câu trả lời nào.") // marks that are written are meant
	analyst.Get("/desk/danh-gia/results/texts?item=canbo").Want(http.StatusNotFound)
}

func TestTextsOfRepeats(t *testing.T) {
	t.Parallel()
	outer := &form.Field{Path: "ho"}
	inner := &form.Field{Path: "ho/nguoi", Repeat: outer}
	person := func(name string) survey.Answers { return survey.Answers{"ho/nguoi/ten": survey.OfText(name)} }
	answers := survey.Answers{"ho": {Rows: []survey.Answers{
		{"ho/nguoi": {Rows: []survey.Answers{person("An"), person(" ")}}}, {},
		{"ho/nguoi": {Rows: []survey.Answers{person("Bình")}}}}}}
	if got := strings.Join(desk.WrittenIn(answers, &form.Field{Path: "ho/nguoi/ten", Repeat: inner}),
		", "); got != "An, Bình" {
		t.Errorf("got %q", got)
	}
}

func TestWordsWithoutMarksFindAll(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		find, text string
		want       bool
	}{
		{"", "Đường xấu", true}, {"duong", "Đường xấu", true}, {"ĐƯỜNG", "Con đường xấu", true},
		{"đuong", "Đường xấu", false}, {"dường", "Đường xấu", false},
		{"đường", "Đường", true}, {"can bo", "Cán  bộ", false}, {"can bo", "CÁN BỘ xã", true}, {"cầu", "cau", false},
	} {
		if got := desk.Finder(c.find)(c.text); got != c.want {
			t.Errorf("%q in %q: %v", c.find, c.text, got)
		}
	}
}
