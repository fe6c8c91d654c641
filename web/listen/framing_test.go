package listen

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// Requests with two lengths, as RFC 9112 (11.2) tells how they are made, and ones that only look like them.
var framings = []struct {
	name, sent string
	want       bool // the last request is seen to have two lengths
}{
	{"one after the other", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true},
	{"the other way round", "POST / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: chunked\r\ncontent-length: 0\r\n\r\n0\r\n\r\n", true},
	{"after a body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\nA: b\r\n\r\nGET " +
		"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true},
	{"after chunks", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n\r\n\r\nG\r\n0\r\nTrailer: x\r\n\r\n" +
		"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true},
	{"HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true},
	{"a long field before", "POST / HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("Content-Length: 1 ", 200) +
		"\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true},
	{"a length alone", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\nTransfer-Encoding: chunked\r\n\r\n", false},
	{"chunks alone", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n15\r\nContent-Length: 5\r\n\r\n\r\n0\r\n\r\n", false},
	{"in two requests", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx" +
		"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", false},
	{"in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: Content-Length: 5\r\nY: Transfer-Encoding: chunked\r\n\r\n", false},
	{"nothing", "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", false},
}

var tellsLengths = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	if TwoLengths(r) {
		w.Header().Set("Connection", "close")
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	_, _ = io.Copy(io.Discard, r.Body)
})

// net/http itself takes the requests apart; the last answer tells what was seen.
func TestTwoLengthsAreSeen(t *testing.T) {
	t.Parallel()
	addr := serving(t, tellsLengths, nil)
	for _, tt := range framings {
		for _, piece := range []int{1, 7, 1 << 20} {
			statuses := exchange(t, addr, tt.sent, piece)
			last := statuses[len(statuses)-1]
			if last != http.StatusOK && last != http.StatusBadRequest {
				t.Fatalf("%s: statuses %v", tt.name, statuses)
			}
			if got := last == http.StatusBadRequest; got != tt.want {
				t.Errorf("%s, sent by %d bytes: seen %v, want %v", tt.name, piece, got, tt.want)
			}
		}
	}
}

// exchange sends bytes in pieces and gives the statuses of all answers.
func exchange(t *testing.T, addr net.Addr, sent string, piece int) (statuses []int) {
	t.Helper()
	c, err := net.Dial("tcp", addr.String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for len(sent) > 0 {
		n := min(piece, len(sent))
		if _, err := io.WriteString(c, sent[:n]); err != nil {
			break // the server has closed it after its answer
		}
		sent = sent[n:]
	}
	_ = c.(*net.TCPConn).CloseWrite()
	in := bufio.NewReader(c)
	for {
		res, err := http.ReadResponse(in, nil)
		if err != nil {
			return statuses
		}
		_, _ = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		statuses = append(statuses, res.StatusCode)
	}
}

// The watcher takes any bytes.
func FuzzFraming(f *testing.F) {
	for _, tt := range framings {
		f.Add([]byte(tt.sent), 3)
	}
	f.Fuzz(func(t *testing.T, sent []byte, piece int) {
		var whole, split framing
		whole.watch(sent)
		piece = max(1, piece)
		for rest := sent; len(rest) > 0; rest = rest[min(piece, len(rest)):] {
			split.watch(rest[:min(piece, len(rest))])
		}
		if whole.twice.Load() != split.twice.Load() || whole.at != split.at || whole.left != split.left {
			t.Errorf("in pieces of %d: %+v, at once %+v", piece, &split, &whole)
		}
	})
}
