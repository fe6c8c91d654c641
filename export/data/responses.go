package data

import (
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/export/sav"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/versions"
)

// format is an encoder of responses.
type format struct {
	write    func(w io.Writer, s *answers.Source) error
	holdsAll bool // whatever was answered, as it is
}

// formats are the encoders by name. A further format is one more entry and its own file (see CONTRIBUTING.md).
var formats = map[string]format{
	"csv":   {writeCSV, true},
	"jsonl": {writeJSONL, true},
	"sav":   {sav.WriteSAV, false},
	"xlsx":  {writeXLSX, false},
}

// Formats lists the formats that Write writes, by name.
func Formats() []string { return slices.Sorted(maps.Keys(formats)) }

// HoldsAll tells whether a format holds whatever was answered as it is, so that Write gives no notices.
func HoldsAll(format string) bool { return formats[format].holdsAll }

// Write writes responses in a format, a column for each series of the lineage: answers that are counted together stand
// in one. lang is the language of labels, "vi" or "en". An unknown format is an Invalid error that lists the known
// ones; an error of the iterator comes back as it is, and what was written until then is no whole document. The notices
// say what the format could not hold as it is.
func Write(w io.Writer, format string, lineage *versions.Lineage, in iter.Seq2[*survey.Response, error],
	lang string) (notices []survey.Words, err error) {
	encoder, ok := formats[format]
	if !ok {
		known := strings.Join(Formats(), ", ")
		return nil, survey.Fail(survey.Invalid, "export.format", "format", format, "known", known)
	}
	s := &answers.Source{Lineage: lineage, Form: lineage.Form, In: in, Lang: lang}
	err = encoder.write(w, s)
	return s.Notices, err
}
