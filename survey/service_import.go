package survey

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
)

// ImportFile is a table of responses, as survey/table reads it.
type ImportFile struct {
	Name   string
	SHA256 string // of the file's bytes, hex
	Sheet  string
	Header []string
	Rows   []ImportRow
	Cell   func(column, line int) string // names a cell: "C17"
}

// ImportRow is one record with its line in the file.
type ImportRow struct {
	Line  int
	Cells []string
}

// ImportOptions say how a file is read.
type ImportOptions struct {
	Mapping  Mapping
	GoodRows bool // store the good rows although others are bad
}

// ImportReport says what became of each row of a file.
type ImportReport struct {
	Batch    string
	Rows     int
	Stored   int
	Known    int         // were there already, with the same content
	Rejected map[int]int // line → number of problems
	Problems []Problem   // all of them, by line
}

// insertChunk is how many responses go to the store at once.
const insertChunk = 500

// ImportResponses stores the responses of a file as one batch that is seen whole or not at all. With bad rows nothing is stored
// and the Invalid error lists every problem with row and column, unless GoodRows is set. A second import of the same file
// stores nothing twice.
func (s *Service) ImportResponses(ctx context.Context, a Actor, slug string, file ImportFile, o ImportOptions) (*ImportReport, error) {
	if err := s.allow(a, Edit, slug); err != nil {
		return nil, err
	}
	sv, err := s.Survey(ctx, slug)
	if err != nil {
		return nil, err
	}
	form, err := s.Form(ctx, slug, "")
	if err != nil {
		return nil, err
	}
	reader, problems := form.NewRowReader(file.Header, o.Mapping, func(c int) string { return file.Cell(c, 1) })
	if len(problems) > 0 {
		return nil, Wrong("Service.ImportResponses", problems)
	}
	batch := Batch{ID: uuid5(file.SHA256, slug), Survey: slug, File: file.Name, SHA256: file.SHA256, By: a.Name}
	report := &ImportReport{Batch: batch.ID, Rows: len(file.Rows), Rejected: map[int]int{}}
	var good []*Response
	seen := map[string]int{}
	for _, row := range file.Rows {
		r, problems, err := s.importRow(ctx, sv, reader, file, row, batch.ID)
		if err != nil {
			return nil, err
		}
		if r != nil {
			if line, twice := seen[r.ID]; twice {
				problems = append(problems, Problem{Code: "id.twice", Words: Say("Mã phiếu này đã có ở dòng %d.", "This id stands on line %d already.", line)})
			}
			seen[r.ID] = row.Line
		}
		if len(problems) == 0 {
			good = append(good, r)
			continue
		}
		report.reject(file, reader, row.Line, problems)
	}
	if len(report.Problems) > 0 && !o.GoodRows {
		return report, Wrong("Service.ImportResponses", report.Problems)
	}
	return report, s.storeBatch(ctx, batch, good, report)
}

func (r *ImportReport) reject(file ImportFile, reader *RowReader, line int, problems []Problem) {
	for _, p := range problems {
		p.Place.Row, p.Place.Sheet = line, file.Sheet
		if p.Place.Cell == "" {
			if i := reader.column(p.Place.Item); i >= 0 {
				p.Place.Cell = file.Cell(i, line)
			}
		}
		r.Problems = append(r.Problems, p)
	}
	r.Rejected[line] = len(problems)
}

// importRow makes the response of one row; its problems are those of the cells and of the answers together.
func (s *Service) importRow(ctx context.Context, sv *Survey, reader *RowReader, file ImportFile, row ImportRow, batch string) (*Response, []Problem, error) {
	values, problems := reader.Read(row.Cells, func(c int) string { return file.Cell(c, row.Line) })
	id := values.ID
	if id == "" {
		id = uuid5(file.SHA256, fmt.Sprintf("%s row %d", sv.Slug, row.Line))
	}
	id, ok := CleanID(id)
	if !ok {
		problems = append(problems, Problem{Code: "id.uuid", Place: Place{Item: columnID}, Words: Say("“%s” không phải UUID.", "“%s” is not a UUID.", values.ID)})
	}
	p := &pending{survey: sv, in: Submission{ID: id, Version: values.Version, Language: values.Language, Answers: values.Answers,
		Unit: values.Unit, Class: values.Class, Wave: values.Wave, Channel: ByImport}}
	hash, err := p.hash()
	if err != nil {
		return nil, append(problems, Problem{Code: "answer.type", Words: Say("Dòng này không đọc được: %v", "This row cannot be read: %v", err)}), nil
	}
	p.response = &Response{Survey: sv.Slug, ID: s.identity.AnswerID(sv, id), Revision: 1, SHA256: hash, Channel: ByImport, Batch: batch}
	err = s.judge(ctx, p)
	if err != nil && KindOf(err) != Invalid {
		return nil, nil, err
	}
	return p.response, append(problems, ProblemsOf(err)...), nil
}

func (s *Service) storeBatch(ctx context.Context, batch Batch, good []*Response, report *ImportReport) error {
	for start := 0; start < len(good); start += insertChunk {
		chunk := good[start:min(start+insertChunk, len(good))]
		existing, err := s.store.Responses().Insert(ctx, chunk...)
		if err != nil {
			return err
		}
		for i, old := range existing {
			switch {
			case old == nil:
				report.Stored++
			case old.SHA256 == chunk[i].SHA256:
				report.Known++
			case old.Revision == 0:
				return Fail(Erased, "response.erased", Say("Phiếu %s đã được xóa hẳn, không nhập lại được.", "The response %s was erased for good and cannot be imported again.", chunk[i].ID))
			default:
				return Fail(Conflict, "response.other_content", Say("Phiếu %s đã có với nội dung khác.", "The response %s is there with other content.", chunk[i].ID))
			}
		}
	}
	if report.Stored == 0 {
		return nil
	}
	batch.Rows, batch.Committed = report.Stored, s.Now()
	err := s.store.Responses().CommitBatch(ctx, batch)
	if err != nil && KindOf(err) != Conflict {
		return err
	}
	s.notify(Notice{Survey: batch.Survey})
	return nil
}

// UndoImport hides the responses of an import again.
func (s *Service) UndoImport(ctx context.Context, a Actor, slug, batch string) error {
	if err := s.allow(a, Edit, slug); err != nil {
		return err
	}
	if err := s.store.Responses().UndoBatch(ctx, slug, batch); err != nil {
		return named(err, "batch.not_found", Say("Không có lần nhập này.", "There is no such import."))
	}
	s.notify(Notice{Survey: slug})
	return nil
}

// Imports lists the imports of a survey, oldest first.
func (s *Service) Imports(ctx context.Context, a Actor, slug string) ([]Batch, error) {
	if err := s.allow(a, SeeTotals, slug); err != nil {
		return nil, err
	}
	return s.store.Responses().Batches(ctx, slug)
}

// uuid5 is a name-based UUID (RFC 9562, version 5) in a namespace of our own made of the hash of a file.
func uuid5(space, name string) string {
	h := sha1.New()
	h.Write([]byte("khaosat import " + space + "\x00" + name))
	b := h.Sum(nil)[:16]
	b[6], b[8] = b[6]&0x0f|0x50, b[8]&0x3f|0x80
	x := hex.EncodeToString(b)
	return x[:8] + "-" + x[8:12] + "-" + x[12:16] + "-" + x[16:20] + "-" + x[20:]
}
