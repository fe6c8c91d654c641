package verify

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/versions"
	"github.com/khaosat/khaosat/survey/words"
	"github.com/khaosat/khaosat/survey/xlsx"
)

// fromItself recounts the rows of the workbook's own sheets of data, under the documents that it brings along.
func (c *checker) fromItself() error {
	documents := &recount.Documents{}
	text := c.workbook.sealSheetOf().long(workbook.RowDocuments)
	if !c.recipe.Data || text == "" {
		return c.nothing(survey.Say("verify.file_no_sheet_data"))
	}
	if err := json.Unmarshal([]byte(text), documents); err != nil {
		return notOurs(err)
	}
	source, err := documents.Source(c.recipe.Version, nil)
	if err != nil {
		return err
	}
	d := c.data(source.Lineage)
	if d == nil {
		return noData()
	}
	rows := d.responses(nil)
	source.Rows, source.States, c.stateless = recount.Each(rows), c.recipe.States, true
	c.placeless = c.recipe.LeftOut > 0
	return c.recount(source, rows, d.sheets(), false)
}

func noData() error {
	return survey.Fail(survey.Invalid, "report.no_data")
}

// dataReader reads the sheets of data back into responses.
type dataReader struct {
	lineage *versions.Lineage
	sheet   *openSheet
	repeats map[*versions.Series]*openSheet
}

// data finds the sheets of data; nil when there are none.
func (c *checker) data(l *versions.Lineage) *dataReader {
	b := workbook.NewBuilder(c.recipe.Lang)
	defer b.Close()
	d := &dataReader{lineage: l, sheet: c.workbook.sheet(b.Sheet("data")), repeats: map[*versions.Series]*openSheet{}}
	if d.sheet == nil || strings.TrimLeft(d.sheet.at(1, 1).Text, "_") != workbook.DataID {
		return nil
	}
	i, names := 0, b.RepeatNames(l)
	for _, s := range l.Series {
		if s.Field.Item.Kind == survey.Repeat {
			d.repeats[s] = c.workbook.sheet(names[i])
			i++
		}
	}
	return d
}

// sheets are the names of all sheets of data.
func (d *dataReader) sheets() map[string]bool {
	out := map[string]bool{d.sheet.name: true}
	for _, s := range d.repeats {
		if s != nil {
			out[s.name] = true
		}
	}
	return out
}

// columns are the heads of a sheet by name, 1-based.
func (s *openSheet) columns() map[string]int {
	out := map[string]int{}
	if len(s.rows) > 0 {
		for i, v := range s.rows[0] {
			out[v.String()] = i + 1
		}
	}
	return out
}

// responses reads the rows, only those of some ids where only is not nil.
func (d *dataReader) responses(only map[string]bool) []*survey.Response {
	at := d.sheet.columns()
	var out []*survey.Response
	byID := map[string]*survey.Response{}
	for row := 2; row <= len(d.sheet.rows); row++ {
		text := func(name string) string { return d.sheet.at(at[d.lineage.Form.SystemColumn(name)], row).String() }
		if at[d.lineage.Form.SystemColumn(workbook.DataID)] == 0 || text(workbook.DataID) == "" ||
			only != nil && !only[text(workbook.DataID)] {
			continue
		}
		revision, _ := strconv.Atoi(text(answers.DataRevision))
		r := &survey.Response{ID: text(workbook.DataID), Revision: revision, RowHash: text(workbook.DataHash),
			Version: text("_version"), Unit: text("_unit"), Class: text("_class"), Wave: text("_wave"),
			Language: text("_language"), Channel: survey.Channel(text("_channel")), State: survey.Submitted,
			Skipped: strings.Fields(text(workbook.DataSkipped)), Answers: survey.Answers{}}
		_ = json.Unmarshal([]byte(text(workbook.DataOther)), &r.Answers)
		d.answers(d.lineage.In(nil), r.Version, d.sheet, at, row, r.Answers)
		byID[r.ID] = r
		out = append(out, r)
	}
	for _, s := range d.lineage.Series { // outer repeats before those inside them
		if d.repeats[s] != nil {
			d.rows(s, byID)
		}
	}
	return out
}

// rows puts the rows of a repeat into their responses.
func (d *dataReader) rows(series *versions.Series, byID map[string]*survey.Response) {
	s := d.repeats[series]
	at := s.columns()
	for row := 2; row <= len(s.rows); row++ {
		r := byID[s.at(at[workbook.DataID], row).String()]
		if r == nil || series.Member(r.Version) == nil {
			continue
		}
		repeat, answers := series.Member(r.Version), survey.Answers{}
		d.answers(d.lineage.In(series), r.Version, s, at, row, answers)
		number := s.at(at[workbook.DataRow], row).String()
		outer, _, _ := cutLast(number, ".")
		for _, o := range rowsOr(repeat.Repeat, r.Answers) {
			if o.Number == outer {
				v := o.Answers[repeat.Path]
				o.Answers[repeat.Path] = survey.OfRows(append(slices.Clone(v.Rows), answers))
			}
		}
	}
}

// answers reads the cells of a row into the answers of a response to a version, each under the name that the version
// has for its item.
func (d *dataReader) answers(series []*versions.Series, version string, s *openSheet, at map[string]int, row int,
	into survey.Answers) {
	for _, x := range series {
		f := x.Member(version)
		if f == nil || f.Item.Kind == survey.Repeat {
			continue
		}
		if v := cellAnswer(f, s.at(at[x.Name], row)); v.Kind != survey.Absent {
			into[f.Path] = v
		}
	}
}

// rowsOr are the rows of a repeat, or the response itself where there is no repeat.
func rowsOr(repeat *form.Field, answers survey.Answers) []workbook.RepeatRow {
	if repeat == nil {
		return []workbook.RepeatRow{{Answers: answers}}
	}
	return workbook.RowsOf(repeat, answers)
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+len(sep):], true
}

// cellAnswer is the answer that a cell of the sheet of data stands for, as far as figures ask.
func cellAnswer(f *form.Field, cell workbook.CellValue) survey.Value {
	text := cell.String()
	if cell.Kind == 'n' {
		text = strconv.FormatFloat(cell.Number, 'f', -1, 64)
	}
	var stated survey.Value
	switch {
	case text == "":
		return survey.Value{}
	case strings.HasPrefix(text, `{"missing":`) && json.Unmarshal([]byte(text), &stated) == nil:
		return stated
	case f.Kind.Numeric():
		return survey.OfNumber(text)
	case f.Kind.Several():
		return survey.OfCodes(strings.Fields(text)...)
	}
	return survey.Value{Kind: survey.VText, Text: text}
}

// dataSheet is the sheet of data by its name; nil when there is none.
func (c *checker) dataSheet() *openSheet {
	s := c.workbook.sheet(words.T(c.recipe.Lang, "xlsx.sheet.data"))
	if s == nil || !c.recipe.Data {
		return nil
	}
	return s
}

// dataKeys are the responses of the sheet of data; nil when there is none.
func (c *checker) dataKeys() []survey.Key {
	s := c.dataSheet()
	if s == nil {
		return nil
	}
	keys := []survey.Key{}
	for row := 2; row <= len(s.rows); row++ {
		revision, err := strconv.Atoi(s.at(2, row).String())
		if id := s.at(1, row).String(); id != "" && err == nil {
			keys = append(keys, survey.Key{ID: id, Revision: revision})
		}
	}
	return keys
}

// hashes are the row hashes on the sheet of data by id.
func (c *checker) hashes() map[string]string {
	out := map[string]string{}
	if s := c.dataSheet(); s != nil && strings.HasSuffix(s.at(3, 1).Text, workbook.DataHash) {
		for row := 2; row <= len(s.rows); row++ {
			out[s.at(1, row).String()] = s.at(3, row).String()
		}
	}
	return out
}

// idCells are the cells of the sheet of data that hold ids.
func (c *checker) idCells() map[string]workbook.Place {
	out := map[string]workbook.Place{}
	if s := c.dataSheet(); s != nil {
		for row := 2; row <= len(s.rows); row++ {
			out[s.at(1, row).String()] = workbook.Place{Sheet: s.name, Cell: cell.Name(1, row)}
		}
	}
	return out
}

// kept reads the responses that are gone from the store from the sheet of data, so that the other figures can still be
// recomputed.
func (c *checker) kept(documents *recount.Documents, lost []survey.Key) []*survey.Response {
	if len(lost) == 0 || c.dataSheet() == nil {
		return nil
	}
	source, err := documents.Until(c.recipe.Versions).Source(c.recipe.Version, nil)
	if err != nil {
		return nil
	}
	d, only := c.data(source.Lineage), map[string]bool{}
	for _, k := range lost {
		only[k.ID] = true
	}
	if d == nil {
		return nil
	}
	return d.responses(only)
}

// at1 is the value of a cell by its name.
func (s *openSheet) at1(name string) workbook.CellValue {
	row, column, ok := xlsx.PlaceOf(name)
	if !ok {
		return workbook.CellValue{}
	}
	return s.at(column+1, row)
}
