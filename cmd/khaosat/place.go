package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/mongostore"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
	"github.com/khaosat/khaosat/survey/words"
)

// place is where the data is: flags that every command on stored data shares.
type place struct {
	Data  string `help:"help.demo.data" placeholder:"DIR"`
	Store string `help:"help.place.store" placeholder:"mongodb://…"`
}

func (p *place) dir() string {
	if p.Data != "" {
		return p.Data
	}
	return defaultData("data")
}

// system is who acts on the command line: whoever holds the data folder may do everything.
var system = survey.System("dòng lệnh")

// reading runs f on the data without changing it; a running server is not disturbed.
func (p *place) reading(t *terminal, f func(*service.Service) error) error {
	if p.Store != "" {
		return p.mongo(t, f)
	}
	if _, err := os.Stat(filepath.Join(p.dir(), "khaosat.db")); errors.Is(err, os.ErrNotExist) {
		return survey.Fail(survey.Invalid, "data.not_found", "folder", p.dir())
	}
	store, err := sqlitestore.OpenReadOnly(t.ctx, p.dir())
	if err != nil {
		return err
	}
	return use(t.ctx, store, f)
}

// asking runs a command that judges by what is stored now: inside the running server when one answers for the folder,
// else as reading does. args is the command line and inputs the files that it names, for the server to run.
func (p *place) asking(t *terminal, args, inputs []string, f func(*service.Service) error) error {
	if inside, ok := t.ctx.Value(serviceKey{}).(*service.Service); ok {
		return f(inside)
	}
	if p.Store == "" && serverAnswers(p.dir()) {
		return p.throughServer(t, args, inputs)
	}
	return p.reading(t, f)
}

// writing runs a command that changes data: inside the running server when there is one, else here under the folder's
// lock. args is the command line, for the server to run.
func (p *place) writing(t *terminal, args []string, inputs []string, f func(*service.Service) error) error {
	if inside, ok := t.ctx.Value(serviceKey{}).(*service.Service); ok {
		return f(inside)
	}
	if p.Store != "" {
		return p.mongo(t, f)
	}
	lock, err := lockFolder(p.dir())
	if errors.Is(err, errLocked) {
		return p.throughServer(t, args, inputs)
	}
	if err != nil {
		return err
	}
	defer lock.release()
	store, err := sqlitestore.Open(t.ctx, p.dir())
	if err != nil {
		return err
	}
	return use(t.ctx, store, f)
}

func (p *place) mongo(t *terminal, f func(*service.Service) error) error {
	store, err := openMongo(t.ctx, p.Store)
	if err != nil {
		return err
	}
	return use(t.ctx, store, f)
}

func openMongo(ctx context.Context, uri string) (survey.Store, error) {
	if !strings.HasPrefix(uri, "mongodb://") && !strings.HasPrefix(uri, "mongodb+srv://") {
		return nil, codeError{exitUse, words.Plain("--store: mongodb://…")}
	}
	return mongostore.Open(ctx, uri, mongostore.Options{})
}

// use makes the Service over a store, runs f and closes the store.
func use(ctx context.Context, store survey.Store, f func(*service.Service) error) error {
	svc, err := service.New(ctx, store, service.Options{Now: nowOf(store)})
	if err == nil {
		err = f(svc)
	}
	if closeErr := store.Close(); err == nil {
		err = closeErr
	}
	return err
}
