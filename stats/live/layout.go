package live

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/versions"
)

// layout is a frame with the way from series to its variables, which are named by the series.
type layout struct {
	frame  *stats.Frame
	repeat *versions.Series // the repeat whose rows these are; nil = responses
	laid   []laid
	kept   map[string]*tallies // by scope
}

// laid is where a series has its cells.
type laid struct {
	series  *versions.Series
	at      int
	offered []offered
}

// offered is the column that is "in" for the valid answers to versions that offered some choices: the base of their
// percentages.
type offered struct {
	versions []string
	at       int
}

// given is the one code of items that are only counted as answered.
const given = "given"

func newSheet(repeat *versions.Series) (*layout, error) {
	f, err := stats.NewFrame(nil)
	return &layout{frame: f, repeat: repeat}, err
}

// layOut makes the columns of all series, and a frame for each repeat.
func (c *columns) layOut() error {
	for _, series := range c.lineage.Series {
		if series.Field.Item.Kind == survey.Repeat {
			s, err := newSheet(series)
			if err == nil {
				err = s.dimension(results.WaveVariable)
			}
			if err != nil {
				return err
			}
			c.repeats[series.Name] = s
		}
	}
	for _, s := range c.sheets() {
		if err := s.layOut(c.lineage); err != nil {
			return err
		}
	}
	return nil
}

func (c *columns) sheets() []*layout {
	out := []*layout{c.main}
	for _, s := range c.repeats {
		out = append(out, s)
	}
	return out
}

// layoutOf is the layout that a series' cells are in.
func (c *columns) layoutOf(series *versions.Series) *layout {
	if repeat := c.lineage.Repeat(series); repeat != nil {
		return c.repeats[repeat.Name]
	}
	return c.main
}

func (s *layout) layOut(l *versions.Lineage) error {
	for _, series := range l.In(s.repeat) {
		if !series.Field.Kind.Counted() {
			continue
		}
		at, err := s.frame.AddColumn(variable(series))
		if err != nil {
			return fmt.Errorf("columns of %s: %w", l.Form, err)
		}
		to := laid{series: series, at: at}
		for i := range series.Choices {
			if err := s.offer(&to, &series.Choices[i]); err != nil {
				return err
			}
		}
		s.laid = append(s.laid, to)
	}
	return nil
}

// offer adds the column for the base of a choice that not all versions offered, one for all choices of the same
// versions.
func (s *layout) offer(to *laid, c *versions.SeriesChoice) error {
	if c.Offered == nil || to.base(c) >= 0 {
		return nil
	}
	name := fmt.Sprintf("~offered:%s:%d", to.series.Name, len(to.offered)) // no item has such a name, and tallies take it along
	at, err := s.frame.AddColumn(stats.Variable{Name: name, Kind: stats.Single, Codes: []stats.Code{{Value: given}}})
	to.offered = append(to.offered, offered{c.Offered, at})
	return err
}

// base is the column with the base of a choice, -1 when that is the valid base.
func (to *laid) base(c *versions.SeriesChoice) int {
	for _, o := range to.offered {
		if slices.Equal(o.versions, c.Offered) {
			return o.at
		}
	}
	return -1
}

// of is where a series has its cells.
func (s *layout) of(series *versions.Series) *laid {
	for i := range s.laid {
		if s.laid[i].series == series {
			return &s.laid[i]
		}
	}
	return nil
}

// pathIn is the path of the repeat of a layout in a version, "" when the version does not have it.
func (s *layout) pathIn(form *form.Form) string {
	if f := s.repeat.Member(form.Q.Version); f != nil {
		return f.Path
	}
	return ""
}

// variableKinds are the kinds of columns for what is counted; whoever gave one only is a column of one code.
var variableKinds = map[kinds.Tally]stats.Kind{kinds.TallyGiven: stats.Single, kinds.TallyOne: stats.Single,
	kinds.TallySeveral: stats.Multi,
	kinds.TallyRanks:   stats.Rank, kinds.TallyNumbers: stats.Number}

// variable describes the column of a series. Calculations, texts and choices that respondents give themselves are
// columns of "given" only: they have no codes to count.
func variable(s *versions.Series) stats.Variable {
	v := stats.Variable{Name: s.Name, Kind: stats.Single, Codes: []stats.Code{{Value: given}}}
	switch kind := variableKinds[s.Field.Tally()]; {
	case kind == stats.Number:
		return stats.Variable{Name: s.Name, Kind: stats.Number}
	case s.Field.List != nil:
		v.Kind, v.Codes = kind, nil
		for _, c := range s.Choices {
			code := stats.Code{Value: c.Code, Role: stats.Role(c.Role)}
			if x, err := strconv.ParseFloat(c.Score, 64); err == nil {
				code.Score, code.HasScore = x, true
			}
			v.Codes = append(v.Codes, code)
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

// write fills the cells of one row from answers that were accepted under the form. What its version does not have was
// not asked.
func (s *layout) write(row *stats.Row, form *form.Form, answers survey.Answers, skipped map[string]bool) {
	for i := range s.laid {
		to := &s.laid[i]
		f := to.series.Member(form.Q.Version)
		if f == nil {
			continue
		}
		v := answers[f.Path]
		switch {
		case skipped[f.Path]:
			row.SetMissing(to.at, stats.NotAsked)
		case v.Kind == survey.VStated:
			row.SetMissing(to.at, stated(v.Missing))
		case v.Empty():
			row.SetMissing(to.at, stats.NotAnswered)
		default:
			s.cell(row, to, v)
			s.offeredTo(row, to, form.Q.Version, v)
		}
	}
}

// offeredTo notes which choices' bases a valid answer is in.
func (s *layout) offeredTo(row *stats.Row, to *laid, version string, v survey.Value) {
	codes := v.Codes
	if v.Kind == survey.VText {
		codes = []string{v.Text}
	}
	valid := slices.ContainsFunc(codes, func(code string) bool {
		c := to.series.Choice(code)
		return c != nil && !c.Role.Missing()
	})
	for _, o := range to.offered {
		if valid && slices.Contains(o.versions, version) {
			set(row.SetCode(o.at, given))
		}
	}
}

func (s *layout) cell(row *stats.Row, to *laid, v survey.Value) {
	var err error
	i := to.at
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
	if err != nil { // a number beyond float64
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
func repeatRows(form *form.Form, answers survey.Answers, path string) []repeatRow {
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
