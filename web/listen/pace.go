package listen

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"
)

// ErrTooSlow is what reading the body of a request gives when its sender keeps the server waiting. The connection is
// closed after the answer.
var ErrTooSlow = errors.New("the body comes too slowly")

// pace is the least speed of a body: over any window as long as credit it brings rate bytes a second. A photograph on a
// line of 50 kbit/s comes through; a sender that gives a byte now and then does not.
type pace struct {
	rate   int           // bytes a second
	credit time.Duration // how long a sender may stay silent at most
	answer time.Duration // how long the answer may take, from when the body is there
	now    func() time.Time
}

var bodies = pace{rate: 500, credit: 30 * time.Second, answer: 5 * time.Minute, now: time.Now}

// guard bounds how long the body of each request may be waited for.
func (p pace) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && r.Body != http.NoBody {
			b := &pacedBody{ReadCloser: r.Body, pace: p, line: http.NewResponseController(w), left: p.credit, at: p.now()}
			r.Body = b
			b.wait()
		}
		next.ServeHTTP(w, r)
	})
}

// pacedBody moves the deadline of its connection forward as bytes come in.
type pacedBody struct {
	io.ReadCloser
	pace pace
	line *http.ResponseController
	left time.Duration // may pass until the next byte
	at   time.Time     // when left was worked out
	over bool
}

func (b *pacedBody) wait() { _ = b.line.SetReadDeadline(b.at.Add(b.left)) }

// Read implements io.Reader. ErrTooSlow when the deadline has passed.
func (b *pacedBody) Read(p []byte) (int, error) {
	if b.over {
		return b.ReadCloser.Read(p)
	}
	n, err := b.ReadCloser.Read(p)
	now := b.pace.now()
	b.left = min(b.left-now.Sub(b.at)+time.Duration(n)*time.Second/time.Duration(b.pace.rate), b.pace.credit)
	b.at = now
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return n, ErrTooSlow
	case err != nil: // at its end as well: what the server does now has all the time of an answer
		b.over = true
		_ = b.line.SetReadDeadline(time.Time{})
		_ = b.line.SetWriteDeadline(now.Add(b.pace.answer))
	default:
		b.wait()
	}
	return n, err
}
