package xlsform

import (
	"encoding/json"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/words"
)

// Severities of a Problem.
const (
	SeverityError   = "error"   // the workbook is no valid XLSForm
	SeverityWarning = "warning" // it is one; something may not be as the author meant it, or khaosat cannot do it
)

// Problem is one thing that an author should look at.
type Problem struct {
	Severity string
	Sheet    string // as the workbook names it; "" when the file as a whole is meant
	Cell     string // "B7"
	Code     string // stable, for programs: "ref.unknown"
	Words    survey.Words
	Blocks   bool // a warning because of which the form cannot be published
}

// Result is what Read found in a workbook.
type Result struct {
	// as much as could be read, for a preview; nil when the workbook cannot be read at all
	Questionnaire  *survey.Questionnaire
	OK             bool // a valid XLSForm, as pyxform 4.5.0 judges
	Publishable    bool // OK, and khaosat can run it whole
	Title          string
	FormID         string
	Version        string
	Languages      []string // as the headers write them after two colons, in order
	Items, Choices int      // rows that a person answers; rows of the choices sheet
	Missing        []string // files that the form takes data from and that are not there
	Problems       []Problem
}

// JSON writes the result in the shape of "check --json", the messages in Vietnamese unless lang is English.
func (r *Result) JSON(lang string) ([]byte, error) {
	type problem struct {
		Severity string `json:"severity"`
		Sheet    string `json:"sheet"`
		Cell     string `json:"cell"`
		Code     string `json:"code"`
		Message  string `json:"message"`
		Blocks   bool   `json:"blocks"`
	}
	out := struct {
		OK          bool      `json:"ok"`
		Publishable bool      `json:"publishable"`
		Title       string    `json:"title"`
		FormID      string    `json:"form_id"`
		Version     string    `json:"version"`
		Languages   []string  `json:"languages"`
		Items       int       `json:"items"`
		Choices     int       `json:"choices"`
		Problems    []problem `json:"problems"`
	}{r.OK, r.Publishable, r.Title, r.FormID, r.Version, r.Languages, r.Items, r.Choices, []problem{}}
	if out.Languages == nil {
		out.Languages = []string{}
	}
	for _, p := range r.Problems {
		out.Problems = append(out.Problems, problem{p.Severity, p.Sheet, p.Cell, p.Code, p.Words.In(lang), p.Hinders()})
	}
	return json.Marshal(out)
}

// Hinders reports whether the form cannot be published because of the problem: it is an error, or what khaosat cannot
// run.
func (p Problem) Hinders() bool { return p.Severity == SeverityError || p.Blocks }

// shownCauses is how many causes Held names.
const shownCauses = 4

// Held says in one line why the form cannot be published, with its causes; empty when it can.
func (r *Result) Held() survey.Words {
	var causes []survey.Words
	seen := map[string]bool{}
	for _, p := range r.Problems {
		at := strings.TrimSuffix(p.Sheet+"!"+p.Cell, "!")
		if !p.Hinders() || seen[at+p.Code] {
			continue
		}
		seen[at+p.Code] = true
		causes = append(causes, words.Join(": ", words.Plain(at), p.Words.Then(firstSentence)))
	}
	if r.Publishable || len(causes) == 0 {
		return survey.Words{}
	}
	n := len(causes)
	if n > shownCauses {
		return survey.Say("xlsform.held:more", "causes", words.Join("; ", causes[:shownCauses]...), "n", n-shownCauses)
	}
	return survey.Say("xlsform.held", "causes", words.Join("; ", causes...))
}

// firstSentence is the start of a message on one line, without its full stop.
func firstSentence(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if i := strings.Index(s, ". "); i > 0 {
		s = s[:i]
	}
	return strings.TrimRight(s, ".")
}

// maxProblems bounds the list: nobody mends more at a time, and a hostile workbook must not make a flood.
const maxProblems = 500

func (r *reader) fail(sheet, cell, code string, pairs ...any) {
	r.failed = true
	r.add(Problem{Severity: SeverityError, Sheet: sheet, Cell: cell, Code: survey.CodeOf(code),
		Words: survey.Say(code, pairs...)})
}

func (r *reader) warn(sheet, cell, code string, pairs ...any) {
	r.warnWith(sheet, cell, code, survey.Say(code, pairs...))
}

// warnWith warns in words that are not the text of the code.
func (r *reader) warnWith(sheet, cell, code string, said survey.Words) {
	r.add(Problem{Severity: SeverityWarning, Sheet: sheet, Cell: cell, Code: survey.CodeOf(code), Words: said})
}

// block warns of what khaosat cannot run.
func (r *reader) block(sheet, cell, code string, pairs ...any) {
	r.blockWith(sheet, cell, code, survey.Say(code, pairs...))
}

// blockWith is block in words that are not the text of the code.
func (r *reader) blockWith(sheet, cell, code string, said survey.Words) {
	r.blocked = true
	r.add(Problem{Severity: SeverityWarning, Sheet: sheet, Cell: cell, Code: survey.CodeOf(code), Words: said,
		Blocks: true})
}

func (r *reader) add(p Problem) {
	if len(r.problems) < maxProblems {
		p.Words = p.Words.Then(cut)
		r.problems = append(r.problems, p)
	}
}

// cut shortens a message that quotes an author at great length.
func cut(s string) string {
	const most = 600
	n := 0
	for i := range s {
		if n++; n > most {
			return s[:i] + "…"
		}
	}
	return s
}
