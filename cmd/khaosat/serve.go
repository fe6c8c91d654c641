package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
	"github.com/khaosat/khaosat/web"
	"github.com/khaosat/khaosat/web/listen"
	"github.com/khaosat/khaosat/web/meter"
)

type serveCommand struct {
	place
	reach
	DiskReserve int64 `name:"disk-reserve" default:"-1" help:"help.serve.disk_reserve" placeholder:"MB"`
}

// Run serves until it is told to stop, then lets the requests that are under way finish.
func (c *serveCommand) Run(t *terminal, _ []string) error {
	shown, err := c.identity(t, c.dir())
	if err != nil {
		return err
	}
	proxies, err := c.proxies(t)
	if err != nil {
		return err
	}
	store, release, err := c.open(t)
	if err != nil {
		return err
	}
	defer release()
	svc, list, err := c.service(t, store)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	defer list()
	if err := warnOfSkew(t, store); err != nil {
		return errors.Join(err, store.Close())
	}
	board := live.NewBoard(svc)
	s := &server{addr: c.Addr, httpAddr: c.HTTPAddr, adminAddr: c.AdminAddr, svc: svc, shown: shown,
		config: web.Config{Service: svc, Figures: board, Tables: board, Report: writeReport(svc, board, true),
			BaseURL: c.BaseURL, Proxies: proxies, TokensFirst: c.Store != ""}}
	if c.Store == "" {
		s.dir = c.dir()
	}
	s.ready = func(url string) { shown.tell(t); tellFirst(t, svc, url) }
	return errors.Join(s.run(t), store.Close())
}

// service makes the service of a server, which begins by erasing what is on its list of erasures and came back with a
// backup; done lets go of the list.
func (c *serveCommand) service(t *terminal, store survey.Store) (svc *service.Service, done func(), err error) {
	list, err := c.erasures()
	if err != nil {
		return nil, nil, err
	}
	o := service.Options{Now: nowOf(store), Patience: time.Second, Shared: c.Store != ""}
	if list == nil {
		svc, err = service.New(t.ctx, store, o)
		return svc, func() {}, err
	}
	o.Erasures = list
	if svc, err = service.New(t.ctx, store, o); err != nil {
		return nil, nil, err
	}
	if n, err := list.again(t.ctx, svc); err != nil {
		return nil, nil, err
	} else if n > 0 {
		slog.Warn("responses that were erased before came back with the data and are erased again", "responses", n)
	}
	return svc, func() {
		if err := list.Close(); err != nil {
			slog.Warn("list of erasures", "err", err)
		}
	}, nil
}

// tellFirst says how the first account is made while there is none: the desk cannot be entered without.
func tellFirst(t *terminal, svc *service.Service, url string) {
	if users, err := svc.Users(t.ctx, system); err != nil || len(users) > 0 {
		return
	}
	t.say("command.desk_desk_no_account", "address", url)
}

// open opens the store for writing; release gives the folder's lock back.
func (c *serveCommand) open(t *terminal) (store survey.Store, release func(), err error) {
	if c.Store != "" {
		store, err = openMongo(t.ctx, c.Store)
		return store, func() {}, err
	}
	return openFolder(t, c.dir(), sqlitestore.WithReserve(c.DiskReserve<<20))
}

func openFolder(t *terminal, dir string, options ...sqlitestore.Option) (survey.Store, func(), error) {
	lock, err := lockFolder(dir)
	if errors.Is(err, errLocked) {
		return nil, nil, codeError{exitEnvironment, survey.Say("command.data_folder_held_another", "folder", dir)}
	}
	if err != nil {
		return nil, nil, err
	}
	store, err := sqlitestore.Open(t.ctx, dir, options...)
	if err != nil {
		lock.release()
		return nil, nil, err
	}
	return store, lock.release, nil
}

// server is a web server over a service, with the local socket of its data folder.
type server struct {
	addr      string
	adminAddr string // where the operator looks; "" = nowhere
	httpAddr  string // a plain address beside, which sends people to https; "" = none
	dir       string // data folder; "" = none
	svc       *service.Service
	config    web.Config
	shown     *identity        // nil: plain HTTP
	ready     func(url string) // told once it listens
}

// leaveTime is how long who asks /readyz is waited for after the signal to stop, so that nothing more is sent here.
const leaveTime = 5 * time.Second

// stopTime is how long requests under way may take after the signal to stop.
const stopTime = 10 * time.Second

func (s *server) run(t *terminal) error {
	if s.adminAddr != "" {
		s.config.Meter = meter.New(time.Now)
	}
	handler, err := web.New(s.config)
	if err != nil {
		return err
	}
	var doors doors
	defer doors.close()
	url, err := s.open(t, &doors, handler)
	if err != nil {
		return err
	}
	if s.dir != "" {
		stop, err := listenCommands(t.ctx, s.dir, cmp.Or(s.config.BaseURL, url), s.svc)
		if err != nil {
			return err
		}
		defer stop()
	}
	doors.serve()
	fmt.Fprintln(t.stdout, "listening on", url)
	if s.ready != nil {
		s.ready(url)
	}
	defer s.fetch(t)()
	defer s.tend(t.ctx)()
	select {
	case err := <-doors.failed:
		return err
	case <-t.ctx.Done():
	}
	select {
	case <-handler.Leave():
	case <-time.After(leaveTime):
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), stopTime)
	defer cancel()
	return doors.shutdown(ctx)
}

// fetch begins to ask for certificates; stop ends that.
func (s *server) fetch(t *terminal) (stop func()) {
	if s.shown == nil || s.shown.fetch == nil {
		return func() {}
	}
	asking := *t
	ctx, cancel := context.WithCancel(t.ctx)
	asking.ctx = ctx
	var done sync.WaitGroup
	done.Go(func() { s.shown.fetch(&asking) })
	return func() { cancel(); done.Wait() }
}

// sweepEvery is how often attachments are looked for that no response names.
const sweepEvery = time.Hour

// tend does what has to be done now and then while a server runs; stop ends that.
func (s *server) tend(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() {
		every := time.NewTicker(sweepEvery)
		defer every.Stop()
		for {
			if n, err := s.svc.Sweep(ctx); err != nil && ctx.Err() == nil {
				slog.Warn("attachments not swept", "err", err)
			} else if n > 0 {
				slog.Info("attachments swept", "removed", n)
			}
			select {
			case <-every.C:
			case <-ctx.Done():
				return
			}
		}
	})
	return func() { cancel(); done.Wait() }
}

// open listens on all addresses of the server; url is the one of them that people use.
func (s *server) open(t *terminal, doors *doors, handler http.Handler) (url string, err error) {
	options, scheme := listen.Options{Log: slog.Default()}, "http://"
	if s.shown != nil && s.shown.certificates != nil {
		options.Certificates, scheme = s.shown.certificates, "https://"
	}
	at, err := doors.open(t, s.addr, "--addr", listen.New(handler, options))
	if err != nil {
		return "", err
	}
	if s.httpAddr != "" {
		_, err = doors.open(t, s.httpAddr, "--http-addr",
			listen.New(listen.Redirect(at, options.Certificates), listen.Options{Log: slog.Default()}))
	}
	if s.adminAddr != "" && err == nil {
		_, err = doors.open(t, onThisMachine(s.adminAddr), "--admin-addr",
			listen.New(s.config.Meter.Handler(), listen.Options{Log: slog.Default()}))
	}
	return scheme + reachable(at), err
}

// onThisMachine is an address that others reach only where it names one of theirs: a port alone is the loopback's.
func onThisMachine(addr string) string {
	if strings.HasPrefix(addr, ":") {
		return "127.0.0.1" + addr
	}
	return addr
}

// reachable is an address of this machine for one that means all of its addresses.
func reachable(a net.Addr) string {
	tcp, ok := a.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return a.String()
	}
	return fmt.Sprintf("127.0.0.1:%d", tcp.Port)
}
