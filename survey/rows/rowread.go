package rows

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
)

// Mapping translates a file of somebody else's: its headers to ours, and per header its cell texts to codes. A header
// mapped to "-" is left out on purpose.
type Mapping struct {
	Columns map[string]string            `json:"columns"`
	Values  map[string]map[string]string `json:"values"`
}

// RowReader turns the cells of one table into answers: header = item paths; several choices joined by blanks or split
// as q/code with 0 and 1; rows of a repeat as rep[1]/name or as JSON under the repeat's own path.
type RowReader struct {
	form    *form.Form
	columns []rowColumn
	values  []map[string]string
	plain   bool                              // a file of our own: numbers are as programs write them
	version string                            // whose rows it reads, when the table may have rows of several
	under   map[string]*RowReader             // readers for rows of other versions
	typed   bool                              // what is read was typed and stands in no file
	marks   map[*form.Field]kinds.NumberMarks // what the columns of fractions tell about the marks in them, see Learn
}

type rowColumn struct {
	system string // one of the column… names, "-" = passed over
	field  *form.Field
	code   string      // q/code: the choice that 1 stands for
	joined bool        // there is also a column of all its codes, as Kobo exports have: this one only repeats it
	repeat *form.Field // rep[2]/name: the repeat and
	row    int         // its row, 1-based
}

var (
	rowOfRepeat = regexp.MustCompile(`^(.+)\[([1-9][0-9]{0,3})\]/(.+)$`)
	cellOn      = map[string]bool{"1": true, "true": true, "yes": true, "x": true, "có": true}
	cellNo      = map[string]bool{"0": true, "false": true, "no": true, "không": true}
	cellUnsaid  = map[string]bool{"": true, "n/a": true}
)

// NewFormReader finds out what each header means. Every header that means nothing is a problem at its cell in row 1: a
// column is never dropped in silence.
func NewFormReader(f *form.Form, header []string, m Mapping, cell func(column int) string) (*RowReader,
	[]survey.Problem) {
	r := &RowReader{form: f, columns: make([]rowColumn, len(header)), values: make([]map[string]string, len(header))}
	var problems []survey.Problem
	taken := map[string]string{}
	for i, h := range header {
		name := h
		if to, ok := m.Columns[h]; ok {
			name = to
		}
		r.values[i] = m.Values[h]
		c, words := columnOfForm(f, strings.TrimSpace(name))
		if words != nil {
			problems = append(problems,
				survey.Problem{Code: "column.unknown", Place: survey.Place{Cell: cell(i), Row: 1, Item: h},
					Words: *words})
			continue
		}
		key := fmt.Sprintf("%s %s %d", c.system, c.code, c.row)
		if c.field != nil {
			key += c.field.Path
		}
		if before, twice := taken[key]; twice && c.system != "-" {
			problems = append(problems,
				survey.ProblemAt(survey.Place{Cell: cell(i), Row: 1, Item: h}, "column.twice", "column", h, "other",
					before))
		}
		taken[key] = h
		r.columns[i] = c
	}
	r.plain = OwnExport(header, f.SystemColumn)
	r.join()
	return r, problems
}

// join marks the columns of one choice beside which there is one of all codes.
func (r *RowReader) join() {
	for i, c := range r.columns {
		r.columns[i].joined = c.field != nil && c.code != "" &&
			slices.ContainsFunc(r.columns,
				func(o rowColumn) bool { return o.field == c.field && o.row == c.row && o.code == "" })
	}
}

// OwnExport reports whether a header is one that khaosat wrote: it has the columns that say what khaosat found out
// itself. called gives the name under which a system column stands there.
func OwnExport(header []string, called func(string) string) bool {
	for _, own := range []string{"_revision", "_state", "_channel"} {
		if !slices.Contains(header, called(own)) {
			return false
		}
	}
	return true
}

// Learn finds out from the rows of a file written by hand which mark stands before fractions, column by column: 12.345
// in a column with 7,5 is 12345, in one with 7.5 it is a fraction. A column that tells nothing, or both, settles
// nothing.
func (r *RowReader) Learn(rows []ImportRow) {
	for _, other := range r.under {
		other.Learn(rows)
	}
	r.marks = map[*form.Field]kinds.NumberMarks{}
	if r.plain {
		return
	}
	told := map[*form.Field]*kinds.ColumnMarks{}
	for i, c := range r.columns {
		if c.field == nil || !c.field.Kind.Numeric() {
			continue
		}
		if told[c.field] == nil {
			told[c.field] = &kinds.ColumnMarks{}
		}
		for _, row := range rows {
			if i < len(row.Cells) && !row.number(i) {
				told[c.field].Take(r.translated(i, row.Cells[i]))
			}
		}
	}
	for field, column := range told {
		r.marks[field] = column.Marks()
	}
}

// translated is the text of a cell after the mapping.
func (r *RowReader) translated(column int, text string) string {
	if to, ok := r.values[column][strings.TrimSpace(text)]; ok {
		return to
	}
	return text
}

func columnOfForm(f *form.Form, name string) (rowColumn, *survey.Words) {
	if name == "" || name == "-" {
		return rowColumn{system: "-"}, nil
	}
	if field := f.ByPath[name]; field != nil {
		return rowColumn{field: field}, nil
	}
	for _, s := range survey.SystemColumns() {
		if name == f.SystemColumn(s) {
			switch s {
			case "_revision", "_state", "_channel", "_received", survey.ColumnName:
				s = "-"
			}
			return rowColumn{system: s}, nil
		}
	}
	field, ambiguous := f.Find(name)
	if ambiguous {
		w := survey.Say("rows.several_items_named_write", "name", name)
		return rowColumn{}, &w
	}
	if field != nil {
		return rowColumn{field: field}, nil
	}
	if m := rowOfRepeat.FindStringSubmatch(name); m != nil {
		if repeat, _ := f.Find(m[1]); repeat != nil && repeat.Item.Kind == survey.Repeat {
			row, _ := strconv.Atoi(m[2])
			inner, words := columnOfForm(f, repeat.Path+"/"+m[3])
			inner.repeat, inner.row = repeat, row
			return inner, words
		}
	}
	if at := strings.LastIndexByte(name, '/'); at > 0 {
		if of, _ := f.Find(name[:at]); of != nil && of.Kind.Choose == kinds.SomeOf && of.Codes[name[at+1:]] != nil {
			return rowColumn{field: of, code: name[at+1:]}, nil
		}
	}
	w := survey.Say("rows.questionnaire_no_item", "name", name)
	return rowColumn{}, &w
}

// Column is the first column about an item, given by the path of a slot ("rep[2]/name"), or of that system name; -1
// when the table has none.
func (r *RowReader) Column(slot string) int {
	for i, c := range r.columns {
		if c.field == nil {
			if c.system == slot && slot != "" {
				return i
			}
			continue
		}
		path := c.field.Path
		if c.repeat != nil {
			path = fmt.Sprintf("%s[%d]%s", c.repeat.Path, c.row, strings.TrimPrefix(path, c.repeat.Path))
		}
		if path == slot || c.field.Path == slot {
			return i
		}
	}
	return -1
}

// RowValues are what one row of a table says.
type RowValues struct {
	ID, Version, Language, Unit, Class, Wave string
	Answers                                  survey.Answers
}

// Read turns the cells of a row, as many as the header has, into values. Blank cells are no answers. cell names the
// place of a column. In a file written by hand Learn comes before.
func (r *RowReader) Read(row ImportRow, cell func(column int) string) (RowValues, []survey.Problem) {
	if other := r.of(row); other != r {
		return other.Read(row, cell)
	}
	out, said := RowValues{Answers: survey.Answers{}}, map[string]bool{}
	var problems []survey.Problem
	for _, i := range r.order() {
		c, text := r.columns[i], r.translated(i, row.Cells[i])
		if c.system == otherVersion {
			if words := r.elsewhere(c, text); words != nil {
				problems = append(problems,
					survey.Problem{Code: "column.other_version", Place: survey.Place{Cell: cell(i)}, Words: *words})
			}
			continue
		}
		if c.system != "" {
			out.set(c.system, survey.Clean(text))
			continue
		}
		if slot := fmt.Sprint(c.row, c.field.Path); c.code == "" && survey.Clean(text) != "" {
			if said[slot] { // under two names, which only rows of other versions can be
				problems = append(problems,
					survey.ProblemAt(survey.Place{Cell: cell(i), Item: c.field.Path}, "column.twice:two_columns"))
			}
			said[slot] = true
		}
		into := out.Answers
		if c.repeat != nil && survey.Clean(text) != "" {
			into = out.row(c.repeat, c.row)
		}
		if words := r.put(c, into, text, r.plain || row.number(i)); words != nil {
			problems = append(problems,
				survey.Problem{Code: "cell.unreadable", Place: survey.Place{Cell: cell(i), Item: c.field.Path},
					Words: *words})
		}
	}
	return out, problems
}

// order is the order in which the cells of a row are read: columns of one choice each come after those of all codes.
func (r *RowReader) order() []int {
	out := make([]int, 0, len(r.columns))
	for _, split := range []bool{false, true} {
		for i, c := range r.columns {
			if (c.code != "") == split {
				out = append(out, i)
			}
		}
	}
	return out
}

func (v *RowValues) set(column, text string) {
	switch column {
	case survey.ColumnID:
		v.ID = strings.TrimPrefix(text, "uuid:")
	case survey.ColumnVersion:
		v.Version = text
	case survey.ColumnLanguage:
		v.Language = text
	case survey.ColumnUnit:
		v.Unit = text
	case survey.ColumnClass:
		v.Class = text
	case survey.ColumnWave:
		v.Wave = text
	}
}

func (v *RowValues) row(repeat *form.Field, n int) survey.Answers {
	val := v.Answers[repeat.Path]
	val.Kind = survey.VRows
	for len(val.Rows) < n {
		val.Rows = append(val.Rows, survey.Answers{})
	}
	v.Answers[repeat.Path] = val
	return val.Rows[n-1]
}

// put writes down the answer that a cell is. plain: a number in it is as programs write it.
func (r *RowReader) put(c rowColumn, into survey.Answers, text string, plain bool) *survey.Words {
	trimmed := survey.Clean(text)
	path := c.field.Path
	if c.code != "" {
		return c.tick(into, trimmed)
	}
	if trimmed == "" {
		return nil
	}
	kind := c.field.Kind
	switch {
	case kind.Open:
		v := survey.OfText(text)
		if !r.typed {
			v = survey.OfText(withoutGuard(text))
		}
		if stated := (survey.Value{}); strings.HasPrefix(trimmed, `{"`) &&
			stated.UnmarshalJSON([]byte(trimmed)) == nil && stated.Kind == survey.VStated {
			v = stated
		}
		into[path] = v
	case strings.HasPrefix(trimmed, `{"`) || c.field.Item.Kind == survey.Repeat:
		var v survey.Value
		if err := json.Unmarshal([]byte(trimmed), &v); err != nil {
			w := survey.Say("rows.cell_not_good_json", "cause", err)
			return &w
		}
		into[path] = v
	case kind.Read == nil:
		w := survey.Say("rows.item_takes_no_answer")
		return &w
	case plain:
		into[path] = kind.Read(&c.field.Question, []string{coded(c.field, trimmed)})
	default:
		into[path] = c.field.Typed([]string{coded(c.field, trimmed)}, r.marks[c.field])
	}
	return nil
}

// coded turns the label of a choice into its code, as people who type from paper write it: "Tốt". A code stays what it
// is, and so does a label that several choices share.
func coded(f *form.Field, text string) string {
	if !f.Kind.Choosing() || f.List == nil || f.Codes[text] != nil {
		return text
	}
	found := ""
	for _, c := range f.Offer {
		for _, label := range c.Label {
			if strings.EqualFold(strings.TrimSpace(label), survey.NFC(text)) && found != c.Code {
				if found != "" {
					return text
				}
				found = c.Code
			}
		}
	}
	if found == "" {
		return text
	}
	return found
}

// withoutGuard takes off the apostrophe that exports put before a text which a spreadsheet would take for a formula, or
// a reader for something else.
func withoutGuard(text string) string {
	if len(text) > 1 && text[0] == '\'' && survey.AfterApostrophe(text[1:]) {
		return text[1:]
	}
	return text
}

// tick takes the cell of one choice: 1 or 0.
func (c rowColumn) tick(into survey.Answers, text string) *survey.Words {
	low, path := strings.ToLower(text), c.field.Path
	on, v := cellOn[low], into[path]
	has := slices.Contains(v.Codes, c.code)
	switch {
	case !on && !cellNo[low] && !cellUnsaid[low]:
		w := survey.Say("rows.column_takes_only", "text", text, "item", path, "code", c.code)
		return &w
	case c.joined && on != has && (on || cellNo[low]):
		w := survey.Say("rows.column_says_otherwise_column", "item", path, "code", c.code)
		return &w
	case on && !has:
		v.Kind, v.Codes = survey.VCodes, append(v.Codes, c.code)
		into[path] = v
	}
	return nil
}

// Canonical is what a row says, whatever the order of its columns and the spelling of its file.
func (v *RowValues) Canonical() (string, error) {
	b, err := json.Marshal(map[string]any{"version": v.Version, "language": v.Language, "unit": v.Unit,
		"class": v.Class, "wave": v.Wave, "answers": cleanedAnswers(v.Answers)})
	if err != nil {
		return "", err
	}
	c, err := survey.Canonical(b)
	return string(c), err
}

// cleanedAnswers are answers with every text as it is judged: blanks at its ends make nobody another person.
func cleanedAnswers(a survey.Answers) survey.Answers {
	out := make(survey.Answers, len(a))
	for path, v := range a {
		v = survey.Cleaned(v)
		for i, row := range v.Rows {
			if i == 0 {
				v.Rows = slices.Clone(v.Rows)
			}
			v.Rows[i] = cleanedAnswers(row)
		}
		if v.Kind != survey.Absent {
			out[path] = v
		}
	}
	return out
}
