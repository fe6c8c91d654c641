package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/filter"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/stats/problem"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/table"
	"github.com/khaosat/khaosat/survey/words"
)

// highestLevel is the highest level of confidence for which every interval has ends.
const highestLevel = 1 - 1e-9

// tabulateCommand runs the statistics of khaosat on any CSV file.
type tabulateCommand struct {
	File     string  `arg:"" help:"help.tabulate.file"`
	Items    string  `default:"all" help:"help.tabulate.items"`
	Banner   string  `help:"help.tabulate.banner"`
	Weight   string  `help:"help.tabulate.weight"`
	Strata   string  `help:"help.tabulate.strata"`
	PSU      string  `name:"psu" help:"help.tabulate.psu"`
	FPC      string  `name:"fpc" help:"help.tabulate.fpc"`
	Nest     bool    `help:"help.tabulate.nest"`
	Lonely   string  `default:"adjust" help:"help.tabulate.lonely"`
	Filter   string  `help:"help.tabulate.filter" placeholder:"EXPR"`
	Level    float64 `default:"0.95" help:"help.tabulate.level"`
	Interval string  `help:"help.tabulate.interval"`
	Letters  string  `default:"" enum:",none,bonferroni,holm,bh" help:"help.tabulate.letters"`
	Missing  string  `default:"${missing}" help:"help.tabulate.missing"`
	Decimal  string  `default:"" enum:",dot,comma" help:"help.tabulate.decimal"`
	Describe string  `help:"help.tabulate.describe" placeholder:"CODEBOOK.json"`
	JSON     bool    `name:"json" help:"help.check.json"`
	XLSX     string  `name:"xlsx" help:"help.tabulate.xlsx" placeholder:"FILE.xlsx"`
	AddUp    bool    `help:"help.tabulate.add_up"`
	Stats    bool    `help:"help.tabulate.stats"`
	sum      string  // SHA-256 of the file, once it was read
	notices  []survey.Words
}

// Run reads, tabulates and prints.
func (c *tabulateCommand) Run(t *terminal, args []string) error {
	if c.JSON == (c.XLSX != "") {
		return codeError{exitUse, survey.Say("command.choose_json_xlsx_file")}
	}
	if !(c.Level > 0 && c.Level <= highestLevel) {
		return codeError{exitUse, survey.Say("command.level_must_above_below")}
	}
	method, err := c.method()
	if err != nil {
		return codeError{exitUse, spoken(err)}
	}
	if _, err := stats.ParseLonely(c.Lonely); err != nil {
		return codeError{exitUse, spoken(err)}
	}
	start := time.Now()
	frame, err := c.load(t)
	if err != nil {
		return wrongInput(err)
	}
	loaded := time.Now()
	tables, err := c.tabulate(frame, method, t.lang)
	if err != nil {
		return wrongInput(err)
	}
	done := time.Now()
	if err := c.print(t, tables, args); err != nil {
		return err
	}
	if c.Stats {
		return printCost(t, frame.Rows(), loaded.Sub(start), done.Sub(loaded))
	}
	return nil
}

// method is the interval asked for; names may be written with - or _.
func (c *tabulateCommand) method() (stats.IntervalMethod, error) {
	if c.Interval == "" {
		return "", nil
	}
	return stats.ParseInterval(strings.ReplaceAll(c.Interval, "-", "_"))
}

// missingTexts are what programs and people write where nothing was answered: R, pandas and databases, Excel, Stata and
// SAS, clerks.
const missingTexts = "NA,N/A,n/a,#N/A,NaN,NULL,null,#NULL!,-,--,–,—,.,.."

// load reads the file and its description.
func (c *tabulateCommand) load(t *terminal) (*stats.Frame, error) {
	opt := stats.CSVOptions{Numbers: list(c.FPC), Missing: list(c.Missing), Found: &stats.CSVFound{}}
	if c.Weight != "" {
		opt.Numbers = append(opt.Numbers, name(c.Weight))
	}
	if c.Describe != "" {
		book, err := t.input(c.Describe)
		if err != nil {
			return nil, err
		}
		if opt.Describe, err = stats.ReadDescription(bytes.NewReader(book)); err != nil {
			return nil, err
		}
	}
	file, err := os.Open(c.File)
	if errors.Is(err, os.ErrNotExist) {
		return nil, survey.Fail(survey.Invalid, "file.not_found:named", "file", c.File)
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	sum := sha256.New()
	in, problems := table.Open(file, sum)
	if len(problems) > 0 {
		return nil, survey.Wrong("tabulate", problems)
	}
	defer in.Close()
	opt.Comma, opt.IsNumber, opt.Typed = in.Delimiter, in.IsNumber, c.typed
	frame, err := stats.ReadCSV(in, opt)
	c.sum = hex.EncodeToString(sum.Sum(nil))
	c.notices = append(in.Notices, found(opt.Found)...)
	return frame, err
}

// found says what of a file was passed over.
func found(f *stats.CSVFound) []survey.Words {
	var out []survey.Words
	if f.Blank > 0 {
		out = append(out, survey.Say("command.blank_rows_passed_over", "n", f.Blank))
	}
	for _, m := range f.Missing {
		out = append(out, survey.Say("command.column_cells_count_not", "column", m.Column, "n", m.Cells,
			"text", m.Text))
	}
	return out
}

// source is what a workbook says about where its tables come from.
func (c *tabulateCommand) source(args []string) workbook.TablesSource {
	words := []string{"khaosat"}
	for _, a := range args {
		if strings.ContainsAny(a, " '\"$&|;<>()*?\\") {
			a = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
		}
		words = append(words, a)
	}
	return workbook.TablesSource{File: filepath.Base(c.File), SHA256: c.sum, Command: strings.Join(words, " "),
		Weight: c.Weight, Strata: c.Strata,
		PSU: c.PSU, FPC: c.FPC, Lonely: c.Lonely, Letters: c.Letters, Filtered: c.Filter}
}

// tabulate makes the tables under the design that the flags describe.
func (c *tabulateCommand) tabulate(
	frame *stats.Frame, method stats.IntervalMethod, lang string,
) (*stats.Tables, error) {
	design, err := c.design(frame)
	if err != nil {
		return nil, err
	}
	keep, err := c.selection(frame)
	if err != nil {
		return nil, err
	}
	spec := stats.TableSpec{Design: design, Level: c.Level, Interval: method, Letters: plain.Adjustment(c.Letters),
		Lang: lang}
	if keep != nil {
		spec.Design = design.Within(*keep)
	}
	if c.Items != "all" {
		spec.Items = list(c.Items)
	}
	for _, b := range parts(c.Banner, ',') {
		var nested []string
		for _, n := range parts(b, '>') {
			nested = append(nested, name(n))
		}
		spec.Banner = append(spec.Banner, nested)
	}
	tables, err := stats.Tabulate(frame, spec)
	if err != nil {
		return nil, err
	}
	for i, n := range c.notices {
		tables.Notices = slices.Insert(tables.Notices, i, n.In(lang))
	}
	return tables, nil
}

// design checks the design, so that errors name the rows of the file, and then lays the rows of a PSU together.
func (c *tabulateCommand) design(frame *stats.Frame) (*stats.Design, error) {
	lonely, err := stats.ParseLonely(c.Lonely)
	if err != nil {
		return nil, err
	}
	spec := stats.DesignSpec{Weight: name(c.Weight), Strata: name(c.Strata), PSU: list(c.PSU), FPC: list(c.FPC),
		Nest: c.Nest, Lonely: lonely}
	design, err := stats.NewDesign(frame, spec)
	if err != nil {
		return nil, err
	}
	if _, err := c.selection(frame); err != nil {
		return nil, err
	}
	keys := []string{}
	for _, name := range append([]string{spec.Strata}, spec.PSU...) {
		if column := frame.Column(name); column != nil && column.Variable.Kind == stats.Single {
			keys = append(keys, name)
		}
	}
	before := frame.Version()
	if err := frame.Arrange(keys...); err != nil {
		return nil, err
	}
	if frame.Version() == before {
		return design, nil
	}
	return stats.NewDesign(frame, spec)
}

// list splits a list of names at commas; "" is no name at all.
func list(text string) []string {
	out := parts(text, ',')
	for i := range out {
		out[i] = name(out[i])
	}
	return out
}

// parts splits at a separator outside double quotes; a quote inside a name opens none. "" has no part.
func parts(text string, separator rune) []string {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	out := []string{""}
	quoted := false
	for _, r := range text {
		last := &out[len(out)-1]
		switch {
		case r == '"' && (quoted || strings.TrimSpace(*last) == "" ||
			strings.HasPrefix(strings.TrimSpace(*last), `"`) || strings.HasSuffix(strings.TrimSpace(*last), ">")):
			quoted = !quoted
		case r == separator && !quoted:
			out = append(out, "")
			continue
		}
		*last += string(r)
	}
	return out
}

// name is a name as it was written, without the quotes round it and the blanks, in NFC as the names of a file are.
func name(text string) string {
	text = survey.NFC(strings.TrimSpace(text))
	if len(text) > 1 && strings.HasPrefix(text, `"`) && strings.HasSuffix(text, `"`) {
		text = strings.ReplaceAll(text[1:len(text)-1], `""`, `"`)
	}
	return text
}

// selection marks the rows for which the filter holds; nil without a filter.
func (c *tabulateCommand) selection(frame *stats.Frame) (*stats.Selection, error) {
	return filter.Rows(frame, survey.NFC(c.Filter), "--filter", frame.Column)
}

// print writes the tables as JSON or as a workbook.
func (c *tabulateCommand) print(t *terminal, tables *stats.Tables, args []string) error {
	if c.XLSX != "" {
		var b bytes.Buffer
		o := workbook.TablesOptions{Lang: t.lang, AddUp: c.AddUp, Source: c.source(args)}
		if err := workbook.Tables(&b, tables, o); err != nil {
			return err
		}
		return t.write(c.XLSX, b.Bytes())
	}
	out := json.NewEncoder(t.stdout)
	out.SetEscapeHTML(false)
	return out.Encode(tables)
}

// printCost prints what loading and tabulating took. Peak memory is what the process has taken from the system.
func printCost(t *terminal, rows int, load, tabulate time.Duration) error {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return json.NewEncoder(t.stderr).Encode(map[string]any{"rows": rows, "load_s": load.Seconds(),
		"tabulate_s": tabulate.Seconds(), "peak_bytes": m.Sys})
}

// spoken is an error of stats in words.
func spoken(err error) survey.Words {
	var p *problem.Problem
	if errors.As(err, &p) {
		return p.Message
	}
	return words.Plain(err.Error())
}

var aRow = regexp.MustCompile(`\brow [0-9]`)

// wrongInput makes an error of stats one that the caller reads in a language.
func wrongInput(err error) error {
	var p *problem.Problem
	if errors.As(err, &p) {
		said := p.Message
		if aRow.MatchString(p.In("en")) { // a spreadsheet counts the header too
			said = survey.Say("command.row_below_header", "problem", said)
		}
		return survey.FailWith(survey.Invalid, "tabulate", said)
	}
	if err != nil && !errors.As(err, new(*survey.Error)) {
		return fmt.Errorf("tabulate: %w", err)
	}
	return err
}
