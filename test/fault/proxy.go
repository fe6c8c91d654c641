// Package fault breaks the line between a driver and its server at chosen moments.
package fault

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
)

// Proxy stands between clients and a server that speak MongoDB's wire protocol: messages that begin with their own
// length, one reply for each request.
type Proxy struct {
	listener net.Listener
	server   string

	mu    sync.Mutex
	next  *fault
	lost  int
	conns map[net.Conn]bool
}

// fault is what happens to the next request that matches.
type fault struct {
	matches func(request []byte) bool
	caught  chan struct{} // closed when the request is there
	release chan struct{} // the request goes on when this is closed
	lose    bool          // the reply is thrown away, and with it the connection
}

// Listen starts a proxy before the server on a free port of this machine; it ends with the test.
func Listen(t *testing.T, server string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{listener: l, server: server, conns: map[net.Conn]bool{}}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() { p.serve(client) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		p.mu.Lock()
		for c := range p.conns {
			c.Close()
		}
		p.mu.Unlock()
		running.Wait()
	})
	return p
}

// Addr is where clients reach the proxy.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// LoseReply makes the proxy forward the next request that matches, wait until the server has answered, and then break
// the connection instead of passing the answer on: the server has done what the client never hears of.
func (p *Proxy) LoseReply(matches func(request []byte) bool) {
	f := &fault{matches: matches, caught: make(chan struct{}), release: make(chan struct{}), lose: true}
	close(f.release)
	p.plan(f)
}

// Hold stops the next request that matches before it reaches the server. caught is closed when it is there; release, to
// be called once, lets it go on. So a test can do what others do between two requests of one call.
func (p *Proxy) Hold(matches func(request []byte) bool) (caught <-chan struct{}, release func()) {
	f := &fault{matches: matches, caught: make(chan struct{}), release: make(chan struct{})}
	p.plan(f)
	return f.caught, func() { close(f.release) }
}

func (p *Proxy) plan(f *fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = f
}

// Lost says how many replies were lost so far.
func (p *Proxy) Lost() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lost
}

func (p *Proxy) serve(client net.Conn) {
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		client.Close()
		return
	}
	p.mu.Lock()
	p.conns[client], p.conns[server] = true, true
	p.mu.Unlock()
	defer func() {
		client.Close()
		server.Close()
		p.mu.Lock()
		delete(p.conns, client)
		delete(p.conns, server)
		p.mu.Unlock()
	}()
	for p.exchange(client, server) == nil {
	}
}

// exchange passes one request on and its reply back.
func (p *Proxy) exchange(client, server net.Conn) error {
	request, err := message(client)
	if err != nil {
		return err
	}
	f := p.take(request)
	if f != nil {
		close(f.caught)
		<-f.release
	}
	if _, err := server.Write(request); err != nil {
		return err
	}
	reply, err := message(server)
	if err != nil {
		return err
	}
	if f != nil && f.lose {
		p.mu.Lock()
		p.lost++
		p.mu.Unlock()
		return errors.New("the reply is lost")
	}
	_, err = client.Write(reply)
	return err
}

// take returns the planned fault, once, when the request is the one.
func (p *Proxy) take(request []byte) *fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.next
	if f == nil || !f.matches(request) {
		return nil
	}
	p.next = nil
	return f
}

// message reads one message, its length included.
func message(r io.Reader) ([]byte, error) {
	var length [4]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint32(length[:])
	if n < 16 || n > 64<<20 {
		return nil, errors.New("not a message of MongoDB's wire protocol")
	}
	m := make([]byte, n)
	copy(m, length[:])
	_, err := io.ReadFull(r, m[4:])
	return m, err
}
