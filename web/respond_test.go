package web

import (
	"bytes"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

func TestWalkThroughWithoutScripts(t *testing.T) {
	w := newWorld(t)
	slug := w.resolutions()
	b := w.open("/s/"+slug).is(200).sees("Trang 1/3", "Ông/bà thuộc nhóm nào?").misses("vào Đảng năm nào")

	b.fill("nguoi/doituong", "dv").fill("nguoi/huyen", "h1").press("next")
	b.is(200).sees("có thêm câu hỏi", "Ông/bà vào Đảng năm nào?", "Xã Mường Than").misses("Xã Bình Lư")

	b.fill("nguoi/namdang", "1900").fill("nguoi/xa", "x1").press("next")
	b.is(422).sees("Có 1 chỗ cần sửa", "Năm vào Đảng phải từ 1930 đến nay.")

	b.fill("nguoi/namdang", "1998").press("next")
	b.is(200).sees("Trang 2/3", "Việc kiểm tra, đôn đốc")
	b.ratings().press("next").is(200).sees("Trang 3/3")
	b.fill("khac/kenh", "loa", "hop").fill("khac/uutien", "nd", "dv", "").fill("khac/gio", "12,5").fill("khac/ngay", "2026-10-26").
		fill("khac/gopy", "Nên phát thêm bằng tiếng Thái").press("next")
	b.is(200).sees("Xem lại câu trả lời", "Đảng viên", "1998", "Xã Mường Than", "Khá tốt", "Loa truyền thanh", "1. Nhân dân", "12,5", "26/10/2026", "tiếng Thái", "(bỏ trống)")
	if got := len(w.responses(slug)); got != 0 {
		t.Fatalf("%d responses are stored before Send, want none", got)
	}

	b.press("goto:1").is(200).sees("Trang 2/3")
	b.fill("danhgia/diem", "9").press("next").press("next").sees("Xem lại câu trả lời")
	b.press("send").is(200).sees("Cảm ơn")
	receipt := b.receipt()

	r := w.only(slug)
	want := survey.Answers{
		"nguoi/doituong": survey.OfText("dv"), "nguoi/namdang": survey.OfNumber("1998"), "nguoi/huyen": survey.OfText("h1"), "nguoi/xa": survey.OfText("x1"),
		"danhgia/kiemtra": survey.OfText("1"), "danhgia/canbo": survey.OfText("2"), "danhgia/tuyentruyen": survey.OfText("9"), "danhgia/diem": survey.OfNumber("9"),
		"khac/kenh": survey.OfCodes("loa", "hop"), "khac/uutien": survey.OfCodes("nd", "dv"), "khac/gio": survey.OfNumber("12.5"),
		"khac/ngay": survey.OfText("2026-10-26"), "khac/gopy": survey.OfText("Nên phát thêm bằng tiếng Thái"),
	}
	for path, v := range want {
		if got := r.Answers[path]; got.Kind != v.Kind || got.Text != v.Text || !slices.Equal(got.Codes, v.Codes) {
			t.Errorf("%s is stored as %+v, want %+v", path, got, v)
		}
	}
	if r.State != survey.Submitted || r.Language != "vi" || r.Channel != survey.ByWeb || r.Version != "1" {
		t.Errorf("stored as %s, %q, %s, version %q", r.State, r.Language, r.Channel, r.Version)
	}

	w.open("/s/" + slug + "/withdraw").is(200).sees("Gõ mã biên nhận")
	w.postForm(t, "/s/"+slug+"/withdraw", url.Values{"receipt": {"0000-0000-0000-0000"}}).is(404).sees("Không có phiếu nào với mã biên nhận này.")
	w.postForm(t, "/s/"+slug+"/withdraw", url.Values{"receipt": {strings.ToLower(receipt)}}).is(200).sees("Đã rút phiếu")
	if left := w.responses(slug); len(left) != 0 {
		t.Errorf("after withdrawing the response is %s with %d answers, want none", left[0].State, len(left[0].Answers))
	}
	w.postForm(t, "/s/"+slug+"/withdraw", url.Values{"receipt": {receipt}}).is(200).sees("Đã rút phiếu")
}

func TestSendingTwiceIsOneResponse(t *testing.T) {
	w := newWorld(t)
	slug := w.resolutions()
	b := w.open("/s/"+slug).fill("nguoi/doituong", "ld").fill("nguoi/huyen", "h2").press("next").fill("nguoi/xa", "x3").press("next").ratings().press("next").press("next")
	review := b.body
	first := b.press("send").receipt()
	b.load(reply{t: t, status: 200, body: review}) // Back in the browser, and Send once more
	if again := b.press("send").receipt(); again != first {
		t.Errorf("the second receipt is %s, the first %s", again, first)
	}
	w.only(slug)

	b.load(reply{t: t, status: 200, body: review})
	b.press("goto:1").fill("danhgia/diem", "1").press("next").press("next").press("send").is(409).sees("Phiếu này đã gửi rồi")
	if got := w.only(slug).Answers["danhgia/diem"].Text; got != "8" {
		t.Errorf("the stored answer became %s", got)
	}
}

func TestWholeFormInOneRequest(t *testing.T) {
	whole := func() url.Values {
		return url.Values{"nguoi/doituong": {"nd"}, "nguoi/huyen": {"h1"}, "danhgia/kiemtra": {"1"}, "danhgia/canbo": {"1"}, "danhgia/tuyentruyen": {"3"}, "khac/kenh": {"loa", "mxh"},
			"khac/ho[1]/ten": {"Lò Thị Ánh"}, "khac/ho[1]/tuoi": {"41"}, "khac/ho[2]/ten": {"Lò Văn Ơn"}}
	}
	t.Run("good", func(t *testing.T) {
		w := newWorld(t)
		slug := w.resolutions()
		w.postForm(t, "/s/"+slug, whole()).is(200).receipt()
		r := w.only(slug)
		if got := r.Answers["khac/kenh"].Codes; !slices.Equal(got, []string{"loa", "mxh"}) {
			t.Errorf("kenh = %v", got)
		}
		if rows := r.Answers["khac/ho"].Rows; len(rows) != 2 || rows[1]["khac/ho/ten"].Text != "Lò Văn Ơn" {
			t.Errorf("ho = %+v", rows)
		}
		if got := r.Answers["khac/songuoi"].Text; got != "2" {
			t.Errorf("the calculation songuoi = %q, want 2", got)
		}
	})
	t.Run("with a send button and an id, twice", func(t *testing.T) {
		w := newWorld(t)
		slug := w.resolutions()
		v := whole()
		v.Set("send", "1")
		v.Set("id", "0b0e9a52-7c55-4b0e-9d4e-0f6a1f8f3a11")
		first := w.postForm(t, "/s/"+slug, v).is(200).receipt()
		if again := w.postForm(t, "/s/"+slug, v).is(200).receipt(); again != first {
			t.Errorf("receipts %s and %s differ", first, again)
		}
		w.only(slug)
	})
	t.Run("beside the fields of the first page", func(t *testing.T) {
		w := newWorld(t)
		slug := w.resolutions()
		b := w.open("/s/" + slug)
		for name, values := range whole() {
			b.typed[name] = values
		}
		w.postForm(t, "/s/"+slug, b.values()).is(200).receipt()
		w.only(slug)
	})
	t.Run("with problems", func(t *testing.T) {
		for _, c := range []struct {
			name, path, value, says string
		}{
			{"a required one missing", "danhgia/canbo", "", "Xin trả lời câu này."},
			{"an unknown code", "danhgia/canbo", "77", "“77” không có trong danh sách"},
			{"an exclusive choice beside another", "khac/kenh", "khong", "không thể chọn cùng phương án khác"},
			{"an unknown item", "khac/bia", "1", "không có câu hỏi “khac/bia”"},
			{"not a number", "khac/gio", "nhiều", "không phải là số"},
			{"a number that can be meant in two ways", "khac/gio", "1,234", "xin viết dấu chấm"},
			{"not a date", "khac/ngay", "31/02/2026", "năm-tháng-ngày"},
			{"a choice that the filter leaves out", "nguoi/xa", "x3", "không hợp với các câu trả lời trước"},
		} {
			t.Run(c.name, func(t *testing.T) {
				w := quickWorld(t)
				slug := w.resolutions()
				v := whole()
				v.Del(c.path)
				if c.value != "" {
					v[c.path] = []string{c.value}
				}
				if c.path == "khac/kenh" {
					v[c.path] = []string{"loa", c.value}
				}
				w.postForm(t, "/s/"+slug, v).is(422).sees(c.says)
				if n := len(w.responses(slug)); n != 0 {
					t.Errorf("%d responses are stored", n)
				}
			})
		}
	})
	t.Run("an answer to a hidden item is left out", func(t *testing.T) {
		w := quickWorld(t)
		slug := w.resolutions()
		v := whole()
		v.Set("nguoi/namdang", "1998")
		w.postForm(t, "/s/"+slug, v).is(200)
		if _, there := w.only(slug).Answers["nguoi/namdang"]; there {
			t.Error("the answer to an item that routing does not reach is stored")
		}
	})
}

func TestTamperedStateIsRefused(t *testing.T) {
	w := quickWorld(t)
	slug := w.resolutions()
	b := w.open("/s/" + slug)
	sealed := attr(b.inputs(fieldState)[0], "value")
	payload, mac, _ := strings.Cut(sealed, ".")
	const id = "0b0e9a52-7c55-4b0e-9d4e-0f6a1f8f3a11"
	otherPayload, err := Sealed(survey.NewIdentity([]byte("another installation")), slug, id, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, err := Sealed(w.service.Identity(), "another-survey", id, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"a letter changed":         "f" + payload[1:] + "." + mac,
		"without a signature":      payload,
		"of another installation":  otherPayload,
		"of another survey":        elsewhere,
		"not base 64":              "%%%." + mac,
		"the signature of another": strings.SplitN(elsewhere, ".", 2)[0] + "." + mac,
	} {
		t.Run(name, func(t *testing.T) {
			b.load(w.get("/s/" + slug))
			b.typed[fieldState] = []string{text}
			b.press("next").is(400).sees("Xin mở lại đường dẫn khảo sát.")
		})
	}
}

func TestRepeatRowsWithoutScripts(t *testing.T) {
	w := quickWorld(t)
	q := resolutionForm()
	q.Items = q.Items[2:]
	slug := w.publish(q, survey.PublishOptions{})
	b := w.open("/s/"+slug).fill("khac/ho[1]/ten", "Lò Thị Ánh").press("add:khac/ho").press("add:khac/ho")
	b.fill("khac/ho[2]/ten", "Quàng Văn Tâm").fill("khac/ho[2]/tuoi", "19").fill("khac/ho[3]/ten", "Vàng A Chu").press("remove:khac/ho[1]")
	if got := attr(b.inputs("khac/ho[1]/ten")[0], "value"); got != "Quàng Văn Tâm" {
		t.Errorf("after taking out the first row the first is %q", got)
	}
	b.press("add:khac/ho").press("send").is(200).receipt() // the last row stays blank and is left out
	rows := w.only(slug).Answers["khac/ho"].Rows
	if len(rows) != 2 || rows[0]["khac/ho/tuoi"].Text != "19" || rows[1]["khac/ho/ten"].Text != "Vàng A Chu" {
		t.Errorf("stored rows: %+v", rows)
	}
}

func TestAttachment(t *testing.T) {
	w := newWorld(t)
	q := resolutionForm()
	q.Items = q.Items[2:]
	slug := w.publish(q, survey.PublishOptions{})
	b := w.open("/s/" + slug)
	picture := []byte("\xff\xd8\xff a picture")
	b.attach("khac/anh", `C:\ảnh\cụm loa.jpg`, picture)
	b.is(200).sees("Xem lại câu trả lời", "cụm loa.jpg")
	b.press("goto:0").sees("Đã có tệp: cụm loa.jpg").press("next").is(200).sees("cụm loa.jpg") // back and on: it is still there
	b.press("send").is(200).receipt()
	file := w.only(slug).Answers["khac/anh"].File
	if file.Name != "cụm loa.jpg" {
		t.Errorf("stored under the name %q", file.Name)
	}
	if size, err := w.service.Store().Blobs().Has(t.Context(), file.SHA256); err != nil || size != int64(len(picture)) {
		t.Errorf("the store has %d bytes, %v", size, err)
	}
}

// At an anonymous survey the page says what becomes of a picture before one is chosen, and what tells of its maker is nowhere afterwards.
func TestPictureOfAnAnonymousSurvey(t *testing.T) {
	w := newWorld(t)
	q := resolutionForm()
	q.Items = q.Items[2:]
	slug := w.publish(q, survey.PublishOptions{Mode: survey.Anonymous})
	b := w.open("/s/" + slug)
	b.sees("Giờ, nơi chụp và tên máy ghi trong ảnh được gỡ bỏ trước khi lưu")
	if !strings.Contains(b.body, `accept="image/jpeg,image/png,image/webp"`) {
		t.Error("the phone offers other kinds of pictures")
	}
	b.attach("khac/anh", "IMG_1.heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"))
	b.is(422).sees("chỉ nhận ảnh JPEG, PNG hoặc WebP")
	picture, err := os.ReadFile("../survey/photo/testdata/phone.jpg")
	if err != nil {
		t.Fatal(err)
	}
	b.attach("khac/anh", "IMG_2.jpg", picture)
	b.is(200).press("send").is(200).receipt()
	kept := w.only(slug).Answers["khac/anh"].File
	r, err := w.service.Store().Blobs().Open(t.Context(), kept.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	bare, err := io.ReadAll(r)
	if err != nil || len(bare) == 0 || bytes.Contains(bare, []byte("SM-A145F")) || kept.Name != "" {
		t.Errorf("kept %d bytes as %q, %v", len(bare), kept.Name, err)
	}
}

func TestLanguages(t *testing.T) {
	w := quickWorld(t)
	slug := w.resolutions()
	w.open("/s/"+slug).sees("Tiếp theo", "Ông/bà thuộc nhóm nào?", "English", "ꪼꪕꪒꪾ")
	w.open("/s/"+slug+"?lang=en").sees("Next", "Which group are you in?")
	w.open("/s/"+slug+"?lang=blt").sees("Tiếp theo", "Ông/bà thuộc nhóm nào?") // not translated: the default language
	w.open("/s/" + slug + "?lang=xx").sees("Ông/bà thuộc nhóm nào?")
	b := w.open("/s/"+slug).fill("nguoi/doituong", "ld").press("lang:en").sees("Which group are you in?")
	if !has(b.inputs("nguoi/doituong")[0], "checked") {
		t.Error("turning to another language lost what was chosen")
	}
	b.fill("nguoi/huyen", "h1").press("next").press("next").sees("Page 2 of 3")

	link, err := w.service.AddLink(t.Context(), admin, survey.Link{Survey: slug, Language: "en", Unit: "h1", Label: "Than Uyên"})
	if err != nil {
		t.Fatal(err)
	}
	w.open("/s/"+slug+"?link="+link.Code).sees("Which group are you in?", "Than Uyên")
	w.open("/s/" + slug + "?link=nosuch").is(404)
}

func TestClosedSurvey(t *testing.T) {
	w := newWorld(t)
	slug := w.resolutions()
	b := w.open("/s/" + slug)
	w.change(slug, func(s *survey.Survey) { s.Closes = w.now().Add(-time.Minute) })
	w.open("/s/" + slug).is(403).sees("Cuộc khảo sát đã kết thúc")
	b.fill("nguoi/doituong", "ld").fill("nguoi/huyen", "h2").press("next").press("next").ratings().press("next").press("next").press("send")
	b.is(403).sees("giữ riêng").receipt()
	if got := w.only(slug).State; got != survey.Quarantined {
		t.Errorf("stored as %s, want quarantined", got)
	}
	w.change(slug, func(s *survey.Survey) { s.Closes, s.Opens = time.Time{}, w.now().Add(time.Hour) })
	w.open("/s/"+slug).is(403).sees("chưa mở", "16:00 20/11/2026")
	w.open("/s/nothing").is(404).sees("Không có")
}

func TestInvitation(t *testing.T) {
	w := newWorld(t)
	slug := w.publish(resolutionForm(), survey.PublishOptions{Mode: survey.Anonymous, Access: survey.ByToken})
	tokens, err := w.service.MakeTokens(t.Context(), admin, slug, 1, survey.Token{Unit: "h1"})
	if err != nil {
		t.Fatal(err)
	}
	w.open("/s/" + slug).is(401).sees("Cần mã mời")
	w.open("/s/" + slug + "?token=wrong").is(401).sees("Mã mời không đúng.")
	b := w.open("/s/" + slug + "?token=" + tokens[0]).is(200).sees("ẩn danh")
	b.fill("nguoi/doituong", "ld").fill("nguoi/huyen", "h2").press("next").press("next").ratings().press("next").press("next")
	b.press("send").is(200).receipt()
	r := w.only(slug)
	if r.Unit != "h1" || !r.Received.IsZero() {
		t.Errorf("stored with unit %q and time %v", r.Unit, r.Received)
	}
	w.open("/s/" + slug + "?token=" + tokens[0]).is(401).sees("đã được dùng")
}

func TestFormThatAsksNothing(t *testing.T) {
	w := quickWorld(t)
	slug := w.publish(&survey.Questionnaire{FormID: "empty", Items: []*survey.Item{{Name: "today", Kind: survey.Metadata, Meta: "today"}}}, survey.PublishOptions{})
	w.open("/s/" + slug).is(200).press("send").is(200).receipt()
	if got := w.only(slug).Answers["today"].Text; got != "2026-11-20" {
		t.Errorf("today = %q", got)
	}
}

func TestPreviewStoresNothing(t *testing.T) {
	w := deskWorld(t)
	slug := w.resolutions()
	b := w.as("quantri").open("/desk/" + slug + "/preview").is(200).sees("Bản xem thử")
	b.fill("nguoi/doituong", "ld").fill("nguoi/huyen", "h2").press("next").press("next").ratings()
	b.press("next").press("next").press("send").is(200).sees("không có câu trả lời nào được lưu")
	if n := len(w.responses(slug)); n != 0 {
		t.Errorf("a preview stored %d responses", n)
	}
}
