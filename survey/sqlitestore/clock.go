package sqlitestore

import (
	"context"
	"time"
)

// Clock is the machine's clock, but never earlier than what any process has stamped in this folder.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	at, err := readOne(ctx, s.answers, "Clock", scanInt64, "SELECT at FROM clock")
	if err != nil {
		return time.Time{}, err
	}
	s.clock.AtLeast(time.UnixMilli(at))
	return s.clock.Tell(), nil
}

// stamp is the moment at which a job stores what has a time. Its transaction keeps it, so that nobody stamps an earlier
// one. Jobs that share a transaction, which becomes visible as one, share the moment.
func (s *Store) stamp(c *connection) (time.Time, error) {
	if !c.stamped.IsZero() {
		return c.stamped, nil
	}
	var at int64
	if err := c.row("SELECT at FROM clock")(&at); err != nil {
		return time.Time{}, err
	}
	s.clock.AtLeast(time.UnixMilli(at))
	now := s.clock.Tell()
	if _, err := c.exec("UPDATE clock SET at = ?1 WHERE at < ?1", now.UnixMilli()); err != nil {
		return time.Time{}, err
	}
	c.stamped = now
	return now, nil
}

// keepClock lets whoever opens the folder next go on from the moment that was told last, which followers may have taken
// as their mark.
func (s *Store) keepClock() error {
	if s.answers.writer == nil {
		return nil
	}
	return s.answers.write(context.Background(), "Close", func(c *connection) error {
		_, err := s.stamp(c)
		return err
	})
}

func scanInt64(scan scanner) (n int64, err error) { return n, scan(&n) }
