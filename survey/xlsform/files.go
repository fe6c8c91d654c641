package xlsform

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/khaosat/khaosat/survey"
)

// maxFileRows bounds the rows of an attached list.
const maxFileRows = 100_000

// selectFromFile gives a select the list of choices that an attached file holds. Until the file is there, the question
// is a text that people type in; its type keeps what it is to become.
func (s *surveyReader) selectFromFile(sel selection, it *survey.Item, rec record) {
	value, label := it.Parameters["value"], it.Parameters["label"]
	if path.Ext(sel.list) == ".geojson" {
		value, label = or(value, "id"), or(label, "title")
	}
	value, label = or(value, "name"), or(label, "label")
	it.List = s.fileList(sel.list, value, label, rec, colType)
	s.checkFile(sel, value, label, rec)
	if s.missing[sel.list] {
		it.Kind, it.List, it.Type = survey.TextItem, "", rec.code(colType)
	}
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// fileList makes the choice list of an attached file, once, and returns its name: the file's without extension, which
// is also what instance() and pulldata() call it.
func (r *reader) fileList(file, value, label string, rec record, column string) string {
	name := strings.TrimSuffix(file, path.Ext(file))
	at := rec.at(column)
	r.source(name, file, rec, column)
	if r.lists[name] != nil {
		return name
	}
	l := &survey.ChoiceList{Name: name, File: file}
	r.lists[name] = l
	r.order = append(r.order, name)
	rows, there, err := r.fileRows(file)
	if err == nil {
		l.Choices = r.fileChoices(rows, value, label)
	}
	if len(rows) > 0 {
		r.files[file] = &fileTable{head: cleaned(rows[0]), rows: len(rows) - 1, value: value, label: label}
	}
	if err != nil || len(l.Choices) == 0 {
		r.missing[file] = true
	}
	switch {
	case err != nil:
		r.res.Missing = append(r.res.Missing, file)
		r.block(rec.t.sheet, at, "file.unreadable:file_cannot", "file", file, "cause", err)
	case !there || len(rows) < 2:
		r.res.Missing = append(r.res.Missing, file)
		r.warn(rec.t.sheet, at, "file.missing", "file", file)
	case len(l.Choices) == 0:
		r.block(rec.t.sheet, at, "file.no_codes", "file", file, "n", len(rows)-1, "column", value)
	}
	return name
}

// source notes what an instance is taken from, and refuses a second one of another source.
func (r *reader) source(name, file string, rec record, column string) {
	if other := r.sources[name]; other != "" && other != file {
		r.fail(rec.t.sheet, rec.at(column), "file.name_clash", "other", other, "file", file, "name", name)
	} else if other == "" && r.inside[name] {
		r.clashes = append(r.clashes, listClash{rec, column, name, file})
	}
	r.sources[name] = file
}

// listClash is a file with the name of a choice list: wrong unless only search() takes choices from the list.
type listClash struct {
	rec          record
	column       string
	name, source string
}

func (r *reader) checkClashes() {
	for _, c := range r.clashes {
		if !r.searched[c.name].search {
			r.fail(c.rec.t.sheet, c.rec.at(c.column), "file.name_clash:file_name", "file", c.source, "name", c.name)
		}
	}
}

// fileRows gives the rows of an attached file, or of the sheet that stands in for it; the first row has the columns.
func (r *reader) fileRows(file string) (rows [][]string, ok bool, err error) {
	if data, ok := r.options.Files[file]; ok {
		switch path.Ext(file) {
		case ".csv":
			rows, err = csvRows(data)
		case ".geojson":
			rows, err = geojsonRows(data)
		case ".xml":
			rows, err = xmlRows(data)
		default:
			err = fmt.Errorf("khaosat: %s", path.Ext(file))
		}
		return rows, true, err
	}
	for _, name := range []string{file, strings.TrimSuffix(file, path.Ext(file))} {
		g, err := r.book.further(name)
		if g != nil || err != nil {
			return gridRows(g), true, err
		}
	}
	return nil, false, nil
}

func gridRows(g *grid) [][]string {
	if g == nil {
		return nil
	}
	var out [][]string
	for _, row := range g.rows {
		var cells []string
		for _, c := range row.cells {
			for len(cells) < c.column && len(cells) < 1000 {
				cells = append(cells, "")
			}
			cells = append(cells, c.text)
		}
		out = append(out, cells)
	}
	return out
}

// byteOrderMark is what Excel puts before a text in UTF-8.
var byteOrderMark = []byte("\xEF\xBB\xBF")

// csvRows reads a CSV file in UTF-8, with or without a byte order mark, separated by commas, semicolons or tabs.
func csvRows(data []byte) ([][]string, error) {
	data = bytes.TrimPrefix(data, byteOrderMark)
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("UTF-8")
	}
	first, _, _ := bytes.Cut(data, []byte("\n"))
	c := csv.NewReader(bytes.NewReader(data))
	c.FieldsPerRecord, c.LazyQuotes = -1, true
	for _, sep := range []byte{';', '\t'} {
		if bytes.Count(first, []byte{sep}) > bytes.Count(first, []byte{','}) {
			c.Comma = rune(sep)
		}
	}
	rows, err := c.ReadAll()
	if len(rows) > maxFileRows {
		return nil, fmt.Errorf("> %d", maxFileRows)
	}
	return rows, err
}

// geojsonRows makes a table of a GeoJSON file: the properties of each feature, its id, and its geometry as a point,
// each as it is written in the file: 1000000 stays 1000000 and 1.0 stays 1.0.
func geojsonRows(data []byte) ([][]string, error) {
	var doc struct {
		Features []struct {
			ID         json.RawMessage            `json:"id"`
			Properties map[string]json.RawMessage `json:"properties"`
			Geometry   struct {
				Coordinates json.RawMessage `json:"coordinates"`
			} `json:"geometry"`
		} `json:"features"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(data, byteOrderMark), &doc); err != nil {
		return nil, err
	}
	if len(doc.Features) > maxFileRows {
		return nil, fmt.Errorf("> %d", maxFileRows)
	}
	columns := map[string]bool{"id": true, "geometry": true}
	for _, f := range doc.Features {
		for k := range f.Properties {
			columns[k] = true
		}
	}
	head := sortedKeys(columns)
	rows := [][]string{head}
	for _, f := range doc.Features {
		row := make([]string, len(head))
		for i, k := range head {
			row[i] = written(f.Properties[k])
			switch {
			case k == "id" && row[i] == "":
				row[i] = written(f.ID)
			case k == "geometry":
				row[i] = pointText(f.Geometry.Coordinates)
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// xmlRows makes a table of an XML file that is shaped as a list: root/item, with a column in each element of an item.
func xmlRows(data []byte) ([][]string, error) {
	type column struct {
		XMLName xml.Name
		Text    string `xml:",chardata"`
	}
	var doc struct {
		Items []struct {
			Columns []column `xml:",any"`
		} `xml:"item"`
	}
	if err := xml.Unmarshal(bytes.TrimPrefix(data, byteOrderMark), &doc); err != nil {
		return nil, err
	}
	if len(doc.Items) > maxFileRows {
		return nil, fmt.Errorf("> %d", maxFileRows)
	}
	at, rows := map[string]int{}, [][]string{nil}
	for _, item := range doc.Items {
		var row []string
		for _, c := range item.Columns {
			i, known := at[c.XMLName.Local]
			if !known {
				i = len(rows[0])
				at[c.XMLName.Local] = i
				rows[0] = append(rows[0], c.XMLName.Local)
			}
			for len(row) <= i {
				row = append(row, "")
			}
			row[i] = strings.TrimSpace(c.Text)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// written is a JSON value as its author wrote it, a text without its quotes; "" for null and what is not there.
func written(v json.RawMessage) string {
	var text string
	if json.Unmarshal(v, &text) == nil {
		return text
	}
	if v = bytes.TrimSpace(v); string(v) == "null" {
		return ""
	}
	return string(v)
}

// pointText is a GeoJSON point (longitude, latitude) as ODK writes it: "latitude longitude 0 0"; "" for other shapes.
func pointText(coordinates json.RawMessage) string {
	var c []json.Number
	if json.Unmarshal(coordinates, &c) != nil || len(c) < 2 {
		return ""
	}
	return c[1].String() + " " + c[0].String() + " 0 0"
}

// fileChoices makes choices of a table's rows; every other column can be used in choice_filter and pulldata. A label
// column may stand once per language. Tables without the value column have their first column for codes.
func (r *reader) fileChoices(rows [][]string, value, label string) []survey.Choice {
	if len(rows) == 0 {
		return nil
	}
	head := cleaned(rows[0])
	code := max(0, slices.Index(head, value))
	var out []survey.Choice
	for _, row := range rows[1:] {
		c := survey.Choice{}
		for i, v := range row {
			if v = cleanText(v); i >= len(head) || v == "" {
				continue
			}
			if i == code {
				c.Code = v
			}
			if head[i] == label {
				c.Label = withText(c.Label, r.plainID, v)
			} else if language, ok := strings.CutPrefix(head[i], label+"::"); ok {
				c.Label = withText(c.Label, r.fileLanguage(language), v)
				continue
			}
			if head[i] != "" && head[i] != "name" && head[i] != "label" {
				c.Columns = withColumn(c.Columns, head[i], v)
			}
		}
		if c.Code != "" {
			out = append(out, c)
		}
	}
	return out
}

func (r *reader) fileLanguage(spelling string) string {
	if id, ok := r.langs.ids[spelling]; ok {
		return id
	}
	l, _ := describe(spelling)
	return l.ID
}

func withText(t survey.Text, id, s string) survey.Text {
	if t == nil {
		t = survey.Text{}
	}
	t[id] = s
	return t
}

func withColumn(m map[string]string, k, v string) map[string]string {
	if m == nil {
		m = map[string]string{}
	}
	m[k] = v
	return m
}

// pulled finds the files that pulldata() reads: its first argument.
var pulled = regexp.MustCompile(`pulldata\s*\(\s*["']?\s*([^,"')]+?)\s*["']?\s*,`)

// pulledFiles adds the lists that the expressions of a row pull data from. Containers have fewer expressions than
// questions.
func (r *reader) pulledFiles(rec record) {
	t := rec.code(colType)
	columns := []string{colCalculation, colConstraint, colReadOnly, colRequired, colRelevant, colFilter, colDefault}
	if beginType.MatchString(t) {
		columns = columns[:5]
	}
	if t == "" || yes[rec.text(colDisabled)] || endType.MatchString(t) {
		return
	}
	for _, column := range columns {
		text := rec.code(column)
		if !strings.Contains(text, "pulldata") {
			continue
		}
		for _, m := range pulled.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(m[1], "${") {
				r.fileList(m[1]+".csv", "name", "label", rec, column)
			}
		}
	}
}
