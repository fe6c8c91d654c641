package main

import (
	"bytes"
	"path/filepath"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/table"
)

type unitsCommand struct {
	Import unitsImport `cmd:"" help:"help.units.import"`
}

type unitsImport struct {
	place
	File string `arg:"" help:"FILE.csv"`
	ID   string `name:"id" help:"help.units.import.id"`
	From string `help:"help.units.import.from"`
	To   string `help:"help.units.import.to"`
}

// Run stores a register of units, all or nothing.
func (c *unitsImport) Run(t *terminal, args []string) error {
	b, err := t.input(c.File)
	if err != nil {
		return err
	}
	tab, problems := table.Read(bytes.NewReader(b))
	if len(problems) > 0 {
		return survey.Wrong("units import", problems)
	}
	units, lines, problems := rows.ReadUnits(tab.Header, tab.ImportRows())
	if len(problems) > 0 {
		return survey.Wrong("units import", problems)
	}
	for i := range units {
		if units[i].From == "" {
			units[i].From = survey.Day(c.From)
		}
		if units[i].To == "" {
			units[i].To = survey.Day(c.To)
		}
	}
	name := strings.TrimSuffix(filepath.Base(c.File), filepath.Ext(c.File))
	set := survey.UnitSet{ID: c.ID, Title: name, Units: units}
	if set.ID == "" {
		set.ID = service.SlugOf(name)
	}
	return c.writing(t, args, []string{c.File}, func(svc *service.Service) error {
		if err := svc.ImportUnits(t.ctx, system, set, lines); err != nil {
			return err
		}
		t.tell(t.stderr, tab.Notices()...)
		t.say("command.units_set", "n", len(units), "set", set.ID)
		return nil
	})
}
