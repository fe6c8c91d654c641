package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/versions"
)

type formDiff struct {
	place
	Form  string   `arg:"" help:"FORM.xlsx"`
	ID    string   `name:"id" help:"help.form.import.id"`
	JSON  bool     `name:"json" help:"help.check.json"`
	File  []string `help:"help.check.file"`
	Pool  []string `placeholder:"ITEM" help:"help.form.diff.pool"`
	Apart []string `placeholder:"ITEM" help:"help.form.diff.apart"`
}

// Run lists what differs between a form and the current version of a survey, one line each with what happens to the
// figures. Nothing is stored.
func (c *formDiff) Run(t *terminal, _ []string) error {
	form, _, err := readForm(t, c.Form, c.File)
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
	return c.reading(t, func(svc *service.Service) error {
		if _, err := svc.Survey(t.ctx, slug); err != nil {
			return err
		}
		changes, err := changesOf(t, svc, slug, form.Questionnaire, versions.DecisionsOf(c.Pool, c.Apart))
		switch {
		case err != nil:
			return err
		case c.JSON:
			return printChangesJSON(t, changes)
		case len(changes) == 0:
			t.tell(t.stdout, survey.Say("command.nothing_differs"))
		}
		printChanges(t, t.stdout, changes)
		return nil
	})
}

// changesOf compares a questionnaire with the current version of a survey; nothing differs from a survey that is not
// there yet.
func changesOf(t *terminal, svc *service.Service, slug string, q *survey.Questionnaire,
	decisions []survey.Decision) ([]versions.Change, error) {
	changes, err := svc.Changes(t.ctx, system, slug, q, decisions)
	if err != nil && survey.KindOf(err) == survey.NotFound {
		return nil, nil
	}
	return changes, err
}

func printChanges(t *terminal, to io.Writer, changes []versions.Change) {
	for _, c := range changes {
		fmt.Fprintf(to, "%s: %s [%s, %s]\n", c.Item, c.Words.In(t.lang), c.Kind, c.Effect)
	}
}

// changeJSON is a change in the JSON of form diff.
type changeJSON struct {
	Item    string              `json:"item"`
	Code    string              `json:"code"`
	Kind    versions.ChangeKind `json:"kind"`
	Effect  survey.Merge        `json:"effect"`
	Message string              `json:"message"`
	Decide  bool                `json:"decide"`  // --pool or --apart is wanted before it is published
	Confirm bool                `json:"confirm"` // --accept-changes is wanted before it is published
}

func printChangesJSON(t *terminal, changes []versions.Change) error {
	out := struct {
		Changes []changeJSON `json:"changes"`
	}{[]changeJSON{}}
	for _, c := range changes {
		out.Changes = append(out.Changes,
			changeJSON{c.Item, c.Code, c.Kind, c.Effect, c.Words.In(t.lang), c.Decide, c.Confirm})
	}
	b, err := json.Marshal(out)
	if err == nil {
		fmt.Fprintln(t.stdout, string(b))
	}
	return err
}
