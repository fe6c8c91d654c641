package listen

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"
)

// lookEvery is how often files of a certificate are looked at: who renews them needs no new start.
const lookEvery = time.Minute

// files is a certificate that somebody else renews in its place.
type files struct {
	cert, key string
	now       func() time.Time
	log       *slog.Logger

	mu     sync.Mutex
	pair   *tls.Certificate
	stamp  [2]time.Time // when the files were last written
	looked time.Time
}

// FromFiles takes a certificate, with the ones between it and its authority, and its key from PEM files, and takes them
// anew when they were written again. A new pair that cannot be used is logged, and the old one kept. Errors are Invalid
// and name the file.
func FromFiles(cert, key string, now func() time.Time, log *slog.Logger) (*Certificates, error) {
	f := &files{cert: cert, key: key, now: now, log: log, looked: now()}
	f.stamp = f.stamps()
	var err error
	if f.pair, err = readPair(cert, key, now()); err != nil {
		return nil, err
	}
	return &Certificates{Get: f.get, Known: true}, nil
}

func (f *files) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := f.now(); now.Sub(f.looked) >= lookEvery {
		f.looked = now
		f.renew(now)
	}
	return f.pair, nil
}

func (f *files) renew(now time.Time) {
	stamp := f.stamps()
	if stamp == f.stamp {
		return
	}
	pair, err := readPair(f.cert, f.key, now)
	if err != nil { // perhaps one of the two is not written yet
		f.log.Warn("certificate not renewed", "file", f.cert, "err", err)
		return
	}
	f.pair, f.stamp = pair, stamp
	f.log.Info("certificate renewed", "file", f.cert, "until", pair.Leaf.NotAfter.Format(time.DateOnly))
}

func (f *files) stamps() (out [2]time.Time) {
	for i, name := range []string{f.cert, f.key} {
		if info, err := os.Stat(name); err == nil {
			out[i] = info.ModTime()
		}
	}
	return out
}
