package respond_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

// placedWorld asks in which commune somebody lives, with a link for one of them.
func placedWorld(t *testing.T) (w *webtest.World, link string) {
	t.Helper()
	w = webtest.ForDesk(t)
	q := webtest.RatingForm()
	q.Lists = append(q.Lists,
		survey.ChoiceList{Name: "xa",
			Choices: []survey.Choice{{Code: "03388", Label: webtest.Tv("Đoàn Kết", "Đoàn Kết")},
				{Code: "03390", Label: webtest.Tv("Tân Phong", "Tân Phong")}}})
	q.Items = append([]*survey.Item{{Name: "xa", Kind: survey.Single, List: "xa",
		Label: webtest.Tv("Ông/bà ở xã nào?", "Which commune?"), Required: "yes"}}, q.Items...)
	w.Publish(q, service.PublishOptions{Mode: survey.Named})
	w.As("phantich").Upload("/desk/units", "file", "xa.csv",
		[]byte("code,name,level,parent_code\n12,Lai Châu,province,\n03388,Đoàn Kết,commune,12\n03390,Tân Phong,commune,12\n")).To("/desk/units?done=units")
	w.Change("danh-gia", func(x *survey.Survey) { x.Units, x.UnitItem = "xa", "xa" })
	l, err := w.Service.AddLink(t.Context(), webtest.Admin, survey.Link{Survey: "danh-gia", Unit: "03388"})
	if err != nil {
		t.Fatal(err)
	}
	return w, l.Code
}

// The unit of a link answers the unit item, which is shown and cannot be changed.
func TestTheUnitOfALinkIsFixed(t *testing.T) {
	t.Parallel()
	w, link := placedWorld(t)
	b := w.Open("/s/danh-gia?link="+link).Is(200).Sees("Ông/bà ở xã nào?", "Đoàn Kết").Misses("Tân Phong")
	b.Fill("canbo", "1").Press("send").Is(200).Receipt()
	if r := w.Only("danh-gia"); r.Answers["xa"].Text != "03388" || r.Unit != "03388" {
		t.Errorf("answered %q, unit %q; want both 03388", r.Answers["xa"].Text, r.Unit)
	}
	w.Open("/s/danh-gia").Is(200).Sees("Tân Phong") // without a link it is asked
}

// What a page sends in place of the unit that it showed as fixed is not taken: it was no choice of the respondent's.
func TestAPageCannotChangeTheUnitOfALink(t *testing.T) {
	t.Parallel()
	w, link := placedWorld(t)
	b := w.Open("/s/danh-gia?link=" + link).Is(200)
	b.Typed["xa"] = []string{"03390"}
	b.Fill("canbo", "1").Press("send").Is(200).Receipt()
	if r := w.Only("danh-gia"); r.Answers["xa"].Text != "03388" || r.Unit != "03388" || len(r.Flags) > 0 {
		t.Errorf("answered %q, unit %q, flags %v; want both 03388", r.Answers["xa"].Text, r.Unit, r.Flags)
	}
}

// A program can send what contradicts the link: it is kept, placed by the link, and the desk shows it.
func TestAnotherUnitThanTheLinksIsFlagged(t *testing.T) {
	t.Parallel()
	w, link := placedWorld(t)
	for i, xa := range []string{"03388", "03390"} {
		w.Send("danh-gia", fmt.Sprintf(`{"id":"00000000-0000-4000-8000-%012d","link":%q,"answers":{"xa":%q,"canbo":"1"}}`, i, link, xa)).Want(http.StatusCreated)
	}
	analyst := w.As("phantich")
	says := "đơn vị trong phiếu khác đơn vị của đường dẫn"
	analyst.Get("/desk/danh-gia/fieldwork").Want(http.StatusOK).Says("Cần xem lại",
		"00000000-0000-4000-8000-000000000001 · Đoàn Kết "+says, "Đoàn Kết 2")
	analyst.Get("/desk/danh-gia/data").Says("Phiếu hợp lệ " + says)
	analyst.Get("/desk/danh-gia/data/response?id=00000000-0000-4000-8000-000000000001").Says(says)
	analyst.Get("/desk/danh-gia/data/response?id=00000000-0000-4000-8000-000000000000").Silent(says)
	analyst.Get("/desk").Says("1 phiếu có điều mâu thuẫn")
}

// The unit item is renamed in a second version with its key: a link still settles it, the desk places answers to both
// versions, settings keep it, and the public does not see how many answered where, under either name.
func TestTheUnitItemIsFollowedToItsNewName(t *testing.T) {
	t.Parallel()
	w, link := placedWorld(t)
	first := func(i int) string {
		return w.Answer("danh-gia", i, fmt.Sprintf(`{"xa":"03390","canbo":"1","gopy":"Góp ý %d"}`, i))
	}
	for i := range 5 {
		first(i)
	}
	q := webtest.RatingForm()
	q.Version = "2"
	q.Lists = append(q.Lists,
		survey.ChoiceList{Name: "xa",
			Choices: []survey.Choice{{Code: "03388", Label: webtest.Tv("Đoàn Kết", "Đoàn Kết")},
				{Code: "03390", Label: webtest.Tv("Tân Phong", "Tân Phong")}}})
	q.Items = append([]*survey.Item{{Name: "noi_o", Key: "xa", Kind: survey.Single, List: "xa",
		Label: webtest.Tv("Ông/bà ở xã nào?", "Which commune?"), Required: "yes"}}, q.Items...)
	w.Publish(q, service.PublishOptions{Accept: true})
	// as somebody may write who knows the old name
	w.Change("danh-gia", func(x *survey.Survey) { x.Public, x.UnitItem = true, "xa" })

	w.Open("/s/danh-gia?link="+link).Is(200).Sees("Ông/bà ở xã nào?", "Đoàn Kết").Misses("Tân Phong")
	id := w.Answer("danh-gia", 9, `{"noi_o":"03390","canbo":"1","gopy":"Góp ý 9"}`)
	analyst := w.As("phantich")
	analyst.Get("/desk/danh-gia/results/texts?item=gopy").Says("Góp ý 0 Xem cả phiếu · Tân Phong",
		"Góp ý 9 Xem cả phiếu · Tân Phong")
	analyst.Get("/desk/danh-gia/data/response?id=" + id).Says("Tân Phong")
	analyst.Get("/desk/danh-gia/fieldwork").Says("Tân Phong 6")
	if page := w.As("quantri").Get("/desk/danh-gia/settings").Want(http.StatusOK).Body; !strings.Contains(page,
		`<option value="noi_o" selected>`) {
		t.Error("the settings do not show the unit item under its new name")
	}
	webtest.Person{W: w}.Get("/r/danh-gia").Want(http.StatusOK).Says("Việc tăng cường cán bộ").Silent("xã nào")
}
