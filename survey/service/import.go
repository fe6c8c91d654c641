package service

import (
	"context"
	"crypto/sha1"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/rows"
)

// ImportOptions say how a file is read.
type ImportOptions struct {
	Mapping  rows.Mapping
	GoodRows bool       // store the good rows although others are bad
	Same     SamePeople // who rows without ids are that are equal to stored ones
}

// ImportReport says what became of each row of a file.
type ImportReport struct {
	Batch    string
	Rows     int
	Stored   int
	Known    int              // were there already, with the same content
	Erased   int              // rows without an id that are equal to a response erased for good: not stored
	Rejected map[int]int      // line → number of problems
	Problems []survey.Problem // all of them, by line
	Notices  []survey.Words   // what nobody may overlook, though it hinders nothing
}

// insertChunk is how many responses go to the store at once.
const insertChunk = 500

// ImportResponses stores the responses of a file as one batch that is seen whole or not at all. With bad rows nothing
// is stored and the Invalid error lists every problem with row and column, unless GoodRows is set. A second import of
// the same file stores nothing twice; one of a file whose rows have no ids and are partly known is refused until it is
// said who they are.
func (s *Service) ImportResponses(ctx context.Context, a survey.Actor, slug string, file rows.ImportFile,
	o ImportOptions) (*ImportReport, error) {
	if err := s.allow(a, survey.Edit, slug); err != nil {
		return nil, err
	}
	sv, err := s.Survey(ctx, slug)
	if err != nil {
		return nil, err
	}
	reader, problems, err := s.rowReader(ctx, sv, file, o.Mapping)
	if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		return nil, survey.Wrong("Service.ImportResponses", problems)
	}
	if problems := file.Unread(o.Mapping); len(problems) > 0 {
		return nil, survey.Wrong("Service.ImportResponses", problems)
	}
	report := &ImportReport{Rows: len(file.Rows) + len(file.Ragged), Rejected: map[int]int{}, Notices: file.Remarks()}
	for _, row := range file.Ragged {
		report.reject(file, reader, row.Line,
			[]survey.Problem{survey.ProblemAt(survey.Place{}, "csv.width", "cells", len(row.Cells),
				"columns", len(file.Header))})
	}
	batch, before, err := s.newBatch(ctx, a, slug, file)
	if err != nil {
		return nil, err
	}
	report.Batch = batch.ID
	rows := readRows(slug, reader, file)
	question, err := s.recognise(ctx, sv, rows, o.Same, before)
	if err != nil {
		return nil, err
	}
	good, err := s.importRows(ctx, sv, rows, reader, file, batch.ID, report)
	if err != nil {
		return nil, err
	}
	if question != nil {
		return report, survey.Wrong("Service.ImportResponses", append([]survey.Problem{*question}, report.Problems...))
	}
	if err := s.compareStored(ctx, slug, good, file, reader, report); err != nil {
		return nil, err
	}
	if err := report.refused(o); err != nil {
		return report, err
	}
	if err := s.insertRows(ctx, good, file, reader, report); err != nil {
		return report, err
	}
	// someone else stored or erased one of them meanwhile; what was inserted is never seen
	if err := report.refused(o); err != nil {
		return report, err
	}
	report.noticeErased()
	return report, s.commitBatch(ctx, batch, report)
}

// rowReader makes the reader for a file with rows of any published version.
func (s *Service) rowReader(ctx context.Context, sv *survey.Survey, file rows.ImportFile,
	m rows.Mapping) (*rows.RowReader, []survey.Problem, error) {
	lineage, err := s.Lineage(ctx, sv)
	if err != nil {
		return nil, nil, err
	}
	forms := map[string]*form.Form{}
	for _, version := range sv.Versions {
		if forms[version], err = s.Form(ctx, sv.Slug, version); err != nil {
			return nil, nil, err
		}
	}
	reader, problems := rows.NewReader(lineage, file.Header, m, func(c int) string { return file.Cell(c, 1) }, forms)
	return reader, problems, nil
}

func (r *ImportReport) noticeErased() {
	if r.Erased > 0 {
		r.Notices = append(r.Notices, survey.Say("survey.rows_equal_responses_erased", "n", r.Erased))
	}
}

// refused is the error that lists every problem, nil when the good rows may be stored.
func (r *ImportReport) refused(o ImportOptions) error {
	slices.SortStableFunc(r.Problems, func(a, b survey.Problem) int { return a.Place.Row - b.Place.Row })
	if o.GoodRows {
		return nil
	}
	return survey.Wrong("Service.ImportResponses", r.Problems)
}

func (r *ImportReport) reject(file rows.ImportFile, reader *rows.RowReader, line int, problems []survey.Problem) {
	for _, p := range problems {
		p.Place.Row, p.Place.Sheet = line, file.Sheet
		if p.Place.Cell == "" {
			if i := reader.Column(p.Place.Item); i >= 0 {
				p.Place.Cell = file.Cell(i, line)
			}
		}
		r.Problems = append(r.Problems, p)
	}
	r.Rejected[line] = len(problems)
}

// newBatch is the batch of a file. A file whose import was undone, or of which some rows were stored, comes as a
// further batch: a batch is committed once. before tells that the file was imported and not undone.
func (s *Service) newBatch(
	ctx context.Context, a survey.Actor, slug string, file rows.ImportFile,
) (b survey.Batch, before bool, err error) {
	batches, err := s.store.Responses().Batches(ctx, slug)
	if err != nil {
		return survey.Batch{}, false, err
	}
	name := slug
	for n := 2; slices.ContainsFunc(batches,
		func(b survey.Batch) bool { return b.ID == uuid5(file.SHA256, name) }); n++ {
		name = fmt.Sprintf("%s import %d", slug, n)
	}
	before = slices.ContainsFunc(batches, func(b survey.Batch) bool { return b.SHA256 == file.SHA256 && !b.Undone })
	return survey.Batch{ID: uuid5(file.SHA256, name), Survey: slug, File: file.Name, SHA256: file.SHA256, By: a.Name},
		before, nil
}

// importedRow is the response that a row of a file makes.
type importedRow struct {
	*pending
	*readRow
}

// importRows makes the responses of the rows that are not known; those with problems go into the report.
func (s *Service) importRows(ctx context.Context, sv *survey.Survey, rows []*readRow, reader *rows.RowReader,
	file rows.ImportFile, batch string, report *ImportReport) ([]importedRow, error) {
	var good []importedRow
	seen := map[string]int{}
	register, err := s.Register(ctx, sv)
	if err != nil {
		return nil, err
	}
	lineage, err := s.Lineage(ctx, sv)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if row.known {
			report.Known++
			continue
		}
		p, problems, err := s.importRow(ctx, sv, row, batch)
		if err != nil {
			return nil, err
		}
		if p != nil {
			problems = append(problems, register.Unclear(lineage, p.response)...)
			if line, twice := seen[p.response.ID]; twice {
				problems = append(problems,
					survey.ProblemAt(survey.Place{Item: survey.ColumnID}, "id.twice", "row", line))
			} else {
				seen[p.response.ID] = row.line
			}
		}
		if len(problems) == 0 {
			good = append(good, importedRow{p, row})
			continue
		}
		report.reject(file, reader, row.line, problems)
	}
	return good, nil
}

// compareStored finds the rows whose identity was stored before with other content. What was stored says the same when
// it was sent in another spelling but came to the same: an export brought in again.
func (s *Service) compareStored(ctx context.Context, slug string, rows []importedRow, file rows.ImportFile,
	reader *rows.RowReader, report *ImportReport) error {
	for chunk := range slices.Chunk(rows, insertChunk) {
		ids := make([]string, len(chunk))
		for i, r := range chunk {
			ids[i] = r.response.ID
		}
		stored, err := s.store.Responses().Few(ctx, slug, ids)
		if err != nil {
			return err
		}
		before := map[string]*survey.Response{}
		for _, r := range stored {
			before[r.ID] = r
		}
		for _, r := range chunk {
			was := before[r.response.ID]
			if was == nil || r.same(was.SHA256) {
				continue
			}
			if r.known, err = s.saidOnce(ctx, was, r); err != nil {
				return err
			}
			if r.known {
				report.Known++
			} else {
				report.reject(file, reader, r.line, otherContent())
			}
		}
	}
	return nil
}

// saidOnce reports whether a row says what is stored or what was before it was edited: an export from before an edit
// undoes nothing.
func (s *Service) saidOnce(ctx context.Context, stored *survey.Response, row importedRow) (bool, error) {
	if same := s.saysTheSame(stored, row); same || stored.Revision == 1 {
		return same, nil
	}
	revisions, err := s.store.Responses().Revisions(ctx, stored.Survey, stored.ID)
	return slices.ContainsFunc(revisions, func(was *survey.Response) bool { return s.saysTheSame(was, row) }), err
}

// saysTheSame reports whether a row says all that is stored; how it came and where it stands a row cannot say. One that
// names no wave says nothing of it: the current one may have become so since.
func (s *Service) saysTheSame(stored *survey.Response, row importedRow) bool {
	as := *row.response
	as.Link, as.Channel, as.State = stored.Link, stored.Channel, stored.State
	if row.in.Wave == "" {
		as.Wave = stored.Wave
	}
	return s.identity.RowHash(&as) == s.identity.RowHash(stored)
}

func otherContent() []survey.Problem {
	return []survey.Problem{survey.ProblemAt(survey.Place{Item: survey.ColumnID}, "response.other_content")}
}

// importRow makes the response of one row; its problems are those of the cells and of the answers together.
func (s *Service) importRow(
	ctx context.Context, sv *survey.Survey, row *readRow, batch string,
) (*pending, []survey.Problem, error) {
	values, problems := row.values, row.problems
	id, ok := survey.CleanID(row.id)
	if !ok {
		problems = append(problems, survey.ProblemAt(survey.Place{Item: survey.ColumnID}, "id.uuid", "id", values.ID))
	}
	p := &pending{survey: sv,
		in: Submission{ID: id, Version: values.Version, Language: values.Language, Answers: values.Answers,
			Unit: values.Unit, Class: values.Class, Wave: values.Wave, Channel: survey.ByImport, Batch: batch}}
	hash, err := p.hash()
	if err != nil {
		return nil, append(problems, survey.ProblemAt(survey.Place{}, "answer.type:row_cannot", "cause", err)), nil
	}
	p.start(s, hash)
	err = s.judge(ctx, p)
	if err != nil && survey.KindOf(err) != survey.Invalid {
		return nil, nil, err
	}
	return p, append(problems, survey.ProblemsOf(err)...), nil
}

// insertRows stores the rows that were not rejected, unseen until their batch is committed.
func (s *Service) insertRows(ctx context.Context, rows []importedRow, file rows.ImportFile, reader *rows.RowReader,
	report *ImportReport) error {
	rows = slices.DeleteFunc(rows, func(r importedRow) bool { return report.Rejected[r.line] > 0 || r.known })
	for chunk := range slices.Chunk(rows, insertChunk) {
		responses := make([]*survey.Response, len(chunk))
		for i, r := range chunk {
			responses[i] = r.response
		}
		existing, err := s.store.Responses().Insert(ctx, responses...)
		if err != nil {
			return err
		}
		for i, old := range existing {
			switch {
			case old == nil:
				report.Stored++
			case old.Revision == 0 && chunk[i].content != "":
				report.Erased++
			case old.Revision == 0:
				report.reject(file, reader, chunk[i].line,
					[]survey.Problem{survey.ProblemAt(survey.Place{Item: survey.ColumnID}, "response.erased")})
			case chunk[i].content != "", chunk[i].same(old.SHA256):
				report.Known++
			default:
				report.reject(file, reader, chunk[i].line, otherContent())
			}
		}
	}
	return nil
}

// commitBatch makes the stored rows seen.
func (s *Service) commitBatch(ctx context.Context, batch survey.Batch, report *ImportReport) error {
	if report.Stored == 0 {
		return nil
	}
	batch.Rows = report.Stored
	err := s.store.Responses().CommitBatch(ctx, batch)
	if err != nil && survey.KindOf(err) != survey.Conflict { // Conflict: the same import ran twice at once
		return err
	}
	s.notify(Notice{Survey: batch.Survey})
	return nil
}

// UndoImport hides the responses of an import again.
func (s *Service) UndoImport(ctx context.Context, a survey.Actor, slug, batch string) error {
	if err := s.allow(a, survey.Edit, slug); err != nil {
		return err
	}
	if err := s.store.Responses().UndoBatch(ctx, slug, batch); err != nil {
		return named(err, "batch.not_found")
	}
	s.notify(Notice{Survey: slug})
	return nil
}

// Imports lists the imports of a survey, oldest first.
func (s *Service) Imports(ctx context.Context, a survey.Actor, slug string) ([]survey.Batch, error) {
	if err := s.allow(a, survey.SeeTotals, slug); err != nil {
		return nil, err
	}
	return s.store.Responses().Batches(ctx, slug)
}

// uuid5 is the name-based UUID of an imported row. The name says whose it is and has no namespace before it: its first
// 16 bytes are given as that, so that an id is the hash of the name and nothing else, as it has always been.
func uuid5(space, name string) string {
	return nameBased([]byte("khaosat import " + space + "\x00" + name))
}

// nameBased is the UUID of version 5 (RFC 9562, 5.5) of a namespace's 16 bytes and the name behind them.
func nameBased(whole []byte) string {
	return uuid.NewHash(sha1.New(), uuid.UUID(whole[:16]), whole[16:], 5).String()
}
