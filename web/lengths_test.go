package web_test

import (
	"bufio"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"

	"testing"

	"github.com/khaosat/khaosat/web/listen"
	"github.com/khaosat/khaosat/web/webtest"
)

// A request that a proxy may have read in another way is refused, and nothing of it is stored.
func TestTwoLengthsAreRefused(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := listen.New(w.Server, listen.Options{Log: slog.New(slog.DiscardHandler)})
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() { l.Close(); <-done })
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	response := webtest.Response(webtest.IdA, webtest.GoodAnswers)
	_, err = io.WriteString(c, "POST /api/v1/surveys/"+slug+"/responses HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"+
		"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"+strconv.FormatInt(int64(len(response)), 16)+"\r\n"+response+"\r\n0\r\n\r\n")
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var said struct{ Code string }
	if err := json.NewDecoder(res.Body).Decode(&said); err != nil || said.Code != "body.two_lengths" ||
		res.StatusCode != http.StatusBadRequest || !res.Close {
		t.Errorf("%s, code %q, closed %v, %v", res.Status, said.Code, res.Close, err)
	}
	if stored := w.Responses(slug); len(stored) != 0 {
		t.Errorf("%d responses are stored", len(stored))
	}
}
