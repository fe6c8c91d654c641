package respond_test

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
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/respond"
	"github.com/khaosat/khaosat/web/webtest"
)

func TestWalkThroughWithoutScripts(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	b := w.Open("/s/"+slug).Is(200).Sees("Trang 1/3", "Ông/bà thuộc nhóm nào?").Misses("vào Đảng năm nào")

	b.Fill("nguoi/doituong", "dv").Fill("nguoi/huyen", "h1").Press("next")
	b.Is(200).Sees("có thêm câu hỏi", "Ông/bà vào Đảng năm nào?", "Xã Mường Than").Misses("Xã Bình Lư")

	b.Fill("nguoi/namdang", "1900").Fill("nguoi/xa", "x1").Press("next")
	b.Is(422).Sees("Có 1 chỗ cần sửa", "Năm vào Đảng phải từ 1930 đến nay.")

	b.Fill("nguoi/namdang", "1998").Press("next")
	b.Is(200).Sees("Trang 2/3", "Việc kiểm tra, đôn đốc")
	b.Ratings().Press("next").Is(200).Sees("Trang 3/3")
	b.Fill("khac/kenh", "loa", "hop").Fill("khac/uutien", "nd", "dv", "").Fill("khac/gio", "12,5").Fill("khac/ngay",
		"2026-10-26").
		Fill("khac/gopy", "Nên phát thêm bằng tiếng Thái").Press("next")
	b.Is(200).Sees("Xem lại câu trả lời", "Đảng viên", "1998", "Xã Mường Than", "Khá tốt", "Loa truyền thanh",
		"1. Nhân dân", "12,5", "26/10/2026", "tiếng Thái", "(bỏ trống)")
	if got := len(w.Responses(slug)); got != 0 {
		t.Fatalf("%d responses are stored before Send, want none", got)
	}

	b.Press("goto:1").Is(200).Sees("Trang 2/3")
	b.Fill("danhgia/diem", "9").Press("next").Press("next").Sees("Xem lại câu trả lời")
	b.Press("send").Is(200).Sees("Cảm ơn")
	receipt := b.Receipt()

	r := w.Only(slug)
	want := survey.Answers{
		"nguoi/doituong": survey.OfText("dv"), "nguoi/namdang": survey.OfNumber("1998"),
		"nguoi/huyen": survey.OfText("h1"), "nguoi/xa": survey.OfText("x1"),
		"danhgia/kiemtra": survey.OfText("1"), "danhgia/canbo": survey.OfText("2"),
		"danhgia/tuyentruyen": survey.OfText("9"), "danhgia/diem": survey.OfNumber("9"),
		"khac/kenh": survey.OfCodes("loa", "hop"), "khac/uutien": survey.OfCodes("nd", "dv"),
		"khac/gio":  survey.OfNumber("12.5"),
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

	w.Open("/s/" + slug + "/withdraw").Is(200).Sees("Gõ mã biên nhận")
	w.PostForm(t, "/s/"+slug+"/withdraw",
		url.Values{"receipt": {"0000-0000-0000-0000"}}).Is(404).Sees("Không có phiếu nào với mã biên nhận này.")
	w.PostForm(t, "/s/"+slug+"/withdraw",
		url.Values{"receipt": {strings.ToLower(receipt)}}).Is(200).Sees("Đã rút phiếu")
	if left := w.Responses(slug); len(left) != 0 {
		t.Errorf("after withdrawing the response is %s with %d answers, want none", left[0].State, len(left[0].Answers))
	}
	w.PostForm(t, "/s/"+slug+"/withdraw", url.Values{"receipt": {receipt}}).Is(200).Sees("Đã rút phiếu")
}

func TestSendingTwiceIsOneResponse(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	b := w.Open("/s/"+slug).Fill("nguoi/doituong", "ld").Fill("nguoi/huyen", "h2").Press("next").Fill("nguoi/xa",
		"x3").Press("next").Ratings().Press("next").Press("next")
	review := b.Body
	first := b.Press("send").Receipt()
	b.Load(webtest.Reply{T: t, Status: 200, Body: review}) // Back in the browser, and Send once more
	if again := b.Press("send").Receipt(); again != first {
		t.Errorf("the second receipt is %s, the first %s", again, first)
	}
	w.Only(slug)

	b.Load(webtest.Reply{T: t, Status: 200, Body: review})
	b.Press("goto:1").Fill("danhgia/diem",
		"1").Press("next").Press("next").Press("send").Is(409).Sees("Phiếu này đã gửi rồi")
	if got := w.Only(slug).Answers["danhgia/diem"].Text; got != "8" {
		t.Errorf("the stored answer became %s", got)
	}
}

func TestWholeFormInOneRequest(t *testing.T) {
	t.Parallel()
	whole := func() url.Values {
		return url.Values{"nguoi/doituong": {"nd"}, "nguoi/huyen": {"h1"}, "danhgia/kiemtra": {"1"},
			"danhgia/canbo": {"1"}, "danhgia/tuyentruyen": {"3"}, "khac/kenh": {"loa", "mxh"},
			"khac/ho[1]/ten": {"Lò Thị Ánh"}, "khac/ho[1]/tuoi": {"41"}, "khac/ho[2]/ten": {"Lò Văn Ơn"}}
	}
	t.Run("good", func(t *testing.T) {
		w := webtest.New(t)
		slug := w.Resolutions()
		w.PostForm(t, "/s/"+slug, whole()).Is(200).Receipt()
		r := w.Only(slug)
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
		w := webtest.New(t)
		slug := w.Resolutions()
		v := whole()
		v.Set("send", "1")
		v.Set("id", "0b0e9a52-7c55-4b0e-9d4e-0f6a1f8f3a11")
		first := w.PostForm(t, "/s/"+slug, v).Is(200).Receipt()
		if again := w.PostForm(t, "/s/"+slug, v).Is(200).Receipt(); again != first {
			t.Errorf("receipts %s and %s differ", first, again)
		}
		w.Only(slug)
	})
	t.Run("beside the fields of the first page", func(t *testing.T) {
		w := webtest.New(t)
		slug := w.Resolutions()
		b := w.Open("/s/" + slug)
		for name, values := range whole() {
			b.Typed[name] = values
		}
		w.PostForm(t, "/s/"+slug, b.Values()).Is(200).Receipt()
		w.Only(slug)
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
				w := webtest.Quick(t)
				slug := w.Resolutions()
				v := whole()
				v.Del(c.path)
				if c.value != "" {
					v[c.path] = []string{c.value}
				}
				if c.path == "khac/kenh" {
					v[c.path] = []string{"loa", c.value}
				}
				w.PostForm(t, "/s/"+slug, v).Is(422).Sees(c.says)
				if n := len(w.Responses(slug)); n != 0 {
					t.Errorf("%d responses are stored", n)
				}
			})
		}
	})
	t.Run("an answer to a hidden item is left out", func(t *testing.T) {
		w := webtest.Quick(t)
		slug := w.Resolutions()
		v := whole()
		v.Set("nguoi/namdang", "1998")
		w.PostForm(t, "/s/"+slug, v).Is(200)
		if _, there := w.Only(slug).Answers["nguoi/namdang"]; there {
			t.Error("the answer to an item that routing does not reach is stored")
		}
	})
}

func TestTamperedStateIsRefused(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	b := w.Open("/s/" + slug)
	sealed := webtest.Attr(b.Inputs(webtest.FieldState)[0], "value")
	payload, mac, _ := strings.Cut(sealed, ".")
	const id = "0b0e9a52-7c55-4b0e-9d4e-0f6a1f8f3a11"
	otherPayload, err := respond.Sealed(survey.NewIdentity([]byte("another installation")), slug, id, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, err := respond.Sealed(w.Service.Identity(), "another-survey", id, nil, nil)
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
			b.Load(w.Get("/s/" + slug))
			b.Typed[webtest.FieldState] = []string{text}
			b.Press("next").Is(400).Sees("Xin mở lại đường dẫn khảo sát.")
		})
	}
}

func TestRepeatRowsWithoutScripts(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	q := webtest.ResolutionForm()
	q.Items = q.Items[2:]
	slug := w.Publish(q, service.PublishOptions{})
	b := w.Open("/s/"+slug).Fill("khac/ho[1]/ten", "Lò Thị Ánh").Press("add:khac/ho").Press("add:khac/ho")
	b.Fill("khac/ho[2]/ten", "Quàng Văn Tâm").Fill("khac/ho[2]/tuoi", "19").Fill("khac/ho[3]/ten",
		"Vàng A Chu").Press("remove:khac/ho[1]")
	if got := webtest.Attr(b.Inputs("khac/ho[1]/ten")[0], "value"); got != "Quàng Văn Tâm" {
		t.Errorf("after taking out the first row the first is %q", got)
	}
	b.Press("add:khac/ho").Press("send").Is(200).Receipt() // the last row stays blank and is left out
	rows := w.Only(slug).Answers["khac/ho"].Rows
	if len(rows) != 2 || rows[0]["khac/ho/tuoi"].Text != "19" || rows[1]["khac/ho/ten"].Text != "Vàng A Chu" {
		t.Errorf("stored rows: %+v", rows)
	}
}

func TestAttachment(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	q := webtest.ResolutionForm()
	q.Items = q.Items[2:]
	slug := w.Publish(q, service.PublishOptions{})
	b := w.Open("/s/" + slug)
	picture := []byte("\xff\xd8\xff a picture")
	b.Attach("khac/anh", `C:\ảnh\cụm loa.jpg`, picture)
	b.Is(200).Sees("Xem lại câu trả lời", "cụm loa.jpg")
	b.Press("goto:0").Sees("Đã có tệp: cụm loa.jpg").Press("next").Is(200).Sees("cụm loa.jpg") // back and on: it is still there
	b.Press("send").Is(200).Receipt()
	file := w.Only(slug).Answers["khac/anh"].File
	if file.Name != "cụm loa.jpg" {
		t.Errorf("stored under the name %q", file.Name)
	}
	if size, err := w.Store.Blobs().Has(t.Context(), file.SHA256); err != nil || size != int64(len(picture)) {
		t.Errorf("the store has %d bytes, %v", size, err)
	}
}

// At an anonymous survey the page says what becomes of a picture before one is chosen, and what tells of its maker is
// nowhere afterwards.
func TestPictureOfAnAnonymousSurvey(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	q := webtest.ResolutionForm()
	q.Items = q.Items[2:]
	slug := w.Publish(q, service.PublishOptions{Mode: survey.Anonymous})
	b := w.Open("/s/" + slug)
	b.Sees("Giờ, nơi chụp và tên máy ghi trong ảnh được gỡ bỏ trước khi lưu")
	if !strings.Contains(b.Body, `accept="image/jpeg,image/png,image/webp"`) {
		t.Error("the phone offers other kinds of pictures")
	}
	b.Attach("khac/anh", "IMG_1.heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"))
	b.Is(422).Sees("chỉ nhận ảnh JPEG, PNG hoặc WebP")
	picture, err := os.ReadFile("../../survey/photo/testdata/phone.jpg")
	if err != nil {
		t.Fatal(err)
	}
	b.Attach("khac/anh", "IMG_2.jpg", picture)
	b.Is(200).Press("send").Is(200).Receipt()
	kept := w.Only(slug).Answers["khac/anh"].File
	r, err := w.Store.Blobs().Open(t.Context(), kept.SHA256)
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
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	w.Open("/s/"+slug).Sees("Tiếp theo", "Ông/bà thuộc nhóm nào?", "English", "ꪼꪕꪒꪾ")
	w.Open("/s/"+slug+"?lang=en").Sees("Next", "Which group are you in?")
	w.Open("/s/"+slug+"?lang=blt").Sees("Tiếp theo", "Ông/bà thuộc nhóm nào?") // not translated: the default language
	w.Open("/s/" + slug + "?lang=xx").Sees("Ông/bà thuộc nhóm nào?")
	b := w.Open("/s/"+slug).Fill("nguoi/doituong", "ld").Press("lang:en").Sees("Which group are you in?")
	if !webtest.Has(b.Inputs("nguoi/doituong")[0], "checked") {
		t.Error("turning to another language lost what was chosen")
	}
	b.Fill("nguoi/huyen", "h1").Press("next").Press("next").Sees("Page 2 of 3")

	link, err := w.Service.AddLink(t.Context(), webtest.Admin,
		survey.Link{Survey: slug, Language: "en", Unit: "h1", Label: "Than Uyên"})
	if err != nil {
		t.Fatal(err)
	}
	w.Open("/s/"+slug+"?link="+link.Code).Sees("Which group are you in?", "Than Uyên")
	w.Open("/s/" + slug + "?link=nosuch").Is(404)
}

func TestClosedSurvey(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	b := w.Open("/s/" + slug)
	w.Change(slug, func(s *survey.Survey) { s.Closes = w.Now().Add(-time.Minute) })
	w.Open("/s/" + slug).Is(403).Sees("Cuộc khảo sát đã kết thúc")
	b.Fill("nguoi/doituong", "ld").Fill("nguoi/huyen",
		"h2").Press("next").Press("next").Ratings().Press("next").Press("next").Press("send")
	b.Is(403).Sees("giữ riêng").Receipt()
	if got := w.Only(slug).State; got != survey.Quarantined {
		t.Errorf("stored as %s, want quarantined", got)
	}
	w.Change(slug, func(s *survey.Survey) { s.Closes, s.Opens = time.Time{}, w.Now().Add(time.Hour) })
	w.Open("/s/"+slug).Is(403).Sees("chưa mở", "16:00 20/11/2026")
	w.Open("/s/nothing").Is(404).Sees("Không có")
}

func TestInvitation(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Publish(webtest.ResolutionForm(), service.PublishOptions{Mode: survey.Anonymous, Access: survey.ByToken})
	tokens, err := w.Service.MakeTokens(t.Context(), webtest.Admin, slug, 1, survey.Preset{Unit: "h1"})
	if err != nil {
		t.Fatal(err)
	}
	asked := w.Get("/s/" + slug).Want(401).Body
	if wrong := w.Get("/s/" + slug + "?token=wrong").Want(401).Body; wrong != asked || !strings.Contains(asked, "Cần mã mời") {
		t.Errorf("a wrong token gets another page than none:\n%s\n%s", asked, wrong)
	}
	typed := strings.ReplaceAll(strings.ToLower(strings.ReplaceAll(tokens[0], "-", "")), "0", "o") // as people type
	b := w.Open("/s/" + slug + "?token=" + typed).Is(200).Sees("ẩn danh")
	b.Fill("nguoi/doituong", "ld").Fill("nguoi/huyen",
		"h2").Press("next").Press("next").Ratings().Press("next").Press("next")
	b.Press("send").Is(200).Receipt()
	r := w.Only(slug)
	if r.Unit != "h1" || !r.Received.IsZero() {
		t.Errorf("stored with unit %q and time %v", r.Unit, r.Received)
	}
	if used := w.Get("/s/" + slug + "?token=" + tokens[0]).Want(401).Body; used != asked {
		t.Errorf("a used token gets another page than none:\n%s\n%s", asked, used)
	}
}

func TestFormThatAsksNothing(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(&survey.Questionnaire{FormID: "empty",
		Items: []*survey.Item{{Name: "today", Kind: survey.Metadata, Meta: "today"}}}, service.PublishOptions{})
	w.Open("/s/" + slug).Is(200).Press("send").Is(200).Receipt()
	if got := w.Only(slug).Answers["today"].Text; got != "2026-11-20" {
		t.Errorf("today = %q", got)
	}
}

func TestPreviewStoresNothing(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	slug := w.Resolutions()
	b := w.As("quantri").Open("/desk/" + slug + "/preview").Is(200).Sees("Bản xem thử")
	b.Fill("nguoi/doituong", "ld").Fill("nguoi/huyen", "h2").Press("next").Press("next").Ratings()
	b.Press("next").Press("next").Press("send").Is(200).Sees("không có câu trả lời nào được lưu")
	if n := len(w.Responses(slug)); n != 0 {
		t.Errorf("a preview stored %d responses", n)
	}
}
