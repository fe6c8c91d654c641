package phone

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

func both(vi, en string) survey.Text { return survey.Text{"vi": vi, "en": en} }

// everyKind asks in every type and appearance that XLSForm authors use, in two languages, one part after the other.
func everyKind() *survey.Questionnaire {
	yes := survey.ChoiceList{Name: "co",
		Choices: []survey.Choice{{Code: "c", Label: both("Có", "Yes")}, {Code: "k", Label: both("Không", "No")},
			{Code: "x", Label: both("Không biết", "Don't know"), Exclusive: true}}}
	level := survey.ChoiceList{Name: "muc"}
	for i, w := range [][2]string{{"Tốt", "Good"}, {"Khá tốt", "Fairly good"}, {"Trung bình", "Average"},
		{"Yếu", "Weak"}, {"Khó nói", "Hard to say"}} {
		level.Choices = append(level.Choices, survey.Choice{Code: fmt.Sprint(i), Label: both(w[0], w[1])})
	}
	things := survey.ChoiceList{Name: "vat"}
	for _, w := range [][3]string{{"lua", "Lúa nước", "Paddy rice"}, {"ngo", "Ngô", "Maize"},
		{"sn", "Sắn và các loại cây có củ khác trồng trên nương",
			"Cassava and other root crops grown on upland fields"}} {
		things.Choices = append(things.Choices,
			survey.Choice{Code: w[0], Label: both(w[1], w[2]),
				Media: map[string]survey.Text{"image": {"": "hinh.svg"}, "audio": both("vi.mp3", "en.mp3")}})
	}
	places := survey.ChoiceList{Name: "xa"}
	for i := range 130 {
		places.Choices = append(places.Choices,
			survey.Choice{Code: fmt.Sprint("x", i),
				Label: both(fmt.Sprintf("Xã Mường Phăng số %d", i), fmt.Sprintf("Muong Phang commune no. %d", i))})
	}
	ask := func(name string, kind survey.ItemKind, list, appearance string, more ...string) *survey.Item {
		it := &survey.Item{Name: name, Kind: kind, List: list, Appearance: appearance,
			Label:      both("Câu hỏi "+name+" "+appearance, "Question "+name+" "+appearance),
			Parameters: map[string]string{}}
		for i := 0; i+1 < len(more); i += 2 {
			it.Parameters[more[i]] = more[i+1]
		}
		return it
	}
	part := func(name, vi, en, appearance string, items ...*survey.Item) *survey.Item {
		return &survey.Item{Name: name, Kind: survey.Group, Label: both(vi, en), Appearance: appearance,
			Children: items}
	}
	heard := ask("nghe", survey.Single, "vat", "")
	heard.Media = map[string]survey.Text{"image": both("hinh.svg", "hinh.svg"), "audio": both("vi.mp3", "en.mp3"),
		"video": both("phim.mp4", "phim.mp4")}
	heard.Guidance, heard.Hint, heard.Required = both("Đọc chậm từng phương án.", "Read each choice slowly."),
		both("Chỉ chọn một.", "Choose one only."), "yes"
	other := ask("khac", survey.TextItem, "", "")
	other.Relevant = "selected(${nhieu}, 'c')"
	fixed := ask("tong", survey.Decimal, "", "thousands-sep")
	fixed.Calculation = "coalesce(${dong}, 0) * 1.5"
	locked := ask("khoa", survey.TextItem, "", "")
	locked.ReadOnly, locked.Default = "yes", "KS-2026-11"
	bound := ask("tuoi", survey.Integer, "", "")
	bound.Constraint, bound.ConstraintMessage = ". < 120", both("Tuổi phải dưới 120.", "Age must be below 120.")
	head := ask("dau", survey.Single, "muc", "label")
	rows := &survey.Item{Name: "nguoi", Kind: survey.Repeat, Label: both("Người trong hộ", "Household member"),
		Children: []*survey.Item{ask("ten", survey.TextItem, "", ""), ask("gioi", survey.Single, "co", "horizontal")}}
	return &survey.Questionnaire{FormID: "moi", Version: "1", Title: both("Mọi loại câu hỏi", "Every kind of question"),
		DefaultLanguage: "vi",
		Languages:       []survey.Language{{ID: "vi", Name: "Tiếng Việt"}, {ID: "en", Name: "English"}},
		Lists:           []survey.ChoiceList{yes, level, things, places}, Items: []*survey.Item{
			part("chon", "Chọn một", "One choice", "", heard, ask("quick", survey.Single, "co", "quick"),
				ask("hai", survey.Single, "co", "columns-2"), ask("ngang", survey.Single, "co", "horizontal-compact"),
				ask("minimal", survey.Single, "co", "minimal"), ask("thang", survey.Single, "muc", "likert"),
				ask("tim", survey.Single, "xa", "autocomplete")),
			part("nhieu_lua", "Chọn nhiều và xếp hạng", "Several choices and ranks", "",
				ask("nhieu", survey.Multiple, "co", ""), other, ask("cot", survey.Multiple, "vat", "columns"),
				ask("it", survey.Multiple, "muc", "minimal"), ask("hang", survey.Rank, "vat", "")),
			part("bang", "Bảng", "Battery", "", head, ask("b1", survey.Single, "muc", "list-nolabel"),
				ask("b2", survey.Single, "muc", "list-nolabel"), ask("b3", survey.Single, "muc", "list-nolabel")),
			part("so", "Số", "Numbers", "", bound, ask("dong", survey.Integer, "", "thousands-sep"),
				ask("le", survey.Decimal, "", ""),
				ask("diem", survey.Range, "", "", "start", "0", "end", "10", "step", "1"),
				ask("sao", survey.Range, "", "rating", "start", "1", "end", "5", "step", "1"),
				ask("do", survey.Range, "", "vertical", "start", "0", "end", "100", "step", "0.5"),
				ask("chon_do", survey.Range, "", "picker", "start", "1", "end", "20", "step", "1"), fixed),
			part("chu", "Chữ", "Text", "", ask("ten_ho", survey.TextItem, "", ""),
				ask("y_kien", survey.TextItem, "", "multiline"), ask("hang_chu", survey.TextItem, "", "", "rows", "6"),
				ask("dien_thoai", survey.TextItem, "", "numbers"), ask("ma", survey.Barcode, "", ""), locked,
				ask("dong_y", survey.Acknowledge, "", ""), ask("ghi_chu", survey.Note, "", "")),
			part("ngay_gio", "Ngày giờ", "Dates and times", "", ask("ngay", survey.Date, "", ""),
				ask("thang_nam", survey.Date, "", "month-year"), ask("nam", survey.Date, "", "year"),
				ask("gio", survey.Time, "", ""), ask("luc", survey.DateTime, "", "")),
			part("noi", "Nơi chốn", "Places", "", ask("diem_noi", survey.Geopoint, "", "placement-map"),
				ask("duong", survey.Geotrace, "", ""), ask("vung", survey.Geoshape, "", "")),
			part("tep", "Tệp", "Files", "", ask("anh", survey.Image, "", "new", "max-pixels", "800"),
				ask("ky", survey.Image, "", "signature"), ask("tieng", survey.Audio, "", ""),
				ask("phim", survey.Video, "", ""), ask("bat_ky", survey.File, "", "")),
			part("ngang_hang", "Cùng hàng", "On one line", "field-list", ask("w_a", survey.TextItem, "", "w4"),
				ask("w_b", survey.Integer, "", "w4"), ask("w_c", survey.Single, "co", "w4 minimal")),
			part("lap", "Lặp", "Rows", "", rows),
		}}
}

var files = map[string]string{"hinh.svg": dot, "vi.mp3": "ID3", "en.mp3": "ID3", "phim.mp4": "mp4"}

// flaws lists what a thumb or a screen reader would stumble over: what is wider than the page, small targets, controls
// without a name, words cut off.
const flaws = `(() => {
  const out = [], shows = e => !e.closest('[hidden], .unseen') && e.getClientRects().length;
  if (document.documentElement.scrollWidth > innerWidth) out.push('the page is ' + document.documentElement.scrollWidth + ' wide');
  for (const e of document.querySelectorAll('main *')) {
    if (shows(e) && e.getBoundingClientRect().right > innerWidth + 1) out.push('sticks out: ' + e.outerHTML.slice(0, 90));
  }
  for (const e of document.querySelectorAll('.choice, .step, button, legend, .question, .hint')) {
    if (shows(e) && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline') out.push('words stick out: ' + e.textContent.trim());
  }
  for (const e of document.querySelectorAll('audio, video')) {
    const box = e.getBoundingClientRect();
    if (!shows(e)) continue;
    if (box.height < 43.5 || box.width < 150 || !e.controls) out.push('cannot be pressed: ' + e.outerHTML);
  }
  for (const e of document.querySelectorAll('.choice, .step, button, select, textarea, summary, input:not([type=hidden]):not([type=radio]):not([type=checkbox])')) {
    const box = e.getBoundingClientRect();
    if (shows(e) && !e.classList.contains('unseen') && box.height < 43.5) out.push('only ' + box.height + ' high: ' + e.outerHTML.slice(0, 90));
  }
  for (const e of document.querySelectorAll('main input:not([type=hidden]), main select, main textarea, main button')) {
    if (shows(e) && !(e.labels && [...e.labels].some(l => l.textContent.trim())) && !e.textContent.trim() && !e.getAttribute('aria-label')) out.push('no name: ' + e.outerHTML.slice(0, 90));
  }
  return out;
})()`

func TestEveryKindFitsAPhone(t *testing.T) {
	t.Parallel()
	q := everyKind()
	url := serveFiles(t, files, q)
	ctx := tab(t, 1)
	for _, look := range []struct{ name, lang, scheme string }{{"vi", "vi", "light"}, {"en", "en", "light"},
		{"dark", "vi", "dark"}} {
		drive.Do(t, ctx, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
			_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia,
				emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme",
					Value: look.scheme}}})
			return err
		}))
		drive.Do(t, ctx, chromedp.Navigate(url+"/s/moi?lang="+look.lang))
		for page := range q.Items {
			if at := drive.Eval[string](t, ctx,
				`document.querySelector('[name=".page"]').value`); at != fmt.Sprint(page) {
				t.Fatalf("%s: page %s, want %d: %s", look.name, at, page,
					drive.Eval[string](t, ctx, `document.querySelector('main').innerText`))
			}
			for _, flaw := range drive.Eval[[]string](t, ctx, flaws) {
				t.Errorf("%s, page %d: %s", look.name, page, flaw)
			}
			if text := drive.Eval[string](t, ctx, `document.body.innerText`); strings.Contains(text, "respond.") ||
				strings.Contains(text, "%!") {
				t.Errorf("%s, page %d: a message is missing:\n%s", look.name, page, text)
			}
			if page == 0 {
				if got := drive.Eval[string](t, ctx,
					`[...new Set([...document.querySelectorAll('audio')].map(a => a.src.split('/').pop()))].join()`); got != look.lang+".mp3" {
					t.Errorf("%s: one hears %s", look.name, got)
				}
			}
			picture(t, ctx, fmt.Sprintf("kind-%s-%d", look.name, page))
			drive.Eval[bool](t, ctx, `(document.querySelector('[name="chon/nghe"]')?.click(), true)`)
			drive.Press(t, ctx, `.buttons [value=next]`)
		}
		picture(t, ctx, "kind-"+look.name+"-review")
	}
}

// picture keeps what the page looks like in the folder that KHAOSAT_SCREENSHOTS names.
func picture(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("KHAOSAT_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A page of a thousand items lays out only what is in sight, and does not cut off the ring around what has the focus.
func TestLongPageLaysOutWhatIsSeen(t *testing.T) {
	t.Parallel()
	url := serve(t, largeForm("lon", 0), largeForm("ngan", 25))
	ctx := tab(t, 1)
	const skipped = `[...document.querySelectorAll('.item:not([hidden]) input:not([type=hidden])')].filter(i => !i.checkVisibility({ contentVisibilityAuto: true })).length`
	open(t, ctx, url+"/s/lon")
	if n := drive.Eval[float64](t, ctx, skipped); n < 300 {
		t.Errorf("only %g inputs out of sight are left for later", n)
	}
	if room := drive.Eval[float64](t, ctx, `(() => {
  const item = document.querySelector('.item[data-look=single]:not([hidden])') || document.querySelector('.item'), box = item.getBoundingClientRect();
  const inner = [...item.querySelectorAll('.choice, .item > input:not([type=hidden])')].pop().getBoundingClientRect();
  return Math.min(inner.left - box.left, box.right - inner.right, box.bottom - inner.bottom);
})()`); room < 5 {
		t.Errorf("the ring of the focus has room for %g pixels, and is 5 wide", room)
	}
	open(t, ctx, url+"/s/ngan")
	if n := drive.Eval[float64](t, ctx, skipped); n != 0 {
		t.Errorf("%g inputs of a short page are left for later", n)
	}
}
