package live

import (
	"context"
	"math"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// manyUnits is how many units tables by unit may have; beyond it they stop at the first level of which there are several.
const manyUnits = 600

// compute makes the results from the columns: one tally for each item and level of units.
func (c *columns) compute(ctx context.Context, sv *survey.Survey, form *survey.Form) (*results.Results, error) {
	r := &results.Results{Survey: sv, Form: form, Made: c.svc.Now(), Counted: c.states[survey.Submitted], States: map[survey.State]int64{}}
	for state, n := range c.states {
		if n != 0 {
			r.States[state] = n
		}
	}
	r.Snapshot = survey.SnapshotID(c.keys())
	shown := c.unitRows(r)
	if err := c.planned(ctx, sv, r); err != nil {
		return nil, err
	}
	for _, f := range form.Fields {
		if !f.Item.Kind.Asked() {
			continue
		}
		item, err := c.item(f, shown, r)
		if err != nil {
			return nil, err
		}
		r.Items = append(r.Items, item)
	}
	return r, nil
}

// unitRows lists the units of the tables in the register's order, and returns the levels that they have.
func (c *columns) unitRows(r *results.Results) []string {
	levels := c.tree.Levels()
	count := map[string]int{}
	for _, code := range c.tree.Codes() {
		u, _ := c.tree.Unit(code)
		count[u.Level]++
	}
	for len(levels) > 1 && count[levels[0]] == 1 { // one province above all says nothing
		levels = levels[1:]
	}
	total := 0
	for i, level := range levels {
		if total += count[level]; total > manyUnits && i > 0 {
			levels = levels[:i]
			break
		}
	}
	depth := map[string]int{}
	for i, level := range levels {
		depth[level] = i
	}
	var visit func(code string)
	visit = func(code string) {
		for _, child := range c.tree.Children(code) {
			u, _ := c.tree.Unit(child)
			if d, ok := depth[u.Level]; ok {
				r.Units = append(r.Units, results.Unit{Code: u.Code, Name: u.Name, Level: u.Level, Depth: d})
			}
			visit(child)
		}
	}
	visit("")
	return levels
}

// planned adds to each unit what the frame plans for it and all below it, and how many answers it has.
func (c *columns) planned(ctx context.Context, sv *survey.Survey, r *results.Results) error {
	rows, err := c.svc.Store().Frames().List(ctx, sv.Slug+"/")
	if err != nil {
		return err
	}
	plan := map[string]int64{}
	for _, row := range rows {
		if row.Key != sv.Slug+"/"+sv.Wave {
			continue
		}
		for _, f := range row.Value.Rows {
			for code := f.Unit; code != ""; {
				plan[code] += int64(f.Planned)
				u, _ := c.tree.Unit(code)
				code = u.Parent
			}
		}
	}
	design, err := stats.NewDesign(c.main.frame, stats.DesignSpec{})
	if err != nil {
		return err
	}
	answers := map[string]int64{}
	place := c.main.frame.Column(placeVariable)
	for _, level := range c.tree.Levels() {
		b, err := stats.NewBreak(c.main.frame, unitVariable+level)
		if err != nil {
			return err
		}
		x := design.TallyItems([]*stats.Column{place}, []*stats.Break{b})[0][0]
		for i, column := range b.Columns {
			answers[column.Key] = x.Bases(i).Asked
		}
	}
	for i := range r.Units {
		r.Units[i].Planned, r.Units[i].Responses = plan[r.Units[i].Code], answers[r.Units[i].Code]
	}
	if len(c.tree.Codes()) > 0 {
		r.Unplaced = r.Counted
		none, err := stats.NewBreak(c.main.frame)
		if err != nil {
			return err
		}
		in := figures{cross: design.TallyItems([]*stats.Column{place}, []*stats.Break{none})[0][0]}
		r.Unplaced -= in.count(stats.Total, "in")
	}
	return nil
}

// item makes the figures of one item, in all and by unit.
func (c *columns) item(f *survey.Field, levels []string, r *results.Results) (*results.Item, error) {
	s := c.sheetOf(f)
	item := &results.Item{Field: f, Stated: map[survey.Role]int64{}}
	if f.Repeat != nil {
		item.Repeat = f.Repeat.Path
	}
	at, ok := s.forms[r.Form][f.Path]
	if !ok { // its kind changed between versions and the older one holds the column
		return item, nil
	}
	column := s.frame.Columns()[at]
	design, err := stats.NewDesign(s.frame, stats.DesignSpec{})
	if err != nil {
		return nil, err
	}
	breaks := []*stats.Break{}
	total, err := stats.NewBreak(s.frame)
	if err != nil {
		return nil, err
	}
	breaks = append(breaks, total)
	if f.Repeat == nil {
		for _, level := range levels {
			b, err := stats.NewBreak(s.frame, unitVariable+level)
			if err != nil {
				return nil, err
			}
			breaks = append(breaks, b)
		}
	}
	crosses := design.TallyItems([]*stats.Column{column}, breaks)[0]
	figures{crosses[0], f, s.frame}.whole(item)
	if len(levels) > 0 && f.Repeat == nil {
		if err := byUnit(item, f, s.frame, crosses[1:], levels, r.Units); err != nil {
			return nil, err
		}
	}
	return item, nil
}

// byUnit fills the rows of the tables by unit; a unit without any answer has bases of 0.
func byUnit(item *results.Item, f *survey.Field, frame *stats.Frame, crosses []*stats.Cross, levels []string, units []results.Unit) error {
	item.ByUnit = make([]results.UnitRow, len(units))
	rows := map[[2]string]results.UnitRow{}
	for i, x := range crosses {
		g := figures{x, f, frame}
		var numbers map[string]*results.Numbers
		if f.Item.Kind.Numeric() {
			var err error
			if numbers, err = g.numbersByUnit(); err != nil {
				return err
			}
		}
		for col, column := range x.Break.Columns {
			row := g.unit(col, item)
			row.Numbers = numbers[column.Key]
			rows[[2]string{levels[i], column.Key}] = row
		}
	}
	for i, u := range units {
		row, ok := rows[[2]string{u.Level, u.Code}]
		if !ok {
			row.Counts = make([]int64, len(item.Rows))
			row.Top, row.Top2 = emptied(item.Top), emptied(item.Top2)
		}
		if row.Numbers == nil && f.Item.Kind.Numeric() {
			none := results.Undefined()
			row.Numbers = &none
		}
		item.ByUnit[i] = row
	}
	return nil
}

// emptied is a share of nobody; nil stays nil.
func emptied(s *results.Share) *results.Share {
	if s == nil {
		return nil
	}
	nan := math.NaN()
	return &results.Share{Estimate: nan, Lower: nan, Upper: nan, Method: s.Method}
}

// figures reads the counts of one cross.
type figures struct {
	cross *stats.Cross
	field *survey.Field
	frame *stats.Frame
}

// whole fills in the figures over all rows.
func (g figures) whole(item *results.Item) {
	item.Base = g.base(stats.Total)
	if g.field.List != nil {
		g.rows(item)
	}
	for why, role := range map[stats.MissingKind]survey.Role{stats.DontKnow: survey.DontKnow, stats.Refused: survey.Refused} {
		if n := g.stated(why, role, item.Rows); n > 0 {
			item.Stated[role] = n
		}
	}
	item.Top, item.Top2 = g.share(stats.Total, item.Base, g.top()), g.share(stats.Total, item.Base, g.top2())
	item.Numbers, item.Scores = g.numbers(), g.scores()
}

// stated counts the absences {"missing":…} of a kind: the rows that are missing so without a choice that says it.
func (g figures) stated(why stats.MissingKind, role survey.Role, rows []results.Row) int64 {
	column := g.cross.Item
	if column.Variable.Kind != stats.Multi {
		n := g.cross.Missing(stats.Total, why)
		for _, row := range rows {
			if row.Role == role {
				n -= row.Count
			}
		}
		return n
	}
	n := int64(0)
	for i := range g.frame.Len() {
		chosen := g.frame.Withdrawn(i) || column.Missing(i) != why
		for code := 0; code < len(column.Variable.Codes) && !chosen; code++ {
			chosen = column.Chosen(i, code)
		}
		if !chosen {
			n++
		}
	}
	return n
}

// rows lists the choices with their counts; a code that stands twice in the list is one row.
func (g figures) rows(item *results.Item) {
	seen := map[string]bool{}
	for _, c := range g.field.List.Choices {
		if seen[c.Code] {
			continue
		}
		seen[c.Code] = true
		row := results.Row{Code: c.Code, Label: c.Label, Role: c.Role, Count: g.chosen(stats.Total, c.Code), Proportion: math.NaN()}
		if item.Base.Valid > 0 && !c.Role.Missing() {
			row.Proportion = float64(row.Count) / float64(item.Base.Valid)
		}
		item.Rows = append(item.Rows, row)
	}
}

func (g figures) count(column int, code string) int64 {
	at := g.cross.Item.Variable.CodeIndex(code)
	if at < 0 {
		return 0
	}
	return g.cross.CodeCount(column, at)
}

// chosen counts who gave a choice. Of several choices one with a missing role stands in the cell as that missing kind when it was
// given alone; such answers are counted at the first choice that has the role.
func (g figures) chosen(column int, code string) int64 {
	n := g.count(column, code)
	v := &g.cross.Item.Variable
	at := v.CodeIndex(code)
	if v.Kind != stats.Multi || at < 0 || v.Codes[at].Role.Missing() == stats.NotMissing {
		return n
	}
	for _, c := range v.Codes[:at] {
		if c.Role == v.Codes[at].Role {
			return n
		}
	}
	return n + g.cross.Missing(column, v.Codes[at].Role.Missing())
}

// unit reads one column of a break by unit.
func (g figures) unit(column int, item *results.Item) results.UnitRow {
	row := results.UnitRow{Base: g.base(column), Counts: make([]int64, len(item.Rows))}
	for i := range item.Rows {
		row.Counts[i] = g.chosen(column, item.Rows[i].Code)
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
	if g.field.Item.Kind != survey.Single || g.field.List == nil || !g.field.List.IsScale() {
		return nil
	}
	return g.cross.Item.Variable.TopBox()
}

func (g figures) top2() []int {
	if g.field.Item.Kind != survey.Single || g.field.List == nil || !g.field.List.IsScale() {
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

// numbersByUnit gives each unit the total and the mean of a numeric item, from sums that add.
func (g figures) numbersByUnit() (map[string]*results.Numbers, error) {
	t, err := g.cross.Table(results.Confidence, stats.IntervalWilson, true)
	if err != nil {
		return nil, err
	}
	out := map[string]*results.Numbers{}
	for i := range t.Cells {
		c := &t.Cells[i]
		if c.Column == nil || c.Count == 0 {
			continue
		}
		n := out[*c.Column]
		if n == nil {
			u := results.Undefined()
			n = &u
			out[*c.Column] = n
		}
		n.N = c.Count
		switch c.Row {
		case "mean":
			n.Mean = float64(c.Estimate)
		case "total":
			n.Total = float64(c.Estimate)
		}
	}
	return out, nil
}

// numbers summarises a numeric item over its valid base.
func (g figures) numbers() *results.Numbers {
	if !g.field.Item.Kind.Numeric() {
		return nil
	}
	var values []float64
	column := g.cross.Item
	for i := range g.frame.Len() {
		if !g.frame.Withdrawn(i) && column.Missing(i) == stats.NotMissing {
			values = append(values, column.Number(i))
		}
	}
	return results.Summary(values)
}

// scores summarises the scores of the chosen choices; nil when none has a score.
func (g figures) scores() *results.Numbers {
	var levels []results.Scored
	for i, code := range g.cross.Item.Variable.Codes {
		if code.HasScore && code.Role.Missing() == stats.NotMissing && g.field.Item.Kind == survey.Single {
			levels = append(levels, results.Scored{Score: code.Score, Count: g.cross.CodeCount(stats.Total, i)})
		}
	}
	if levels == nil {
		return nil
	}
	return results.ScoreSummary(levels)
}
