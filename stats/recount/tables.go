package recount

import (
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/filter"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/versions"
)

// TablesQuery says which tables are counted again, as live.TablesQuery has it.
type TablesQuery struct {
	Items, By []string
	// codes of breaks that are not items, which have a column although no answer may be in it
	Columns map[string][]string
	Where   string           // condition on responses; "" = all
	Letters plain.Adjustment // of the tests between columns; "" = no tests
	Lang    string
	Links   []survey.Link // whose names stand above columns
}

// Tables counts the rows of a source, which are of one scope, under items by breaks: the tables that live makes of
// exactly these responses. Each figure of each cell is worked out from the answers of its column, by the plain formulas
// of a simple random sample.
func Tables(s *Source, q TablesQuery) (*stats.Tables, error) {
	places := places.NewPlaces(s.Survey, places.NewRegister(s.Survey, s.Units))
	c := &tableCounter{Source: s, query: q, places: places,
		naming: results.NewNaming(s.Survey, s.Lineage, places, q.Links, q.Lang),
		texts:  map[string]func(l *line) string{}}
	if err := c.rows(); err != nil {
		return nil, err
	}
	out := &stats.Tables{Rows: int64(len(c.kept)), Level: results.Confidence, Interval: stats.IntervalWilson,
		Tables: []stats.Table{}}
	var banners []*banner
	for _, by := range results.Once(q.By) {
		b, err := c.banner(by)
		if err != nil {
			return nil, err
		}
		banners = append(banners, b)
	}
	if len(banners) == 0 {
		banners = []*banner{nil}
	}
	for _, name := range results.Once(q.Items) {
		series := s.Lineage.Named(name)
		if series == nil || s.Lineage.Repeat(series) != nil || !series.Field.Tabulable() {
			return nil, survey.Fail(survey.Invalid, "tables.item", "item", name)
		}
		it := newItemCount(series)
		answers := c.answers(it)
		for _, b := range banners {
			t := tableOf{sample: int64(c.sample), item: it, banner: b, letters: q.Letters}
			out.Tables = append(out.Tables, t.table(answers))
		}
	}
	c.naming.Put(out)
	return out, nil
}

// tableCounter counts tables while they run.
type tableCounter struct {
	*Source
	query  TablesQuery
	places *places.Places
	naming *results.Naming
	texts  map[string]func(l *line) string // what the condition reads, by name
	sample int                             // responses of the scope
	kept   []line                          // those that meet the condition
}

// line is a response with what places its answers.
type line struct {
	*survey.Response
	skipped map[string]bool
	units   map[string]string // keys of its places, by level
}

// rows reads the responses and keeps those that meet the condition.
func (c *tableCounter) rows() error {
	var condition *filter.Condition
	if c.query.Where != "" {
		var err error
		if condition, err = filter.Parse(c.query.Where, survey.Say("tables.condition").In(c.query.Lang),
			c.known); err != nil {
			return err
		}
	}
	for r, err := range c.Rows {
		if err != nil {
			return err
		}
		if _, err := c.Form(r.Version); err != nil {
			return err
		}
		c.sample++
		l := line{Response: r, skipped: within(r.Skipped, ""), units: map[string]string{}}
		for _, key := range c.places.Find(r.Wave, places.UnitOf(c.Survey, c.Lineage, r)) {
			u, _ := c.places.All.Unit(key)
			l.units[u.Level] = key
		}
		meets := true
		if condition != nil {
			if meets, err = condition.Holds(func(name string) string { return c.texts[name](&l) }); err != nil {
				return err
			}
		}
		if meets {
			c.kept = append(c.kept, l)
		}
	}
	return nil
}

// dimension tells what a response is in a dimension; nil for a name that stands for none. An anonymous survey keeps no
// links.
func (c *tableCounter) dimension(name string) (variable string, of func(l *line) string) {
	if level, ok := strings.CutPrefix(name, results.ByLevel); ok {
		if slices.Contains(c.places.All.Levels(), level) {
			return results.UnitVariable + level, func(l *line) string { return l.units[level] }
		}
		return "", nil
	}
	for _, d := range results.Dimensions {
		if d.Name == name && (name != "_link" || c.Survey.Mode == survey.Named) {
			return d.Variable, func(l *line) string { return d.Of(l.Response) }
		}
	}
	return "", nil
}

// series is what a condition names; nil for one that has no answers of its own in a response.
func (c *tableCounter) series(name string) *versions.Series {
	s := c.Lineage.Called(name)
	if s == nil || c.Lineage.Repeat(s) != nil || !s.Field.Kind.Counted() {
		return nil
	}
	return s
}

// known finds what a condition names and keeps how it is read.
func (c *tableCounter) known(name string) bool {
	if c.texts[name] != nil {
		return true
	}
	_, of := c.dimension(name)
	if of == nil {
		s := c.series(name)
		if s == nil {
			return false
		}
		it := newItemCount(s)
		of = func(l *line) string { return it.text(l) }
	}
	c.texts[name] = of
	return true
}

// text is the answer of a response as conditions have it: "" when it is missing, "given" for what has no codes.
func (it *itemCount) text(l *line) string {
	a, asked := it.of(l)
	switch {
	case !asked || !a.answered || a.stated != "":
		return ""
	case a.number:
		return strconv.FormatFloat(a.value, 'g', -1, 64)
	case it.field.Tally() == kinds.TallyGiven:
		return "given"
	case it.field.Tally() == kinds.TallyRanks && a.valid:
		return strings.Join(a.codes, " ")
	case it.field.Tally() == kinds.TallyRanks:
		return ""
	}
	codes := []string{} // several choices are read in the order of the list
	for _, choice := range it.choices {
		if slices.Contains(a.codes, choice.Code) {
			codes = append(codes, choice.Code)
		}
	}
	return strings.Join(codes, " ")
}

// of reads the answer of a response to the item; false when it was not asked.
func (it *itemCount) of(l *line) (reading, bool) {
	f := it.series.Member(l.Version)
	if f == nil || l.skipped[f.Path] {
		return reading{}, false
	}
	a := it.read(l.Answers[f.Path])
	a.version = l.Version
	return a, true
}

// answered is the answer of one of the kept responses.
type answered struct {
	reading
	asked bool
}

// answers reads the item in all kept responses.
func (c *tableCounter) answers(it *itemCount) []answered {
	out := make([]answered, len(c.kept))
	for i := range c.kept {
		out[i].reading, out[i].asked = it.of(&c.kept[i])
	}
	return out
}

// banner are the columns of a break, and in which the kept responses are.
type banner struct {
	name    string
	columns []string
	in      []int // -1: in none
}

// banner lists the columns of a break: the choices of an item, or the codes of a dimension in their order.
func (c *tableCounter) banner(by string) (*banner, error) {
	variable, of := c.dimension(results.Levelled(by))
	b := &banner{name: variable}
	if of != nil {
		b.columns = slices.Clone(c.query.Columns[by])
		for i := range c.kept {
			if code := of(&c.kept[i]); code != "" {
				b.columns = append(b.columns, code)
			}
		}
		slices.Sort(b.columns)
		b.columns = slices.Compact(b.columns)
		slices.SortStableFunc(b.columns, func(x, y string) int {
			return c.naming.Compare(variable, stats.BreakColumn{Key: x}, stats.BreakColumn{Key: y})
		})
	} else {
		s := c.series(by)
		if s == nil || s.Name != by || s.Field.Tally() != kinds.TallyOne {
			return nil, survey.Fail(survey.Invalid, "tables.break", "break", by)
		}
		it := newItemCount(s)
		b.name = s.Name
		for _, choice := range it.choices {
			b.columns = append(b.columns, choice.Code)
		}
		of = func(l *line) string {
			if a, asked := it.of(l); asked && len(a.codes) == 1 {
				return a.codes[0]
			}
			return ""
		}
	}
	for i := range c.kept {
		b.in = append(b.in, slices.Index(b.columns, of(&c.kept[i])))
	}
	return b, nil
}
