package main

import (
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/edge"
)

type userCommand struct {
	Add userAdd `cmd:"" help:"help.user.add"`
}

type userAdd struct {
	place
	Name          string `arg:"" help:"NAME"`
	Role          string `required:"" enum:"admin,analyst" help:"${enum}"`
	PasswordStdin bool   `required:"" help:"help.user.add.password_stdin"`
}

// Run adds an account with the password on the first line of standard input.
func (c *userAdd) Run(t *terminal, args []string) error {
	line, _, _ := strings.Cut(string(readPiped(t.stdin)), "\n")
	password := strings.TrimSuffix(line, "\r")
	hash, err := edge.HashPassword(password)
	if err != nil {
		return err
	}
	t.stdin = strings.NewReader(password + "\n") // for the server, when it is the one to store it
	return c.writing(t, args, nil, func(svc *service.Service) error {
		if err := svc.AddUser(t.ctx, system,
			survey.User{Name: c.Name, Role: survey.UserRole(c.Role), Password: hash}); err != nil {
			return err
		}
		t.say("command.account_ready", "name", c.Name, "role", c.Role)
		return nil
	})
}

type keyCommand struct {
	Add    keyAdd    `cmd:"" help:"help.key.add"`
	Public keyPublic `cmd:"" help:"help.key.public"`
}

type keyAdd struct {
	place
	Name string `arg:"" help:"NAME"`
	Role string `required:"" enum:"admin,analyst" help:"${enum}"`
}

// Run makes a key and prints it; it cannot be shown again.
func (c *keyAdd) Run(t *terminal, args []string) error {
	return c.writing(t, args, nil, func(svc *service.Service) error {
		key, err := svc.AddKey(t.ctx, system, c.Name, survey.UserRole(c.Role))
		if err != nil {
			return err
		}
		fmt.Fprintln(t.stdout, key)
		return nil
	})
}

type keyPublic struct {
	place
	Out string `short:"o" help:"FILE.pem" placeholder:"FILE"`
}

// Run prints the public key by which anybody checks the seal of a report: khaosat verify --key, or openssl.
func (c *keyPublic) Run(t *terminal, _ []string) error {
	return c.reading(t, func(svc *service.Service) error {
		file := workbook.KeyFile(svc.Identity().SealKey())
		if c.Out != "" {
			return t.write(c.Out, file)
		}
		_, err := t.stdout.Write(file)
		return err
	})
}
