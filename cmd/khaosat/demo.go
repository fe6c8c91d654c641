package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"rsc.io/qr"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web"
	"github.com/khaosat/khaosat/web/desk"
	"github.com/khaosat/khaosat/web/edge"
)

type demoCommand struct {
	Once      bool   `help:"help.demo.once"`
	Data      string `help:"help.demo.data" placeholder:"DIR"`
	Out       string `short:"o" help:"help.demo.out" placeholder:"FILE.xlsx"`
	Addr      string `help:"help.demo.addr" placeholder:"HOST:PORT"`
	Reset     bool   `help:"help.demo.reset"`
	NoBrowser bool   `help:"help.demo.no_browser"`
}

// Run makes the sample, writes its workbook and serves the desk, signed in.
func (c *demoCommand) Run(t *terminal, _ []string) error {
	dir := c.Data
	if dir == "" {
		dir = defaultData("demo")
	}
	store, release, err := openFolder(t, dir)
	if err != nil {
		return err
	}
	defer release()
	svc, err := service.New(t.ctx, store, service.Options{})
	if err == nil {
		err = c.serve(t, dir, svc)
	}
	return errors.Join(err, store.Close())
}

func (c *demoCommand) serve(t *terminal, dir string, svc *service.Service) error {
	in := demo.Installer{Service: svc, Actor: survey.System("demo")}
	if err := in.Install(t.ctx); err != nil {
		return err
	}
	if c.Reset {
		if err := in.Reset(t.ctx); err != nil {
			return err
		}
	}
	board := live.NewBoard(svc)
	report := writeReport(svc, board, true)
	out := c.Out
	if out == "" {
		out = filepath.Join(dir, demo.Opinions+".xlsx")
	}
	var b bytes.Buffer
	if err := report(t.ctx, in.Actor, demo.Opinions, t.lang, results.Scope{}, &b); err != nil {
		return err
	}
	if err := t.write(out, b.Bytes()); err != nil {
		return err
	}
	if c.Once {
		t.say("command.workbook", "file", out)
		return nil
	}
	enter, err := c.firstAccount(t, svc)
	if err != nil {
		return err
	}
	s := &server{addr: c.Addr, dir: dir, svc: svc,
		config: web.Config{Service: svc, Figures: board, Tables: board, Report: report,
			Demo: &desk.Demo{Slug: demo.Opinions, Reset: in.Reset, LoginToken: enter}}}
	if s.addr == "" {
		s.addr = freeOr(":8080")
	}
	s.ready = func(url string) { c.tell(t, url, enter, out) }
	return s.run(t)
}

// firstAccount makes the first account with a password that is printed once, and the code of a one-time way in.
func (c *demoCommand) firstAccount(t *terminal, svc *service.Service) (enter string, err error) {
	const name = "admin"
	if _, err := svc.User(t.ctx, name); survey.KindOf(err) == survey.NotFound && err != nil {
		password := strings.ToLower(rand.Text()[:14])
		hash, err := edge.HashPassword(password)
		if err != nil {
			return "", err
		}
		if err := svc.AddUser(t.ctx, system, survey.User{Name: name, Role: survey.Admin, Password: hash}); err != nil {
			return "", err
		}
		t.say("command.account_password_printed_once", "name", name, "password", password)
	}
	return rand.Text(), nil
}

// tell prints where everything is, and opens the desk when somebody sits at the terminal.
func (c *demoCommand) tell(t *terminal, url, enter, out string) {
	desk := url + "/desk/enter?token=" + enter
	t.say("command.desk_works_once", "address", desk)
	t.say("command.answer_questionnaire", "address", url, "survey", demo.Opinions)
	t.say("command.unit_return", "address", url, "survey", demo.Returns)
	t.say("command.workbook", "file", out)
	if host := lanAddress(); host != "" && !strings.Contains(c.Addr, "127.0.0.1") &&
		!strings.Contains(c.Addr, "localhost") {
		phone := fmt.Sprintf("http://%s%s/s/%s", host, url[strings.LastIndexByte(url, ':'):], demo.Opinions)
		t.say("command.phone_same_network", "address", phone)
		fmt.Fprint(t.stderr, terminalQR(phone))
	}
	t.say("command.stop_ctrl")
	if info, err := os.Stdout.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 && !c.NoBrowser {
		openBrowser(desk)
	}
}

// freeOr returns the address when nothing listens on it, else one with a free port.
func freeOr(addr string) string {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return ":0"
	}
	l.Close()
	return addr
}

// lanAddress is this machine's first address in a private network, "" when it has none.
func lanAddress() string {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && n.IP.IsPrivate() {
			return n.IP.String()
		}
	}
	return ""
}

// terminalQR draws a QR code with half blocks, dark on light as scanners want it.
func terminalQR(text string) string {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return ""
	}
	const quiet = 2
	dark := func(x, y int) bool { return code.Black(x, y) } // false outside
	var b strings.Builder
	for y := -quiet; y < code.Size+quiet; y += 2 {
		b.WriteString("  \x1b[30;47m")
		for x := -quiet; x < code.Size+quiet; x++ {
			switch {
			case dark(x, y) && dark(x, y+1):
				b.WriteRune('█')
			case dark(x, y):
				b.WriteRune('▀')
			case dark(x, y+1):
				b.WriteRune('▄')
			default:
				b.WriteByte(' ')
			}
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.String()
}

func openBrowser(url string) {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	if cmd := exec.Command(name, args...); cmd.Start() == nil {
		go func() { _ = cmd.Wait() }()
	}
}
