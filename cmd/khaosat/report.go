package main

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/khaosat/khaosat/export"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

type reportCommand struct {
	place
	Slug string `arg:"" help:"SLUG"`
	Out  string `short:"o" required:"" help:"FILE.xlsx"`
	Wave string `help:"Đợt khảo sát, hoặc all cho mọi đợt; mặc định là đợt hiện hành / wave, or all; the current one when not given."`
}

// Run writes the report workbook of a survey.
func (c *reportCommand) Run(t *terminal, _ []string) error {
	return c.reading(t, func(svc *survey.Service) error {
		var b bytes.Buffer
		if err := writeReport(svc, live.NewBoard(svc), false)(t.ctx, system, c.Slug, t.lang, results.Scope{Wave: c.Wave}, &b); err != nil {
			return err
		}
		return t.write(c.Out, b.Bytes())
	})
}

// writeReport makes the workbook of a survey for an actor who may see its totals; the sheet of data is in it for those who may see rows.
// With keep the snapshot that it was made from is stored: which responses, in which revision.
func writeReport(svc *survey.Service, board *live.Board, keep bool) func(ctx context.Context, a survey.Actor, slug, lang string, scope results.Scope, w io.Writer) error {
	return func(ctx context.Context, a survey.Actor, slug, lang string, scope results.Scope, w io.Writer) error {
		if !a.May(survey.SeeTotals, slug, "", nil) {
			return survey.Fail(survey.Forbidden, "right.missing", survey.Say("Tài khoản này không được xem số liệu.", "This account may not see the figures."))
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
		o := export.WorkbookOptions{Lang: lang}
		if a.May(survey.SeeRows, slug, "", nil) {
			o.Data = export.Counting(svc.Responses(ctx, a, slug))
		}
		return export.Workbook(w, r, o)
	}
}

type verifyCommand struct {
	place
	File string `arg:"" help:"FILE.xlsx"`
}

// Run recomputes every published percentage of a report from its own sheet of data. With --data or --store it also says which of the
// responses behind it were withdrawn, changed or erased since.
func (c *verifyCommand) Run(t *terminal, _ []string) error {
	b, err := t.input(c.File)
	if err != nil {
		return err
	}
	v, err := export.Verify(b)
	if err != nil {
		return err
	}
	if c.Data != "" || c.Store != "" {
		err := c.reading(t, func(svc *survey.Service) error {
			since, err := changedSince(t, svc, v)
			v.Differences = append(v.Differences, since...)
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, d := range v.Differences {
		fmt.Fprintln(t.stderr, d.In(t.lang))
	}
	if len(v.Differences) > 0 {
		return codeError{exitDifference, survey.Say("Có %d chỗ không khớp (đã tính lại %d số liệu).", "%d differences (%d figures were recomputed).", len(v.Differences), v.Checked).In(t.lang)}
	}
	fmt.Fprintln(t.stdout, survey.Say("Khớp: %d số liệu được tính lại từ %d phiếu.", "Good: %d figures were recomputed from %d responses.", v.Checked, v.Responses).In(t.lang))
	return nil
}

// changedSince compares the responses of a report with those of the store.
func changedSince(t *terminal, svc *survey.Service, v *export.Verification) ([]survey.Words, error) {
	keys, err := svc.Store().Responses().Keys(t.ctx, v.Survey)
	if err != nil {
		return nil, err
	}
	now := make(map[string]survey.Key, len(keys))
	for _, k := range keys {
		now[k.ID] = k
	}
	var out []survey.Words
	for _, k := range v.Keys {
		switch is, there := now[k.ID]; {
		case !there:
			out = append(out, survey.Say("Phiếu %s đã bị xóa sau khi lập báo cáo.", "The response %s was erased since the report was made.", k.ID))
		case is.Revision != k.Revision:
			out = append(out, survey.Say("Phiếu %s đã đổi sau khi lập báo cáo: lúc đó là bản %d, nay là bản %d.", "The response %s changed since the report was made: it was revision %d and is now %d.", k.ID, k.Revision, is.Revision))
		case k.Row != "" && is.Row != "" && is.Row != k.Row:
			out = append(out, survey.Say("Phiếu %s nay có nội dung khác lúc lập báo cáo: lần nhập đã được hủy rồi nhập lại.", "The response %s has other content than when the report was made: its import was undone and done again.", k.ID))
		}
	}
	return out, nil
}
