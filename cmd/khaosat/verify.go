package main

import (
	"encoding/json"

	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

type verifyCommand struct {
	place
	File string `arg:"" help:"FILE.xlsx"`
	Key  string `help:"help.verify.key" placeholder:"FILE"`
	JSON bool   `help:"help.check.json"`
}

// Run makes a report again and compares every cell: with --data or --store from the store, by the server that holds it
// when one runs, else from the workbook's own sheets of data.
func (c *verifyCommand) Run(t *terminal, args []string) error {
	if c.Data == "" && c.Store == "" {
		return c.verify(t, nil)
	}
	return c.asking(t, args, []string{c.File, c.Key}, func(svc *service.Service) error { return c.verify(t, svc) })
}

// verify verifies against a store, nil for none.
func (c *verifyCommand) verify(t *terminal, svc *service.Service) error {
	b, err := t.input(c.File)
	if err != nil {
		return err
	}
	o := verify.VerifyOptions{Store: svc}
	if c.Key != "" {
		file, err := t.input(c.Key)
		if err != nil {
			return err
		}
		if o.Key, err = workbook.ReadKey(file); err != nil {
			return err
		}
	}
	v, err := verify.Verify(t.ctx, b, o)
	if err != nil {
		return err
	}
	if c.JSON {
		return c.printJSON(t, v)
	}
	return c.print(t, v)
}

// differenceJSON is a difference as verify --json prints it.
type differenceJSON struct {
	Sheet      string `json:"sheet"`
	Cell       string `json:"cell"`
	Printed    string `json:"printed"`
	Recomputed string `json:"recomputed"`
	Message    string `json:"message"`
}

func (c *verifyCommand) printJSON(t *terminal, v *verify.Verification) error {
	out := struct {
		Checked     int              `json:"checked"`
		Cells       int              `json:"cells"`
		Against     string           `json:"against"`
		Seal        string           `json:"seal"`
		Unchecked   []string         `json:"unchecked"`
		Notes       []string         `json:"notes"`
		Differences []differenceJSON `json:"differences"`
	}{v.Checked, v.Cells, v.Against, v.Seal, []string{}, []string{}, []differenceJSON{}}
	for _, w := range v.Unchecked {
		out.Unchecked = append(out.Unchecked, w.In(t.lang))
	}
	for _, w := range v.Notes {
		out.Notes = append(out.Notes, w.In(t.lang))
	}
	for _, d := range v.Differences {
		out.Differences = append(out.Differences,
			differenceJSON{d.Sheet, d.Cell, d.Printed, d.Recomputed, d.Words.In(t.lang)})
	}
	enc := json.NewEncoder(t.stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		return err
	}
	return differ(v)
}

// differ is the exit of a workbook that is not as it should be.
func differ(v *verify.Verification) error {
	if len(v.Differences) > 0 {
		return codeError{code: exitDifference}
	}
	return nil
}

func (c *verifyCommand) print(t *terminal, v *verify.Verification) error {
	if v.Against == verify.AgainstItself {
		t.tell(t.stdout, survey.Say("command.only_consistency_checked_figures"))
	} else {
		t.tell(t.stdout, survey.Say("command.recomputed_stored_responses", "n", v.Responses))
	}
	t.tell(t.stdout, v.Unchecked...)
	t.tell(t.stderr, v.Notes...)
	for _, d := range v.Differences {
		t.tell(t.stderr, d.Words)
	}
	switch {
	case v.Seal == workbook.SealGood && (c.Key != "" || v.Against == verify.AgainstStore):
		t.tell(t.stdout, survey.Say("command.seal_good_key", "key", v.KeyMark))
	case v.Seal == workbook.SealGood:
		t.tell(t.stdout, survey.Say("command.seal_whole_under_key", "key", v.KeyMark))
	case v.Seal == workbook.SealNone:
		t.tell(t.stdout, survey.Say("verify.no_seal"))
	}
	t.tell(t.stdout, survey.Say("command.cells_printed_sheets_recomputed", "checked", v.Checked, "n", v.Cells))
	if len(v.Differences) > 0 {
		return codeError{exitDifference, survey.Say("command.differences", "n", len(v.Differences))}
	}
	if v.Checked == v.Cells {
		t.tell(t.stdout, survey.Say("command.good"))
	}
	return nil
}
