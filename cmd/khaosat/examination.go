package main

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/sqlitestore"
)

// examination tells what doctor finds: what is well on standard output, what is not on standard error.
type examination struct {
	t     *terminal
	now   time.Time
	wrong int // things that have to be put right
}

// enoughRoom is how many times the reserve of a disk may be free without a warning.
const enoughRoom = 10

// endsSoon is how long before its end a certificate is warned of.
const endsSoon = 14 * 24 * time.Hour

func (e *examination) well(key string, pairs ...any) { e.t.tell(e.t.stdout, survey.Say(key, pairs...)) }

func (e *examination) bad(key string, pairs ...any) {
	e.wrong++
	e.t.say(key, pairs...)
}

// folder looks at a data folder that is there. What cannot be opened is left to who opens it next and says so.
func (e *examination) folder(p *place) {
	dir := p.dir()
	if _, err := os.Stat(filepath.Join(dir, "khaosat.db")); err != nil {
		return
	}
	e.disk(dir)
	e.server(p)
	store, err := sqlitestore.OpenReadOnly(e.t.ctx, dir)
	if err != nil {
		return
	}
	defer store.Close()
	e.clock(dir, store)
	switch found, err := store.Damage(e.t.ctx); {
	case err != nil:
		e.bad("command.doctor_damaged", "cause", err, "folder", dir)
	case found != "":
		e.bad("command.doctor_damaged", "cause", found, "folder", dir)
	default:
		e.well("command.doctor_whole")
	}
}

func (e *examination) disk(dir string) {
	free, reserve, err := sqlitestore.Room(dir)
	pairs := []any{"folder", dir, "free", free >> 20, "reserve", reserve >> 20}
	switch {
	case err != nil:
	case free < reserve:
		e.bad("command.doctor_disk_full", pairs...)
	case free < enoughRoom*reserve:
		e.t.say("command.doctor_disk_low", pairs...)
	default:
		e.well("command.doctor_disk", pairs...)
	}
}

// clock holds this machine's clock against the times that it cannot be before: those in the data, those of its files,
// that of the program.
func (e *examination) clock(dir string, store *sqlitestore.Store) {
	stored, err := store.Clock(e.t.ctx) // never before now
	if err != nil {
		return
	}
	e.notBefore(stored, survey.Say("command.doctor_newest_stored"))
	last := time.Time{}
	for _, name := range []string{"khaosat.db", "khaosat.db-wal"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.ModTime().After(last) {
			last = info.ModTime()
			e.notBefore(last, survey.Say("command.doctor_newest_file", "file", name))
		}
	}
	e.notBefore(built(), survey.Say("command.doctor_built"))
	e.well("command.doctor_clock", "now", inWordsAt(e.now), "time", inWordsAt(last))
}

func (e *examination) notBefore(at time.Time, what survey.Words) {
	if skew := at.Sub(e.now).Round(time.Second); skew > largestSkew {
		e.bad("command.doctor_clock_behind", "now", inWordsAt(e.now), "what", what.In(e.t.lang), "time", inWordsAt(at),
			"skew", skew)
	}
}

func inWordsAt(at time.Time) string { return at.Local().Format("2006-01-02 15:04:05 -07:00") }

// built is when the tree was committed of which the program was made; zero when it does not know.
func built() (at time.Time) {
	info, _ := debug.ReadBuildInfo()
	if info == nil {
		return at
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			at, _ = time.Parse(time.RFC3339, s.Value)
		}
	}
	return at
}

// server compares a server that runs on the folder with this program.
func (e *examination) server(p *place) {
	if !serverAnswers(p.dir()) {
		return
	}
	r, err := p.askServer(e.t, call{Lang: e.t.lang})
	if own := ownVersion(); err == nil && r.Version != own {
		server := r.Version
		if server == "" {
			server = "?"
		}
		e.bad("command.doctor_other_version", "server", server, "own", own)
	}
}

// certificates looks at when certificates begin and end.
func (e *examination) certificates(files ...string) {
	for _, file := range files {
		cert, err := firstCertificate(file)
		if cert == nil && err == nil {
			continue // another file of an authority
		}
		if err != nil {
			e.bad("command.doctor_certificate_unread", "file", file, "cause", err)
			continue
		}
		day := cert.NotAfter.Local().Format(time.DateOnly)
		switch {
		case e.now.After(cert.NotAfter), e.now.Before(cert.NotBefore):
			e.bad("command.doctor_certificate_over", "file", file, "from",
				cert.NotBefore.Local().Format(time.DateOnly), "day", day)
		case cert.NotAfter.Sub(e.now) < endsSoon:
			e.t.say("command.doctor_certificate_soon", "file", file, "day", day)
		default:
			e.well("command.doctor_certificate", "file", file, "day", day)
		}
	}
}

// errNoCertificate says that a file which is named as one holds none.
var errNoCertificate = errors.New("no block CERTIFICATE")

// firstCertificate is the first one of a PEM file; nil of a key or another file that an authority's client keeps.
func firstCertificate(file string) (*x509.Certificate, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for rest := text; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type == "CERTIFICATE" {
			return x509.ParseCertificate(block.Bytes)
		}
	}
	if strings.Contains(filepath.ToSlash(file), "/acme/") {
		return nil, nil
	}
	return nil, errNoCertificate
}
