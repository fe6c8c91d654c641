package web

import (
	"sync"
	"time"
)

// leaving is how a process ends without a request lost: whoever sends requests to it by /readyz hears first that it
// takes no more.
type leaving struct {
	mu    sync.Mutex
	last  time.Time // when /readyz was asked last
	begun bool
	heard chan struct{} // closed when somebody has heard it, or nobody asks
}

// watched is how long after a question somebody is taken to ask on.
const watched = time.Minute

// asked notes that somebody asks whether the process is ready, and reports whether it is leaving.
func (l *leaving) asked(now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = now
	if l.begun {
		l.close()
	}
	return l.begun
}

func (l *leaving) begin(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.begun = true
	if now.Sub(l.last) > watched {
		l.close()
	}
}

// close is called with mu held.
func (l *leaving) close() {
	select {
	case <-l.heard:
	default:
		close(l.heard)
	}
}

// Leave makes /readyz answer 503 from now on; everything else is answered as before. heard is closed when somebody has
// been told so, at once when nobody asked within the last minute.
func (s *Server) Leave() (heard <-chan struct{}) {
	s.leave.begin(s.edge.Now())
	return s.leave.heard
}
