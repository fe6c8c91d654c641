package drive

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Wire counts what a window asks the network for from Watch on: heads and bodies as they travel, nothing out of a
// cache. What keeps a form for the time without a signal, which nobody waits for, is counted apart.
type Wire struct {
	mu       sync.Mutex
	requests []string // addresses in order
	apart    []string
	bytes    float64
	open     map[network.RequestID]bool
}

// Watch begins to count.
func Watch(tb testing.TB, ctx context.Context) *Wire {
	tb.Helper()
	w := &Wire{open: map[network.RequestID]bool{}}
	if err := chromedp.Listen(ctx, w.see); err != nil {
		tb.Fatal(err)
	}
	return w
}

func (w *Wire) see(ev any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := ev.(type) {
	case *network.EventRequestWillBeSent:
		if keeps(e.Request.URL) {
			w.apart = append(w.apart, e.Request.URL)
		} else if len(e.Request.URL) > 5 && e.Request.URL[:5] != "data:" {
			w.requests = append(w.requests, e.Request.URL)
			w.open[e.RequestID] = true
		}
	case *network.EventLoadingFinished:
		if w.open[e.RequestID] {
			w.bytes += e.EncodedDataLength
			delete(w.open, e.RequestID)
		}
	case *network.EventLoadingFailed:
		delete(w.open, e.RequestID)
	}
}

// keeps tells the addresses that a page asks for to keep the form.
func keeps(address string) bool {
	path, _, _ := strings.Cut(address, "?")
	return slices.ContainsFunc([]string{"/keep.js", "/keep.json", "/worker.js", "/here"},
		func(name string) bool { return strings.HasSuffix(path, name) })
}

// Apart lists what was asked for to keep the form.
func (w *Wire) Apart() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.apart...)
}

// Sum is what was asked for so far and how many bytes came; quiet when nothing is under way.
func (w *Wire) Sum() (requests []string, bytes int, quiet bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.requests...), int(w.bytes), len(w.open) == 0
}
