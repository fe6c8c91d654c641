package respond_test

import (
	"encoding/base64"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/webtest"
)

// toReview fills in the resolutions without scripts, up to the review.
func toReview(b *webtest.Browser) *webtest.Browser {
	return b.Fill("nguoi/doituong", "ld").Fill("nguoi/huyen", "h2").Press("next").Fill("nguoi/xa", "x3").
		Press("next").Ratings().Press("next").Press("next").Sees("Xem lại câu trả lời")
}

// here is the address at which the browser is.
func here(b *webtest.Browser) string { return b.Been[len(b.Been)-1] }

// Back and reload ask for a page, which shows what was typed, and go on from there; nothing is sent again.
func TestBackWithoutScriptsKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	b := w.Open("/s/"+slug).Fill("nguoi/doituong", "dv").Fill("nguoi/huyen", "h1").Press("next").Is(200)
	b.Fill("nguoi/namdang", "1900").Fill("nguoi/xa", "x1").Press("next").Is(422)
	b.Go(here(b)).Is(422).Sees("Có 1 chỗ cần sửa", "Năm vào Đảng phải từ 1930 đến nay.")
	if got := b.Value("nguoi/namdang"); got != "1900" {
		t.Errorf("after a reload the year is %q", got)
	}
	b.Fill("nguoi/namdang", "1998").Press("next").Is(200).Sees("Trang 2/3")
	b.Back().Is(200).Sees("Trang 1/3").Misses("chỗ cần sửa")
	if b.Value("nguoi/namdang") != "1998" || b.Value("nguoi/huyen") != "h1" {
		t.Errorf("Back shows %v", b.Values())
	}
	b.Fill("nguoi/namdang", "1997").Press("next").Is(200).Sees("Trang 2/3").Ratings().Press("next").Press("next")
	b.Sees("Xem lại câu trả lời", "1997").Go(here(b)).Is(200).Sees("1997").Press("send").Is(200).Receipt()
	if got := w.Only(slug).Answers["nguoi/namdang"].Text; got != "1997" {
		t.Errorf("the year is stored as %q", got)
	}
}

// After Send the receipt is shown once: who presses Back or reloads, perhaps another person, reads that the response
// was sent, and begins afresh; nothing is stored twice.
func TestReceiptIsShownOnce(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	b := toReview(w.Open("/s/" + slug))
	review := here(b)
	receipt := b.Press("send").Is(200).Receipt()
	sent := here(b)
	for _, to := range []string{sent, review, b.Been[0]} {
		b.Go(to).Is(200).Sees("Phiếu đã được gửi", "Người khác trả lời").Misses("Xem lại câu trả lời", receipt)
	}
	again := ""
	for _, a := range webtest.All(b.Doc, "a") {
		if strings.HasSuffix(strings.SplitN(webtest.Attr(a, "href"), "?", 2)[0], "/again") {
			again = webtest.Attr(a, "href")
		}
	}
	b.Go(again).Is(200).Sees("Trang 1/3")
	for _, to := range []string{sent, review} {
		b.Go(to).Is(200).Sees("Trang 1/3").Misses(receipt)
		if kept := b.Kept(to); len(kept) > 0 {
			t.Errorf("the phone keeps %q", kept)
		}
	}
	w.Only(slug)
}

// What the phone keeps between two pages cannot be read there, and what was typed is gone with Send.
func TestWhatTravelsCannotBeRead(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	b := w.Open("/s/"+slug).Fill("nguoi/doituong", "ld").Fill("nguoi/huyen", "h2").Press("next").Fill("nguoi/xa", "x3").
		Press("next").Ratings().Press("next").Fill("khac/gopy", strings.Repeat("Lò Thị Ánh ", 400)).Press("next")
	kept := b.Kept(here(b))
	for _, c := range kept {
		name, value, _ := strings.Cut(c, "=")
		raw, err := base64.RawURLEncoding.DecodeString(value)
		if err != nil || strings.Contains(string(raw), "gopy") || strings.Contains(string(raw), "Ánh") {
			t.Errorf("cookie %s holds %q (%v)", name, raw, err)
		}
	}
	if other := w.Open("/s/" + slug); len(kept) == 0 || len(other.Kept("/s/"+slug)) > 0 {
		t.Errorf("cookies %q at the page, %q elsewhere", kept, other.Kept("/s/"+slug))
	}
	b.Press("send").Is(200).Receipt()
	if left := strings.Join(b.Kept(here(b)), ""); len(left) > 200 {
		t.Errorf("after Send the phone keeps %d characters", len(left))
	}
	review := strings.Replace(here(b), "/sent", "/3", 1)
	for cookie, want := range map[string]string{strings.Join(kept, "; "): "Xem lại câu trả lời",
		strings.Replace(strings.Join(kept, "; "), "f0=", "f0=A", 1): "Trang 1/3"} {
		if r := w.Get(review, "Cookie", cookie).Want(http.StatusOK); !strings.Contains(r.Body, want) {
			t.Errorf("%s does not say %q for %.20s…", review, want, cookie)
		}
	}
}

// What is too much to travel, and what is typed where no cookie is kept, comes back with the page, as typed.
func TestNothingIsLostThatDoesNotTravel(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	noise := make([]rune, 9000)
	for i := range noise {
		noise[i] = 'a' + rune(rand.IntN(26))
	}
	long := w.Open("/s/"+slug).Fill("nguoi/doituong", "ld").Fill("nguoi/huyen", "h2").Press("next").Fill("nguoi/xa", "x3").
		Press("next").Ratings().Press("next").Fill("khac/gopy", string(noise)).Press("next").Is(200)
	none := w.OpenWithoutCookies("/s/" + slug)
	for name, b := range map[string]*webtest.Browser{"too long": long, "no cookies": toReview(none)} {
		b.Sees("Xem lại câu trả lời").Press("send").Is(200).Receipt()
		if len(b.Kept("/s/"+slug)) > 0 {
			t.Errorf("%s: cookies", name)
		}
	}
	texts := map[string]bool{}
	for _, r := range w.Responses(slug) {
		texts[r.Answers["khac/gopy"].Text] = true
	}
	if len(texts) != 2 || !texts[string(noise)] {
		t.Errorf("%d texts are stored", len(texts))
	}
}

// Closed surveys and used tokens say so at every address, and take nothing from who has begun.
func TestPagesOfAFillingAfterClosing(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	b := toReview(w.Open("/s/" + slug))
	w.Change(slug, func(sv *survey.Survey) { sv.Closed = true })
	b.Go(here(b)).Is(200).Sees("Xem lại câu trả lời").Press("send").Is(403).Receipt()
	b.Go(here(b)).Is(200).Sees("Phiếu đã được gửi")
	w.Open("/s/" + slug + "/f/000000000000/2").Is(403)
	w.Open("/s/" + slug + "/f").Is(403)
}
