package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/table"
	"github.com/khaosat/khaosat/web/respond"
)

type responsesCommand struct {
	Import responsesImport `cmd:"" help:"help.responses.import"`
	Export responsesExport `cmd:"" help:"help.responses.export"`

	Batches  responsesBatches  `cmd:"" help:"help.responses.batches"`
	Undo     responsesUndo     `cmd:"" help:"help.responses.undo"`
	Withdraw responsesWithdraw `cmd:"" help:"help.responses.withdraw"`
}

type responsesImport struct {
	place
	Slug     string `arg:"" help:"SLUG"`
	File     string `arg:"" help:"FILE.csv | FILE.xlsx | FILE.phieu"`
	Map      string `help:"help.responses.import.map"`
	GoodRows bool   `help:"help.responses.import.good_rows"`
	Grown    bool   `xor:"same" help:"help.responses.import.grown"`
	Others   bool   `xor:"same" help:"help.responses.import.others"`
}

// Run stores the rows of a file. With bad rows nothing is stored, unless --good-rows; they are written to
// FILE.rejected.csv.
func (c *responsesImport) Run(t *terminal, args []string) error {
	b, err := t.input(c.File)
	if err != nil {
		return err
	}
	if bytes.HasPrefix(b, []byte(survey.RecordMagic)) {
		return c.takeRecords(t, args, b)
	}
	var o service.ImportOptions
	o.GoodRows = c.GoodRows
	if c.Grown {
		o.Same = service.Grown
	} else if c.Others {
		o.Same = service.Others
	}
	if c.Map != "" {
		m, err := t.input(c.Map)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(m, &o.Mapping); err != nil {
			return survey.Fail(survey.Invalid, "map.json", "file", c.Map, "cause", err)
		}
	}
	tab, problems := table.Read(bytes.NewReader(b))
	if problems = table.OfFile(problems); len(problems) > 0 {
		return survey.Wrong("responses import", problems)
	}
	sum := sha256.Sum256(b)
	file := tab.File(filepath.Base(c.File), hex.EncodeToString(sum[:]))
	return c.writing(t, args, []string{c.File, c.Map}, func(svc *service.Service) error {
		report, err := svc.ImportResponses(t.ctx, system, c.Slug, file, o)
		if report != nil && len(report.Rejected) > 0 {
			if writeErr := t.write(c.rejectedFile(), rejected(tab, report, t.lang)); writeErr != nil {
				return writeErr
			}
			t.say("command.rows_problems_see", "n", len(report.Rejected), "file", c.rejectedFile())
		}
		if err != nil {
			return err
		}
		if len(report.Problems) > 0 {
			t.exit(survey.Wrong("", report.Problems))
		}
		t.tell(t.stderr, report.Notices...)
		t.say("command.responses_stored_before", "n", report.Stored, "known", report.Known)
		return nil
	})
}

// takeRecords stores the sealed records of a file that a phone has exported, each as if the phone had sent it. One that
// is refused does not keep the others back.
func (c *responsesImport) takeRecords(t *terminal, args []string, file []byte) error {
	records, err := survey.SplitRecords(file)
	if err != nil {
		return err
	}
	return c.writing(t, args, []string{c.File}, func(svc *service.Service) error {
		if _, err := svc.Survey(t.ctx, c.Slug); err != nil {
			return err
		}
		stored, known := 0, 0
		var problems []survey.Problem
		for i, record := range records {
			taken, err := respond.Records{Service: svc, Now: svc.Now}.Take(t.ctx, c.Slug, "", record)
			switch kind := survey.KindOf(err); {
			case taken != nil && taken.Receipt != nil && taken.Receipt.New:
				stored++
			case taken != nil && taken.Receipt != nil:
				known++
			case kind == survey.Internal || kind == survey.Unavailable:
				return err
			default:
				problems = append(problems, problemsOfRecord(i+1, err)...)
			}
		}
		t.say("command.responses_stored_before", "n", stored, "known", known)
		return survey.Wrong("responses import", problems)
	})
}

// problemsOfRecord says what stands against a record by its number in the file.
func problemsOfRecord(number int, err error) []survey.Problem {
	problems := survey.ProblemsOf(err)
	var e *survey.Error
	if len(problems) == 0 && errors.As(err, &e) {
		problems = []survey.Problem{{Code: e.Code, Words: e.Msg}}
	}
	for i := range problems {
		problems[i].Place.Row = number
	}
	return problems
}

func (c *responsesImport) rejectedFile() string {
	return strings.TrimSuffix(c.File, filepath.Ext(c.File)) + ".rejected.csv"
}

// rejected is the bad rows as they were, with a column that says what is wrong: mend it and import the file again.
func rejected(tab *table.Grid, report *service.ImportReport, lang string) []byte {
	why := map[int][]string{}
	for _, p := range report.Problems {
		why[p.Place.Row] = append(why[p.Place.Row], strings.TrimSpace(p.Place.Cell+" "+inWords(p, lang)))
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write(append(slices.Clone(tab.Header), "-"))
	rows := append(slices.Clone(tab.Rows), tab.Ragged...)
	slices.SortFunc(rows, func(a, b table.Row) int { return a.Line - b.Line })
	for _, r := range rows {
		if report.Rejected[r.Line] > 0 {
			_ = w.Write(append(slices.Clone(r.Cells), strings.Join(why[r.Line], "; ")))
		}
	}
	w.Flush()
	return out.Bytes()
}

type responsesExport struct {
	place
	Slug   string `arg:"" help:"SLUG"`
	Format string `enum:"csv,jsonl,sav,xlsx" default:"csv" help:"${enum}"`
	Out    string `short:"o" required:"" help:"FILE"`
	All    bool   `help:"help.responses.export.all"`
}

// Run writes the responses of a survey.
func (c *responsesExport) Run(t *terminal, _ []string) error {
	return c.reading(t, func(svc *service.Service) error {
		sv, err := svc.Survey(t.ctx, c.Slug)
		if err != nil {
			return err
		}
		lineage, err := svc.Lineage(t.ctx, sv)
		if err != nil {
			return err
		}
		responses := svc.Responses(t.ctx, system, c.Slug)
		if !c.All {
			responses = answers.Counting(responses)
		}
		rows := places.NewRows(sv, lineage, responses)
		var b bytes.Buffer
		notices, err := data.Write(&b, c.Format, lineage, rows.All(), t.lang)
		if err != nil {
			return err
		}
		if rows.LeftOut > 0 {
			notices = append(notices, survey.Say("export.units_left_out", "n", rows.LeftOut, "least", survey.MinimumBase))
		}
		t.tell(t.stderr, notices...)
		return t.write(c.Out, b.Bytes())
	})
}

type responsesWithdraw struct {
	place
	Slug    string `arg:"" help:"SLUG"`
	Receipt string `arg:"" help:"help.responses.withdraw.receipt"`
}

// Run erases the response of a receipt code. A second time changes nothing.
func (c *responsesWithdraw) Run(t *terminal, args []string) error {
	return c.writing(t, args, nil, func(svc *service.Service) error {
		if _, err := svc.Survey(t.ctx, c.Slug); err != nil {
			return err
		}
		if err := svc.Withdraw(t.ctx, c.Slug, c.Receipt); err != nil {
			return err
		}
		t.say("command.response_erased_good_no")
		return nil
	})
}
