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

// read gives the file and what its rows are judged by to f, inside the writing of a command.
func (c *planFile) read(
	t *terminal, args []string, f func(svc *service.Service, tab *table.Grid, sv *survey.Survey, wave string,
		tree *places.UnitTree) error,
) error {
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
		if err := f(svc, tab, sv, wave, register.Tree(wave)); err != nil {
			return err
		}
		t.tell(t.stderr, tab.Notices()...)
		return nil
	})
}

type frameImport struct{ planFile }

// Run stores the sampling frame of a wave, all or nothing.
func (c *frameImport) Run(t *terminal, args []string) error {
	return c.read(t, args, func(svc *service.Service, tab *table.Grid, sv *survey.Survey, wave string,
		tree *places.UnitTree) error {
		frame, problems := rows.ReadFrame(tab.Header, tab.ImportRows(), tree, sv.Classes)
		if len(problems) > 0 {
			return survey.Wrong("frame import", problems)
		}
		if err := svc.SetFrame(t.ctx, system,
			survey.SamplingFrame{Survey: sv.Slug, Wave: wave, Rows: frame}); err != nil {
			return err
		}
		t.say("command.frame_set", "n", len(frame), "survey", sv.Slug)
		return nil
	})
}

type quotaSet struct{ planFile }

// Run stores the quotas of a wave in place of those of before, all or nothing.
func (c *quotaSet) Run(t *terminal, args []string) error {
	return c.read(t, args, func(svc *service.Service, tab *table.Grid, sv *survey.Survey, wave string,
		tree *places.UnitTree) error {
		quotas, problems := rows.ReadQuotas(tab.Header, tab.ImportRows(), tree, sv.Classes)
		if len(problems) > 0 {
			return survey.Wrong("quota set", problems)
		}
		if err := svc.SetQuotas(t.ctx, system, sv.Slug, wave, quotas); err != nil {
			return err
		}
		t.say("command.quota_set", "n", len(quotas), "survey", sv.Slug)
		return nil
	})
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
