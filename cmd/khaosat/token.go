package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"

	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/table"
	"github.com/khaosat/khaosat/web/edge"
)

type tokenCommand struct {
	Make tokenMake `cmd:"" help:"help.token.make"`
}

type tokenMake struct {
	place
	base
	presetFlags
	Slug  string `arg:"" help:"SLUG"`
	Count int    `xor:"whom" required:"" help:"help.token.make.count"`
	For   string `xor:"whom" required:"" help:"help.token.make.for" placeholder:"LIST.csv"`
	Out   string `short:"o" required:"" help:"help.token.make.out" placeholder:"FILE.xlsx"`
}

// Run draws tokens and writes them to a file, with the columns of the list where there is one. They are told once.
func (c *tokenMake) Run(t *terminal, args []string) error {
	format, err := data.SheetFormat(c.Out)
	if err != nil {
		return err
	}
	if _, inside := t.ctx.Value(serviceKey{}).(*service.Service); !inside { // who writes the file, also for a server
		probe, err := os.CreateTemp(filepath.Dir(c.Out), ".khaosat-*")
		if err != nil {
			return err
		}
		if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
			return err
		}
	}
	order := service.InvitationOrder{Count: c.Count, Preset: c.preset()}
	var notices []survey.Words
	if c.For != "" {
		if order.List, notices, err = c.list(t); err != nil {
			return err
		}
	}
	return c.writing(t, args, []string{c.For}, func(svc *service.Service) error {
		order.Address = c.address(t) + edge.FormPath(c.Slug, "")
		plan, err := svc.PlanInvitations(t.ctx, system, c.Slug, order)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := data.WriteSheet(&b, format, plan.Header, plan.Rows); err != nil {
			return err
		}
		if err := t.write(c.Out, b.Bytes()); err != nil { // else there would be tokens that nobody was told
			return err
		}
		if err := svc.KeepInvitations(t.ctx, system, plan); err != nil {
			return err
		}
		t.tell(t.stderr, append(notices, plan.Warnings...)...)
		t.say("command.tokens_made", "n", len(plan.Rows), "file", c.Out)
		return nil
	})
}

// list reads the list of those who are invited.
func (c *tokenMake) list(t *terminal) (*rows.ImportFile, []survey.Words, error) {
	if filepath.Clean(c.For) == filepath.Clean(c.Out) {
		return nil, nil, survey.Fail(survey.Invalid, "export.over_input", "file", c.Out)
	}
	b, err := t.input(c.For)
	if err != nil {
		return nil, nil, err
	}
	tab, problems := table.Read(bytes.NewReader(b))
	if len(problems) > 0 {
		return nil, nil, survey.Wrong("token make", problems)
	}
	file := tab.File(filepath.Base(c.For), "")
	return &file, tab.Notices(), nil
}
