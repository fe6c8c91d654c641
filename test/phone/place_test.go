package phone

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// stand puts the device somewhere and lets pages know.
func stand(t *testing.T, ctx context.Context, lat, lon, alt, acc float64) {
	t.Helper()
	drive.Do(t, ctx, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		if _, err := chromedp.CallBrowser(ctx, browser.SetPermission,
			browser.SetPermissionParams{Permission: &browser.PermissionDescriptor{Name: "geolocation"},
				Setting:          browser.PermissionSettingGranted,
				BrowserContextID: chromedp.FromContext(ctx).BrowserContextID}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, emulation.SetGeolocationOverride,
			emulation.SetGeolocationOverrideParams{Latitude: &lat, Longitude: &lon, Altitude: &alt, Accuracy: &acc})
		return err
	}))
}

// takePosition presses the button that takes the position and waits for what it writes.
const takePosition = `(async name => {
  const input = document.querySelector('[name=' + name + ']'), button = input.parentElement.querySelector('[data-locate]'), before = input.value;
  button.click();
  for (let i = 0; i < 200 && (button.disabled || input.value === before); i++) await new Promise(done => setTimeout(done, 25));
  return input.value + (button.disabled ? ' (still waiting)' : '');
})`

func TestPositionOfTheDevice(t *testing.T) {
	t.Parallel()
	q := &survey.Questionnaire{FormID: "noi", Version: "1", Title: vi("Nơi"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{
			{Name: "nha", Kind: survey.Geopoint, Label: vi("Nhà"), Appearance: "placement-map"},
			{Name: "duong", Kind: survey.Geotrace, Label: vi("Đường"), Appearance: "maps"},
			{Name: "ruong", Kind: survey.Geoshape, Label: vi("Ruộng")},
			{Name: "rong", Kind: survey.Note, Label: vi("Rộng"), Relevant: "area(${ruong}) > 1000000"},
			{Name: "ma", Kind: survey.Barcode, Label: vi("Mã vạch")},
		}}
	url := serve(t, q)
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/noi")
	take := func(name, want string) {
		t.Helper()
		if got := drive.Eval[string](t, ctx, takePosition+`('`+name+`')`); got != want {
			t.Errorf("%s: the button writes %q, want %q", name, got, want)
		}
	}
	wide := func() bool { return !drive.Eval[bool](t, ctx, `document.querySelector('[data-path=rong]').hidden`) }
	stand(t, ctx, 21.38625, 103.023, 491, 12.5)
	take("nha", "21.38625 103.023 491 12.5")
	take("duong", "21.38625 103.023 491 12.5")
	take("ruong", "21.38625 103.023 491 12.5")
	stand(t, ctx, 21.4, 103.023, 480, 8)
	take("duong", "21.38625 103.023 491 12.5; 21.4 103.023 480 8")
	take("ruong", "21.38625 103.023 491 12.5; 21.4 103.023 480 8")
	if wide() {
		t.Error("two points have an area")
	}
	stand(t, ctx, 21.4, 103.1, 480, 8)
	corner := "21.38625 103.023 491 12.5; 21.4 103.023 480 8; 21.4 103.1 480 8"
	take("ruong", corner+"; 21.38625 103.023 491 12.5")
	if !wide() {
		t.Error("the note on a wide area does not show")
	}
	stand(t, ctx, 21.38, 103.1, 470, 8)
	take("ruong", corner+"; 21.38 103.1 470 8; 21.38625 103.023 491 12.5") // the line stays closed
	drive.Do(t, ctx, chromedp.SendKeys(`[name=ma]`, "8934588012228"))
	drive.Press(t, ctx, `.buttons [value=next]`)
	page := drive.Eval[string](t, ctx, `document.querySelector('main').innerText`)
	for _, want := range []string{"21.38625 103.023 491 12.5", "21.4 103.023 480 8", "21.38 103.1 470 8",
		"8934588012228"} {
		if !strings.Contains(page, want) {
			t.Errorf("the review does not show %q:\n%s", want, page)
		}
	}
}

// Without leave to know the position the button says so, and can be pressed again.
func TestPositionIsNotTold(t *testing.T) {
	t.Parallel()
	url := serve(t, &survey.Questionnaire{FormID: "noi", Version: "1", Title: vi("Nơi"),
		Languages: []survey.Language{{ID: "vi"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{{Name: "nha", Kind: survey.Geopoint, Label: vi("Nhà")}}})
	ctx := tab(t, 1)
	drive.Do(t, ctx, chromedp.Navigate(url+"/s/noi"),
		chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
			_, err := chromedp.CallBrowser(ctx, browser.SetPermission,
				browser.SetPermissionParams{Permission: &browser.PermissionDescriptor{Name: "geolocation"},
					Setting:          browser.PermissionSettingDenied,
					BrowserContextID: chromedp.FromContext(ctx).BrowserContextID})
			return err
		}))
	said := drive.Eval[string](t, ctx, `(async () => {
  const button = document.querySelector('[data-locate]');
  while (!document.body.classList.contains('js')) await new Promise(done => setTimeout(done, 20));
  button.click();
  for (let i = 0; i < 200 && button.disabled; i++) await new Promise(done => setTimeout(done, 25));
  return button.textContent + ' ' + button.disabled;
})()`)
	if said != "Máy chưa cho biết vị trí. Xin gõ tay. false" {
		t.Errorf("the button says %q", said)
	}
}
