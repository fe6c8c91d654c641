package service

import (
	"context"
	"fmt"
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/rows"
)

// SamePeople says who the rows of a file without ids are that equal rows imported before. Nothing in the file tells, so
// the importer is asked.
type SamePeople string

// The answers to it.
const (
	NotSaid SamePeople = ""       // refuse a file that has rows known and rows new
	Grown   SamePeople = "grown"  // the file of before with rows added: only what is new is stored
	Others  SamePeople = "others" // other people who happen to have answered alike: all are stored
)

// readRow is a row of a file, read and not yet judged.
type readRow struct {
	line     int
	values   rows.RowValues
	problems []survey.Problem
	id       string // of the response, as it is posted
	content  string // canonical text of what the row says; "" in a row with an id of its own
	known    bool   // is the response of before
}

// readRows reads the cells of a file and gives rows without ids theirs: UUIDv5 of the survey, what the row says and
// that it is the k-th of the file to say so. So a file that was saved in another way or has grown is recognised, and
// two people who answered alike stay two.
func readRows(slug string, reader *rows.RowReader, file rows.ImportFile) []*readRow {
	var rows []*readRow
	said := map[string]int{}
	reader.Learn(file.Rows)
	for _, row := range file.Rows {
		r := &readRow{line: row.Line}
		r.values, r.problems = reader.Read(row, func(c int) string { return file.Cell(c, row.Line) })
		if r.id = r.values.ID; r.id == "" {
			content, err := r.values.Canonical()
			if err != nil {
				r.problems = append(r.problems,
					survey.ProblemAt(survey.Place{}, "answer.type:row_cannot", "cause", err))
			}
			r.content = content
			said[content]++
			r.id = rowID(slug, content, said[content])
		}
		rows = append(rows, r)
	}
	return rows
}

// rowID is the id of the k-th row that says something.
func rowID(slug, content string, k int) string {
	return uuid5(slug, fmt.Sprintf("%s\x00%d", content, k))
}

// recognise marks the rows that are stored already, or finds them other ids where they are other people. before tells
// that this very file was imported and not undone, which leaves no question. The problem is the question, when nobody
// answered it.
func (s *Service) recognise(ctx context.Context, sv *survey.Survey, rows []*readRow, same SamePeople,
	before bool) (*survey.Problem, error) {
	var anonymous []*readRow
	for _, r := range rows {
		if r.content != "" && len(r.problems) == 0 {
			anonymous = append(anonymous, r)
		}
	}
	stored, err := s.storedOf(ctx, sv, anonymous)
	if err != nil {
		return nil, err
	}
	known := 0
	for _, r := range anonymous {
		if r.known = stored[r.id]; r.known {
			known++
		}
	}
	switch fresh := len(anonymous) - known; {
	case same == Others && !before:
		return nil, s.asOthers(ctx, sv, anonymous)
	case known == 0 || fresh == 0 || same == Grown || before:
		return nil, nil
	default:
		p := survey.ProblemAt(survey.Place{}, "import.same_people", "known", known, "fresh", fresh)
		return &p, nil
	}
}

// storedOf finds out which of the rows' responses are stored and seen: those of an undone import are not.
func (s *Service) storedOf(ctx context.Context, sv *survey.Survey, rows []*readRow) (map[string]bool, error) {
	out := map[string]bool{}
	for chunk := range slices.Chunk(rows, insertChunk) {
		ids, posted := make([]string, len(chunk)), map[string]string{}
		for i, r := range chunk {
			ids[i] = s.identity.AnswerID(sv, r.id)
			posted[ids[i]] = r.id
		}
		few, err := s.store.Responses().Few(ctx, sv.Slug, ids)
		if err != nil {
			return nil, err
		}
		for _, r := range few {
			out[posted[r.ID]] = true
		}
	}
	return out, nil
}

// asOthers gives each row the first id for what it says that nobody has or had: neither a response nor the tombstone of
// one.
func (s *Service) asOthers(ctx context.Context, sv *survey.Survey, rows []*readRow) error {
	next := map[string]int{}
	for _, r := range rows {
		for r.known = true; r.known; {
			next[r.content]++
			r.id = rowID(sv.Slug, r.content, next[r.content])
			_, err := s.store.Responses().Get(ctx, sv.Slug, s.identity.AnswerID(sv, r.id))
			if err != nil && survey.KindOf(err) != survey.NotFound && survey.KindOf(err) != survey.Erased {
				return err
			}
			r.known = err == nil || survey.KindOf(err) == survey.Erased
		}
	}
	return nil
}
