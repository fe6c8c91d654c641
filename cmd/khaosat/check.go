package main

import (
	"bytes"
	"fmt"
	"path/filepath"

	"github.com/khaosat/khaosat/survey/xlsform"
)

type checkCommand struct {
	Form string   `arg:"" help:"FORM.xlsx"`
	JSON bool     `name:"json" help:"In kết quả dạng JSON / print JSON."`
	File []string `help:"Tệp đi kèm phiếu (CSV, ảnh) / files that the form names."`
}

// Run lists every problem of a form. Exit code 1 when it is not a valid XLSForm.
func (c *checkCommand) Run(t *terminal, _ []string) error {
	form, err := readForm(t, c.Form, c.File)
	if err != nil {
		return err
	}
	if c.JSON {
		b, err := form.JSON(t.lang)
		if err != nil {
			return err
		}
		fmt.Fprintln(t.stdout, string(b))
	} else {
		printProblems(t, form)
		fmt.Fprintf(t.stdout, "%s · %s %s · %d + %d\n", form.Title, form.FormID, form.Version, form.Items, form.Choices)
	}
	if !form.OK {
		return codeError{code: exitInput}
	}
	return nil
}

func readForm(t *terminal, path string, files []string) (*xlsform.Result, error) {
	b, err := t.input(path)
	if err != nil {
		return nil, err
	}
	o := xlsform.Options{Files: map[string][]byte{}}
	for _, f := range files {
		if o.Files[filepath.Base(f)], err = t.input(f); err != nil {
			return nil, err
		}
	}
	return xlsform.ReadWith(bytes.NewReader(b), int64(len(b)), filepath.Base(path), o)
}

func printProblems(t *terminal, form *xlsform.Result) {
	for _, p := range form.Problems {
		fmt.Fprintf(t.stderr, "%s!%s: %s: %s [%s]\n", p.Sheet, p.Cell, p.Severity, p.Words.In(t.lang), p.Code)
	}
}
