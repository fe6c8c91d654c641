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

	Erasures string `help:"help.place.erasures" placeholder:"FILE"`
}

func (p *place) dir() string {
	if p.Data != "" {
		return p.Data
	}
	return defaultData("data")
}

// erasures opens the list of what was erased, nil where there is none: of MongoDB only when it is named.
func (p *place) erasures() (*erasures, error) {
	switch {
	case p.Erasures != "":
		return openErasures(p.Erasures)
	case p.Store != "":
		return nil, nil
	}
	return openErasures(erasuresBeside(p.dir()))
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
	return p.change(t.ctx, store, f)
}

func (p *place) mongo(t *terminal, f func(*service.Service) error) error {
	store, err := openMongo(t.ctx, p.Store)
	if err != nil {
		return err
	}
	return p.change(t.ctx, store, f)
}

// change is use of a store that can be written: what is on its list of erasures is erased first.
func (p *place) change(ctx context.Context, store survey.Store, f func(*service.Service) error) error {
	list, err := p.erasures()
	if err != nil {
		return errors.Join(err, store.Close())
	}
	if list == nil {
		return use(ctx, store, f)
	}
	err = useWith(ctx, store, service.Options{Erasures: list}, func(svc *service.Service) error {
		if _, err := list.again(ctx, svc); err != nil {
			return err
		}
		return f(svc)
	})
	return errors.Join(err, list.Close())
}

func openMongo(ctx context.Context, uri string) (survey.Store, error) {
	if !strings.HasPrefix(uri, "mongodb://") && !strings.HasPrefix(uri, "mongodb+srv://") {
		return nil, codeError{exitUse, words.Plain("--store: mongodb://…")}
	}
	return mongostore.Open(ctx, uri, mongostore.Options{})
}

// use makes the Service over a store, runs f and closes the store.
func use(ctx context.Context, store survey.Store, f func(*service.Service) error) error {
	return useWith(ctx, store, service.Options{}, f)
}

func useWith(ctx context.Context, store survey.Store, o service.Options, f func(*service.Service) error) error {
	o.Now = nowOf(store)
	svc, err := service.New(ctx, store, o)
	if err == nil {
		err = f(svc)
	}
	if closeErr := store.Close(); err == nil {
		err = closeErr
	}
	return err
}
