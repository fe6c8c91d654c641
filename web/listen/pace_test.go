package listen

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// The tests below run in the time of synctest: hours pass at once.

// pipes is a listener whose connections are pipes inside the test.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// dialed is a connection to a server inside the bubble of a test.
func dialed(t *testing.T, h http.Handler) net.Conn {
	p := &pipes{make(chan net.Conn), make(chan struct{})}
	s := New(h, Options{Log: noLog})
	go func() { _ = s.Serve(p) }()
	there, here := net.Pipe()
	p.conns <- there
	t.Cleanup(func() {
		here.Close()
		if err := s.Shutdown(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	})
	return here
}

// answered reads the one answer of a connection; "closed" when there is none.
func answered(c net.Conn) string {
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return "closed"
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return fmt.Sprintf("%d %s", res.StatusCode, b)
}

var counting = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	n, err := io.Copy(io.Discard, r.Body)
	if errors.Is(err, ErrTooSlow) {
		w.WriteHeader(http.StatusRequestTimeout)
		return
	}
	if err := r.Context().Err(); err != nil {
		fmt.Fprint(w, err)
		return
	}
	fmt.Fprint(w, n)
})

func TestPaceOfBodies(t *testing.T) {
	const photo = 9_000_000 // bytes: 24 minutes at 50 kbit/s
	for _, tt := range []struct {
		name        string
		size, piece int
		every       time.Duration
		want        string
	}{
		{"a photograph at 50 kbit/s", photo, 6250, time.Second, fmt.Sprint("200 ", photo)},
		{"the same with waits of 25 s", photo, 25 * 6250, 25 * time.Second, fmt.Sprint("200 ", photo)},
		{"500 bytes a second", 60_000, 500, time.Second, "200 60000"},
		{"400 bytes a second", 60_000, 400, time.Second, "408 "},
		{"a byte every 20 s", 1000, 1, 20 * time.Second, "408 "},
		{"a megabyte, then 31 s of silence", 1_000_100, 1_000_000, 31 * time.Second, "408 "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := dialed(t, counting)
				got := make(chan string, 1)
				go func() { got <- answered(c) }()
				fmt.Fprintf(c, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n", tt.size)
				for sent := 0; sent < tt.size; {
					n, err := io.WriteString(c, strings.Repeat("x", min(tt.piece, tt.size-sent)))
					if err != nil {
						break
					}
					sent += n
					time.Sleep(tt.every)
				}
				if got := <-got; got != tt.want {
					t.Errorf("%q, want %q", got, tt.want)
				}
			})
		})
	}
}

// The time that a body took is not taken off the time for the answer.
func TestTimeForTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := dialed(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			time.Sleep(4 * time.Minute)
			fmt.Fprint(w, r.Context().Err())
		}))
		got := make(chan string, 1)
		go func() { got <- answered(c) }()
		fmt.Fprint(c, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 180000\r\n\r\n")
		for range 600 {
			_, _ = io.WriteString(c, strings.Repeat("x", 300))
			time.Sleep(500 * time.Millisecond) // five minutes in all
		}
		if got := <-got; got != "200 <nil>" {
			t.Errorf("%q", got)
		}
	})
}

func TestPaceOfHeads(t *testing.T) {
	for _, tt := range []struct {
		name  string
		every time.Duration
		want  string
	}{
		{"a letter every 50 ms", 50 * time.Millisecond, "200 0"},
		{"a letter a second", time.Second, "400 400 Bad Request"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := dialed(t, counting)
				got := make(chan string, 1)
				go func() { got <- answered(c) }()
				for _, letter := range "GET / HTTP/1.1\r\nHost: khaosat.example\r\n\r\n" {
					if _, err := io.WriteString(c, string(letter)); err != nil {
						break
					}
					time.Sleep(tt.every)
				}
				if got := <-got; got != tt.want {
					t.Errorf("%q, want %q", got, tt.want)
				}
			})
		})
	}
}
