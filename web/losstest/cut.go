package losstest

import (
	"context"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// Cutter is a line to a server that breaks: after a request, before its answer or with a part of it read.
type Cutter struct {
	Often float64 // chance that an answer is cut
	Cuts  atomic.Int64

	mu     sync.Mutex
	chance *rand.Rand
}

// NewCutter is a line that cuts as a seed says.
func NewCutter(often float64, seed uint64) *Cutter {
	return &Cutter{Often: often, chance: rand.New(rand.NewPCG(seed, 0))}
}

// Client sends over the line.
func (c *Cutter) Client(clients int) *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, addr)
			return &cutConn{conn, c}, err
		}}}
}

// draw decides of one answer: whether it is cut, and whether the server is let to give it first.
func (c *Cutter) draw() (cut, answered bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.chance.Float64() < c.Often, c.chance.IntN(2) == 0
}

type cutConn struct {
	net.Conn
	line *Cutter
}

func (c *cutConn) Read(b []byte) (int, error) {
	cut, answered := c.line.draw()
	if !cut {
		return c.Conn.Read(b)
	}
	if answered {
		if _, err := c.Conn.Read(b); err != nil {
			return 0, err
		}
	}
	c.line.Cuts.Add(1)
	c.Conn.Close()
	return 0, io.ErrUnexpectedEOF
}
