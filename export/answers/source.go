package answers

import (
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/versions"
)

// System columns that are named in more than one place, as survey.SystemColumns has them.
const (
	DataRevision = "_revision"
	DataName     = "_instance_name"
)

// Source is what an encoder of responses writes: responses in the order of the iterator, under the items of one
// version. lang is the language of labels and notices.
type Source struct {
	Lineage *versions.Lineage
	Form    *form.Form // the version that is shown
	In      iter.Seq2[*survey.Response, error]
	Lang    string
	Notices []survey.Words // what the document could not hold as it is
}

func (s *Source) notice(key string, pairs ...any) {
	s.Notices = append(s.Notices, survey.Say(key, pairs...))
}

// Counting yields the responses whose state counts.
func Counting(in iter.Seq2[*survey.Response, error]) iter.Seq2[*survey.Response, error] {
	return func(yield func(*survey.Response, error) bool) {
		for r, err := range in {
			if err != nil {
				yield(nil, err)
				return
			}
			if r.State.Counts() && !yield(r, nil) {
				return
			}
		}
	}
}

// ImportID is the id of a response as `responses import` takes it, a UUID: the keyed hash of an anonymous survey, 32
// hex digits, gets the dashes of one.
func ImportID(id string) string {
	if len(id) == 32 {
		if dashed := id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:]; valid(dashed) {
			return dashed
		}
	}
	return id
}

func valid(id string) bool { _, ok := survey.CleanID(id); return ok }

// SystemColumns are the columns of a response beside its answers, by their names in survey.SystemColumns.
var SystemColumns = map[string]func(r *survey.Response) string{
	"id":        func(r *survey.Response) string { return ImportID(r.ID) },
	"_revision": func(r *survey.Response) string { return fmt.Sprint(r.Revision) },
	"_state":    func(r *survey.Response) string { return string(r.State) },
	"_version":  func(r *survey.Response) string { return r.Version },
	"_language": func(r *survey.Response) string { return r.Language },
	"_unit":     func(r *survey.Response) string { return r.Unit },
	"_class":    func(r *survey.Response) string { return r.Class },
	"_wave":     func(r *survey.Response) string { return r.Wave },
	"_channel":  func(r *survey.Response) string { return string(r.Channel) },
	"_received": func(r *survey.Response) string { return Timestamp(r.Received) },
	DataName:    func(r *survey.Response) string { return r.Name },
}

// Timestamp is a moment in UTC to the millisecond; "" when there is none, as in anonymous surveys.
func Timestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z07:00")
}

// Answer is what a response says to a series, under whatever name its version has the item; nothing where the version
// does not have it.
func Answer(s *versions.Series, version string, answers survey.Answers) survey.Value {
	if f := s.Member(version); f != nil {
		return answers[f.Path]
	}
	return survey.Value{}
}

// Asks tells whether a response was asked an item: its version has it and routing reached it.
func Asks(s *versions.Series, version string, skipped map[string]bool) bool {
	f := s.Member(version)
	return f != nil && !skipped[f.Path]
}

// NoticeCut names the answers of a response that are longer than a cell.
func (s *Source) NoticeCut(header, cells []string, r *survey.Response) {
	for i, text := range cells {
		if _, cut := cell.SheetText(text); cut {
			s.notice("export.response_answer_longer_characters", "response", ImportID(r.ID), "item", header[i], "most",
				cell.MaxCell, "mark", strings.TrimSpace(cell.CutMark))
		}
	}
}
