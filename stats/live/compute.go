package live

import (
	"math"
	"slices"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/versions"
)

// compute makes the results of a scope from the columns: one tally for each item and level of units.
func (c *columns) compute(sv *survey.Survey, form *form.Form, scope string) (*results.Results, error) {
	t := c.tide(scope)
	r := &results.Results{Survey: sv, Wave: scope, Waves: c.waves(sv), Form: form, Lineage: c.lineage, Made: c.asked,
		Tag: c.tag(scope), Counted: t.counted(), States: t.present()}
	shown := c.unitRows(r, t)
	for _, series := range c.lineage.Series {
		if !series.Field.Kind.Asked() {
			continue
		}
		item, err := c.item(series, shown, r)
		if err != nil {
			return nil, err
		}
		r.Items = append(r.Items, item)
	}
	return r, nil
}

// shownUnits are the units of the tables by unit.
type shownUnits struct {
	levels []string
	keys   []string // of the places, parallel to Results.Units
}

// unitRows lists the units of the tables in the register's order, with what the frame plans for each and all below it
// and how many answers it has. Of every level is said whether its units are shown.
func (c *columns) unitRows(r *results.Results, t *tide) shownUnits {
	tree := c.places.Of(r.Wave)
	var out shownUnits
	var depth map[string]int
	out.levels, depth, r.Levels = results.LevelsShown(tree)
	plan := map[string]int64{}
	for _, row := range c.plan(r.Survey, r.Wave).Rows {
		for _, code := range tree.Path(row.Unit) {
			plan[code] += int64(row.Planned)
		}
	}
	var visit func(code string)
	visit = func(code string) {
		for _, child := range tree.Children(code) {
			u, _ := tree.Unit(child)
			if d, ok := depth[u.Level]; ok {
				key := c.places.Key(r.Wave, child)
				out.keys = append(out.keys, key)
				r.Units = append(r.Units,
					results.Unit{Code: u.Code, Name: u.Name, Level: u.Level, Parent: u.Parent, Depth: d, Planned: plan[child],
						Responses: t.sums[Cell{key, ""}]})
			}
			visit(child)
		}
	}
	visit("")
	if len(tree.Codes()) > 0 {
		r.Unplaced, r.Unclear = t.unplaced, c.places.UnclearIn(r.Wave)
	}
	return out
}

// item makes the figures of one series, in all and by unit.
func (c *columns) item(series *versions.Series, shown shownUnits, r *results.Results) (*results.Item, error) {
	s, f := c.layoutOf(series), series.Field
	item := &results.Item{Field: f, Series: series, Stated: map[survey.Role]int64{}}
	if f.Repeat != nil {
		item.Repeat = f.Repeat.Path
	}
	to := s.of(series)
	levels := shown.levels
	if f.Repeat != nil {
		levels = nil
	}
	t, err := s.tallies(r.Wave, levels)
	if err != nil {
		return nil, err
	}
	columns := to.columns(s.frame)
	crosses := make([][]*stats.Cross, len(columns))
	for i, column := range columns {
		crosses[i] = t.of(column)
	}
	at := func(b int) figures {
		return figures{cross: crosses[0][b], beside: crosses[1:], at: b, laid: to, frame: s.frame, in: s.within(r.Wave)}
	}
	at(0).whole(item)
	if f.Tally() == kinds.TallyNumbers {
		item.Numbers = results.SummaryOf(t.Numbers(t.at[columns[0]]))
	}
	if len(shown.levels) > 0 && f.Repeat == nil {
		byUnit(item, at, shown, r.Units)
	}
	return item, nil
}

// byUnit fills the rows of the tables by unit; a unit without any answer has bases of 0.
func byUnit(item *results.Item, at func(b int) figures, shown shownUnits, units []results.Unit) {
	item.ByUnit = make([]results.UnitRow, len(units))
	rows := map[[2]string]results.UnitRow{}
	for i := range shown.levels {
		g := at(i + 1)
		var numbers map[string]*results.Numbers
		if item.Field.Tally() == kinds.TallyNumbers {
			numbers = g.numbersByUnit()
		}
		for col, column := range g.cross.Break.Columns {
			row := g.unit(col, item)
			row.Numbers = numbers[column.Key]
			rows[[2]string{shown.levels[i], column.Key}] = row
		}
	}
	for i, u := range units {
		row, ok := rows[[2]string{u.Level, shown.keys[i]}]
		if !ok {
			row.Counts, row.Bases = make([]int64, len(item.Rows)), make([]int64, len(item.Rows))
			row.Top, row.Top2 = emptied(item.Top), emptied(item.Top2)
		}
		if row.Numbers == nil && item.Field.Tally() == kinds.TallyNumbers {
			none := results.Undefined()
			row.Numbers = &none
		}
		item.ByUnit[i] = row
	}
}

// emptied is a share of nobody; nil stays nil.
func emptied(s *results.Share) *results.Share {
	if s == nil {
		return nil
	}
	nan := math.NaN()
	return &results.Share{Estimate: nan, Lower: nan, Upper: nan, Method: s.Method}
}

// columns are the columns that an item is counted from: its own, then those of bases.
func (to *laid) columns(frame *stats.Frame) []*stats.Column {
	out := []*stats.Column{frame.Columns()[to.at]}
	for _, o := range to.offered {
		out = append(out, frame.Columns()[o.at])
	}
	return out
}

// figures reads the counts of one item in one break.
type figures struct {
	cross  *stats.Cross     // of the item's own column
	beside [][]*stats.Cross // of the further columns of laid.columns, by break
	at     int              // which break
	laid   *laid
	frame  *stats.Frame
	in     func(row int) bool // rows that the figures are of; nil: all
}

func (g figures) has(row int) bool { return !g.frame.Withdrawn(row) && (g.in == nil || g.in(row)) }

func (g figures) field() *form.Field { return g.laid.series.Field }

// whole fills in the figures over all rows.
func (g figures) whole(item *results.Item) {
	item.Base = g.base(stats.Total)
	if g.field().List != nil {
		item.Rows = results.Rows(g.laid.series, item.Base,
			func(c *versions.SeriesChoice) int64 { return g.chosen(stats.Total, c.Code) },
			func(c *versions.SeriesChoice) int64 { return g.offered(stats.Total, c, item.Base.Valid) })
	}
	if g.field().Tally() == kinds.TallyRanks && g.cross.Item.Variable.Kind == stats.Rank {
		g.ranks(item)
	}
	for why, role := range map[stats.MissingKind]survey.Role{stats.DontKnow: survey.DontKnow,
		stats.Refused: survey.Refused} {
		if n := g.stated(why, role, item.Rows); n > 0 {
			item.Stated[role] = n
		}
	}
	item.Top, item.Top2 = g.share(stats.Total, item.Base, g.top()), g.share(stats.Total, item.Base, g.top2())
	item.Scores = g.scores()
}

// stated counts the absences {"missing":…} of a kind: the rows that are missing so without a choice that says it.
func (g figures) stated(why stats.MissingKind, role survey.Role, rows []results.Row) int64 {
	column := g.cross.Item
	if kind := column.Variable.Kind; kind != stats.Multi && kind != stats.Rank {
		n := g.cross.Missing(stats.Total, why)
		for _, row := range rows {
			if row.Role == role {
				n -= row.Count
			}
		}
		return n
	}
	n := int64(0)
	if g.cross.Missing(stats.Total, why) == 0 {
		return n
	}
	for i := range g.frame.Len() {
		chosen := !g.has(i) || column.Missing(i) != why
		for code := 0; code < len(column.Variable.Codes) && !chosen; code++ {
			chosen = column.Chosen(i, code)
		}
		if !chosen {
			n++
		}
	}
	return n
}

// ranks says how each choice was ranked. Places are as many as the list has choices.
func (g figures) ranks(item *results.Item) {
	for _, row := range item.Rows {
		places := make([]int64, len(item.Rows))
		if at := g.cross.Item.Variable.CodeIndex(row.Code); at >= 0 {
			places = g.cross.Ranked(stats.Total, at).Places
		}
		item.Ranks = append(item.Ranks, results.RankOf(places, item.Base.Valid))
	}
}

// chosen counts who gave a choice.
func (g figures) chosen(column int, code string) int64 {
	at := g.cross.Item.Variable.CodeIndex(code)
	if at < 0 {
		return 0
	}
	return g.cross.CodeCount(column, at)
}

// offered is what the percentage of a choice is of.
func (g figures) offered(column int, c *versions.SeriesChoice, valid int64) int64 {
	for i, o := range g.laid.offered {
		if slices.Equal(o.versions, c.Offered) {
			return g.beside[i][g.at].CodeCount(column, 0)
		}
	}
	return valid
}

// unit reads one column of a break by unit.
func (g figures) unit(column int, item *results.Item) results.UnitRow {
	row := results.UnitRow{Base: g.base(column), Counts: make([]int64, len(item.Rows))}
	for i := range item.Rows {
		row.Counts[i] = g.chosen(column, item.Rows[i].Code)
		row.Bases = append(row.Bases, g.offered(column, &g.laid.series.Choices[i], row.Base.Valid))
	}
	row.Top, row.Top2 = g.share(column, row.Base, g.top()), g.share(column, row.Base, g.top2())
	return row
}

func (g figures) base(column int) results.Base {
	b := g.cross.Bases(column)
	return results.Base{Asked: b.Asked, Answered: b.Answered, Valid: b.Valid}
}

// top and top2 are the codes of the approval boxes; nil when the item is no scale.
func (g figures) top() []int {
	if g.field().Tally() != kinds.TallyOne || !g.field().List.IsScale() {
		return nil
	}
	return g.cross.Item.Variable.TopBox()
}

func (g figures) top2() []int {
	if g.field().Tally() != kinds.TallyOne || !g.field().List.IsScale() {
		return nil
	}
	return g.cross.Item.Variable.Top2Box()
}

// share is the part of the valid base that holds one of some codes, with Wilson's interval; nil without codes.
func (g figures) share(column int, base results.Base, codes []int) *results.Share {
	if codes == nil {
		return nil
	}
	count := int64(0)
	for _, code := range codes {
		count += g.cross.CodeCount(column, code)
	}
	return results.ShareOf(count, base.Valid)
}

// numbersByUnit gives each unit the total and the mean of a numeric item.
func (g figures) numbersByUnit() map[string]*results.Numbers {
	out := map[string]*results.Numbers{}
	for i, column := range g.cross.Break.Columns {
		n := results.Undefined()
		if n.N = g.cross.Bases(i).Valid; n.N > 0 {
			n.Mean, n.Total = g.cross.Value(g.cross.Mean(i)), g.cross.Value(g.cross.Sum(i))
			out[column.Key] = &n
		}
	}
	return out
}

// scores summarises the scores of the chosen choices; nil when none has a score.
func (g figures) scores() *results.Numbers {
	var levels []results.Scored
	for i, code := range g.cross.Item.Variable.Codes {
		if code.HasScore && code.Role.Missing() == stats.NotMissing && g.field().Tally() == kinds.TallyOne {
			levels = append(levels, results.Scored{Score: code.Score, Count: g.cross.CodeCount(stats.Total, i)})
		}
	}
	if levels == nil {
		return nil
	}
	return results.ScoreSummary(levels)
}
