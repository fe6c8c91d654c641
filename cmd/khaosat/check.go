package main

import (
	"bytes"
	"fmt"
	"path/filepath"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/xlsform"
	"github.com/khaosat/khaosat/web/respond"
)

type checkCommand struct {
	Form string   `arg:"" help:"FORM.xlsx"`
	JSON bool     `name:"json" help:"help.check.json"`
	File []string `help:"help.check.file"`
}

// Run lists every problem of a form. Exit code 1 when it is not a valid XLSForm.
func (c *checkCommand) Run(t *terminal, _ []string) error {
	form, _, err := readForm(t, c.Form, c.File)
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

// readForm reads a form and the files that it names.
func readForm(t *terminal, path string, names []string) (form *xlsform.Result, files map[string][]byte, err error) {
	b, err := t.input(path)
	if err != nil {
		return nil, nil, err
	}
	files = map[string][]byte{}
	for _, name := range names {
		if files[filepath.Base(name)], err = t.input(name); err != nil {
			return nil, nil, err
		}
	}
	form, err = xlsform.ReadWith(bytes.NewReader(b), int64(len(b)), filepath.Base(path), xlsform.Options{Files: files})
	if err == nil {
		respond.JudgeTravel(form, nil)
	}
	return form, files, err
}

// printProblems says in one line why a form cannot be published, then what has to be mended, then what may stay.
func printProblems(t *terminal, form *xlsform.Result) {
	t.tell(t.stderr, form.Held())
	for _, hinders := range []bool{true, false} {
		for _, p := range form.Problems {
			if p.Hinders() == hinders {
				fmt.Fprintf(t.stderr, "%s!%s: %s: %s [%s]\n",
					p.Sheet, p.Cell, severity(p, t.lang), p.Words.In(t.lang), p.Code)
			}
		}
	}
}

// severity is how much a problem matters: an error, what keeps the form from being published, or what may stay.
func severity(p xlsform.Problem, lang string) string {
	if p.Blocks {
		return p.Severity + " (" + survey.Say("command.blocks").In(lang) + ")"
	}
	return p.Severity
}
