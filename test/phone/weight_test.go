package phone

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// What a first visit may weigh: requests until the first answer can be given, and bytes on the wire, heads included.
const (
	mostRequests = 4
	mostBytes    = 40_000
)

// ordinaryForm has 20 items as surveys of opinion have them: who one is, a battery, questions that other answers
// bring, a number, texts; in three parts and two languages.
func ordinaryForm(id string) *survey.Questionnaire {
	both := func(v, e string) survey.Text { return survey.Text{"vi": v, "en": e} }
	scale := survey.ChoiceList{Name: "muc", Choices: []survey.Choice{{Code: "tot", Label: both("Tốt", "Good")},
		{Code: "kha", Label: both("Khá tốt", "Fairly good")}, {Code: "trung_binh", Label: both("Trung bình", "Average")},
		{Code: "chua_tot", Label: both("Chưa tốt", "Not good")}, {Code: "kho", Label: both("Khó trả lời", "Hard to say")}}}
	yes := survey.ChoiceList{Name: "cokhong", Choices: []survey.Choice{{Code: "co", Label: both("Có", "Yes")},
		{Code: "khong", Label: both("Không", "No")}}}
	part := func(name, v, e string, items ...*survey.Item) *survey.Item {
		return &survey.Item{Name: name, Kind: survey.Group, Label: both(v, e), Children: items}
	}
	one := func(name, list, v, e string) *survey.Item {
		return &survey.Item{Name: name, Kind: survey.Single, List: list, Label: both(v, e), Required: "yes"}
	}
	why := func(name, of string) *survey.Item {
		return &survey.Item{Name: name, Kind: survey.TextItem, Label: both("Vì sao?", "Why?"),
			Relevant: "${" + of + "} = 'chua_tot'", Hint: both("Xin ghi ngắn gọn.", "Please be brief.")}
	}
	who := part("chung", "Thông tin chung", "About you", one("dan_toc", "cokhong", "Ông/bà có phải người Kinh không?", "Are you Kinh?"),
		&survey.Item{Name: "tuoi", Kind: survey.Integer, Label: both("Năm nay ông/bà bao nhiêu tuổi?", "How old are you?"),
			Constraint: ". >= 16 and . <= 110", ConstraintMessage: both("Xin ghi tuổi từ 16 đến 110.", "Please give an age from 16 to 110.")},
		one("o_day", "cokhong", "Ông/bà có sống ở xã này không?", "Do you live in this commune?"),
		&survey.Item{Name: "may_nam", Kind: survey.Integer, Label: both("Đã mấy năm?", "For how many years?"), Relevant: "${o_day} = 'co'"})
	opinions := part("danh_gia", "Đánh giá", "Your opinion")
	for i := range 10 {
		opinions.Children = append(opinions.Children, one(fmt.Sprintf("d%d", i), "muc",
			fmt.Sprintf("Ông/bà đánh giá thế nào về việc thứ %d mà chính quyền xã đã làm trong năm qua?", i+1),
			fmt.Sprintf("What do you think of the commune's work number %d of the past year?", i+1)))
	}
	end := part("cuoi", "Ý kiến khác", "Anything else", why("vi_sao_0", "d0"), why("vi_sao_1", "d1"), why("vi_sao_2", "d2"),
		one("hop", "cokhong", "Ông/bà có đi họp thôn không?", "Do you go to village meetings?"),
		&survey.Item{Name: "gop_y", Kind: survey.TextItem, Appearance: "multiline", Label: both("Ông/bà có góp ý gì không?", "What would you suggest?")},
		&survey.Item{Name: "cam_on", Kind: survey.Note, Label: both("Cảm ơn ông/bà.", "Thank you.")})
	return &survey.Questionnaire{FormID: id, Version: "1", Title: both("Lấy ý kiến nhân dân", "Opinions of the people"),
		Languages:       []survey.Language{{ID: "vi", Name: "Tiếng Việt"}, {ID: "en", Name: "English"}},
		DefaultLanguage: "vi", Lists: []survey.ChoiceList{scale, yes}, Items: []*survey.Item{who, opinions, end}}
}

// visit opens a form with an empty cache, waits until it answers and nothing is under way, and gives what that took.
func visit(tb testing.TB, ctx context.Context, url string) (requests []string, bytes int) {
	tb.Helper()
	wire := drive.Watch(tb, ctx)
	open(tb, ctx, url)
	for quiet := false; !quiet; {
		drive.Eval[bool](tb, ctx, `new Promise(done => requestIdleCallback(() => done(true)))`)
		requests, bytes, quiet = wire.Sum()
	}
	return requests, bytes
}

// TestFirstVisitIsLight counts what the first visit of an ordinary form, and of the demo's, asks of a weak signal.
func TestFirstVisitIsLight(t *testing.T) {
	demo := drive.Start(t, &drive.Log{}, "demo", "--data", filepath.Join(t.TempDir(), "data"), "--addr", "127.0.0.1:0",
		"-o", filepath.Join(t.TempDir(), "out.xlsx"), "--no-browser")
	for _, url := range []string{serve(t, ordinaryForm("hai-muoi")) + "/s/hai-muoi", demo + "/s/nghi-quyet"} {
		requests, bytes := visit(t, tab(t, 1), url)
		t.Logf("%s: %d bytes", url, bytes)
		if len(requests) > mostRequests || bytes > mostBytes || bytes < 1000 {
			t.Errorf("%d requests, %d bytes, want at most %d and %d: %q", len(requests), bytes, mostRequests, mostBytes, requests)
		}
	}
}

// cascadeForm asks for one of 100 districts and then for one of its 100 communes, out of 10,000.
func cascadeForm(id string) *survey.Questionnaire {
	q := placesForm(id)
	q.Items = q.Items[:2]
	return q
}

// TestChoicesOfACascadeAreLight holds the communes of a district to 6 kB on the wire, and the page before under the
// weight of any first visit.
func TestChoicesOfACascadeAreLight(t *testing.T) {
	dir := t.TempDir()
	publish(t, dir, nil, []*survey.Questionnaire{cascadeForm("xa")})
	url := drive.Start(t, &drive.Log{}, "serve", "--data", dir, "--addr", "127.0.0.1:0")
	ctx := tab(t, 1)
	if requests, bytes := visit(t, ctx, url+"/s/xa"); len(requests) > mostRequests || bytes > mostBytes {
		t.Errorf("the first visit: %d requests, %d bytes", len(requests), bytes)
	}
	for district, first := range map[string][]string{"h7": {"x7", "x107"}, "h93": {"x93", "x193"}} {
		wire := drive.Watch(t, ctx)
		codes := drive.Eval[[]string](t, ctx, strings.ReplaceAll(chooseDistrict, "CODE", district))
		requests, bytes, _ := wire.Sum()
		t.Logf("%s: %d bytes", district, bytes)
		if len(codes) != 100 || !slices.Equal(codes[:2], first) {
			t.Errorf("%s: %d communes, %q", district, len(codes), codes[:min(2, len(codes))])
		}
		if len(requests) != 1 || bytes > 6000 || bytes < 500 {
			t.Errorf("%s: %d requests, %d bytes, want one of at most 6000: %q", district, len(requests), bytes, requests)
		}
	}
	drive.Eval[[]string](t, ctx, strings.ReplaceAll(chooseDistrict, "CODE", "h93"))
	drive.Eval[bool](t, ctx, `(() => {
  const select = document.querySelector('[data-path=x] select');
  select.value = 'x193';
  select.dispatchEvent(new Event('change', { bubbles: true }));
  return true;
})()`)
	if said := send(t, ctx); !strings.Contains(said, "iên nhận") {
		t.Fatalf("no receipt:\n%s", said)
	}
	if a := stored(t, dir, "xa")[0]; a["h"].Text != "h93" || a["x"].Text != "x193" {
		t.Errorf("stored %v", a)
	}
}

// chooseDistrict takes a district and waits for its communes, which it lists.
const chooseDistrict = `new Promise(done => {
  const communes = document.querySelector('[data-path=x] select'), district = document.querySelector('[data-path=h] select');
  const look = () => {
    const codes = Array.from(communes.options, o => o.value).filter(v => v);
    if (codes.length && codes[0] === 'CODE'.replace('h', 'x')) requestIdleCallback(() => done(codes));
    else requestAnimationFrame(look);
  };
  district.value = 'CODE';
  district.dispatchEvent(new Event('change', { bubbles: true }));
  look();
})`
