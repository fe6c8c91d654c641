package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
	"github.com/khaosat/khaosat/web"
)

type serveCommand struct {
	place
	Addr    string `default:":8080" help:"help.serve.addr" placeholder:"HOST:PORT"`
	BaseURL string `name:"base-url" help:"help.serve.base_url" placeholder:"https://…"`
}

// Run serves until it is told to stop, then lets the requests that are under way finish.
func (c *serveCommand) Run(t *terminal, _ []string) error {
	store, release, err := c.open(t)
	if err != nil {
		return err
	}
	defer release()
	svc, err := service.New(t.ctx, store, service.Options{Now: nowOf(store)})
	if err != nil {
		return errors.Join(err, store.Close())
	}
	if err := warnOfSkew(t, store); err != nil {
		return errors.Join(err, store.Close())
	}
	board := live.NewBoard(svc)
	s := &server{addr: c.Addr, svc: svc,
		config: web.Config{Service: svc, Figures: board, Tables: board, Report: writeReport(svc, board, true),
			BaseURL: c.BaseURL}}
	if c.Store == "" {
		s.dir = c.dir()
	}
	s.ready = func(url string) { tellFirst(t, svc, url) }
	return errors.Join(s.run(t), store.Close())
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
	return openFolder(t, c.dir())
}

func openFolder(t *terminal, dir string) (survey.Store, func(), error) {
	lock, err := lockFolder(dir)
	if errors.Is(err, errLocked) {
		return nil, nil, codeError{exitEnvironment, survey.Say("command.data_folder_held_another", "folder", dir)}
	}
	if err != nil {
		return nil, nil, err
	}
	store, err := sqlitestore.Open(t.ctx, dir)
	if err != nil {
		lock.release()
		return nil, nil, err
	}
	return store, lock.release, nil
}

// server is a web server over a service, with the local socket of its data folder.
type server struct {
	addr   string
	dir    string // data folder; "" = none
	svc    *service.Service
	config web.Config
	ready  func(url string) // told once it listens
}

// stopTime is how long requests under way may take after the signal to stop.
const stopTime = 10 * time.Second

func (s *server) run(t *terminal) error {
	handler, err := web.New(s.config)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return codeError{exitEnvironment, survey.Say("command.address_used_another_program", "address", s.addr)}
	}
	if err != nil {
		return err
	}
	if s.dir != "" {
		stop, err := listenCommands(t.ctx, s.dir, s.svc)
		if err != nil {
			listener.Close()
			return err
		}
		defer stop()
	}
	srv := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute,
		WriteTimeout: 5 * time.Minute,
		IdleTimeout:  2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn)}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(listener) }()
	url := "http://" + reachable(listener.Addr())
	fmt.Fprintln(t.stdout, "listening on", url)
	if s.ready != nil {
		s.ready(url)
	}
	select {
	case err := <-failed:
		return err
	case <-t.ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), stopTime)
	defer cancel()
	return srv.Shutdown(ctx)
}

// reachable is an address of this machine for one that means all of its addresses.
func reachable(a net.Addr) string {
	tcp, ok := a.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return a.String()
	}
	return fmt.Sprintf("127.0.0.1:%d", tcp.Port)
}
