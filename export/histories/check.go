package histories

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// check compares what khaosat says with the model; whole: documents as well.
func (h *history) check(whole bool) {
	ctx := h.t.Context()
	booked := pick(h, h.model.scopes()) // whose tables are written as a workbook
	for _, scope := range h.model.scopes() {
		asked := results.Scope{Wave: scope}
		fresh, others, err := h.there.board.ResultsWithKeys(ctx, slug, asked)
		h.must(err)
		h.results("another process", scope, fresh)
		if len(others) != len(h.model.counted(scope)) {
			h.t.Errorf("%s: %d keys for %d answers", scope, len(others), len(h.model.counted(scope)))
		}
		r, keys, err := h.here.board.ResultsWithKeys(ctx, slug, asked)
		h.must(err)
		h.results("this process", scope, r)
		if r.Snapshot != fresh.Snapshot {
			h.t.Errorf("%s: snapshots %s and %s", scope, r.Snapshot, fresh.Snapshot)
		}
		h.tables(scope, whole && scope == booked)
		h.fieldwork(scope)
		if whole {
			h.documents(scope, r, keys)
		}
		if whole && scope == booked {
			h.tablesWorkbook(scope)
		}
	}
	if whole {
		h.csv()
		h.xlsx()
		h.jsonl()
		h.sav()
	}
}

// equal compares two values of which both may be NaN.
func equal(a, b float64) bool { return a == b || a != a && b != b }

func (h *history) differ(who, scope, what string, got, want any) {
	h.t.Helper()
	h.t.Errorf("%s, wave %q, %s: %v, want %v", who, scope, what, got, want)
}

// results compares figures of a scope.
func (h *history) results(who, scope string, r *results.Results) {
	m := h.model
	answers := m.counted(scope)
	if r.Counted != int64(len(answers)) {
		h.differ(who, scope, "counted", r.Counted, len(answers))
	}
	var got, want []string
	all := m.figured()
	for _, g := range all {
		want = append(want, g.name)
	}
	for _, it := range r.Items {
		got = append(got, it.Name())
	}
	if !slices.Equal(got, want) {
		h.differ(who, scope, "items", got, want)
		return
	}
	for i, it := range r.Items {
		h.item(who, scope, it, all[i], answers)
	}
	h.byUnit(who, scope, r, answers)
	h.states(who, scope, r)
}

// states compares how many answers there are in each state, and how many of each wave count.
func (h *history) states(who, scope string, r *results.Results) {
	want := map[survey.State]int64{}
	for _, a := range h.model.answers {
		if h.model.in(a, scope) {
			want[a.state]++
		}
	}
	if !maps.Equal(r.States, want) {
		h.differ(who, scope, "states", r.States, want)
	}
	for _, w := range r.Waves {
		code := cmp.Or(w.Code, survey.NoWave)
		if n := len(h.model.counted(code)); w.Counted != int64(n) {
			h.differ(who, scope, "wave "+code, w.Counted, n)
		}
	}
}

// item compares one item's figures.
func (h *history) item(who, scope string, it *results.Item, g *series, answers []*answer) {
	f := h.model.count(g, answers)
	if got, want := it.Base, (results.Base{Asked: f.asked, Answered: f.answered, Valid: f.valid}); got != want ||
		it.Previous() != g.previous {
		h.differ(who, scope, g.name+" bases", got, want)
	}
	if len(it.Rows) != len(g.choices) {
		h.differ(who, scope, g.name+" choices", it.Rows, g.choices)
		return
	}
	for i, row := range it.Rows {
		c := g.choices[i]
		if row.Code != c.Code || row.Previous != c.previous || row.Role != c.Role || row.Label[""] != c.Label[""] {
			h.differ(who, scope, g.name+" choices", row, c)
		}
		if row.Count != f.codes[c.Code] {
			h.differ(who, scope, g.name+" "+c.Code, row.Count, f.codes[c.Code])
		}
		if base := f.offered[c.Code]; !c.Role.Missing() &&
			(row.Base != base || !equal(row.Proportion, share(row.Count, base))) {
			h.differ(who, scope, g.name+" share of "+c.Code, row, base)
		}
		if g.ranks() {
			h.rank(who, scope, &it.Ranks[i], c.Code, f)
		}
	}
	if it.Stated[survey.Refused] != f.refused || it.Stated[survey.DontKnow] != 0 {
		h.differ(who, scope, g.name+" stated", it.Stated, f.refused)
	}
	top, top2 := g.boxes()
	h.share(who, scope, g.name+" top", it.Top, top, f)
	h.share(who, scope, g.name+" top-2", it.Top2, top2, f)
	if g.number() {
		h.numbers(who, scope, g.name, it.Numbers, f.numbers)
	}
	if it.Scores != nil {
		h.numbers(who, scope, g.name+" scores", it.Scores, f.scores)
	} else if len(f.scores) > 0 {
		h.differ(who, scope, g.name+" scores", nil, f.scores)
	}
}

// boxes are the codes of the approval boxes, nil where the item has none.
func (g *series) boxes() (top, top2 []string) {
	if !g.scale() {
		return nil, nil
	}
	return g.roles(survey.PositiveStrong), g.roles(survey.PositiveStrong, survey.Positive)
}

// sum is how many gave one of some codes, of which nobody gives two.
func (f *figures) sum(codes []string) int64 {
	n := int64(0)
	for _, code := range codes {
		n += f.codes[code]
	}
	return n
}

func share(count, base int64) float64 {
	if base == 0 {
		return math.NaN()
	}
	return float64(count) / float64(base)
}

// share compares the share of some codes; nil = the item has no such share.
func (h *history) share(who, scope, what string, s *results.Share, codes []string, f *figures) {
	count := f.sum(codes)
	if (s == nil) != (codes == nil) {
		h.differ(who, scope, what, s, codes)
	} else if s != nil && (s.Count != count || s.Base != f.valid || !equal(s.Estimate, share(count, f.valid))) {
		h.differ(who, scope, what, *s, [2]int64{count, f.valid})
	}
}

func (h *history) rank(who, scope string, r *results.Rank, code string, f *figures) {
	places, sum := f.places[code], int64(0)
	if places == nil {
		places = make([]int64, len(r.Places))
	}
	for i, n := range places {
		sum += int64(i+1) * n
	}
	if !slices.Equal(r.Places, places) || !equal(r.Mean, share(sum, f.codes[code])) ||
		!equal(r.Top[0].Estimate, share(places[0], f.valid)) {
		h.differ(who, scope, "ranks of "+code, *r, places)
	}
}

// numbers compares sums exactly, and what is divided or rooted to the last few bits.
func (h *history) numbers(who, scope, what string, got *results.Numbers, list []float64) {
	sum, mean, sd, least, median, most := summary(list)
	near := func(a, b float64) bool { return equal(a, b) || math.Abs(a-b) <= 1e-12*math.Abs(b) }
	if got.N != int64(len(list)) || !near(got.Total, sum) || !near(got.Mean, mean) || !near(got.SD, sd) ||
		!equal(got.Min, least) || !equal(got.Median, median) || !equal(got.Max, most) {
		h.differ(who, scope, what, *got, []float64{float64(len(list)), sum, mean, sd, least, most, median})
	}
}

// byUnit compares places: how many answers each unit has with all below it, what is planned, and the figures by unit.
func (h *history) byUnit(who, scope string, r *results.Results, answers []*answer) {
	m := h.model
	if m.units == nil {
		return
	}
	placed := 0
	for _, a := range answers {
		if m.placed(a) != nil {
			placed++
		}
	}
	if r.Unplaced != int64(len(answers)-placed) {
		h.differ(who, scope, "unplaced", r.Unplaced, len(answers)-placed)
	}
	units := m.unitsShown(scope)
	if len(r.Units) != len(units) {
		h.differ(who, scope, "units", r.Units, units)
		return
	}
	all := m.figured()
	for i, u := range r.Units {
		want, there := units[u.Code]
		if !there || want.Name != u.Name || want.Level != u.Level {
			h.differ(who, scope, "unit "+u.Code, u, want)
			continue
		}
		below := m.belowUnit(scope, u.Code, answers)
		if u.Responses != int64(len(below)) || u.Planned != m.plannedIn(scope, u.Code) {
			h.differ(who, scope, "unit "+u.Code, u, []int64{int64(len(below)), m.plannedIn(scope, u.Code)})
		}
		for k, it := range r.Items {
			if (it.ByUnit == nil) != all[k].repeated() {
				h.differ(who, scope, it.Name()+" by unit", it.ByUnit, all[k].look.place)
			} else if it.ByUnit != nil {
				h.unitRow(who, scope, it, &it.ByUnit[i], all[k], m.count(all[k], below))
			}
		}
	}
}

func (h *history) unitRow(who, scope string, it *results.Item, row *results.UnitRow, g *series, f *figures) {
	if row.Base != (results.Base{Asked: f.asked, Answered: f.answered, Valid: f.valid}) {
		h.differ(who, scope, it.Name()+" bases of a unit", row.Base, []int64{f.asked, f.answered, f.valid})
	}
	for k, choice := range it.Rows {
		if base := f.offered[choice.Code]; row.Counts[k] != f.codes[choice.Code] ||
			!choice.Role.Missing() && row.Bases[k] != base {
			h.differ(who, scope, it.Name()+" "+choice.Code+" of a unit", row.Counts[k],
				[]int64{f.codes[choice.Code], base})
		}
	}
	top, top2 := g.boxes()
	h.share(who, scope, it.Name()+" top of a unit", row.Top, top, f)
	h.share(who, scope, it.Name()+" top-2 of a unit", row.Top2, top2, f)
	if g.number() {
		sum, mean, _, _, _, _ := summary(f.numbers)
		if !equal(row.Numbers.Total, sum) ||
			!equal(row.Numbers.Mean, mean) && math.Abs(row.Numbers.Mean-mean) > 1e-12*math.Abs(mean) {
			h.differ(who, scope, it.Name()+" of a unit", *row.Numbers, []float64{sum, mean})
		}
	}
}

// unitsShown are the units of tables by unit: of all levels but those at the top of which there is one unit.
func (m *model) unitsShown(scope string) map[string]survey.Unit {
	out := m.unitsIn(scope)
	for _, level := range []string{"tinh", "huyen"} {
		var of []string
		for key, u := range out {
			if u.Level == level {
				of = append(of, key)
			}
		}
		if len(of) > 1 || len(out) == 1 {
			break
		}
		for _, key := range of {
			delete(out, key)
		}
	}
	return out
}

// plannedIn adds up the frames of a scope for a unit and all below it.
func (m *model) plannedIn(scope, unit string) int64 {
	sum := 0
	for wave, plan := range m.planned {
		if scope != survey.AllWaves && scope != "" && waveOf(scope) != wave {
			continue
		}
		if scope == "" && wave != "" {
			continue
		}
		for code, n := range plan {
			a := &answer{unit: code, wave: wave}
			if slices.Contains(m.spot(scope, a), unit) {
				sum += n
			}
		}
	}
	return int64(sum)
}

// breaks are what tables are broken down by, with what an answer says of each; "" = it stands in no column.
func (m *model) breaks(scope string) map[string]func(*answer) string {
	out := map[string]func(*answer) string{
		"_class":    func(a *answer) string { return a.class },
		"_wave":     func(a *answer) string { return a.wave },
		"_mode":     func(a *answer) string { return string(a.channel) },
		"_language": func(a *answer) string { return a.said.language },
		"_version":  func(a *answer) string { return m.editions[a.edition].version },
	}
	if m.mode == survey.Named {
		out["_link"] = func(a *answer) string { return a.link }
	}
	for _, question := range []string{"q1", "them"} {
		if g := m.shown(question); g != nil && g.look.kind == survey.Single && !g.repeated() {
			out[g.name] = func(a *answer) string {
				e := m.editions[a.edition]
				if !slices.Contains(g.editions, a.edition) || e.looks[e.as(g.item)].place == inRepeat {
					return ""
				}
				return a.said.said[e.as(g.item)].cell()
			}
		}
	}
	for _, level := range []string{"huyen", "xa"} {
		n := 0
		places := map[string]bool{}
		for _, day := range m.days() {
			for code, u := range m.unitsOn(day) {
				if key := m.key(code, day); u.Level == level && !places[key] {
					places[key], n = true, n+1
				}
			}
		}
		if n > 1 {
			out["_unit_"+level] = func(a *answer) string {
				day := m.dayOf(a.wave)
				for _, code := range m.placed(a) {
					if m.unitsOn(day)[code].Level == level {
						return m.key(code, day)
					}
				}
				return ""
			}
		}
	}
	return out
}

// tables compares the tables of all items by all that there can be: one break of each kind at a time, and two
// conditions.
func (h *history) tables(scope string, whole bool) { // whole: a workbook of them as well
	m := h.model
	shown := map[string]*series{}
	var items []string
	for _, g := range m.figured() {
		if !g.previous && !g.repeated() && (g.number() || g.look.list != nil) {
			shown[g.name], items = g, append(items, g.name)
		}
	}
	breaks := m.breaks(scope)
	by := slices.Sorted(maps.Keys(breaks))
	where, holds := h.condition(breaks)
	answers := slices.DeleteFunc(m.counted(scope), func(a *answer) bool { return !holds(a) })
	q := live.TablesQuery{Items: items, By: by, Lang: "vi", Where: where, Scope: results.Scope{Wave: scope}}
	got, err := h.here.board.Tables(h.t.Context(), slug, q)
	h.must(err)
	if len(answers) == 0 {
		return
	}
	if whole {
		h.tablesBook(scope, q)
	}
	at := map[string]int{} // of each item: its tables stand in the order of the breaks
	for _, t := range got.Tables.Tables {
		g := shown[t.Item]
		of := breaks[by[at[t.Item]]]
		seen := map[string]bool{}
		for _, base := range t.Bases {
			of, column := of, ""
			if base.Column != nil {
				column = *base.Column
				seen[column] = true
			}
			in := slices.DeleteFunc(slices.Clone(answers),
				func(a *answer) bool { return base.Column != nil && of(a) != column })
			h.column(scope+" where "+where+" by "+by[at[t.Item]], &t, base, g, m.count(g, in))
		}
		for _, a := range answers {
			if x := of(a); x != "" && x != refusal && !seen[x] && m.count(g, []*answer{a}).asked > 0 {
				h.differ("tables", scope, t.Item+" by "+by[at[t.Item]], seen, x)
			}
		}
		at[t.Item]++
	}
}

// condition draws a condition on answers; "" = all.
func (h *history) condition(breaks map[string]func(*answer) string) (string, func(*answer) bool) {
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(breaks)), func(name string) bool { return name[0] != '_' })
	if h.chance(70) || len(h.model.answers) == 0 {
		return "", func(*answer) bool { return true }
	}
	name := pick(h, names)
	of := breaks[name]
	some := of(h.model.answers[pick(h, slices.Sorted(maps.Keys(h.model.answers)))])
	return name + " = '" + some + "'", func(a *answer) bool { return of(a) == some }
}

// column compares one column of a table.
func (h *history) column(scope string, t *stats.Table, base stats.ColumnBase, g *series, f *figures) {
	column := ""
	if base.Column != nil {
		column = *base.Column
	}
	what := t.Item + " in " + column
	if base.Asked != f.asked || base.Answered != f.answered || base.Valid != f.valid {
		h.differ("tables", scope, what+" bases", base, []int64{f.asked, f.answered, f.valid})
	}
	for _, c := range g.choices {
		cell, want := t.Find(c.Code, column), f.codes[c.Code]
		if g.ranks() {
			want = 0
			if f.places[c.Code] != nil {
				want = f.places[c.Code][0]
			}
		}
		if cell == nil || cell.Count != want {
			h.differ("tables", scope, what+", "+c.Code, cell, want)
		} else if of := f.offered[c.Code]; !c.Role.Missing() && !g.ranks() && !equal(float64(cell.Estimate),
			share(want, of)) {
			h.differ("tables", scope, what+", share of "+c.Code, cell.Estimate, share(want, of))
		}
	}
	if g.number() {
		sum, mean, _, _, _, _ := summary(f.numbers)
		h.figure(scope, what, t.Find("total", column), sum)
		h.figure(scope, what, t.Find("mean", column), mean)
	}
	top, top2 := g.boxes()
	if top != nil {
		h.figure(scope, what+", top", t.FindNet("top_box", column), share(f.sum(top), f.valid))
	}
	if top2 != nil {
		h.figure(scope, what+", top-2", t.FindNet("top2_box", column), share(f.sum(top2), f.valid))
	}
}

// figure compares an estimate of a table.
func (h *history) figure(scope, what string, cell *stats.TableCell, want float64) {
	if cell == nil {
		h.differ("tables", scope, what, nil, want)
	} else if got := float64(cell.Estimate); !equal(got, want) && math.Abs(got-want) > 1e-12*math.Abs(want) {
		h.differ("tables", scope, what, got, want)
	}
}

// fieldwork compares what came in by unit and class with the model.
func (h *history) fieldwork(scope string) {
	m := h.model
	f, err := h.here.board.Fieldwork(h.t.Context(), slug, results.Scope{Wave: scope})
	h.must(err)
	answers := m.counted(scope)
	if f.Counted != int64(len(answers)) {
		h.differ("fieldwork", scope, "counted", f.Counted, len(answers))
	}
	if m.units == nil {
		return
	}
	for _, code := range f.Tree.Codes() {
		below := m.belowUnit(scope, code, answers)
		for _, class := range append([]survey.Class{{}}, classes...) {
			want := int64(0)
			for _, a := range below {
				if class.Code == "" || a.class == class.Code {
					want++
				}
			}
			if got := f.Sums[live.Cell{Unit: code, Class: class.Code}]; got != want {
				h.differ("fieldwork", scope, code+" "+class.Code, got, want)
			}
		}
	}
}
