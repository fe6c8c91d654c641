package desk

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/table"
	"github.com/khaosat/khaosat/web/edge"
)

type importRow struct {
	ID, File, Rows, By, Committed string
	Undone                        bool
}

func (d *Desk) importRows(v *visit) ([]importRow, error) {
	batches, err := d.Service.Imports(v.Request.Context(), v.actor, v.sv.Slug)
	if err != nil {
		return nil, err
	}
	var out []importRow
	for _, b := range batches {
		out = append(out, importRow{ID: b.ID, File: b.File, Rows: digits.FormatCount(v.Lang, int64(b.Rows)), By: b.By,
			Committed: localTime(v.Lang, v.sv, b.Committed), Undone: b.Undone})
	}
	return out, nil
}

type importPage struct {
	Report *importView // what became of a file; nil before one was sent
	Header []string    // the columns that the current version takes, for the help text
}

type importView struct {
	File                          string
	Rows, Stored, Known, Rejected string
	Notices                       []string
}

func (d *Desk) importPage(v *visit) error { return d.showImport(v, nil) }

func (d *Desk) showImport(v *visit, report *importView) error {
	page := importPage{Report: report, Header: []string{"id", "_unit", "_class", "_wave"}}
	form, err := d.Service.Form(v.Request.Context(), v.sv.Slug, "")
	if err != nil {
		return err
	}
	for _, f := range form.Fields {
		if f.Kind.Asked() && f.Repeat == nil {
			page.Header = append(page.Header, f.Path)
		}
	}
	return d.render(v, "import", page)
}

// importResponses stores the responses of a table. With bad rows nothing is stored and every problem is listed, unless
// the box for the good rows is ticked.
func (d *Desk) importResponses(v *visit) error {
	part, header, err := v.file("file", errNoTable)
	if err != nil {
		return d.again(v, err, d.importPage)
	}
	defer func() { _ = part.Close() }()
	content, err := io.ReadAll(part)
	if err != nil {
		return err
	}
	t, problems := table.Read(bytes.NewReader(content))
	goodRows := v.PostForm("good_rows") != ""
	if problems = table.OfFile(problems); len(problems) > 0 {
		return d.again(v, survey.Wrong("import", problems), d.importPage)
	}
	sum := sha256.Sum256(content)
	file := t.File(header.Filename, hex.EncodeToString(sum[:]))
	mapping, err := readMapping(v)
	if err != nil {
		return d.again(v, err, d.importPage)
	}
	report, err := d.Service.ImportResponses(v.Request.Context(), v.actor, v.sv.Slug, file,
		service.ImportOptions{Mapping: mapping, GoodRows: goodRows, Same: service.SamePeople(v.PostForm("same"))})
	if err != nil {
		return d.again(v, err, d.importPage)
	}
	count := func(n int) string { return digits.FormatCount(v.Lang, int64(n)) }
	view := &importView{File: header.Filename, Rows: count(report.Rows), Stored: count(report.Stored),
		Known: count(report.Known), Rejected: count(len(report.Rejected))}
	for _, n := range report.Notices {
		view.Notices = append(view.Notices, n.In(v.Lang))
	}
	if problems = report.Problems; len(problems) > 0 {
		f := edge.FailureOf(survey.Wrong("import", problems), v.Lang, "")
		v.failed, v.wrong = &f, placed(v.View, problems)
	}
	return d.showImport(v, view)
}

// readMapping reads the JSON file that translates somebody else's columns and values; no file is no mapping.
func readMapping(v *visit) (rows.Mapping, error) {
	var m rows.Mapping
	part, header, err := v.file("map", nil)
	if err != nil || part == nil {
		return m, err
	}
	defer func() { _ = part.Close() }()
	if err := json.NewDecoder(part).Decode(&m); err != nil && header.Size > 0 {
		return m, survey.Fail(survey.Invalid, "map.json", "file", header.Filename, "cause", err)
	}
	return m, nil
}

func (d *Desk) undoImport(v *visit) error {
	if err := d.Service.UndoImport(v.Request.Context(), v.actor, v.sv.Slug, v.PostForm("batch")); err != nil {
		return err
	}
	return v.done(v.at("data"), "undone")
}
