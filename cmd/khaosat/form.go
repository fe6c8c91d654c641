package main

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/versions"
	"github.com/khaosat/khaosat/survey/xlsform"
)

type formCommand struct {
	Import formImport `cmd:"" help:"help.form.import"`
	Export formExport `cmd:"" help:"help.form.export"`
	Diff   formDiff   `cmd:"" help:"help.form.diff"`
}

type formImport struct {
	place
	Form      string   `arg:"" help:"FORM.xlsx"`
	ID        string   `name:"id" help:"help.form.import.id"`
	Publish   bool     `help:"help.form.import.publish"`
	Anonymous bool     `help:"help.form.import.anonymous"`
	ByToken   bool     `help:"help.form.import.by_token"`
	File      []string `help:"help.check.file"`
	Accept    bool     `name:"accept-changes" help:"help.form.import.accept"`
	Pool      []string `placeholder:"ITEM" help:"help.form.import.pool"`
	Apart     []string `placeholder:"ITEM" help:"help.form.import.apart"`
}

// Run keeps a form as a draft or publishes it, and prints "SLUG VERSION".
func (c *formImport) Run(t *terminal, args []string) error {
	form, files, err := readForm(t, c.Form, c.File)
	if err != nil {
		return err
	}
	if !form.OK || !form.Publishable {
		printProblems(t, form)
		return codeError{code: exitInput}
	}
	slug, err := slugFor(c.ID, form.FormID)
	if err != nil {
		return err
	}
	return c.writing(t, args, append(c.File, c.Form), func(svc *service.Service) error {
		printProblems(t, form)
		o := service.PublishOptions{Accept: c.Accept, Decisions: versions.DecisionsOf(c.Pool, c.Apart)}
		if err := c.tell(t, svc, slug, form.Questionnaire, o.Decisions); err != nil {
			return err
		}
		if _, err := svc.SaveDraftWithFiles(t.ctx, system, slug, form.Questionnaire, files); err != nil {
			return err
		}
		version := form.Questionnaire.Version
		if c.Publish {
			if version, err = c.publish(t, svc, slug, o); err != nil {
				return err
			}
		} else if len(o.Decisions) > 0 {
			t.say("command.what_pooled_kept_apart")
		}
		if version == "" {
			version = "-"
		}
		fmt.Fprintln(t.stdout, slug, version)
		return nil
	})
}

// publish publishes the draft and returns its version. Going back to a version that was published before is said.
func (c *formImport) publish(t *terminal, svc *service.Service, slug string, o service.PublishOptions) (string, error) {
	if c.Anonymous {
		o.Mode = survey.Anonymous
	}
	if c.ByToken {
		o.Access = survey.ByToken
	}
	before, err := svc.Survey(t.ctx, slug)
	if err != nil {
		return "", err
	}
	v, err := svc.PublishDraft(t.ctx, system, slug, o)
	if err != nil {
		return "", err
	}
	if v.Version != before.Current && slices.Contains(before.Versions, v.Version) {
		t.say("command.back_version_published_before", "version", v.Version)
	}
	return v.Version, nil
}

// slugFor is the address of a survey: the one that was given, else one made of the form's id.
func slugFor(given, formID string) (string, error) {
	if given != "" {
		return given, nil
	}
	if slug := service.SlugOf(formID); slug != "" {
		return slug, nil
	}
	return "", survey.Fail(survey.Invalid, "survey.slug", "form_id", formID)
}

// tell prints what differs from the current version and what becomes of the answers that are there.
func (c *formImport) tell(t *terminal, svc *service.Service, slug string, q *survey.Questionnaire,
	decisions []survey.Decision) error {
	changes, err := changesOf(t, svc, slug, q, decisions)
	if err != nil {
		return err
	}
	printChanges(t, t.stderr, changes)
	return nil
}

type formExport struct {
	place
	Slug    string `arg:"" help:"SLUG"`
	Out     string `short:"o" required:"" help:"FILE.xlsx"`
	Version string `help:"help.form.export.version"`
}

// Run writes a published questionnaire as an XLSForm.
func (c *formExport) Run(t *terminal, _ []string) error {
	return c.reading(t, func(svc *service.Service) error {
		v, err := svc.Version(t.ctx, c.Slug, c.Version)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := xlsform.Write(&b, v.Questionnaire); err != nil {
			return err
		}
		return t.write(c.Out, b.Bytes())
	})
}
