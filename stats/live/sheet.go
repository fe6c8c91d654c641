package live

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/survey"
)

// sheet is a frame with the way from items to its variables. Variables are named by the items' keys, which hold across versions
// of a questionnaire.
type sheet struct {
	frame  *stats.Frame
	repeat string                          // path of the repeat whose rows these are; "" = responses
	forms  map[*survey.Form]map[string]int // path → variable, per version
	kept   map[string]*tallies             // by scope
}

// given is the one code of items that are only counted as answered.
const given = "given"

func newSheet(repeat string) (*sheet, error) {
	f, err := stats.NewFrame(nil)
	return &sheet{frame: f, repeat: repeat, forms: map[*survey.Form]map[string]int{}}, err
}

// extend adds the items and codes of a version that the frames do not have yet.
func (c *columns) extend(form *survey.Form) error {
	if c.main.forms[form] != nil {
		return nil
	}
	for _, f := range form.Fields {
		if f.Item.Kind == survey.Repeat && c.repeats[f.Path] == nil {
			s, err := newSheet(f.Path)
			if err == nil {
				err = s.dimension(waveVariable)
			}
			if err != nil {
				return err
			}
			c.repeats[f.Path] = s
		}
	}
	for _, s := range c.sheets() {
		if err := s.extend(form); err != nil {
			return err
		}
	}
	return nil
}

func (c *columns) sheets() []*sheet {
	out := []*sheet{c.main}
	for _, s := range c.repeats {
		out = append(out, s)
	}
	return out
}

// sheetOf is the sheet that an item's cells are in.
func (c *columns) sheetOf(f *survey.Field) *sheet {
	if f.Repeat == nil {
		return c.main
	}
	return c.repeats[f.Repeat.Path]
}

func (s *sheet) extend(form *survey.Form) error {
	at := map[string]int{}
	for _, f := range form.Fields {
		repeat := ""
		if f.Repeat != nil {
			repeat = f.Repeat.Path
		}
		if repeat != s.repeat || !f.Item.Kind.Asked() && f.Item.Kind != survey.Calculate {
			continue
		}
		v := variable(f)
		i := s.frame.Index(v.Name)
		if i < 0 {
			n, err := s.frame.AddColumn(v)
			if err != nil {
				return fmt.Errorf("columns of %s: %w", form, err)
			}
			at[f.Path] = n
			continue
		}
		column := s.frame.Columns()[i]
		if column.Variable.Kind != v.Kind {
			continue // the item changed its kind between versions: this version's answers are not comparable
		}
		for _, code := range v.Codes {
			if column.Variable.CodeIndex(code.Value) < 0 {
				if err := s.frame.AddCode(i, code); err != nil {
					return err
				}
			}
		}
		at[f.Path] = i
	}
	s.forms[form] = at
	return nil
}

// variable describes the column of an item. Calculations, texts and choices that respondents give themselves are columns of "given" only: they have
// no codes to count.
func variable(f *survey.Field) stats.Variable {
	v := stats.Variable{Name: f.Key, Kind: stats.Single, Codes: []stats.Code{{Value: given}}}
	switch {
	case f.Item.Kind.Numeric():
		return stats.Variable{Name: f.Key, Kind: stats.Number}
	case f.List != nil:
		v.Codes = nil
		switch f.Item.Kind {
		case survey.Single:
		case survey.Rank:
			v.Kind = stats.Rank
		default:
			v.Kind = stats.Multi
		}
		for _, c := range f.List.Choices {
			code := stats.Code{Value: c.Code, Role: stats.Role(c.Role)}
			if x, err := strconv.ParseFloat(c.Score, 64); err == nil {
				code.Score, code.HasScore = x, true
			}
			if v.CodeIndex(c.Code) < 0 { // allow_choice_duplicates: one code, counted once
				v.Codes = append(v.Codes, code)
			}
		}
	}
	return v
}

// set is for cells whose kind and code were just made sure of.
func set(err error) {
	if err != nil {
		panic(err)
	}
}

// write fills the cells of one row from answers that were accepted under the form.
func (s *sheet) write(row *stats.Row, form *survey.Form, answers survey.Answers, skipped map[string]bool) {
	for path, i := range s.forms[form] {
		v := answers[path]
		switch {
		case skipped[path]:
			row.SetMissing(i, stats.NotAsked)
		case v.Kind == survey.VStated:
			row.SetMissing(i, stated(v.Missing))
		case v.Empty():
			row.SetMissing(i, stats.NotAnswered)
		default:
			s.cell(row, i, v)
		}
	}
}

func (s *sheet) cell(row *stats.Row, i int, v survey.Value) {
	var err error
	switch kind := s.frame.Columns()[i].Variable.Kind; {
	case kind == stats.Number:
		var x float64
		if x, err = strconv.ParseFloat(v.Text, 64); err == nil {
			err = row.SetNumber(i, x)
		}
	case kind == stats.Multi || kind == stats.Rank:
		err = row.SetCodes(i, v.Codes)
	case v.Kind == survey.VText && s.frame.Columns()[i].Variable.CodeIndex(v.Text) >= 0:
		err = row.SetCode(i, v.Text)
	default:
		err = row.SetCode(i, given)
	}
	if err != nil { // a code that a later list has no more, a number beyond float64
		row.SetMissing(i, stats.NotAnswered)
	}
}

func stated(r survey.Role) stats.MissingKind {
	if k := stats.Role(r).Missing(); k != stats.NotMissing {
		return k
	}
	return stats.NotAnswered
}

// skipped turns the paths that routing did not reach into those of one row: prefix is "" or "rep[2]/".
func skipped(paths []string, prefix string) map[string]bool {
	out := map[string]bool{}
	for _, p := range paths {
		if rest, ok := strings.CutPrefix(p, prefix); ok {
			out[fieldPath(prefix)+rest] = true
		}
	}
	return out
}

// fieldPath takes the row numbers out of a slot's path.
func fieldPath(slot string) string {
	for {
		open := strings.IndexByte(slot, '[')
		if open < 0 {
			return slot
		}
		end := strings.IndexByte(slot[open:], ']')
		if end < 0 {
			return slot
		}
		slot = slot[:open] + slot[open+end+1:]
	}
}

// repeatRow is one row of a repeat with the prefix of its slots: "household[2]/".
type repeatRow struct {
	answers survey.Answers
	prefix  string
}

// repeatRows lists the rows of a repeat, those of nested repeats under all rows around them.
func repeatRows(form *survey.Form, answers survey.Answers, path string) []repeatRow {
	f := form.Field(path)
	if f == nil {
		return nil
	}
	outer := []repeatRow{{answers, ""}}
	from := ""
	if f.Repeat != nil {
		outer, from = repeatRows(form, answers, f.Repeat.Path), f.Repeat.Path+"/"
	}
	var out []repeatRow
	for _, o := range outer {
		for i, row := range o.answers[path].Rows {
			out = append(out, repeatRow{row, fmt.Sprintf("%s%s[%d]/", o.prefix, strings.TrimPrefix(path, from), i+1)})
		}
	}
	return out
}
