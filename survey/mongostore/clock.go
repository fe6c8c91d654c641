package mongostore

import (
	"context"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// How long a measurement of the server's clock is gone by, and how soon one that failed is tried again.
const (
	remeasure = time.Minute
	retry     = 10 * time.Second
)

// serverClock is the server's clock as it was measured last, carried on by how much the process's clock has moved
// since. What the process's clock says does not matter, only how fast it runs.
type serverClock struct {
	now func() time.Time
	ask func(ctx context.Context) (time.Time, error)

	mu     sync.Mutex
	server time.Time // what the server's clock said
	read   time.Time // what now said then; zero = not measured yet
	tried  time.Time // when it was last asked
}

// tell is the server's time. A measurement that is due and fails leaves the last one in force; the first one must
// succeed.
func (c *serverClock) tell(ctx context.Context) (time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.now()
	if c.read.IsZero() || n.Before(c.read) || n.Sub(c.read) > remeasure && n.Sub(c.tried) > retry {
		c.tried = n
		if err := c.measure(ctx); err != nil && c.read.IsZero() {
			return time.Time{}, err
		}
		n = c.now()
	}
	return milli(c.server.Add(max(0, n.Sub(c.read)))), nil
}

// measure asks the server and takes its answer for the middle of the time that the question took.
func (c *serverClock) measure(ctx context.Context) error {
	asked := c.now()
	server, err := c.ask(ctx)
	if err != nil {
		return err
	}
	answered := c.now()
	c.server, c.read = server.Add(answered.Sub(asked)/2), answered
	return nil
}

// Clock is the server's time, so that processes whose clocks differ agree.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	if err := ctx.Err(); err != nil {
		return time.Time{}, failed("Clock", err)
	}
	if s.closed.Load() {
		return time.Time{}, failed("Clock", mongo.ErrClientDisconnected)
	}
	t, err := s.clock.tell(ctx)
	return t, failed("Clock", err)
}

// askServer reads the clock of the server that takes writes.
func (s *Store) askServer(ctx context.Context) (time.Time, error) {
	var hello struct {
		LocalTime time.Time `bson:"localTime"`
	}
	err := s.client.Database("admin").RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello)
	return hello.LocalTime, err
}
