package losstest

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Crowd are clients that send at once, each one answer after another.
type Crowd struct {
	Journals []*Journal
	Clients  int
	Seed     uint64
	Answers  int          // of each client; 0: until ctx ends or the server is gone
	Client   *http.Client // nil: one of its own
	Again    bool         // what was not acknowledged is sent again until it is,
	Patient  bool         // 5 to 10 s later, as Retry-After asks for
}

// Send lets the crowd send to a server, and returns when each client has sent its answers, or ctx has ended, or, where
// nothing is sent again, the line broke.
func (c Crowd) Send(ctx context.Context, url string) {
	client := c.Client
	if client == nil {
		transport := &http.Transport{MaxIdleConnsPerHost: c.Clients}
		defer transport.CloseIdleConnections()
		client = &http.Client{Transport: transport}
	}
	var all sync.WaitGroup
	for i := range c.Clients {
		all.Go(func() { c.one(ctx, client, url, rand.New(rand.NewPCG(c.Seed, uint64(i)))) })
	}
	all.Wait()
}

// one is one client.
func (c Crowd) one(ctx context.Context, client *http.Client, url string, chance *rand.Rand) {
	for n := 0; (c.Answers == 0 || n < c.Answers) && ctx.Err() == nil; n++ {
		j := c.Journals[chance.IntN(len(c.Journals))]
		e := j.write(chance)
		if e == nil {
			return
		}
		for {
			status := j.send(ctx, client, url, e)
			if status == http.StatusOK || status == http.StatusCreated || ctx.Err() != nil {
				break
			}
			if status == 0 && !c.Again {
				return
			}
			if !c.Again {
				break
			}
			pause := 20 * time.Millisecond // sooner than the server likes
			if c.Patient {
				pause = time.Duration((5 + 5*chance.Float64()) * float64(time.Second))
			}
			select {
			case <-time.After(pause):
			case <-ctx.Done():
			}
		}
	}
}

// Resend sends everything again that was acknowledged, or with every all that was sent, and so compares receipts.
func (j *Journal) Resend(ctx context.Context, url string, every bool) {
	for _, copied := range j.all() {
		if e := j.entries[copied.id]; every || e.receipt != nil {
			if j.send(ctx, http.DefaultClient, url, e) == http.StatusCreated && copied.receipt != nil {
				j.complain("%s was acknowledged and was stored anew when it came again", e.id)
			}
		}
	}
}
