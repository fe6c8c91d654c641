package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/table"
)

type frameCommand struct {
	Import frameImport `cmd:"" help:"help.frame.import"`
}

type quotaCommand struct {
	Set  quotaSet  `cmd:"" help:"help.quota.set"`
	List quotaList `cmd:"" help:"help.quota.list"`
}

// waveFlag names a wave of a survey.
type waveFlag struct {
	Wave string `help:"help.frame.wave"`
}

// of is the wave that is meant: the named one, else the current one of the survey.
func (f *waveFlag) of(sv *survey.Survey) (string, error) {
	if _, known := sv.FindWave(f.Wave); !known && f.Wave != "" {
		return "", survey.Fail(survey.Invalid, "wave.unknown", "wave", f.Wave)
	}
	if f.Wave == "" {
		return sv.Wave, nil
	}
	return f.Wave, nil
}

// planFile is a table about the units and classes of a wave.
type planFile struct {
	place
	waveFlag
	Slug string `arg:"" help:"SLUG"`
	File string `arg:"" help:"FILE.csv"`
}

// readRows reads the rows of a table about units and classes.
type readRows[T any] func(header []string, rows []rows.ImportRow, tree *places.UnitTree, classes []survey.Class) (
	[]T, []survey.Problem)

// storePlan stores what read makes of the file, all or nothing, and says so under the key said.
func storePlan[T any](c *planFile, t *terminal, args []string, read readRows[T],
	store func(svc *service.Service, wave string, rows []T) error, said string) error {
	b, err := t.input(c.File)
	if err != nil {
		return err
	}
	tab, problems := table.Read(bytes.NewReader(b))
	if len(problems) > 0 {
		return survey.Wrong("read table", problems)
	}
	return c.writing(t, args, []string{c.File}, func(svc *service.Service) error {
		sv, err := svc.Survey(t.ctx, c.Slug)
		if err != nil {
			return err
		}
		wave, err := c.of(sv)
		if err != nil {
			return err
		}
		register, err := svc.Register(t.ctx, sv)
		if err != nil {
			return err
		}
		plan, problems := read(tab.Header, tab.ImportRows(), register.Tree(wave), sv.Classes)
		if len(problems) > 0 {
			return survey.Wrong("read plan", problems)
		}
		if err := store(svc, wave, plan); err != nil {
			return err
		}
		t.say(said, "n", len(plan), "survey", sv.Slug)
		t.tell(t.stderr, tab.Notices()...)
		return nil
	})
}

type frameImport struct{ planFile }

// Run stores the sampling frame of a wave.
func (c *frameImport) Run(t *terminal, args []string) error {
	return storePlan(&c.planFile, t, args, rows.ReadFrame,
		func(svc *service.Service, wave string, rows []survey.FrameRow) error {
			return svc.SetFrame(t.ctx, system, survey.SamplingFrame{Survey: c.Slug, Wave: wave, Rows: rows})
		}, "command.frame_set")
}

type quotaSet struct{ planFile }

// Run stores the quotas of a wave in place of those of before.
func (c *quotaSet) Run(t *terminal, args []string) error {
	return storePlan(&c.planFile, t, args, rows.ReadQuotas,
		func(svc *service.Service, wave string, rows []survey.Quota) error {
			return svc.SetQuotas(t.ctx, system, c.Slug, wave, rows)
		}, "command.quota_set")
}

type quotaList struct {
	place
	waveFlag
	Slug string `arg:"" help:"SLUG"`
	JSON bool   `name:"json" help:"help.check.json"`
}

// Run lists the quotas of a wave in the order in which they were set: unit, class, how many count, quota, and "full".
func (c *quotaList) Run(t *terminal, args []string) error {
	return c.asking(t, args, nil, func(svc *service.Service) error {
		sv, err := svc.Survey(t.ctx, c.Slug)
		if err != nil {
			return err
		}
		wave, err := c.of(sv)
		if err != nil {
			return err
		}
		list, err := svc.Quotas(t.ctx, system, c.Slug, wave)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(t, append([]service.QuotaState{}, list...))
		}
		for _, q := range list {
			full := map[bool]string{true: "full"}[q.Full()]
			fmt.Fprintln(t.stdout, strings.Join([]string{q.Unit, q.Class, strconv.Itoa(q.Have), strconv.Itoa(q.Most),
				full}, "\t"))
		}
		return nil
	})
}
