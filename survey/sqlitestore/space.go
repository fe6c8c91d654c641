package sqlitestore

import (
	"sync/atomic"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// DefaultReserve is how many bytes of the disk answers and attachments leave free, so that people can still log in,
// change settings and withdraw; on a small disk it is a twentieth of it.
const DefaultReserve = 64 << 20

const reserveShare = 20

// spaceEvery is how long one look at the disk counts.
const spaceEvery = 100 * time.Millisecond

// space is the free room on the disk of the data folder. It is safe for concurrent use.
type space struct {
	look    func() (free, all uint64, err error)
	reserve int64 // bytes; below 0: DefaultReserve
	looked  atomic.Int64
	short   atomic.Bool
}

func newSpace(dir string) *space {
	return &space{look: func() (uint64, uint64, error) { return room(dir) }, reserve: -1}
}

// WithReserve sets how many bytes of the disk answers leave free; below 0 it is DefaultReserve, as without it.
func WithReserve(bytes int64) Option {
	return func(s *Store) { s.space.reserve = bytes }
}

// Room is the free room on the disk of a data folder, and how much of it answers leave free by default, in bytes.
func Room(dir string) (free, reserve uint64, err error) {
	s := newSpace(dir)
	free, all, err := s.look()
	return free, s.left(all), err
}

// left is what answers leave free on a disk of a size.
func (s *space) left(all uint64) uint64 {
	if s.reserve >= 0 {
		return uint64(s.reserve)
	}
	return min(DefaultReserve, all/reserveShare)
}

// takes returns why no answer is taken: there is only the reserve left. A disk that tells nothing has room.
func (s *space) takes(op string) error {
	if now := time.Now().UnixNano(); now-s.looked.Load() > int64(spaceEvery) {
		s.looked.Store(now)
		free, all, err := s.look()
		s.short.Store(err == nil && free < s.left(all))
	}
	if s.short.Load() {
		return unwritten("store.full", op, errReserve)
	}
	return nil
}

// has reports whether n bytes can be written without touching the reserve.
func (s *space) has(n int64) bool {
	free, all, err := s.look()
	return err != nil || free >= s.left(all)+uint64(n)
}

// unwritten is what is told of what could not be written.
func unwritten(code, op string, cause error) *survey.Error {
	e := survey.Fail(survey.Unavailable, code)
	e.Op, e.Err = "sqlitestore."+op, cause
	return e
}
