package table

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"sync"

	"github.com/khaosat/khaosat/survey"
)

// Stream is a table as text that is read row by row: what Read makes of a file, for files that are too large to be
// kept.
type Stream struct {
	io.Reader      // CSV in UTF-8 and NFC, the header first
	Delimiter byte // between cells
	Encoding  string
	Notices   []survey.Words // how it was read, where that leaves a doubt
	// IsNumber tells of a cell with a point in it whether a workbook holds a number there and not a text; records count
	// from 0, the header, and are known once they were read. nil of a CSV file.
	IsNumber func(record, column int) bool
	close    func()
}

// Close ends the reading.
func (s *Stream) Close() { s.close() }

// Open finds out how a file is written and opens it as text. all takes every byte of the file by the time the text has
// been read to its end.
func Open(file io.ReadSeeker, all io.Writer) (*Stream, []survey.Problem) {
	g, err := newGuess(file)
	if err != nil {
		return nil, one("file.unreadable", "cause", err)
	}
	if problems := refusal(g.head); problems != nil {
		return nil, problems
	}
	raw := io.TeeReader(file, all)
	if isWorkbook(g.head) {
		return openSheet(raw)
	}
	text := bufio.NewReaderSize(g.decoded(raw), guessHead)
	head, _ := text.Peek(guessHead / 2) // a shorter file is all there is
	comma, skip := separator(string(head))
	_, _ = text.Discard(skip) // what was peeked is there
	s := &Stream{Reader: text, Delimiter: byte(comma), Encoding: g.name(), close: func() {}}
	if w := EncodingWords(s.Encoding); w != nil {
		s.Notices = append(s.Notices, *w)
	}
	return s, nil
}

// openSheet writes the first sheet of a workbook as CSV while it is read.
func openSheet(r io.Reader) (*Stream, []survey.Problem) {
	b, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, one("file.unreadable", "cause", err)
	}
	if len(b) > MaxBytes {
		return nil, tooLarge()
	}
	w, problems := openWorkbook(b)
	if problems != nil {
		return nil, problems
	}
	in, out := io.Pipe()
	done := make(chan struct{})
	s := &Stream{Reader: in, Delimiter: ',', Encoding: workbookName}
	s.close = func() {
		_ = in.Close() // never fails
		<-done
	}
	for _, sheet := range w.beside {
		if b := w.besideSheet(sheet); b.Rows > 0 {
			s.Notices = append(s.Notices, b.Unread())
		}
	}
	var numbers fractions
	s.IsNumber = numbers.at
	go func() {
		defer close(done)
		_ = out.CloseWithError(w.writeCSV(out, &numbers)) // never fails
	}()
	return s, nil
}

// fractions are the cells with a point in them that hold numbers, by record of the text that is being written.
type fractions struct {
	sync.Mutex
	of map[int][]bool
}

func (f *fractions) note(record int, cells []bool) {
	if cells == nil {
		return
	}
	f.Lock()
	defer f.Unlock()
	if f.of == nil {
		f.of = map[int][]bool{}
	}
	f.of[record] = cells
}

func (f *fractions) at(record, column int) bool {
	f.Lock()
	defer f.Unlock()
	row := f.of[record]
	return column < len(row) && row[column]
}

// writeCSV writes the first sheet, and notes which cells hold fractions; lines without anything are left out, and all
// have the width of the first.
func (w *workbook) writeCSV(out io.Writer, numbers *fractions) error {
	lines := csv.NewWriter(out)
	record := 0
	for row, err := range w.rows(w.first) {
		if err != nil {
			return survey.Wrong("", broken(err))
		}
		if row.unknown != nil {
			return survey.Wrong("", row.unknown)
		}
		for i, c := range row.cells {
			row.cells[i] = survey.NFC(c)
		}
		numbers.note(record, row.numbers)
		record++
		if err := lines.Write(row.cells); err != nil {
			return err
		}
	}
	lines.Flush()
	return lines.Error()
}

// separator is what parts the cells of a text, and how many bytes at its beginning are the line in which Excel says so:
// "sep=;".
func separator(head string) (comma rune, skip int) {
	line, _, more := strings.Cut(head, "\n")
	said, ok := strings.CutPrefix(strings.ToLower(strings.Trim(line, "\"\r")), "sep=")
	if ok && more && len(said) == 1 {
		return rune(said[0]), len(line) + 1
	}
	return delimiter(head), 0
}

func isWorkbook(b []byte) bool { return bytes.HasPrefix(b, []byte("PK\x03\x04")) }
