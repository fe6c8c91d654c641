package main

import (
	"bytes"
	"context"
	"io"

	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

type reportCommand struct {
	place
	Slug string `arg:"" help:"SLUG"`
	Out  string `short:"o" required:"" help:"FILE.xlsx"`
	Wave string `help:"help.report.wave"`
}

// Run writes the report workbook of a survey.
func (c *reportCommand) Run(t *terminal, _ []string) error {
	return c.reading(t, func(svc *service.Service) error {
		var b bytes.Buffer
		if err := writeReport(svc, live.NewBoard(svc), false)(t.ctx, system, c.Slug, t.lang,
			results.Scope{Wave: c.Wave}, &b); err != nil {
			return err
		}
		return t.write(c.Out, b.Bytes())
	})
}

// writeReport makes the workbook of a survey for an actor who may see its totals; the sheet of data is in it for those
// who may see rows. With keep the snapshot that it was made from is stored: which responses, in which revision.
func writeReport(
	svc *service.Service, board *live.Board, keep bool,
) func(ctx context.Context, a survey.Actor, slug, lang string, scope results.Scope, w io.Writer) error {
	return func(ctx context.Context, a survey.Actor, slug, lang string, scope results.Scope, w io.Writer) error {
		if !a.May(survey.SeeTotals, slug, "", nil) {
			return a.Refused()
		}
		r, keys, err := board.ResultsWithKeys(ctx, slug, scope)
		if err != nil {
			return err
		}
		if keep {
			if _, err := svc.TakeSnapshot(ctx, slug, keys); err != nil {
				return err
			}
		}
		o := workbook.WorkbookOptions{Lang: lang, Seal: svc.Identity()}
		if o.Documents, err = recount.Load(ctx, svc, slug); err != nil {
			return err
		}
		if a.May(survey.SeeRows, slug, "", nil) {
			o.Data = recount.Exactly(ctx, svc, slug, keys)
		}
		return workbook.Workbook(w, r, o)
	}
}
