package phone

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// speeds are how many times slower than this machine the browser is made.
var speeds = []float64{1, 4}

// changes answers n number questions of the page one after the other and times each: from the event to the end of the
// layout.
const changes = `(async n => {
  const inputs = [...document.querySelectorAll('[data-look=number] input:not([type=hidden])')].filter(i => !i.disabled).slice(0, n);
  const times = [];
  for (let k = 0; k < n; k++) {
    const input = inputs[k % inputs.length];
    input.value = String(1 + k % 7);
    const start = performance.now();
    input.dispatchEvent(new Event('change', { bubbles: true }));
    document.body.offsetHeight;
    times.push(performance.now() - start);
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  }
  return times;
})(60)`

// oneQuestion is the yardstick: a page of one question that needs no script.
func oneQuestion() *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "mot", Version: "1", Title: vi("Một câu"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{{Name: "a", Kind: survey.TextItem, Label: vi("Họ tên")}}}
}

const loaded = `(async () => {
  while (document.readyState !== 'complete') await new Promise(done => setTimeout(done, 5));
  return performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd;
})()`

// BenchmarkLargeForm opens a form of 1,000 items with 300 calculations and answers it: target under a second to open,
// and 16 ms from an answer to the page that follows from it.
func BenchmarkLargeForm(b *testing.B) {
	url := serve(b, oneQuestion(), largeForm("lon-0", 0), largeForm("lon-25", 25))
	for _, page := range []int{0, 25} {
		for _, slower := range speeds {
			b.Run(fmt.Sprintf("page=%d/slower=%g", page, slower), func(b *testing.B) {
				ctx := tab(b, slower)
				var opens, bases, times []float64
				for b.Loop() {
					drive.Do(b, ctx, chromedp.Navigate(url+"/s/mot"))
					bases = append(bases, drive.Eval[float64](b, ctx, loaded))
					opens = append(opens, open(b, ctx, fmt.Sprintf("%s/s/lon-%d", url, page)))
					times = append(times, drive.Eval[[]float64](b, ctx, changes)...)
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(median(opens), "ms/open")
				b.ReportMetric(median(opens)/median(bases), "open/one-question")
				b.ReportMetric(median(times), "ms/change")
				b.ReportMetric(quantile(times, 0.95), "ms/change-95%")
			})
		}
	}
}

// BenchmarkLongList cuts a list of 10,000 choices by another answer and by words as they are typed.
func BenchmarkLongList(b *testing.B) {
	url := serve(b, placesForm("xa"))
	for _, slower := range speeds {
		b.Run(fmt.Sprintf("slower=%g", slower), func(b *testing.B) {
			ctx := tab(b, slower)
			var opens, cascades, typed []float64
			for b.Loop() {
				opens = append(opens, open(b, ctx, url+"/s/xa"))
				for _, code := range []string{"h7", "h93", "h20"} {
					got := drive.Eval[[]float64](b, ctx, strings.ReplaceAll(cascade, "CODE", code))
					if got[1] != 101 { // the 100 communes of the district and the empty choice
						b.Fatalf("district %s offers %g choices", code, got[1])
					}
					cascades = append(cascades, got[0])
				}
				typed = append(typed, drive.Eval[[]float64](b, ctx, typing)...)
				if n := drive.Eval[float64](b, ctx, `document.querySelector('[data-path=y] select').options.length`); n != 12 { // 123, 1230 … 1239, and none
					b.Fatalf("the typed words leave %g choices", n)
				}
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(median(opens), "ms/open")
			b.ReportMetric(median(cascades), "ms/cascade")
			b.ReportMetric(median(typed), "ms/letter")
		})
	}
}

// cascade chooses a district and gives the time until the communes stand there, and how many.
const cascade = `(() => {
  const district = document.querySelector('[data-path=h] select');
  const start = performance.now();
  district.value = 'CODE';
  district.dispatchEvent(new Event('change', { bubbles: true }));
  const communes = document.querySelector('[data-path=x] select').options.length;
  return [performance.now() - start, communes];
})()`

// typing types letter by letter and times what each one costs, the pause before the page answers left out.
const typing = `(async () => {
  const input = document.querySelector('[data-path=tim] input:not([type=hidden])');
  const times = [];
  for (const words of ['Xã', 'Xã M', 'Xã Mường', 'Xã Mường số 1', 'số 12', 'số 123']) {
    input.value = words;
    const start = performance.now();
    input.dispatchEvent(new Event('change', { bubbles: true }));
    document.body.offsetHeight;
    times.push(performance.now() - start);
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  }
  return times;
})()`

func median(x []float64) float64 { return quantile(x, 0.5) }

func quantile(x []float64, p float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return x[int(p*float64(len(x)-1)+0.5)]
}

// weakSignal is one bar of signal: 50 kbit/s, and 800 ms until an answer begins.
func weakSignal(tb testing.TB, ctx context.Context) {
	tb.Helper()
	drive.Do(tb, ctx, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		weak := &network.Conditions{Latency: 800, DownloadThroughput: 50_000 / 8, UploadThroughput: 50_000 / 8}
		_, err := chromedp.Call(ctx, network.EmulateNetworkConditionsByRule,
			network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{weak}})
		return err
	}))
}

// BenchmarkFirstAnswer opens a form of 20 items with an empty cache over one bar of signal: target under 12 s until the
// first answer can be given and is followed.
func BenchmarkFirstAnswer(b *testing.B) {
	url := serve(b, ordinaryForm("hai-muoi")) + "/s/hai-muoi"
	var seen, live []float64
	for b.Loop() {
		ctx := tab(b, 4)
		weakSignal(b, ctx)
		live = append(live, open(b, ctx, url))
		seen = append(seen, drive.Eval[float64](b, ctx,
			`performance.getEntriesByType('paint').find(p => p.name === 'first-contentful-paint').startTime`))
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median(seen)/1000, "s/seen")
	b.ReportMetric(median(live)/1000, "s/first-answer")
}
