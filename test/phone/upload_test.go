package phone

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

func uploadForm() *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "tep", Version: "1", Title: vi("Tệp"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{
			{Name: "g", Kind: survey.Group, Label: vi("Tệp"), Children: []*survey.Item{
				{Name: "anh", Kind: survey.Image, Label: vi("Ảnh"), Required: "yes",
					Parameters: map[string]string{"max-pixels": "64"}},
				{Name: "tieng", Kind: survey.Audio, Label: vi("Tiếng")},
				{Name: "phim", Kind: survey.Video, Label: vi("Phim")},
				{Name: "khac", Kind: survey.File, Label: vi("Khác")},
				{Name: "co", Kind: survey.Note, Label: vi("Đã có tiếng"), Relevant: "${tieng} != ''"},
			}},
			{Name: "ten", Kind: survey.TextItem, Label: vi("Tên")},
		}}
}

// chooseFile puts a file into an input. The browser counts its nodes anew while a page is being laid out, and then does
// not know the one that was just found.
func chooseFile(t *testing.T, ctx context.Context, selector, path string) {
	t.Helper()
	_, err := chromedp.Run(ctx, chromedp.SetUploadFiles(selector, []string{path}))
	for range 20 {
		if err == nil || !strings.Contains(err.Error(), "Could not find node") {
			break
		}
		_, err = chromedp.Run(ctx, chromedp.SetUploadFiles(selector, []string{path}))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Files of every kind go from a phone to the review and are kept when one goes back, with scripts and without; one can
// be left out.
func TestUploads(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var photo bytes.Buffer
	if err := png.Encode(&photo, image.NewGray(image.Rect(0, 0, 300, 200))); err != nil {
		t.Fatal(err)
	}
	paths := map[string]string{}
	for name, file := range map[string]struct {
		name    string
		content []byte
	}{"anh": {"cụm loa.png", photo.Bytes()}, "tieng": {"hỏi.mp3", []byte("ID3")}, "phim": {"xã.mp4", []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")},
		"khac": {"biên bản.pdf", []byte("%PDF")}} {
		paths[name] = filepath.Join(dir, file.name)
		if err := os.WriteFile(paths[name], file.content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	url := serve(t, uploadForm())
	for _, scripts := range []bool{true, false} {
		ctx := tab(t, 1)
		drive.Do(t, ctx, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
			_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
				emulation.SetScriptExecutionDisabledParams{Value: !scripts})
			return err
		}))
		if scripts {
			open(t, ctx, url+"/s/tep")
		} else {
			drive.Do(t, ctx, chromedp.Navigate(url+"/s/tep"))
		}
		for name, path := range paths {
			chooseFile(t, ctx, `input[name="g/`+name+`"]`, path)
		}
		unlocked := func(want bool) {
			t.Helper()
			if got := !drive.Eval[bool](t, ctx, `document.querySelector('[data-path="g/co"]').hidden`); scripts &&
				got != want {
				t.Errorf("what the sound unlocks shows: %v", got)
			}
		}
		unlocked(true)
		turn := func(selector string) {
			t.Helper()
			drive.Press(t, ctx, selector)
		}
		says := func(want ...string) {
			t.Helper()
			page := drive.Eval[string](t, ctx, `document.querySelector('main').innerText`)
			for _, w := range want {
				if !strings.Contains(page, w) {
					t.Errorf("scripts %v: the page does not say %q:\n%s", scripts, w, page)
				}
			}
		}
		if scripts {
			shrunk := drive.Eval[string](t, ctx, `(async () => {
  const input = document.querySelector('input[name="g/anh"]');
  for (let i = 0; i < 200 && input.files[0].size === `+strconv.Itoa(photo.Len())+`; i++) await new Promise(done => setTimeout(done, 25));
  const sent = await createImageBitmap(input.files[0]);
  return sent.width + ' × ' + sent.height + ' ' + input.files[0].name;
})()`)
			if shrunk != "64 × 43 cụm loa.png" {
				t.Errorf("the picture is sent as %s", shrunk)
			}
		}
		turn(`.buttons .main`)
		turn(`.buttons .main`)
		says("cụm loa.png", "hỏi.mp3", "xã.mp4", "biên bản.pdf")
		turn(`button[value="goto:0"]`)
		says("Đã có tệp: cụm loa.png", "Đã có tệp: hỏi.mp3", "Đã có tiếng")
		if scripts {
			drive.Eval[float64](t, ctx, ready)
		}
		unlocked(true)
		drive.Do(t, ctx, chromedp.Click(`input[name=".drop"][value="g/tieng"]`))
		unlocked(false)
		drive.Do(t, ctx, chromedp.Click(`input[name=".drop"][value="g/tieng"]`),
			chromedp.Click(`input[name=".drop"][value="g/phim"]`))
		unlocked(true)
		turn(`.buttons .main`)
		turn(`.buttons .main`)
		if page := drive.Eval[string](t, ctx, `document.querySelector('main').innerText`); strings.Contains(page,
			"xã.mp4") || !strings.Contains(page, "hỏi.mp3") {
			t.Errorf("scripts %v: the film was to be left out, the rest to stay:\n%s", scripts, page)
		}
		turn(`button[value=send]:not(.unseen)`)
		says("Cảm ơn")
	}
}
