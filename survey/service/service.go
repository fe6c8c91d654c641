package service

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
)

// Service has all the rules of the domain: what may be published, who may do what, what is accepted as a response and
// what is stored of it. Two engines below it cannot disagree, because they decide nothing. It is safe for concurrent
// use.
type Service struct {
	store    survey.Store
	now      func() time.Time
	random   io.Reader
	identity survey.Identity
	kinds    *kinds.Set

	erasures     Erasures
	waiting      *waiting
	copies       copies
	quotas       quotas
	sweeping     sync.Mutex
	unnamedSince map[string]time.Time // attachments that a sweep found unnamed: when first

	naming    sync.RWMutex // held by what stores answers that name attachments, for writing by what removes attachments
	surveys   recent
	mu        sync.Mutex
	forms     map[string]*form.Form // slug/version → compiled form
	histories map[string]keptHistory
	lent      lent
	gate      gate // of submissions
	listeners []func(Notice)
}

// Kinds are the kinds of items that questionnaires may have.
func (s *Service) Kinds() *kinds.Set { return s.kinds }

// Notice tells listeners in the process, after the store has committed, what of a survey is new or changed.
type Notice struct {
	Survey string   // "" = of every survey, as a register of units is
	Of     Subject  // what has changed
	IDs    []string // of responses; nil when many may have changed
}

// Subject is what a notice is about.
type Subject string

const (
	OfResponses Subject = "" // single ones, and batches that were committed or undone
	OfSettings  Subject = "settings"
	OfVersions  Subject = "versions"
	OfFrame     Subject = "frame"
	OfUnits     Subject = "units"
)

// Options are what a Service is given from outside. The zero value takes the machine's clock and randomness.
type Options struct {
	Now    func() time.Time
	Random io.Reader
	Kinds  *kinds.Set // of items; nil = the built-in ones
	// Waiting bounds the attachments that no response names yet; zero: 2 GiB of a survey, 500 MiB of a client.
	Waiting Waiting
	// Erasures is told of every response that is erased, before it goes; nil: nobody is.
	Erasures Erasures
	// Shared says that other processes store responses as well: quotas are counted again from time to time, and may
	// overrun by what other processes took since.
	Shared bool
	// Settings of a survey may be as old as this where answers are taken: what another process changes is known that
	// much later. What this one changes is known at once. 0 = they are read each time.
	Patience time.Duration
}

// New makes a Service over a store. At the first start on a store it makes the installation's secret.
func New(ctx context.Context, store survey.Store, o Options) (*Service, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	s := &Service{store: store, kinds: o.Kinds, now: o.Now, random: o.Random, waiting: newWaiting(o.Waiting),
		forms:     map[string]*form.Form{},
		histories: map[string]keptHistory{}, surveys: recent{patience: o.Patience},
		gate: newGate(gatePlaces, gatePatience), erasures: o.Erasures, quotas: quotas{shared: o.Shared}}
	secret, err := s.secret(ctx)
	if err != nil {
		return nil, err
	}
	s.identity = survey.NewIdentity(secret)
	return s, s.mend(ctx)
}

func (s *Service) secret(ctx context.Context) ([]byte, error) {
	row, err := s.store.Secrets().Get(ctx, "identity")
	if err == nil {
		return row.Value.Key, nil
	}
	if survey.KindOf(err) != survey.NotFound {
		return nil, err
	}
	key := make([]byte, 32)
	if _, err := io.ReadFull(s.random, key); err != nil {
		return nil, fmt.Errorf("read randomness: %w", err)
	}
	err = s.store.Secrets().Insert(ctx, "identity", survey.Secret{Key: key})
	if err != nil && survey.KindOf(err) != survey.Conflict {
		return nil, err
	}
	row, err = s.store.Secrets().Get(ctx, "identity") // another process may have won
	return row.Value.Key, err
}

// Ready returns nil when the store answers, else Unavailable.
func (s *Service) Ready(ctx context.Context) error { return s.store.Ready(ctx) }

// Clock is the store's own time, by which it stamps what it stores: UTC to the millisecond. Now is the one by which
// rules go.
func (s *Service) Clock(ctx context.Context) (time.Time, error) { return s.store.Clock(ctx) }

// Identity gives the keyed hashes of this installation.
func (s *Service) Identity() survey.Identity { return s.identity }

// Now is the service's clock in UTC to the millisecond, as times are stored.
func (s *Service) Now() time.Time { return s.now().UTC().Truncate(time.Millisecond) }

// OnChange registers a listener for notices. It is called on the goroutine of the change and must not block.
func (s *Service) OnChange(f func(Notice)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listeners = append(s.listeners, f)
}

// tell notifies listeners of a change unless it failed, and returns its error.
func (s *Service) tell(err error, n Notice) error {
	if err == nil {
		s.notify(n)
	}
	return err
}

func (s *Service) notify(n Notice) {
	s.quotas.heard(n)
	s.mu.Lock()
	listeners := s.listeners
	s.mu.Unlock()
	for _, f := range listeners {
		f(n)
	}
}

// allow returns Forbidden unless the actor may do the action in the survey as a whole.
func (s *Service) allow(a survey.Actor, action survey.Action, slug string) error {
	if a.May(action, slug, "", nil) {
		return nil
	}
	if a.Name == "" {
		return survey.Fail(survey.Unauthorized, "login.required")
	}
	return a.Refused()
}

var slugPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$`)

// SlugOf makes an address of a form id or title: Vietnamese letters lose their marks, the rest that an address cannot
// hold becomes a dash. "" when nothing is left.
func SlugOf(s string) string {
	var b strings.Builder
	for _, r := range strings.NewReplacer("đ", "d", "Đ", "D").Replace(survey.Decompose(s)) {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '.', r == '-':
			b.WriteRune(r)
		case survey.IsMark(r):
		default:
			b.WriteByte('-')
		}
	}
	out := strings.Trim(b.String(), "-_.")
	for strings.Contains(out, "--") {
		out = strings.ReplaceAll(out, "--", "-")
	}
	return out[:min(len(out), 100)]
}
