package service

import (
	"sync"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// recent keeps surveys as they were read a moment ago. The zero value keeps nothing.
type recent struct {
	patience time.Duration

	mu   sync.RWMutex
	kept map[string]keptSurvey
	turn int // how often something was forgotten
}

type keptSurvey struct {
	survey survey.Survey
	read   time.Time
}

// get returns a survey that was read within the patience, else nil and the turn for put.
func (r *recent) get(slug string) (sv *survey.Survey, turn int) {
	if r.patience <= 0 {
		return nil, 0
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	k, ok := r.kept[slug]
	if !ok || time.Since(k.read) > r.patience {
		return nil, r.turn
	}
	copied := k.survey
	return &copied, r.turn
}

// put keeps what was read since the turn was told; read is when the reading began.
func (r *recent) put(sv *survey.Survey, read time.Time, turn int) {
	if r.patience <= 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if turn != r.turn {
		return // it may have been changed meanwhile
	}
	if r.kept == nil {
		r.kept = map[string]keptSurvey{}
	}
	r.kept[sv.Slug] = keptSurvey{*sv, read}
}

// forget drops a survey that this process has changed.
func (r *recent) forget(slug string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn++
	delete(r.kept, slug)
}
