package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/listen"
)

// TestAStopThatCutsRequestsSaysSo: in the operator's words, and what else went wrong beside it.
func TestAStopThatCutsRequestsSaysSo(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string][]string{
		"vi": {"đã bị ngắt", "Mọi phiếu đã báo nhận đều đã lưu", "Chưa gỡ được thứ tự"},
		"en": {"cut off", "Everything that was acknowledged is stored", "The order in which answers came"},
	} {
		var errs bytes.Buffer
		term := &terminal{ctx: t.Context(), lang: lang, stderr: &errs}
		code := term.exit(errors.Join(cutOff(t, term), survey.Fail(survey.Unavailable, "store.order")))
		if code != exitEnvironment || strings.Contains(errs.String(), "deadline") {
			t.Errorf("exit %d with %q, want %d in words", code, errs.String(), exitEnvironment)
		}
		for _, words := range want {
			if !strings.Contains(errs.String(), words) {
				t.Errorf("%q does not say %q", errs.String(), words)
			}
		}
	}
}

// cutOff stops a server, whose time to stop is over, while it answers a request.
func cutOff(t *testing.T, term *terminal) error {
	t.Helper()
	begun, end := make(chan struct{}), make(chan struct{})
	defer close(end)
	var d doors
	at, err := d.open(term, "127.0.0.1:0", "--addr", listen.New(http.HandlerFunc(
		func(http.ResponseWriter, *http.Request) { close(begun); <-end }), listen.Options{}))
	must(t, err)
	d.serve()
	go func() {
		if res, err := http.Get("http://" + at.String()); err == nil {
			res.Body.Close()
		}
	}()
	<-begun
	ctx, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	return d.shutdown(ctx)
}
