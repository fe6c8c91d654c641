package main

import (
	"fmt"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

type responsesBatches struct {
	place
	Slug string `arg:"" help:"SLUG"`
	JSON bool   `name:"json" help:"help.check.json"`
}

// Run lists the imports of a survey, oldest first, undone ones included: id, rows, file. With --json the batches as the
// store has them.
func (c *responsesBatches) Run(t *terminal, _ []string) error {
	return c.reading(t, func(svc *service.Service) error {
		if _, err := svc.Survey(t.ctx, c.Slug); err != nil {
			return err
		}
		batches, err := svc.Imports(t.ctx, system, c.Slug)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(t, append([]survey.Batch{}, batches...))
		}
		for _, b := range batches {
			state := "stored"
			if b.Undone {
				state = "undone"
			}
			fmt.Fprintf(t.stdout, "%s\t%s\t%d\t%s\t%s\n", b.ID, state, b.Rows, b.Committed.Format(time.RFC3339), b.File)
		}
		return nil
	})
}

type responsesUndo struct {
	place
	Slug  string `arg:"" help:"SLUG"`
	Batch string `arg:"" help:"help.responses.undo.batch"`
}

// Run hides the responses of an import again, for good. A second time changes nothing.
func (c *responsesUndo) Run(t *terminal, args []string) error {
	return c.writing(t, args, nil, func(svc *service.Service) error {
		if _, err := svc.Survey(t.ctx, c.Slug); err != nil {
			return err
		}
		if err := svc.UndoImport(t.ctx, system, c.Slug, c.Batch); err != nil {
			return err
		}
		t.say("command.import_undone_responses_no")
		return nil
	})
}
