package phone

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// kept waits until the phone keeps the whole of a form of a version.
const kept = `new Promise((done, fail) => {
  const look = async n => {
    for (const name of await caches.keys()) {
      const list = await (await caches.open(name)).match(location.pathname.split('/').slice(0, 3).join('/') + '/keep.json');
      if (list && (await list.json()).version === 'VERSION') return done(true);
    }
    if (n) setTimeout(look, 50, n - 1);
    else fail(new Error('the form is not kept: ' + await caches.keys()));
  };
  look(600);
})`

func waitKept(tb testing.TB, ctx context.Context, version string) {
	tb.Helper()
	drive.Eval[bool](tb, ctx, strings.ReplaceAll(kept, "VERSION", version))
}

// TestFormOpensWithoutSignal opens a form once, and again without a signal, from nothing and behind a captive portal:
// in both languages, with its lists that come in parts, its pictures and what judges answers. Each opening is another
// response.
func TestFormOpensWithoutSignal(t *testing.T) {
	q := ordinaryForm("hai-muoi")
	q.Lists = append(q.Lists, placesForm("x").Lists...)
	q.Items = append(q.Items, placesForm("x").Items[:2]...)
	q.Items[0].Children[0].Media = map[string]survey.Text{"image": {"vi": "anh.svg"}}
	l := newLine(t, serveFiles(t, map[string]string{"anh.svg": dot}, q))
	ctx := tab(t, 1)
	open(t, ctx, l.URL+"/s/hai-muoi?link=")
	waitKept(t, ctx, "1")

	ids := map[string]bool{}
	for _, state := range []int32{gone, portal} {
		l.is(state)
		for lang, says := range map[string]string{"": "Năm nay ông/bà bao nhiêu tuổi?", "?lang=en": "How old are you?"} {
			drive.Do(t, ctx, chromedp.Navigate("about:blank"))
			open(t, ctx, l.URL+"/s/hai-muoi"+lang)
			if said := drive.Eval[string](t, ctx, `document.body.innerText`); !strings.Contains(said, says) {
				t.Fatalf("%s without a signal shows\n%s", lang, said)
			}
			ids[drive.Eval[string](t, ctx, `document.getElementById('form').elements['.id'].value`)] = true
		}
		if n := drive.Eval[int](t, ctx, `document.querySelector('img.media').decode().then(() => 1)`); n != 1 {
			t.Error("the picture is not kept")
		}
		if codes := drive.Eval[[]string](t, ctx, strings.ReplaceAll(chooseDistrict, "CODE", "h7")); len(codes) != 100 {
			t.Errorf("%d communes without a signal", len(codes))
		}
		write(t, ctx, "chung/tuoi", "7")
		if said := drive.Eval[string](t, ctx, `document.querySelector('.error').textContent`); !strings.Contains(said, "16") {
			t.Errorf("the age 7 is called %q", said)
		}
	}
	if len(ids) != 4 {
		t.Errorf("4 openings have the ids %v", ids)
	}
	drive.Do(t, ctx, chromedp.Navigate(l.URL+"/s/hai-muoi/withdraw"))
	if said := drive.Eval[string](t, ctx, `document.body.innerText`); !strings.Contains(said, "Không có mạng") {
		t.Errorf("withdrawing without a signal shows\n%s", said)
	}
}
