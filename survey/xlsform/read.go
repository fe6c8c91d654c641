package xlsform

import (
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/xlsx"
)

// Options are what Read may be told beside the workbook.
type Options struct {
	Files map[string][]byte // attached files by name: the CSV lists of select_one_from_file, pulldata and csv-external
	Kinds *kinds.Set        // of items; nil = the built-in ones
}

// Read reads a workbook of size bytes; fileName names the form where its settings do not. An unreadable or hostile
// workbook is a Result with one error; the error result is a failure of r alone.
func Read(r io.ReaderAt, size int64, fileName string) (*Result, error) {
	return ReadWith(r, size, fileName, Options{})
}

// ReadWith is Read with attached files.
func ReadWith(in io.ReaderAt, size int64, fileName string, o Options) (*Result, error) {
	b, err := openBook(in, size)
	if no, ok := xlsx.Problem(err); ok {
		return &Result{Problems: []Problem{{Severity: SeverityError, Code: no.Code, Sheet: no.Place.Sheet,
			Cell: no.Place.Cell, Words: no.Words}}}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("xlsform: read %q: %w", fileName, err)
	}
	r := &reader{
		options: o, types: typesOf(o.Kinds), book: b, res: &Result{}, q: &survey.Questionnaire{},
		names: newKnownNames(),
		langs: &languages{ids: map[string]string{}}, lists: map[string]*survey.ChoiceList{},
		inside: map[string]bool{}, sources: map[string]string{}, searched: map[string]listUse{},
		entityNames: map[string]bool{}, externals: map[string]bool{},
		missing: map[string]bool{}, files: map[string]*fileTable{},
	}
	r.read(stem(fileName))
	return r.res, nil
}

func openBook(in io.ReaderAt, size int64) (*book, error) {
	file, err := xlsx.Open(in, size, xlsx.Form)
	if err != nil {
		return nil, err
	}
	return readBook(file)
}

// stem is a file's name without folder and last extension.
func stem(fileName string) string {
	base := path.Base(strings.ReplaceAll(fileName, `\`, "/"))
	return strings.TrimSuffix(base, path.Ext(base))
}

// reader is the state of reading one workbook.
type reader struct {
	options Options
	types   *typeTable
	book    *book
	res     *Result
	q       *survey.Questionnaire

	problems []Problem
	failed   bool // some problem is an error
	blocked  bool // some warning keeps the form from being published

	langs   *languages
	plainID string // language id of columns without a language
	names   *knownNames
	lists   map[string]*survey.ChoiceList // as the choices sheet has them, and from files
	order   []string                      // of lists
	rootID  string                        // the name of the root element

	settings, choices, external, survey, entities *table
	externalName                                  func(list string) string // what a list of external_choices is called
	inside                                        map[string]bool          // the lists of the choices sheet
	// what instances of a name are taken from: a file, "" for the choices sheet
	sources map[string]string

	triggers    []triggerCell
	given       []record // of items whose choices are answers given elsewhere
	geometries  []geometryCell
	clashes     []listClash
	searched    map[string]listUse
	externals   map[string]bool // names of csv-external and xml-external
	entityNames map[string]bool
	counts      []madeName // the NAME_count of repeats
	// how many items have a name, with those that loops, or_other and repeat_count make
	treeNames map[string]int
	byName    map[string]*survey.Item // made by listOf
	known     map[string]*listFacts   // made by facts
	others    map[string][2]survey.Text
	missing   map[string]bool // files without a choice in them
	files     map[string]*fileTable
}

// triggerCell is a trigger to be looked up once all names are known.
type triggerCell struct {
	rec   record
	names []string
}

func (r *reader) read(fileStem string) {
	r.res.Title, r.res.FormID = fileStem, fileStem
	r.res.Questionnaire = r.q
	sheets := r.book.sheets
	if g := sheets["settings"]; g != nil {
		r.settings = r.table(g, settingColumns)
	}
	g := sheets["survey"]
	if g == nil || len(g.rows) == 0 || g.rows[0].number != 1 {
		r.noSurvey()
	}
	if g == nil || len(g.rows) == 0 {
		r.readSettings()
		r.finish()
		return
	}
	r.survey = r.table(g, surveyColumns)
	r.survey.blanks = r.keepsBlanks()
	if c := sheets["choices"]; c != nil {
		r.choices = r.table(c, choiceColumns)
	}
	if c := sheets["external_choices"]; c != nil {
		r.external = r.table(c, choiceColumns)
	}
	if c := sheets["entities"]; c != nil {
		r.entities = r.table(c, entityColumns)
	}
	r.unknownColumns(r.settings, settingColumns, usualSettings)
	r.unknownColumns(r.survey, surveyColumns, usualSurvey)
	r.unknownColumns(r.choices, choiceColumns, usualChoices)
	r.readSettings()
	r.readLanguages(r.setting("default_language"), r.survey, r.choices, r.external)
	r.readChoices()
	if !r.survey.has(colType) {
		r.fail(r.survey.sheet, "A1", "header.type")
	} else {
		r.readSurvey()
		r.checkAll()
	}
	r.finish()
}

// noSurvey says that the workbook has no questions, and which sheet was perhaps meant.
func (r *reader) noSurvey() {
	for _, n := range r.book.names {
		if strings.EqualFold(n, "survey") {
			r.fail(n, "A1", "sheet.survey_empty", "name", n)
			return
		}
	}
	hint := r.similarSheet("survey")
	r.fail("", "", "sheet.survey_missing", "hint", hint)
}

// similarSheet asks whether a sheet was meant that has nearly the name. Sheets that start with an underscore are notes.
func (r *reader) similarSheet(want string) survey.Words {
	near := expr.Nearest(want, func(yield func(string) bool) {
		for _, n := range r.book.names {
			if !strings.HasPrefix(n, "_") && !supported(n) && !yield(n) {
				return
			}
		}
	})
	if near == "" {
		return survey.Words{}
	}
	return expr.DidYouMean(near).Plus(survey.Say("hint.rename_sheet", "wanted", want))
}

// finish settles what the problems mean.
func (r *reader) finish() {
	r.res.Problems = r.problems
	r.res.OK = !r.failed
	r.res.Publishable = r.res.OK && !r.blocked
	sortProblems(r.res.Problems)
}
