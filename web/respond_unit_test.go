package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// placedWorld asks in which commune somebody lives, with a link for one of them.
func placedWorld(t *testing.T) (w *world, link string) {
	t.Helper()
	w = deskWorld(t)
	q := ratingForm()
	q.Lists = append(q.Lists, survey.ChoiceList{Name: "xa", Choices: []survey.Choice{{Code: "03388", Label: tv("Đoàn Kết", "Đoàn Kết")}, {Code: "03390", Label: tv("Tân Phong", "Tân Phong")}}})
	q.Items = append([]*survey.Item{{Name: "xa", Kind: survey.Single, List: "xa", Label: tv("Ông/bà ở xã nào?", "Which commune?"), Required: "yes"}}, q.Items...)
	w.publish(q, survey.PublishOptions{Mode: survey.Named})
	w.as("phantich").upload("/desk/units", "file", "xa.csv", []byte("code,name,level,parent_code\n12,Lai Châu,province,\n03388,Đoàn Kết,commune,12\n03390,Tân Phong,commune,12\n")).to("/desk/units?done=units")
	w.change("danh-gia", func(x *survey.Survey) { x.Units, x.UnitItem = "xa", "xa" })
	l, err := w.service.AddLink(t.Context(), admin, survey.Link{Survey: "danh-gia", Unit: "03388"})
	if err != nil {
		t.Fatal(err)
	}
	return w, l.Code
}

// The unit of a link answers the unit item, which is shown and cannot be changed.
func TestTheUnitOfALinkIsFixed(t *testing.T) {
	w, link := placedWorld(t)
	b := w.open("/s/danh-gia?link="+link).is(200).sees("Ông/bà ở xã nào?", "Đoàn Kết").misses("Tân Phong")
	b.fill("canbo", "1").press("send").is(200).receipt()
	if r := w.only("danh-gia"); r.Answers["xa"].Text != "03388" || r.Unit != "03388" {
		t.Errorf("answered %q, unit %q; want both 03388", r.Answers["xa"].Text, r.Unit)
	}
	w.open("/s/danh-gia").is(200).sees("Tân Phong") // without a link it is asked
}

// A program can send what contradicts the link: it is kept, placed by the link, and the desk shows it.
func TestAnotherUnitThanTheLinksIsFlagged(t *testing.T) {
	w, link := placedWorld(t)
	for i, xa := range []string{"03388", "03390"} {
		w.send("danh-gia", fmt.Sprintf(`{"id":"00000000-0000-4000-8000-%012d","link":%q,"answers":{"xa":%q,"canbo":"1"}}`, i, link, xa)).want(http.StatusCreated)
	}
	analyst := w.as("phantich")
	says := "đơn vị trong phiếu khác đơn vị của đường dẫn"
	analyst.get("/desk/danh-gia/fieldwork").want(http.StatusOK).says("Cần xem lại", "00000000-0000-4000-8000-000000000001 · Đoàn Kết "+says, "Đoàn Kết 2")
	analyst.get("/desk/danh-gia/data").says("Phiếu hợp lệ " + says)
	analyst.get("/desk/danh-gia/data/response?id=00000000-0000-4000-8000-000000000001").says(says)
	analyst.get("/desk/danh-gia/data/response?id=00000000-0000-4000-8000-000000000000").silent(says)
	analyst.get("/desk").says("1 phiếu có điều mâu thuẫn")
}

// The unit item is renamed in a second version with its key: a link still settles it, the desk places answers to both versions, settings keep it,
// and the public does not see how many answered where, under either name.
func TestTheUnitItemIsFollowedToItsNewName(t *testing.T) {
	w, link := placedWorld(t)
	first := func(i int) string {
		return w.answer("danh-gia", i, fmt.Sprintf(`{"xa":"03390","canbo":"1","gopy":"Góp ý %d"}`, i))
	}
	for i := range 5 {
		first(i)
	}
	q := ratingForm()
	q.Version = "2"
	q.Lists = append(q.Lists, survey.ChoiceList{Name: "xa", Choices: []survey.Choice{{Code: "03388", Label: tv("Đoàn Kết", "Đoàn Kết")}, {Code: "03390", Label: tv("Tân Phong", "Tân Phong")}}})
	q.Items = append([]*survey.Item{{Name: "noi_o", Key: "xa", Kind: survey.Single, List: "xa", Label: tv("Ông/bà ở xã nào?", "Which commune?"), Required: "yes"}}, q.Items...)
	w.publish(q, survey.PublishOptions{Accept: true})
	w.change("danh-gia", func(x *survey.Survey) { x.Public, x.UnitItem = true, "xa" }) // as somebody may write who knows the old name

	w.open("/s/danh-gia?link="+link).is(200).sees("Ông/bà ở xã nào?", "Đoàn Kết").misses("Tân Phong")
	id := w.answer("danh-gia", 9, `{"noi_o":"03390","canbo":"1","gopy":"Góp ý 9"}`)
	analyst := w.as("phantich")
	analyst.get("/desk/danh-gia/results/texts?item=gopy").says("Góp ý 0 Xem cả phiếu · Tân Phong", "Góp ý 9 Xem cả phiếu · Tân Phong")
	analyst.get("/desk/danh-gia/data/response?id=" + id).says("Tân Phong")
	analyst.get("/desk/danh-gia/fieldwork").says("Tân Phong 6")
	if page := w.as("quantri").get("/desk/danh-gia/settings").want(http.StatusOK).body; !strings.Contains(page, `<option value="noi_o" selected>`) {
		t.Error("the settings do not show the unit item under its new name")
	}
	person{w, ""}.get("/r/danh-gia").want(http.StatusOK).says("Việc tăng cường cán bộ").silent("xã nào")
}
