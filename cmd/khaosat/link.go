package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/edge"
)

type linkCommand struct {
	Add  linkAdd  `cmd:"" help:"help.link.add"`
	List linkList `cmd:"" help:"help.link.list"`
	Off  linkOff  `cmd:"" help:"help.link.off"`
	On   linkOn   `cmd:"" help:"help.link.on"`
}

// base is the address at which respondents reach the server.
type base struct {
	BaseURL string `name:"base-url" help:"help.base_url" placeholder:"https://…"`
}

// serverURLKey is where a command that runs inside a server finds the server's address.
type serverURLKey struct{}

// address is the server's address without a slash at the end: as the flag says, else that of the server that runs the
// command, else this machine's own, which is said.
func (b *base) address(t *terminal) string {
	of, _ := t.ctx.Value(serverURLKey{}).(string)
	at := strings.TrimSuffix(cmp.Or(b.BaseURL, of, "http://localhost:8080"), "/")
	if b.BaseURL == "" && edge.OwnAddress(at) {
		t.say("command.address_of_this_machine", "address", at)
	}
	return at
}

// presetFlags are what a link or a token says in the respondent's place.
type presetFlags struct {
	Unit  string `help:"help.preset.unit"`
	Class string `help:"help.preset.class"`
	Wave  string `help:"help.preset.wave"`
}

func (f *presetFlags) preset() survey.Preset {
	clean := func(s string) string { return strings.TrimSpace(survey.NFC(s)) }
	return survey.Preset{Unit: clean(f.Unit), Class: clean(f.Class), Wave: clean(f.Wave)}
}

type linkAdd struct {
	place
	base
	presetFlags
	Slug     string `arg:"" help:"SLUG"`
	Language string `help:"help.link.add.language" placeholder:"vi"`
	Label    string `help:"help.link.add.label"`
	Code     string `help:"help.link.add.code"`
}

// Run makes a link and prints its code, its short address and its long one, with tabs between them.
func (c *linkAdd) Run(t *terminal, args []string) error {
	return c.writing(t, args, nil, func(svc *service.Service) error {
		p := c.preset()
		few, err := svc.WarnOfFew(t.ctx, system, c.Slug, nil, []survey.Preset{p})
		if err != nil {
			return err
		}
		l, err := svc.AddLink(t.ctx, system, survey.Link{Survey: c.Slug, Code: c.Code, Label: survey.NFC(c.Label),
			Unit: p.Unit, Class: p.Class, Wave: p.Wave, Language: c.Language})
		if err != nil {
			return err
		}
		t.tell(t.stderr, few...)
		at := c.address(t)
		fmt.Fprintf(t.stdout, "%s\t%s\t%s\n", l.Code, at+edge.ShortPath(l.Code), at+edge.FormPath(l.Survey, l.Code))
		return nil
	})
}

type linkList struct {
	place
	base
	Slug string `arg:"" help:"SLUG"`
	JSON bool   `name:"json" help:"help.check.json"`
}

// linkLine is what the command tells of a link.
type linkLine struct {
	survey.Link
	Short   string `json:"short"`
	Address string `json:"address"`
}

// Run lists the links of a survey by code: code, on or off, unit, class, wave, language, short address, label.
func (c *linkList) Run(t *terminal, args []string) error {
	return c.asking(t, args, nil, func(svc *service.Service) error {
		if _, err := svc.Survey(t.ctx, c.Slug); err != nil {
			return err
		}
		links, err := svc.Links(t.ctx, system, c.Slug)
		if err != nil {
			return err
		}
		at, lines := c.address(t), []linkLine{}
		for _, l := range links {
			lines = append(lines, linkLine{l, at + edge.ShortPath(l.Code), at + edge.FormPath(l.Survey, l.Code)})
		}
		if c.JSON {
			return printJSON(t, lines)
		}
		for _, l := range lines {
			state := map[bool]string{false: "on", true: "off"}[l.Off]
			fmt.Fprintln(t.stdout, strings.Join([]string{l.Code, state, l.Unit, l.Class, l.Wave, l.Language, l.Short,
				l.Label}, "\t"))
		}
		return nil
	})
}

type linkOff struct {
	place
	Slug string `arg:"" help:"SLUG"`
	Code string `arg:"" help:"CODE"`
}

// Run puts a link out of use; answers that came by it stay.
func (c *linkOff) Run(t *terminal, args []string) error {
	return switchLink(t, &c.place, args, c.Slug, c.Code, true)
}

type linkOn struct {
	place
	Slug string `arg:"" help:"SLUG"`
	Code string `arg:"" help:"CODE"`
}

// Run puts a link back into use.
func (c *linkOn) Run(t *terminal, args []string) error {
	return switchLink(t, &c.place, args, c.Slug, c.Code, false)
}

func switchLink(t *terminal, at *place, args []string, slug, code string, off bool) error {
	return at.writing(t, args, nil, func(svc *service.Service) error {
		l, err := svc.FindLink(t.ctx, code)
		if err != nil {
			return err
		}
		return svc.SwitchLink(t.ctx, system, slug, l.Code, off)
	})
}
