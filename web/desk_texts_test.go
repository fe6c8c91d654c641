package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

func TestOpenAnswersAreRead(t *testing.T) {
	w := deskWorld(t)
	w.publish(ratingForm(), survey.PublishOptions{Mode: survey.Named})
	for i := range PageRows + 2 {
		w.answer("danh-gia", i, fmt.Sprintf(`{"canbo":"1","gopy":"Góp ý số %d"}`, i))
	}
	w.answer("danh-gia", 90, `{"canbo":"1"}`)
	w.answer("danh-gia", 91, `{"gopy":"Cần THÊM <b>cán bộ</b>"}`)
	analyst := w.as("phantich")
	analyst.get("/desk/danh-gia/results").says("Đọc các câu trả lời")
	first := analyst.get("/desk/danh-gia/results/texts?item=gopy").want(http.StatusOK).says("Góp ý số 0", "Góp ý số 49").silent("Góp ý số 50")
	last := fmt.Sprintf("00000000-0000-4000-8000-%012d", PageRows-1)
	if !strings.Contains(first.body, "after="+last) {
		t.Error("no way to the next page")
	}
	analyst.get("/desk/danh-gia/results/texts?item=gopy&after="+last).says("Góp ý số 50", "Góp ý số 51", "Cần THÊM <b>cán bộ</b>").silent("Góp ý số 49")
	analyst.get("/desk/danh-gia/results/texts?item=gopy&find=th%C3%AAm+%3Cb").says("Cần THÊM").silent("Góp ý số")
	analyst.get("/desk/danh-gia/results/texts?item=gopy&find=kh%C3%B4ng+c%C3%B3").says("Không có câu trả lời nào.")
	analyst.get("/desk/danh-gia/results/texts?item=gopy&find=can+them").says("Cần THÊM").silent("Góp ý số")
	analyst.get("/desk/danh-gia/results/texts?item=gopy&find=c%E1%BA%A7n+them").says("Không có câu trả lời nào.") // marks that are written are meant
	analyst.get("/desk/danh-gia/results/texts?item=canbo").want(http.StatusNotFound)
}

func TestTextsOfRepeats(t *testing.T) {
	outer := &survey.Field{Path: "ho"}
	inner := &survey.Field{Path: "ho/nguoi", Repeat: outer}
	person := func(name string) survey.Answers { return survey.Answers{"ho/nguoi/ten": survey.OfText(name)} }
	answers := survey.Answers{"ho": {Rows: []survey.Answers{
		{"ho/nguoi": {Rows: []survey.Answers{person("An"), person(" ")}}}, {}, {"ho/nguoi": {Rows: []survey.Answers{person("Bình")}}}}}}
	if got := strings.Join(WrittenIn(answers, &survey.Field{Path: "ho/nguoi/ten", Repeat: inner}), ", "); got != "An, Bình" {
		t.Errorf("got %q", got)
	}
}

func TestWordsWithoutMarksFindAll(t *testing.T) {
	for _, c := range []struct {
		find, text string
		want       bool
	}{
		{"", "Đường xấu", true}, {"duong", "Đường xấu", true}, {"ĐƯỜNG", "Con đường xấu", true}, {"đuong", "Đường xấu", false}, {"dường", "Đường xấu", false},
		{"đường", "Đường", true}, {"can bo", "Cán  bộ", false}, {"can bo", "CÁN BỘ xã", true}, {"cầu", "cau", false},
	} {
		if got := Finder(c.find)(c.text); got != c.want {
			t.Errorf("%q in %q: %v", c.find, c.text, got)
		}
	}
}
