package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// A command that changes data, or verifies by it, while a server holds the folder is run by that server: the command
// line, the files it names and its standard input travel over a local socket in the folder, which only its owner can
// open.

// call is a command on its way to the server.
type call struct {
	Lang   string
	Args   []string
	Inputs map[string][]byte
	Stdin  []byte
}

// reply is what came of it.
type reply struct {
	Exit           int
	Version        string // which build the server is
	Stdout, Stderr []byte
	Outputs        map[string][]byte
}

// serviceKey is where a command that runs inside a server finds its service.
type serviceKey struct{}

// maxSocket is how long the path of a local socket may be on every system (104 bytes on macOS, 108 on Linux).
const maxSocket = 100

// socketPath is where the socket of a data folder is. One whose own path would be too long lies in a temporary folder,
// which the file khaosat.sock.at names: only the owner can write there, so nobody can put another socket in its place.
func socketPath(dir string) string {
	path := filepath.Join(dir, "khaosat.sock")
	if len(path) > maxSocket {
		if at, err := os.ReadFile(path + ".at"); err == nil {
			return string(at)
		}
	}
	return path
}

// makeSocketPath is socketPath for a server that begins; done takes away what it made.
func makeSocketPath(dir string) (path string, done func(), err error) {
	path = filepath.Join(dir, "khaosat.sock")
	if len(path) <= maxSocket {
		return path, func() {}, nil
	}
	folder, err := os.MkdirTemp("", "khaosat-")
	if err != nil {
		return "", nil, err
	}
	at, path := path+".at", filepath.Join(folder, "s")
	done = func() { _ = os.Remove(at); _ = os.RemoveAll(folder) }
	if err := os.WriteFile(at, []byte(path), 0o600); err != nil {
		done()
		return "", nil, err
	}
	return path, done, nil
}

// carried are the commands that a server carries out for others: all but those that need no folder, or look at one
// beside its server (TestServersCarryEveryCommand).
var carried = map[string]bool{"survey": true, "form": true, "units": true, "link": true, "frame": true, "quota": true,
	"token": true, "responses": true, "response": true, "user": true, "key": true, "verify": true}

// throughServer has the running server carry the command out, and prints what it said.
func (p *place) throughServer(t *terminal, args, inputs []string) error {
	c := call{Lang: t.lang, Args: args, Inputs: map[string][]byte{}}
	for _, path := range inputs {
		if path == "" {
			continue
		}
		b, err := t.input(path)
		if err != nil {
			return err
		}
		c.Inputs[path] = b
	}
	c.Stdin = readPiped(t.stdin)
	r, err := p.askServer(t, c)
	if err != nil {
		return err
	}
	_, _ = t.stdout.Write(r.Stdout)
	_, _ = t.stderr.Write(r.Stderr)
	for path, b := range r.Outputs {
		if err := t.write(path, b); err != nil {
			return err
		}
	}
	if r.Exit != exitWell {
		return codeError{code: r.Exit}
	}
	return nil
}

// askServer sends a command to the server that holds the folder.
func (p *place) askServer(t *terminal, c call) (r reply, err error) {
	body, err := json.Marshal(c)
	if err != nil {
		return r, err
	}
	client := http.Client{Transport: &http.Transport{DialContext: func(
		ctx context.Context, _, _ string,
	) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socketPath(p.dir()))
	}}}
	req, err := http.NewRequestWithContext(t.ctx, http.MethodPost, "http://khaosat/command", bytes.NewReader(body))
	if err != nil {
		return r, err
	}
	res, err := client.Do(req)
	if err != nil {
		return r, codeError{exitEnvironment,
			survey.Say("command.folder_held_another_khaosat", "folder", p.dir(), "cause", err)}
	}
	defer res.Body.Close()
	return r, json.NewDecoder(res.Body).Decode(&r)
}

// readPiped reads standard input when it is a file or a pipe, not when somebody sits at the keyboard.
func readPiped(in io.Reader) []byte {
	if f, ok := in.(*os.File); ok {
		if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice != 0 {
			return nil
		}
	}
	b, _ := io.ReadAll(io.LimitReader(in, 1<<20))
	return b
}

// listenCommands opens the folder's socket for commands that other processes want carried out. url is the server's
// address, for commands that print addresses.
func listenCommands(ctx context.Context, dir, url string, svc *service.Service) (stop func(), err error) {
	path, done, err := makeSocketPath(dir)
	if err != nil {
		return nil, fmt.Errorf("local socket: %w", err)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		done()
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		done()
		return nil, fmt.Errorf("local socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		l.Close()
		done()
		return nil, err
	}
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var c call
		if err := json.NewDecoder(r.Body).Decode(&c); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		inside := context.WithValue(context.WithValue(r.Context(), serviceKey{}, svc), serverURLKey{}, url)
		_ = json.NewEncoder(w).Encode(c.carryOut(inside))
	})}
	go func() { _ = srv.Serve(l) }()
	return func() { _ = srv.Shutdown(ctx); _ = os.Remove(path); done() }, nil
}

func (c *call) carryOut(ctx context.Context) reply {
	var out, errs bytes.Buffer
	r := reply{Version: ownVersion(), Outputs: map[string][]byte{}}
	t := &terminal{ctx: ctx, stdin: bytes.NewReader(c.Stdin), stdout: &out, stderr: &errs,
		read: func(path string) ([]byte, error) {
			if b, ok := c.Inputs[path]; ok {
				return b, nil
			}
			return nil, os.ErrNotExist
		},
		write: func(path string, content []byte) error { r.Outputs[path] = content; return nil }}
	if len(c.Args) == 0 || !slices.ContainsFunc(c.Args, func(a string) bool { return carried[a] }) {
		t.lang = c.Lang
		t.say("command.not_carried")
		r.Exit, r.Stderr = exitUse, errs.Bytes()
		return r
	}
	r.Exit = run(t, append([]string{"--lang=" + c.Lang}, c.Args...))
	r.Stdout, r.Stderr = out.Bytes(), errs.Bytes()
	return r
}
