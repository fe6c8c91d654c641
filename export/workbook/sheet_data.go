package workbook

import (
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/versions"
)

// maxRows is how many rows a sheet of Excel has, less some for heads.
const maxRows = 1_048_000

// Columns at both ends of the sheet of data, id, revision and row hash first. Its ids are those of the store, so that
// the snapshot's id can be computed from the sheet.
const (
	DataID      = "id"
	DataSkipped = "_skipped" // paths of the items that routing did not reach
	DataOther   = "_other"   // answers that belong to no series, as JSON
	DataHash    = "_hash"    // row hash: with id and revision what the snapshot's id is made of
	DataRow     = "_row"     // in sheets of repeats: the row's number within its response, "2" or "2.1"
)

// dataColumn is a column of the sheet of data that is no item.
type dataColumn struct {
	name string
	text func(r *survey.Response) string
}

// dataColumns are the columns before the items. An anonymous survey has no time of receipt.
func (b *book) dataColumns() []dataColumn {
	out := []dataColumn{
		{DataID, func(r *survey.Response) string { return r.ID }},
		{answers.DataRevision, answers.SystemColumns[answers.DataRevision]},
		{DataHash, func(r *survey.Response) string { return r.RowHash }},
	}
	names := []string{"_version", "_unit", "_class", "_wave", "_language", "_channel"}
	if b.r.Survey.Mode != survey.Anonymous {
		names = append(names, "_received")
	}
	if b.r.Form.HasNames() {
		names = append(names, answers.DataName)
	}
	for _, name := range names {
		out = append(out, dataColumn{name, answers.SystemColumns[name]})
	}
	return out
}

// data writes one row for each response, items in codes, in the order in which they come: by id. Cells of items that
// were not asked are grey. Rows of repeats stand in sheets of their own.
func (b *book) data(name string) error {
	if b.rows == nil || b.r.Counted > maxRows {
		return b.noData(name)
	}
	columns, series := b.dataColumns(), b.r.Lineage.In(nil)
	l := layout{FreezeRows: 1, FreezeCols: 1, Landscape: true, Wide: true, TitleRows: "1:1", TitleCols: "A:A",
		GridLines: true}
	for _, c := range columns {
		l.Widths = append(l.Widths, cell.ColumnWidth(c.name))
	}
	for _, s := range series {
		l.Widths = append(l.Widths, cell.ColumnWidth(s.Name))
	}
	l.Widths = append(l.Widths, 24, 24)
	l.Widths[0] = idWidth
	p, err := b.open(name, l)
	if err != nil {
		return err
	}
	if err := b.openRepeats(); err != nil {
		return err
	}
	var head []any
	system := func(name string) any { return b.cell(lookHeadLeft, b.r.Form.SystemColumn(name)) }
	for _, c := range columns {
		head = append(head, system(c.name))
	}
	for _, s := range series {
		head = append(head, b.cell(lookHeadLeft, s.Name))
	}
	p.add(append(head, system(DataSkipped), system(DataOther))...)
	keys, err := b.dataRows(p, columns, series)
	if err != nil {
		return err
	}
	if b.r.Snapshot != "" && survey.SnapshotID(keys) != b.r.Snapshot {
		b.notice("notice.snapshot", "rows", b.count(int64(len(keys))), "n", b.count(b.r.Counted))
	}
	p.do(b.AutoFilter(name, "A1:"+cell.Name(len(l.Widths), p.row), nil))
	if err := p.close(); err != nil {
		return err
	}
	return b.closeRepeats()
}

// idWidth is the width of a column of ids, in characters.
const idWidth = 38

// noData says why the sheet of data is empty.
func (b *book) noData(name string) error {
	p, err := b.open(name, layout{Widths: []float64{90}})
	if err != nil {
		return err
	}
	key := "data.hidden"
	if b.rows != nil {
		key = "data.too_many"
		if err := b.openRepeats(); err != nil {
			return err
		}
		if err := b.closeRepeats(); err != nil {
			return err
		}
	}
	p.heading(b.Sheet("data"), "")
	p.skip(1)
	p.across(lookSentence, b.t(key), 1)
	b.notice(key)
	return p.close()
}

// dataRows writes the responses and returns their identities and revisions.
func (b *book) dataRows(p *page, columns []dataColumn, series []*versions.Series) ([]survey.Key, error) {
	var keys []survey.Key
	placed := places.NewRows(b.r.Survey, b.r.Lineage, b.rows)
	for r, err := range placed.All() {
		if err != nil {
			return nil, err
		}
		keys = append(keys, survey.Key{ID: r.ID, Revision: r.Revision, Row: r.RowHash})
		cells := make([]any, 0, len(columns)+len(series)+2)
		for _, c := range columns {
			cells = append(cells, b.dataText(c.text(r)))
		}
		skipped := skippedPaths(r.Skipped, "")
		for _, s := range series {
			cell, err := b.dataCell(answers.Answer(s, r.Version, r.Answers), !answers.Asks(s, r.Version, skipped))
			if err != nil {
				return nil, err
			}
			cells = append(cells, cell)
		}
		other, err := b.otherAnswers(r)
		if err != nil {
			return nil, err
		}
		p.add(append(cells, b.dataText(strings.Join(r.Skipped, " ")), b.dataText(other))...)
		if err := b.repeatRows(r); err != nil {
			return nil, err
		}
		if p.err != nil {
			break
		}
	}
	b.leftOut = placed.LeftOut
	return keys, nil
}

// otherAnswers are the answers that belong to no series, as JSON; "" when there are none.
func (b *book) otherAnswers(r *survey.Response) (string, error) {
	rest := survey.Answers{}
	for path, v := range r.Answers {
		if b.r.Lineage.Find(r.Version, path) == nil && !v.Empty() {
			rest[path] = v
		}
	}
	if len(rest) == 0 {
		return "", nil
	}
	return cell.JsonText(rest)
}

// skippedPaths are the paths within one row that routing did not reach; prefix is "" or that of a row of a repeat,
// "rep[2]/".
func skippedPaths(paths []string, prefix string) map[string]bool {
	if len(paths) == 0 {
		return nil
	}
	out := map[string]bool{}
	for _, path := range paths {
		if rest, ok := strings.CutPrefix(path, prefix); ok {
			out[form.WithoutRows(prefix)+rest] = true
		}
	}
	return out
}

// dataText is a cell of text, nil when there is none.
func (b *book) dataText(s string) any {
	if s == "" {
		return nil
	}
	return b.cell(lookCode, s)
}

// dataCell is an answer: a number where a float64 holds it exactly, else text; for a repeat the number of its rows.
func (b *book) dataCell(v survey.Value, notAsked bool) (any, error) {
	switch {
	case notAsked:
		return b.cell(lookNotAsked, nil), nil
	case v.Empty():
		return nil, nil
	case v.Kind == survey.VRows:
		return b.cell(lookNumber, len(v.Rows)), nil
	case v.Kind == survey.VNumber && cell.Exact(v.Text):
		x, err := strconv.ParseFloat(v.Text, 64)
		return b.cell(lookNumber, x), err
	}
	text, err := cell.TextOf(v)
	return b.dataText(text), err
}
