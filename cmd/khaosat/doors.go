package main

import (
	"context"
	"errors"
	"net"
	"syscall"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/listen"
)

// doors are the addresses at which one process answers, with what answers there.
type doors struct {
	all    []door
	failed chan error // of those that cannot take connections any more
}

type door struct {
	listener net.Listener
	server   *listen.Server
}

// open listens on an address, which a flag gave, for a server, and tells at which one that is.
func (d *doors) open(t *terminal, addr, flag string, server *listen.Server) (net.Addr, error) {
	l, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, codeError{exitEnvironment,
			survey.Say("command.address_used_another_program", "address", addr, "flag", flag)}
	case errors.Is(err, syscall.EACCES):
		return nil, codeError{exitEnvironment,
			survey.Say("command.address_not_allowed", "address", addr, "flag", flag)}
	case err != nil:
		return nil, err
	}
	d.all = append(d.all, door{l, server})
	return l.Addr(), nil
}

// serve begins to answer at all of them.
func (d *doors) serve() {
	d.failed = make(chan error, len(d.all))
	for _, door := range d.all {
		go func() { d.failed <- door.server.Serve(door.listener) }()
	}
}

// shutdown lets the requests under way finish; its error says so when ctx ends before they do.
func (d *doors) shutdown(ctx context.Context) error {
	var all []error
	for _, door := range d.all {
		all = append(all, door.server.Shutdown(ctx))
	}
	err := errors.Join(all...)
	if errors.Is(err, context.DeadlineExceeded) {
		return codeError{exitEnvironment, survey.Say("command.stop_cut", "seconds", int(stopTime.Seconds()))}
	}
	return err
}

// close gives the addresses back, also those at which nothing was answered yet.
func (d *doors) close() {
	for _, door := range d.all {
		door.listener.Close()
	}
}
