package browser

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/khaosat/khaosat/test/drive"
)

// wide gives what scrolls sideways on the page and is no field, each with what a reader of it lacks: "" for nothing.
// The sections of a survey hold links, which take the keyboard there by themselves.
const wide = `Array.from(document.querySelectorAll('main *, .sections'))
  .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'auto' && !e.matches('input, select, textarea'))
  .map(e => {
    const style = getComputedStyle(e), name = e.ariaLabel || document.getElementById(e.getAttribute('aria-labelledby'))?.textContent;
    if (!style.backgroundAttachment.includes('local') || !style.backgroundImage.includes('gradient')) return e.className + ': no mark at the edge';
    if (e.matches('.sections')) return '';
    if (e.tabIndex !== 0) return e.className + ': the keyboard does not reach it';
    return e.role === 'region' && name ? '' : e.className + ': a region without a name';
  })`

// chooseAll asks for tables of all items by all breaks.
const chooseAll = `(() => {
  for (const box of document.querySelectorAll('.tables-form .picks input')) box.checked = true;
  return true;
})()`

// assertMarked fails for what does not fit the page and lacks a mark, a name or the keyboard; some of it there must be.
func assertMarked(t *testing.T, ctx context.Context, page string) {
	t.Helper()
	found := drive.Eval[[]string](t, ctx, wide)
	if len(found) == 0 {
		t.Errorf("%s: nothing is too wide", page)
	}
	for _, lack := range found {
		if lack != "" {
			t.Errorf("%s: %s", page, lack)
		}
	}
}

// TestWideTablesTellOnAPhone holds that what does not fit a phone has a mark at the edge and a name, and takes the
// arrow keys.
func TestWideTablesTellOnAPhone(t *testing.T) {
	d := startDemo(t)
	phone := tab(t, d, 360, 800)
	drive.Do(t, phone, chromedp.Navigate(d.desk))
	for _, page := range []string{"results", "links", "fieldwork", "data", "settings"} {
		drive.Do(t, phone, chromedp.Navigate(d.url+"/desk/nghi-quyet/"+page))
		assertMarked(t, phone, page)
	}
	drive.Eval[bool](t, phone, `(document.querySelector('.scroll').focus(), true)`)
	drive.Do(t, phone, chromedp.KeyEvent(kb.ArrowRight))
	drive.Eval[bool](t, phone, moved)

	drive.Do(t, phone, chromedp.Navigate(d.url+"/desk/nghi-quyet/tables"))
	drive.Eval[bool](t, phone, chooseAll)
	press(t, phone, ".tables-form button.primary")
	assertMarked(t, phone, "tables")
}

// moved waits until what has the focus has moved sideways.
const moved = `new Promise(done => (function look() {
  if (document.activeElement.scrollLeft > 0) done(true);
  else requestAnimationFrame(look);
})())`
