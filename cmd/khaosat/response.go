package main

import (
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
)

type responseCommand struct {
	List   responseList   `cmd:"" help:"help.response.list"`
	Show   responseShow   `cmd:"" help:"help.response.show"`
	Edit   responseEdit   `cmd:"" help:"help.response.edit"`
	Accept responseAccept `cmd:"" help:"help.response.accept"`
	Reject responseReject `cmd:"" help:"help.response.reject"`
	Erase  responseErase  `cmd:"" help:"help.response.erase"`
}

type responseList struct {
	place
	Slug  string `arg:"" help:"SLUG"`
	State string `enum:"submitted,rejected,quarantined,test,withdrawn,all" default:"all" help:"help.response.list.state"`
	JSON  bool   `name:"json" help:"help.check.json"`
}

// responseLine is what the commands tell of a revision: the line of a JSON lines file, and who made it.
type responseLine struct {
	data.Line
	Changed string `json:"changed,omitempty"` // UTC; none in an anonymous survey
	By      string `json:"by,omitempty"`      // none: the respondent
	Why     string `json:"why,omitempty"`
}

func lineOfResponse(r *survey.Response) responseLine {
	return responseLine{Line: data.LineOf(r), Changed: answers.Timestamp(r.Changed), By: r.By, Why: r.Why}
}

// listedLine is responseLine without answers.
type listedLine struct {
	responseLine
	Answers *struct{} `json:"answers,omitempty"`
	Skipped *struct{} `json:"skipped,omitempty"`
}

// Run lists the responses of a survey by id, each in its newest revision, one a line: id, revision, state, version,
// unit, wave, when it came. With --json also who made the revision and why; answers are left to show and export.
func (c *responseList) Run(t *terminal, _ []string) error {
	return c.reading(t, func(svc *service.Service) error {
		if _, err := svc.Survey(t.ctx, c.Slug); err != nil {
			return err
		}
		lines := []listedLine{}
		for r, err := range svc.Responses(t.ctx, system, c.Slug) {
			if err != nil {
				return err
			}
			if c.State == "all" || c.State == string(r.State) {
				lines = append(lines, listedLine{responseLine: lineOfResponse(r)})
			}
		}
		if c.JSON {
			return printJSON(t, lines)
		}
		for _, l := range lines {
			fmt.Fprintln(t.stdout, strings.Join([]string{l.ID, fmt.Sprint(l.Revision), string(l.State), l.Version,
				l.Unit, l.Wave, l.Received}, "\t"))
		}
		return nil
	})
}

// oneResponse is the response that a command is about.
type oneResponse struct {
	place
	Slug string `arg:"" help:"SLUG"`
	ID   string `arg:"" name:"id" help:"help.one.response.id"`
}

// id is the id as it is stored.
func (c *oneResponse) id() string {
	if clean, ok := survey.CleanID(strings.TrimPrefix(c.ID, "uuid:")); ok {
		return clean
	}
	return c.ID
}

// revisions are those of the response, oldest first.
func (c *oneResponse) revisions(t *terminal, svc *service.Service) ([]*survey.Response, error) {
	if _, err := svc.Survey(t.ctx, c.Slug); err != nil {
		return nil, err
	}
	if _, err := svc.Response(t.ctx, system, c.Slug, c.id()); err != nil {
		return nil, err // tells an erased one from one that never was
	}
	return svc.Revisions(t.ctx, system, c.Slug, c.id())
}

type responseShow struct {
	oneResponse
	JSON bool `name:"json" help:"help.check.json"`
}

// shownResponse is a response in its newest revision with all of them, oldest first.
type shownResponse struct {
	responseLine
	Revisions []responseLine `json:"revisions"`
}

// Run shows what is stored of a response: the answers of its newest revision, and who made each revision, when and why.
func (c *responseShow) Run(t *terminal, _ []string) error {
	return c.reading(t, func(svc *service.Service) error {
		all, err := c.revisions(t, svc)
		if err != nil {
			return err
		}
		newest := all[len(all)-1]
		if c.JSON {
			shown := shownResponse{responseLine: lineOfResponse(newest)}
			for _, r := range all {
				shown.Revisions = append(shown.Revisions, lineOfResponse(r))
			}
			return printJSON(t, shown)
		}
		if err := printAnswers(t, svc, newest); err != nil {
			return err
		}
		for _, r := range all {
			fmt.Fprintln(t.stdout, strings.Join([]string{"", fmt.Sprint(r.Revision), string(r.State),
				answers.Timestamp(r.Changed), r.By, r.Why}, "\t"))
		}
		return nil
	})
}

// printAnswers prints what a response is and says, one a line, the answers by the paths of their items in the
// questionnaire's order.
func printAnswers(t *terminal, svc *service.Service, r *survey.Response) error {
	form, err := svc.Form(t.ctx, r.Survey, r.Version)
	if err != nil {
		return err
	}
	for _, name := range form.SystemColumns() {
		if text := answers.SystemColumns[name](r); text != "" {
			fmt.Fprintf(t.stdout, "%s\t%s\n", form.SystemColumn(name), text)
		}
	}
	for _, f := range form.Fields {
		v, there := r.Answers[f.Path]
		if !there || f.Repeat != nil {
			continue
		}
		text, err := cell.TextOf(v)
		if err != nil {
			return err
		}
		fmt.Fprintf(t.stdout, "%s\t%s\n", f.Path, text)
	}
	return nil
}

type responseEdit struct {
	oneResponse
	Set      map[string]string `required:"" mapsep:"none" placeholder:"ITEM=TEXT" help:"help.response.edit.set"`
	Why      string            `required:"" help:"help.response.edit.why"`
	Revision int               `help:"help.response.edit.revision" placeholder:"N"`
	JSON     bool              `name:"json" help:"help.check.json"`
}

// Run puts answers of a response right as a further revision.
func (c *responseEdit) Run(t *terminal, args []string) error {
	return c.writing(t, args, nil, func(svc *service.Service) error {
		if _, err := svc.Survey(t.ctx, c.Slug); err != nil {
			return err
		}
		r, err := svc.Response(t.ctx, system, c.Slug, c.id())
		if err != nil {
			return err
		}
		form, err := svc.Form(t.ctx, c.Slug, r.Version)
		if err != nil {
			return err
		}
		to, problems := rows.Amend(form, r.Answers, c.Set)
		if len(problems) > 0 {
			return survey.Wrong("response edit", problems)
		}
		seen := r.Revision
		if c.Revision != 0 {
			seen = c.Revision
		}
		next, err := svc.Edit(t.ctx, system, c.Slug, r.ID, service.Edit{Revision: seen, Answers: to, Why: c.Why})
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(t, lineOfResponse(next))
		}
		t.say("command.put_right_response_revision", "revision", next.Revision)
		return nil
	})
}

type responseAccept struct {
	oneResponse
	Why string `required:"" help:"help.response.edit.why"`
}

// Run lets a response count: one that was rejected, or came after closing.
func (c *responseAccept) Run(t *terminal, args []string) error {
	return c.review(t, args, survey.Submitted, c.Why)
}

type responseReject struct {
	oneResponse
	Why string `required:"" help:"help.response.edit.why"`
}

// Run puts a response aside: it does not count.
func (c *responseReject) Run(t *terminal, args []string) error {
	return c.review(t, args, survey.Rejected, c.Why)
}

func (c *oneResponse) review(t *terminal, args []string, state survey.State, why string) error {
	return c.writing(t, args, nil, func(svc *service.Service) error {
		if _, err := svc.Survey(t.ctx, c.Slug); err != nil {
			return err
		}
		if err := svc.Review(t.ctx, system, c.Slug, c.id(), state, why); err != nil {
			return err
		}
		if state.Counts() {
			t.say("command.response_counts")
		} else {
			t.say("command.response_does_not_count")
		}
		return nil
	})
}

type responseErase struct{ oneResponse }

// Run erases a response for good. A second time changes nothing.
func (c *responseErase) Run(t *terminal, args []string) error {
	return c.writing(t, args, nil, func(svc *service.Service) error {
		if _, err := svc.Survey(t.ctx, c.Slug); err != nil {
			return err
		}
		_, err := svc.Response(t.ctx, system, c.Slug, c.id())
		if err == nil {
			err = svc.Erase(t.ctx, system, c.Slug, c.id())
		} else if survey.KindOf(err) == survey.Erased {
			err = nil
		}
		if err == nil {
			t.say("command.response_erased_good_no")
		}
		return err
	})
}
