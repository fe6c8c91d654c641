package listen

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
	"time"

	"golang.org/x/crypto/acme"
)

// headerTime is how long a handshake, and after it the head of a request, may take.
const headerTime = 10 * time.Second

// front takes connections and finds out by their first byte whether they speak TLS. What it gives is past its
// handshake: a *tls.Conn where HTTP/2 was agreed on, else a watched connection. Slow and broken clients wait alone.
type front struct {
	net.Listener
	config *tls.Config // nil: plain HTTP alone

	ready chan net.Conn
	ended chan struct{}
	once  sync.Once
	err   error // of the listener, when ended is closed
}

func newFront(l net.Listener, config *tls.Config) *front {
	f := &front{Listener: l, config: config, ready: make(chan net.Conn), ended: make(chan struct{})}
	go f.take()
	return f
}

func (f *front) take() {
	for {
		c, err := f.Listener.Accept()
		if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, syscall.ECONNABORTED) {
			time.Sleep(50 * time.Millisecond) // until others have closed theirs
			continue
		}
		if err != nil {
			f.end(err)
			return
		}
		go f.greet(c)
	}
}

func (f *front) end(err error) {
	f.once.Do(func() { f.err = err; close(f.ended) })
}

// greet brings a connection to where HTTP begins, or closes it.
func (f *front) greet(c net.Conn) {
	out, ok := f.handshake(c)
	if !ok {
		c.Close()
		return
	}
	select {
	case f.ready <- out:
	case <-f.ended:
		out.Close()
	}
}

func (f *front) handshake(c net.Conn) (net.Conn, bool) {
	if f.config == nil {
		return &plain{Conn: c}, true
	}
	_ = c.SetDeadline(time.Now().Add(headerTime))
	first := make([]byte, 1)
	if _, err := io.ReadFull(c, first); err != nil {
		return nil, false
	}
	begun := &beginning{Conn: c, first: first}
	const handshake = 22 // the type of the first record of TLS (RFC 8446, 5.1)
	if first[0] != handshake {
		_ = c.SetDeadline(time.Time{})
		return &plain{Conn: begun}, true
	}
	secure := tls.Server(begun, f.config)
	if err := secure.Handshake(); err != nil {
		return nil, false
	}
	_ = c.SetDeadline(time.Time{})
	switch secure.ConnectionState().NegotiatedProtocol {
	case acme.ALPNProto: // the handshake was all that the authority wanted to see
		return nil, false
	case "h2":
		return secure, true
	}
	return &sealed{plain{Conn: secure}}, true
}

// Accept implements net.Listener.
func (f *front) Accept() (net.Conn, error) {
	select {
	case c := <-f.ready:
		return c, nil
	case <-f.ended:
		return nil, f.err
	}
}

// Close implements net.Listener.
func (f *front) Close() error {
	err := f.Listener.Close()
	f.end(net.ErrClosed)
	return err
}

// beginning is a connection whose first byte was read already.
type beginning struct {
	net.Conn
	first []byte
}

func (b *beginning) Read(p []byte) (int, error) {
	if len(b.first) > 0 && len(p) > 0 {
		n := copy(p, b.first)
		b.first = b.first[n:]
		return n, nil
	}
	return b.Conn.Read(p)
}

// plain is a connection of HTTP/1.1 whose bytes are watched for requests with two lengths.
type plain struct {
	net.Conn
	frames framing
}

// Read implements net.Conn.
func (c *plain) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.frames.watch(p[:n])
	return n, err
}

func (c *plain) watched() *framing { return &c.frames }

// sealed is the same inside TLS: net/http asks for the state of the connection.
type sealed struct{ plain }

// ConnectionState is that of the TLS connection below.
func (c *sealed) ConnectionState() tls.ConnectionState { return c.Conn.(*tls.Conn).ConnectionState() }
