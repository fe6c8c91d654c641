package rows

import "github.com/khaosat/khaosat/survey"

// ImportFile is a table of responses, as survey/table reads it.
type ImportFile struct {
	Name   string
	SHA256 string // of the file's bytes, hex
	Sheet  string
	Header []string
	Rows   []ImportRow
	Ragged []ImportRow                   // records with more or fewer cells than the header
	Cell   func(column, line int) string // names a cell: "C17"

	Notices []survey.Words // how it was read, where that leaves a doubt
	Beside  []BesideSheet  // the further sheets of a workbook
}

// BesideSheet is a sheet of a workbook that is not the table of responses.
type BesideSheet struct {
	Name   string
	Header []string
	Rows   int // below the header
}

// ImportRow is one record with its line in the file.
type ImportRow struct {
	Line    int
	Cells   []string
	Numbers []bool // which cells a workbook holds as numbers, not as text; nil: none, as in CSV
}

func (r ImportRow) number(column int) bool { return column < len(r.Numbers) && r.Numbers[column] }
