package phone

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/sqlitestore"
	"github.com/khaosat/khaosat/test/drive"
)

// before lets every page of the tab run a script first.
func before(tb testing.TB, ctx context.Context, script string) {
	tb.Helper()
	drive.Do(tb, ctx, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument,
			page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	}))
}

// clockWrong is a phone's clock that goes so many hours wrong; noNFC a phone that does not know the normal forms of
// Unicode.
func clockWrong(hours int) string {
	return fmt.Sprintf(`(() => {
  const Real = Date, by = %d * 3600000;
  globalThis.Date = class extends Real {
    constructor(...given) { if (given.length) super(...given); else super(Real.now() + by); }
    static now() { return Real.now() + by; }
  };
})()`, hours)
}

const noNFC = `String.prototype.normalize = function () { return String(this); }`

// write puts a text into an item as typing does.
func write(tb testing.TB, ctx context.Context, path, text string) {
	tb.Helper()
	value, err := json.Marshal(text)
	if err != nil {
		tb.Fatal(err)
	}
	drive.Eval[bool](tb, ctx, fmt.Sprintf(`(() => {
  const input = document.querySelector('[data-path="%s"] :is(input:not([type=hidden]), textarea)');
  input.value = %s;
  for (const type of ['input', 'change']) input.dispatchEvent(new Event(type, { bubbles: true }));
  return true;
})()`, path, value))
}

// shown lists the questions that can be answered on the page.
func shown(tb testing.TB, ctx context.Context) string {
	tb.Helper()
	return drive.Eval[string](tb, ctx,
		`[...document.querySelectorAll('.item[data-path]')].filter(el => !el.hidden && el.querySelector(':is(input, select, textarea):not([type=hidden]):enabled')).map(el => el.dataset.path).join(' ')`)
}

// send presses Send and gives what the page says then.
func send(tb testing.TB, ctx context.Context) string {
	tb.Helper()
	drive.Press(tb, ctx, `[name=".do"][value=send]:not(.unseen)`)
	text := drive.Eval[string](tb, ctx, `document.body.innerText`)
	if drive.Eval[bool](tb, ctx,
		`Boolean(document.getElementById('form') && document.getElementById('form').dataset.questionnaire)`) {
		drive.Eval[float64](tb, ctx, ready)
	}
	return text
}

// stored are the answers that a folder holds.
func stored(tb testing.TB, dir, slug string) []survey.Answers {
	tb.Helper()
	store, err := sqlitestore.OpenReadOnly(tb.Context(), dir)
	if err != nil {
		tb.Fatal(err)
	}
	defer store.Close()
	var out []survey.Answers
	for r, err := range store.Responses().Scan(tb.Context(), slug) {
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, r.Answers)
	}
	return out
}

// textForm asks lydo of those from "Việt", nay of everybody as long as the clock is right, and mai of nobody.
func textForm() *survey.Questionnaire {
	zone := time.FixedZone("ICT", 7*3600)
	day := func(by int) string { return time.Now().In(zone).AddDate(0, 0, by).Format(time.DateOnly) }
	return &survey.Questionnaire{FormID: "chu", Version: "1", Title: vi("Chữ"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{
			{Name: "que", Kind: survey.TextItem, Label: vi("Quê")},
			{Name: "lydo", Kind: survey.TextItem, Label: vi("Lý do"), Relevant: "${que} = 'Việt'",
				Constraint: "string-length(.) = 4", ConstraintMessage: vi("Bốn chữ, không phải ${lydo}")},
			{Name: "y", Kind: survey.TextItem, Label: vi("Ý kiến"), Appearance: "multiline",
				Constraint: "string-length(.) <= 5"},
			{Name: "dai", Kind: survey.Calculate, Calculation: "string-length(${y})"},
			{Name: "nay", Kind: survey.TextItem, Label: vi("Hôm nay"),
				Relevant: fmt.Sprintf("today() > date('%s') and today() < date('%s')", day(-2), day(2))},
			{Name: "mai", Kind: survey.TextItem, Label: vi("Hôm khác"),
				Relevant: fmt.Sprintf("today() <= date('%s') or today() >= date('%s')", day(-2), day(2))},
		}}
}

// forms/01, 02 and 04, and clocks three days wrong both ways: trailing blanks, NFD and line breaks are typed, the phone
// shows what the server asks, says what it says, and what was typed is stored, in the one form.
func TestPhoneAndServerReadTheSameText(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	publish(t, dir, nil, []*survey.Questionnaire{textForm()})
	url := drive.Start(t, &drive.Log{}, "serve", "--data", dir, "--addr", "127.0.0.1:0")
	for n, hours := range []int{0, 72, -72} {
		ctx := tab(t, 1)
		before(t, ctx, clockWrong(hours))
		open(t, ctx, url+"/s/chu")
		if got := shown(t, ctx); got != "que y nay" {
			t.Errorf("%d hours wrong: asks %s at first", hours, got)
		}
		for _, typed := range []string{"Việt ", "\u00a0Việt\t", "Vie\u0323\u0302t", "Việt\u200b"} {
			write(t, ctx, "que", "Nam")
			write(t, ctx, "que", typed)
			if got := shown(t, ctx); got != "que lydo y nay" {
				t.Errorf("%q: asks %s", typed, got)
			}
		}
		write(t, ctx, "lydo", "Vie\u0323\u0302t ")
		write(t, ctx, "y", "ab\ncd")
		write(t, ctx, "nay", "hôm nay ")
		if errors := drive.Eval[int](t, ctx, `document.querySelectorAll('.item .error').length`); errors != 0 {
			t.Errorf("%d hours wrong: the phone names %d errors", hours, errors)
		}
		if said := send(t, ctx); !strings.Contains(said, "mã biên nhận") && !strings.Contains(said, "Mã biên nhận") {
			t.Fatalf("%d hours wrong: no receipt:\n%s", hours, said)
		}
		all := stored(t, dir, "chu")
		if len(all) != n+1 {
			t.Fatalf("%d responses", len(all))
		}
		for _, a := range all {
			for path, want := range map[string]string{"que": "Việt", "lydo": "Việt", "y": "ab\ncd", "dai": "5",
				"nay": "hôm nay"} {
				if a[path].Text != want {
					t.Errorf("%d hours wrong: %s is stored as %q, want %q", hours, path, a[path].Text, want)
				}
			}
		}
	}
}

// What the phone works out of the day and sends, it works out by the server's clock.
func TestPhoneGoesByTheServersClock(t *testing.T) {
	t.Parallel()
	url := serve(t, &survey.Questionnaire{FormID: "ngay", Version: "1", Title: vi("Ngày"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{{Name: "que", Kind: survey.TextItem, Label: vi("Quê")},
			{Name: "ngay", Kind: survey.Date, Label: vi("Ngày ghi"), Calculation: "today()", Trigger: "${que}"}}})
	today := func() string { return time.Now().In(time.FixedZone("ICT", 7*3600)).Format(time.DateOnly) }
	for _, hours := range []int{72, -72} {
		ctx, first := tab(t, 1), today()
		before(t, ctx, clockWrong(hours))
		open(t, ctx, url+"/s/ngay")
		write(t, ctx, "que", "Việt")
		if got := drive.Eval[string](t, ctx,
			`document.querySelector('[data-path=ngay] input:not([type=hidden])').value`); got != first &&
			got != today() {
			t.Errorf("%d hours wrong: the day is %q, want %q", hours, got, first)
		}
	}
}

// Where a phone thinks otherwise all the same, the server's questions come to be shown and answered, and what it does
// not ask is named before it is left out. The phone here does not know NFC.
func TestPhoneShowsWhatTheServerAsks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	publish(t, dir, nil, []*survey.Questionnaire{textForm()})
	url := drive.Start(t, &drive.Log{}, "serve", "--data", dir, "--addr", "127.0.0.1:0")
	ctx := tab(t, 1)
	before(t, ctx, noNFC)
	open(t, ctx, url+"/s/chu")
	write(t, ctx, "que", "Vie\u0323\u0302t")
	write(t, ctx, "nay", "x")
	if got := shown(t, ctx); got != "que y nay" {
		t.Fatalf("this phone knows NFC: asks %s", got)
	}
	if said := send(t, ctx); !strings.Contains(said, "có thêm câu hỏi") {
		t.Errorf("the server does not ask for more:\n%s", said)
	}
	if got := shown(t, ctx); got != "que lydo y nay" {
		t.Fatalf("the question that the server asks cannot be reached: %s", got)
	}
	write(t, ctx, "y", "z") // another answer leaves it there
	write(t, ctx, "lydo", "bốn!")
	if got := shown(t, ctx); got != "que lydo y nay" {
		t.Errorf("while one types: %s", got)
	}
	if said := send(t, ctx); !strings.Contains(said, "iên nhận") {
		t.Fatalf("no receipt:\n%s", said)
	}
	if a := stored(t, dir, "chu")[0]; a["lydo"].Text != "bốn!" || a["que"].Text != "Việt" {
		t.Errorf("stored %v", a)
	}
}

// What was typed stands there again when the phone hid its question before Send and the server asks it all the same.
func TestPhoneKeepsWhatItHid(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	publish(t, dir, nil, []*survey.Questionnaire{textForm()})
	url := drive.Start(t, &drive.Log{}, "serve", "--data", dir, "--addr", "127.0.0.1:0")
	ctx := tab(t, 1)
	before(t, ctx, noNFC)
	open(t, ctx, url+"/s/chu")
	write(t, ctx, "que", "Việt")
	write(t, ctx, "lydo", "bốn!")
	write(t, ctx, "que", "Vie\u0323\u0302t")
	if got := shown(t, ctx); got != "que y nay" {
		t.Fatalf("this phone knows NFC: asks %s", got)
	}
	if said := send(t, ctx); !strings.Contains(said, "có thêm câu hỏi") {
		t.Errorf("the server does not ask for more:\n%s", said)
	}
	if got := drive.Eval[string](t, ctx,
		`document.querySelector('[data-path=lydo] input:not([type=hidden])').value`); got != "bốn!" || shown(t,
		ctx) != "que lydo y nay" {
		t.Fatalf("the question that the server asks holds %q; shown: %s", got, shown(t, ctx))
	}
	if said := send(t, ctx); !strings.Contains(said, "iên nhận") {
		t.Fatalf("no receipt:\n%s", said)
	}
	if a := stored(t, dir, "chu")[0]; a["lydo"].Text != "bốn!" || a["que"].Text != "Việt" {
		t.Errorf("stored %v", a)
	}
	if left := drive.Eval[int](t, ctx, `sessionStorage.length`); left != 0 {
		t.Errorf("%d things stay in the tab after it was sent", left)
	}
}

// Choices that the phone hid stand there again, too, when the server asks for them: one of a list and several.
func TestPhoneKeepsChoicesThatItHid(t *testing.T) {
	t.Parallel()
	q := textForm()
	q.Lists = append(q.Lists, survey.ChoiceList{Name: "ba", Choices: []survey.Choice{
		{Code: "1", Label: vi("Một")}, {Code: "2", Label: vi("Hai")}, {Code: "3", Label: vi("Ba")}}})
	for name, kind := range map[string]survey.ItemKind{"mot": survey.Single, "cac": survey.Multiple} {
		q.Items = append(q.Items, &survey.Item{Name: name, Kind: kind, List: "ba", Label: vi(name),
			Relevant: q.Items[1].Relevant})
	}
	dir := t.TempDir()
	publish(t, dir, nil, []*survey.Questionnaire{q})
	url := drive.Start(t, &drive.Log{}, "serve", "--data", dir, "--addr", "127.0.0.1:0")
	ctx := tab(t, 1)
	before(t, ctx, noNFC)
	open(t, ctx, url+"/s/chu")
	write(t, ctx, "que", "Việt")
	write(t, ctx, "lydo", "bốn!")
	drive.Eval[bool](t, ctx, `['mot][value="2"]', 'cac][value="1"]', 'cac][value="3"]'].forEach(
		at => document.querySelector('[name=' + at).click()) || true`)
	write(t, ctx, "que", "Vie\u0323\u0302t")
	if said := send(t, ctx); !strings.Contains(said, "có thêm câu hỏi") {
		t.Fatalf("the server does not ask for more:\n%s", said)
	}
	if said := send(t, ctx); !strings.Contains(said, "iên nhận") {
		t.Fatalf("no receipt:\n%s", said)
	}
	a := stored(t, dir, "chu")[0]
	if got := strings.Join(a["cac"].Codes, " "); a["mot"].Text != "2" || got != "1 3" {
		t.Errorf("stored %q and %q, want 2, and 1 3", a["mot"].Text, got)
	}
}

// An answer that the phone let be typed and the server does not ask for is named, with scripts too.
func TestPhoneHearsWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	q := textForm()
	q.Items[1].Relevant = "${que} != 'Việt' and ${que} != ''"
	dir := t.TempDir()
	publish(t, dir, nil, []*survey.Questionnaire{q})
	url := drive.Start(t, &drive.Log{}, "serve", "--data", dir, "--addr", "127.0.0.1:0")
	ctx := tab(t, 1)
	before(t, ctx, noNFC)
	open(t, ctx, url+"/s/chu")
	write(t, ctx, "que", "Vie\u0323\u0302t")
	write(t, ctx, "lydo", "bốn!")
	if said := send(t, ctx); !strings.Contains(said, "“Lý do”") {
		t.Fatalf("the answer is dropped without a word:\n%s", said)
	}
	if got := shown(t, ctx); got != "que y nay" {
		t.Errorf("shown after the word: %s", got)
	}
	if said := send(t, ctx); !strings.Contains(said, "iên nhận") {
		t.Errorf("no receipt:\n%s", said)
	}
}

// A number that can be meant in two ways is named on the phone in the words of the server, and what both advise is
// taken; forms/15: so are the author's messages with the answers that they name.
func TestPhoneNamesDoubtfulNumbers(t *testing.T) {
	t.Parallel()
	url := serve(t, &survey.Questionnaire{FormID: "so", Version: "1", Title: vi("Số"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{
			{Name: "ten", Kind: survey.TextItem, Label: vi("Tên")},
			{Name: "d", Kind: survey.Decimal, Label: vi("Tấn"), Constraint: ". < 100",
				ConstraintMessage: vi("**${ten}** ghi quá nhiều")},
			{Name: "i", Kind: survey.Integer, Label: vi("Đồng"), Constraint: "${d} > 1"},
			{Name: "chao", Kind: survey.Note, Label: vi("Chào ${ten}")},
		}})
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/so")
	said := func(path string) string {
		return drive.Eval[string](t, ctx,
			`(e => e ? e.textContent : '')(document.querySelector('[data-path=`+path+`] .error'))`)
	}
	write(t, ctx, "ten", "An *x* <b>y</b>")
	if got := drive.Eval[string](t, ctx,
		`document.getElementById('q.chao').textContent.trim()`); got != "Chào An *x* <b>y</b>" {
		t.Errorf("the note says %q", got)
	}
	write(t, ctx, "d", "123.456")
	phone := said("d")
	if !strings.Contains(phone, "123456") || !strings.Contains(phone, "123,4560") {
		t.Errorf("the phone says %q", phone)
	}
	if server := send(t, ctx); !strings.Contains(server, phone) {
		t.Errorf("the phone says %q, the server\n%s", phone, server)
	}
	write(t, ctx, "d", "123,4560")
	if got := said("d"); got != "An *x* <b>y</b> ghi quá nhiều" {
		t.Errorf("of the advised spelling: %q", got)
	}
	if server := send(t, ctx); !strings.Contains(server, "An *x* <b>y</b> ghi quá nhiều") {
		t.Errorf("the server says\n%s", server)
	}
	write(t, ctx, "d", "12,3450")
	write(t, ctx, "i", "500.000")
	if server := send(t, ctx); !strings.Contains(server, "iên nhận") {
		t.Errorf("no receipt:\n%s", server)
	}
}
