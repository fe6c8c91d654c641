package phone

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// TestPhoneSealsAsTheRFC holds what phones seal by to the first vector of RFC 9180, A.3.1: DHKEM(P-256, HKDF-SHA256),
// HKDF-SHA256, AES-128-GCM, base mode, and its exported values.
func TestPhoneSealsAsTheRFC(t *testing.T) {
	files := httptest.NewServer(http.FileServer(http.Dir("../../web/respond/static")))
	defer files.Close()
	ctx := tab(t, 1)
	drive.Do(t, ctx, chromedp.Navigate(files.URL+"/keep_hpke.js"))
	got := drive.Eval[[]string](t, ctx, `import('/keep_hpke.js').then(async m => {
  const hex = b => Array.from(b, n => n.toString(16).padStart(2, '0')).join(''),
    raw = text => Uint8Array.from(text.match(/../g), x => parseInt(x, 16)),
    url = b => btoa(String.fromCharCode(...b)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, ''),
    curve = { name: 'ECDH', namedCurve: 'P-256' },
    pk = raw('04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4'),
    jwk = { kty: 'EC', crv: 'P-256', x: url(pk.slice(1, 33)), y: url(pk.slice(33)) };
  const pair = {
    publicKey: await crypto.subtle.importKey('raw', pk, curve, true, []),
    privateKey: await crypto.subtle.importKey('jwk',
      { ...jwk, d: url(raw('4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb')) }, curve, false, ['deriveBits']),
  };
  const made = await m.seal(
    raw('04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0'),
    raw('4f6465206f6e2061204772656369616e2055726e'),
    raw('4265617574792069732074727574682c20747275746820626561757479'), m.AES_128, raw('436f756e742d30'), pair);
  return [hex(made.enc), hex(made.sealed), hex(await made.exported(new Uint8Array(0))),
    hex(await made.exported(new TextEncoder().encode('TestContext')))];
})`)
	for i, want := range []string{
		"04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4",
		"5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434",
		"5e9bc3d236e1911d95e65b576a8a86d478fb827e8bdfe77b741b289890490d4d",
		"d8f1ea7942adbba7412c6d431c62d01371ea476b823eb697e1f6e6cae1dab85a"} {
		if got[i] != want {
			t.Errorf("%d: %s, want %s", i, got[i], want)
		}
	}
}

// letterForm is ordinaryForm with a letter to attach on its last page.
func letterForm() *survey.Questionnaire {
	q := ordinaryForm("thu")
	last := q.Items[len(q.Items)-1]
	last.Children = append(last.Children, &survey.Item{Name: "don", Kind: survey.File, Label: vi("Đơn kèm theo")})
	return q
}

// answerTo goes through the form as far as its last page, with an age.
func answerTo(t *testing.T, ctx context.Context, age string) {
	t.Helper()
	pages(t, ctx)
	drive.Eval[bool](t, ctx, choose)
	write(t, ctx, "chung/tuoi", age)
	for page := range 2 {
		step(t, ctx, next, fmt.Sprint(page+1))
		drive.Eval[bool](t, ctx, choose)
	}
}

// step takes a step and waits until a page of the form is shown.
func step(t *testing.T, ctx context.Context, js, page string) {
	t.Helper()
	drive.Eval[bool](t, ctx, `(`+js+`, true)`)
	waitFor(t, ctx, `[...document.querySelectorAll('.page')].filter(p => !p.hidden).map(p => p.dataset.page).join() === '`+page+`'`)
}

// waitFor waits until an expression is true of whatever document is there.
func waitFor(t *testing.T, ctx context.Context, js string) {
	t.Helper()
	for tries := 0; ; tries++ {
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`(() => { try { return Boolean(`+js+`) } catch { return false } })()`))
		if err == nil && is {
			return
		}
		if ctx.Err() != nil || tries > 5000 {
			said, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + '\n' + document.body.innerText`))
			t.Fatalf("never: %s\n%s", js, said)
		}
	}
}

// says waits until the page says a text.
func says(t *testing.T, ctx context.Context, text string) {
	t.Helper()
	waitFor(t, ctx, fmt.Sprintf(`document.body.innerText.includes(%q)`, text))
}

// attach puts a file into the page's field for one.
const attach = `(() => {
  const input = document.querySelector('input[type=file]'), files = new DataTransfer();
  files.items.add(new File(['xin đường'], 'đơn.txt', { type: 'text/plain' }));
  input.files = files.files;
  for (const type of ['input', 'change']) input.dispatchEvent(new Event(type, { bubbles: true }));
  return true;
})()`

// press presses the button of the notice that says what can be done without a signal.
const press = `document.querySelector('#away .main').click()`

// TestOfflineAnswerIsStoredOnce answers without a signal, closes the form, opens it again without one on the page where
// it was, attaches a letter, sends, and comes back to a signal: behind a captive portal nothing is sent; the first
// answer of the server is lost; one response is stored, with the letter, and its receipt is on the screen.
func TestOfflineAnswerIsStoredOnce(t *testing.T) {
	dir := t.TempDir()
	publishAs(t, dir, survey.Anonymous, nil, []*survey.Questionnaire{letterForm()})
	l := newLine(t, drive.Start(t, &drive.Log{}, "serve", "--data", dir, "--addr", "127.0.0.1:0"))
	ctx := tab(t, 1)
	open(t, ctx, l.URL+"/s/thu")
	waitKept(t, ctx, "1")
	l.is(gone)

	open(t, ctx, l.URL+"/s/thu")
	answerTo(t, ctx, "44")
	waitFor(t, ctx, `Object.entries(localStorage).some(e => e[1].includes('["cuoi/hop","'))`) // the draft is kept
	drive.Do(t, ctx, chromedp.Navigate("about:blank"))
	open(t, ctx, l.URL+"/s/thu")
	pages(t, ctx)
	step(t, ctx, `document.querySelector('.draft .lang').click()`, "2")
	if age := drive.Eval[string](t, ctx, `document.querySelector('[name="chung/tuoi"]').value`); age != "44" {
		t.Fatalf("the draft has the age %q", age)
	}
	drive.Eval[bool](t, ctx, attach)
	drive.Eval[bool](t, ctx, `(`+next+`, true)`)
	says(t, ctx, "Đã hết câu hỏi")
	drive.Eval[bool](t, ctx, `(`+press+`, true)`)
	says(t, ctx, "Còn 1 phiếu chưa gửi trên máy này")
	holdsNothing(t, ctx, "44", "xin đường")

	l.is(portal)
	drive.Eval[bool](t, ctx, `(document.querySelector('.queue').open = true, document.querySelector('.queue .tools button').click(), true)`)
	l.lose.Store(1)
	l.is(there)
	for drive.Eval[bool](t, ctx, `(dispatchEvent(new Event('online')), !document.body.innerText.includes('Đã gửi phiếu'))`) {
	}
	said := drive.Eval[string](t, ctx, `document.querySelector('main').innerText`)
	if _, code, _ := strings.Cut(said, "Mã biên nhận: "); len(code) < 19 || strings.Count(code[:19], "-") != 3 {
		t.Errorf("no receipt:\n%s", said)
	}
	waitFor(t, ctx, `!document.querySelector('.queue')`)
	got := stored(t, dir, "thu")
	if len(got) != 1 || got[0]["chung/tuoi"].Text != "44" || got[0]["cuoi/don"].File.SHA256 == "" {
		t.Errorf("stored %v", got)
	}
}

// holdsNothing looks for texts in everything that the next person at the phone can read.
func holdsNothing(t *testing.T, ctx context.Context, texts ...string) {
	t.Helper()
	all := drive.Eval[[]string](t, ctx, `(async () => {
  const out = [document.documentElement.outerHTML.replace(/v="[^"]*"/g, ''), JSON.stringify(Object.entries(localStorage)),
    JSON.stringify(Object.entries(sessionStorage)), JSON.stringify(history.state)];
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise(done => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result); });
    for (const store of db.objectStoreNames) {
      const all = await new Promise(done => { const r = db.transaction(store).objectStore(store).getAll(); r.onsuccess = () => done(r.result); });
      for (const e of all) out.push(e instanceof Uint8Array ? new TextDecoder().decode(e) : JSON.stringify({ ...e, at: 0, size: 0 }));
    }
    db.close();
  }
  return out;
})()`)
	for _, held := range all {
		for _, text := range texts {
			if strings.Contains(held, `"`+text) || strings.Contains(held, text+`"`) || strings.Contains(held, ">"+text) {
				t.Errorf("the phone holds %q:\n%s", text, held)
			}
		}
	}
}

// TestQueueOfSeveral: three people answer at one phone without a signal, each with a form of his own; all are sent, one
// after another, when the form is opened with a signal, and the export is what `responses import` takes.
func TestQueueOfSeveral(t *testing.T) {
	dir := t.TempDir()
	publishAs(t, dir, survey.Named, nil, []*survey.Questionnaire{ordinaryForm("ba")})
	l := newLine(t, drive.Start(t, &drive.Log{}, "serve", "--data", dir, "--addr", "127.0.0.1:0"))
	ctx := tab(t, 1)
	open(t, ctx, l.URL+"/s/ba")
	waitKept(t, ctx, "1")
	l.is(gone)
	open(t, ctx, l.URL+"/s/ba")
	for n, age := range []string{"41", "42", "43"} {
		answerTo(t, ctx, age)
		drive.Eval[bool](t, ctx, `(`+next+`, true)`)
		says(t, ctx, "Đã hết câu hỏi")
		drive.Eval[bool](t, ctx, `(`+press+`, true)`)
		says(t, ctx, fmt.Sprintf("Còn %d phiếu chưa gửi trên máy này", n+1))
		drive.Eval[bool](t, ctx, `new Promise(done => { addEventListener('popstate', () => done(true), { once: true }); history.back(); })`)
		if said := drive.Eval[string](t, ctx, `document.body.innerHTML`); strings.Contains(said, age+`"`) {
			t.Errorf("Back shows what number %d answered", n)
		}
		open(t, ctx, l.URL+"/s/ba")
	}
	l.is(busy)
	open(t, ctx, l.URL+"/s/ba")
	says(t, ctx, "Còn 1 phiếu chưa gửi trên máy này") // the one at which the server fails stops none behind it
	l.is(there)
	open(t, ctx, l.URL+"/s/ba")
	waitFor(t, ctx, `performance.getEntriesByType('resource').filter(e => e.name.endsWith('/sealed')).length >= 1 && !document.querySelector('.queue')`)
	ages := map[string]bool{}
	for _, a := range stored(t, dir, "ba") {
		ages[a["chung/tuoi"].Text] = true
	}
	if len(ages) != 3 || !ages["41"] || !ages["42"] || !ages["43"] {
		t.Errorf("stored %v", ages)
	}
}

// TestRefusedRecordStaysOnThePhone: a receipt from whoever cannot show that he opened the record deletes nothing; what
// the server refuses for good stays with its words, is not sent again by itself,
// and comes out as a file of one sealed record; one that has waited for four days is warned of; pressed twice, it is
// dropped.
func TestRefusedRecordStaysOnThePhone(t *testing.T) {
	dir := t.TempDir()
	publishAs(t, dir, survey.Named, nil, []*survey.Questionnaire{ordinaryForm("tu-choi")})
	l := newLine(t, drive.Start(t, &drive.Log{}, "serve", "--data", dir, "--addr", "127.0.0.1:0"))
	ctx := tab(t, 1)
	open(t, ctx, l.URL+"/s/tu-choi")
	waitKept(t, ctx, "1")
	l.is(gone)
	answerTo(t, ctx, "45")
	drive.Eval[bool](t, ctx, `(`+next+`, true)`)
	says(t, ctx, "Đã hết câu hỏi")
	drive.Eval[bool](t, ctx, `(`+press+`, true)`)
	says(t, ctx, "Còn 1 phiếu chưa gửi trên máy này")
	l.is(lying)
	open(t, ctx, l.URL+"/s/tu-choi")
	waitFor(t, ctx, `performance.getEntriesByType('resource').some(e => e.name.endsWith('/sealed'))`)
	says(t, ctx, "Còn 1 phiếu chưa gửi trên máy này")
	l.is(refusing)
	open(t, ctx, l.URL+"/s/tu-choi")
	waitFor(t, ctx, `document.querySelector('.queue li').textContent.includes('Phiếu này đã bị xóa.')`)

	l.is(there)
	drive.Eval[bool](t, ctx, waitsSince)
	open(t, ctx, l.URL+"/s/tu-choi")
	waitFor(t, ctx, `document.querySelector('.queue.old summary').textContent.includes('hơn 3 ngày')`)
	file := drive.Eval[string](t, ctx, exported)
	b, err := base64.StdEncoding.DecodeString(file)
	if err != nil {
		t.Fatal(err)
	}
	if records, err := survey.SplitRecords(b); err != nil || len(records) != 1 {
		t.Errorf("the file has %d records: %v", len(records), err)
	}
	if n := len(stored(t, dir, "tu-choi")); n != 0 {
		t.Errorf("%d responses were sent again by themselves", n)
	}
	for range 2 {
		drive.Eval[bool](t, ctx, `(document.querySelector('.queue li button').click(), true)`)
	}
	waitFor(t, ctx, `!document.querySelector('.queue')`)
}

// waitsSince makes what waits four days old.
const waitsSince = `(async () => {
  const db = await new Promise(done => { const r = indexedDB.open('khaosat /s/tu-choi'); r.onsuccess = () => done(r.result); });
  const work = db.transaction('waiting', 'readwrite'), store = work.objectStore('waiting');
  const all = await new Promise(done => { const r = store.getAll(); r.onsuccess = () => done(r.result); });
  for (const e of all) store.put({ ...e, at: Date.now() - 4 * 24 * 3600e3 });
  await new Promise(done => { work.oncomplete = done; });
  db.close();
  return all.length === 1;
})()`

// exported presses the button that saves what waits as a file, and gives its bytes in base 64.
const exported = `(async () => {
  const blobs = [], make = URL.createObjectURL;
  URL.createObjectURL = blob => { blobs.push(blob); return make.call(URL, blob); };
  HTMLAnchorElement.prototype.click = () => {};
  [...document.querySelectorAll('.queue .tools button')][1].click();
  while (!blobs.length) await new Promise(done => setTimeout(done));
  const b = new Uint8Array(await blobs[0].arrayBuffer());
  return btoa(Array.from(b, n => String.fromCharCode(n)).join(''));
})()`
