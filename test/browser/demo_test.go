// Package browser walks through the demo as a respondent and an analyst do, in Chromium, against the built program.
package browser

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/khaosat/khaosat/test/drive"
)

func TestMain(m *testing.M) { drive.Main(m) }

// demo is a running `khaosat demo` over a folder of its own.
type demo struct {
	url, desk string
	workbook  string
}

var deskLine = regexp.MustCompile(`http://\S+/desk/enter\?token=\S+`)

func startDemo(t *testing.T) *demo {
	t.Helper()
	dir := t.TempDir()
	d := &demo{workbook: filepath.Join(dir, "out.xlsx")}
	log := &drive.Log{}
	d.url = drive.Start(t, log, "demo", "--data", filepath.Join(dir, "data"), "--addr", "127.0.0.1:0", "-o", d.workbook,
		"--no-browser")
	for range 100 {
		if d.desk = deskLine.FindString(log.String()); d.desk != "" {
			return d
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("no address of the desk in\n%s", log)
	return nil
}

// tab is one browser window of a given size; every request that it makes to another host than the demo fails the test.
func tab(t *testing.T, d *demo, width, height int64) context.Context {
	t.Helper()
	ctx := drive.Tab(t, width, height)
	err := chromedp.Listen(ctx, func(ev any) {
		if e, ok := ev.(*network.EventRequestWillBeSent); ok {
			if u := e.Request.URL; !strings.HasPrefix(u, d.url+"/") && !strings.HasPrefix(u, "data:") &&
				!strings.HasPrefix(u, "about:") {
				t.Errorf("a request to another host: %s", u)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return ctx
}

func text(t *testing.T, ctx context.Context) string {
	t.Helper()
	return drive.Eval[string](t, ctx, `document.body.innerText.replace(/\s+/g, ' ')`)
}

// press clicks and waits for the page that follows.
func press(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	drive.Press(t, ctx, selector)
	drive.Do(t, ctx, chromedp.WaitReady("body"))
}

// shot keeps a picture where KHAOSAT_SCREENSHOTS says, for docs and for looking.
func shot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("KHAOSAT_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}
