package service

import (
	"sync"

	"github.com/khaosat/khaosat/survey"
)

// lent are the logins that a store which takes nothing could not keep. They hold in this process and as long as it
// runs, so that people can look at their surveys while the disk is full. The zero value has none.
type lent struct {
	mu       sync.Mutex
	sessions map[string]survey.Session // by the hash of the cookie
}

// mostLent bounds the memory of lent logins.
const mostLent = 1000

// add reports whether there was room.
func (l *lent) add(key string, session survey.Session) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sessions == nil {
		l.sessions = map[string]survey.Session{}
	}
	if len(l.sessions) >= mostLent {
		return false
	}
	l.sessions[key] = session
	return true
}

func (l *lent) get(key string) (survey.Session, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	session, ok := l.sessions[key]
	return session, ok
}

// remove reports whether there was one that ends says it of.
func (l *lent) remove(ends func(key string, session survey.Session) bool) (any bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, session := range l.sessions {
		if ends(key, session) {
			delete(l.sessions, key)
			any = true
		}
	}
	return any
}
