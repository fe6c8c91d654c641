package histories

import (
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
		h.tables(scope)
		h.fieldwork(scope)
		if whole {
			h.documents(scope, r, keys)
		}
	}
	if whole {
		h.csv()
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
	all := m.series()
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
}

// item compares one item's figures.
func (h *history) item(who, scope string, it *results.Item, g *series, answers []*answer) {
	f := h.model.count(g, answers)
	if got, want := it.Base, (results.Base{Asked: f.asked, Answered: f.answered, Valid: f.valid}); got != want || it.Previous() != g.previous {
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
		if base := f.offered[c.Code]; !c.Role.Missing() && (row.Base != base || !equal(row.Proportion, share(row.Count, base))) {
			h.differ(who, scope, g.name+" share of "+c.Code, row, base)
		}
		if g.ranks() {
			h.rank(who, scope, &it.Ranks[i], c.Code, f)
		}
	}
	if strong := g.roles(survey.PositiveStrong); strong != nil {
		h.share(who, scope, g.name+" top", it.Top, f.sum(strong), f.valid)
		h.share(who, scope, g.name+" top-2", it.Top2, f.sum(g.roles(survey.PositiveStrong, survey.Positive)), f.valid)
	} else if it.Top != nil {
		h.differ(who, scope, g.name+" top", it.Top, nil)
	}
	if g.number() {
		h.numbers(who, scope, g.name, it.Numbers, f.numbers)
	}
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

func (h *history) share(who, scope, what string, s *results.Share, count, base int64) {
	if s == nil {
		h.differ(who, scope, what, s, count)
	} else if s.Count != count || s.Base != base || !equal(s.Estimate, share(count, base)) {
		h.differ(who, scope, what, *s, [2]int64{count, base})
	}
}

func (h *history) rank(who, scope string, r *results.Rank, code string, f *figures) {
	places, sum := f.places[code], int64(0)
	if places == nil {
		places = make([]int64, len(ranked))
	}
	for i, n := range places {
		sum += int64(i+1) * n
	}
	if !slices.Equal(r.Places, places) || !equal(r.Mean, share(sum, f.codes[code])) || !equal(r.Top[0].Estimate, share(places[0], f.valid)) {
		h.differ(who, scope, "ranks of "+code, *r, places)
	}
}

// numbers compares sums exactly, and what is divided or rooted to the last few bits.
func (h *history) numbers(who, scope, what string, got *results.Numbers, list []float64) {
	sum, mean, sd, least, median, most := summary(list)
	near := func(a, b float64) bool { return equal(a, b) || math.Abs(a-b) <= 1e-12*math.Abs(b) }
	if got.N != int64(len(list)) || !near(got.Total, sum) || !near(got.Mean, mean) || !near(got.SD, sd) || !equal(got.Min, least) || !equal(got.Median, median) || !equal(got.Max, most) {
		h.differ(who, scope, what, *got, []float64{float64(len(list)), sum, mean, sd, least, most, median})
	}
}

// byUnit compares places: how many answers each unit has with all below it, what is planned, and the figures by unit. Of all waves together
// a code may stand for several places; then what can be said by code alone is compared.
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
	if scope == survey.AllWaves {
		return
	}
	wave := scope
	if wave == survey.NoWave {
		wave = ""
	}
	units := m.unitsOn(m.dayOf(wave))
	seen, all := 0, m.series()
	for i, u := range r.Units {
		want, there := units[u.Code]
		if !there || want.Name != u.Name {
			h.differ(who, scope, "unit "+u.Code, u.Name, want.Name)
			continue
		}
		seen++
		below := m.belowUnit(u.Code, answers)
		if u.Responses != int64(len(below)) || u.Planned != m.plannedFor(wave, u.Code, units) {
			h.differ(who, scope, "unit "+u.Code, u, []int64{int64(len(below)), m.plannedFor(wave, u.Code, units)})
		}
		for k, it := range r.Items {
			if it.ByUnit == nil {
				continue
			}
			f, row := m.count(all[k], below), it.ByUnit[i]
			if row.Base != (results.Base{Asked: f.asked, Answered: f.answered, Valid: f.valid}) {
				h.differ(who, scope, it.Name()+" bases in "+u.Code, row.Base, []int64{f.asked, f.answered, f.valid})
			}
			for k, choice := range it.Rows {
				if base := f.offered[choice.Code]; row.Counts[k] != f.codes[choice.Code] || !choice.Role.Missing() && row.Bases[k] != base {
					h.differ(who, scope, it.Name()+" "+choice.Code+" in "+u.Code, row.Counts[k], []int64{f.codes[choice.Code], base})
				}
			}
			if all[k].item == "so" {
				sum, mean, _, _, _, _ := summary(f.numbers)
				if !equal(row.Numbers.Total, sum) || math.Abs(row.Numbers.Mean-mean) > 1e-12*math.Abs(mean) {
					h.differ(who, scope, "so in "+u.Code, *row.Numbers, []float64{sum, mean})
				}
			}
		}
	}
	if want := len(units) - 1; seen != want { // the province alone is not shown
		h.differ(who, scope, "units", r.Units, want)
	}
}

// plannedFor adds up the frame for a unit and all below it.
func (m *model) plannedFor(wave, unit string, units map[string]survey.Unit) int64 {
	sum := 0
	for code, n := range m.planned[wave] {
		for at, there := units[code]; there; at, there = units[at.Parent] {
			if at.Code == unit {
				sum += n
			}
		}
	}
	return int64(sum)
}

// tables compares the tables of some items by another item, and by districts.
func (h *history) tables(scope string) {
	m := h.model
	answers := m.counted(scope)
	shown := map[string]*series{}
	var items []string
	for _, item := range []string{"q1", "kenh", "so", "hang"} {
		g := m.shown(item)
		shown[g.name], items = g, append(items, g.name)
	}
	q := live.TablesQuery{Items: items, By: []string{"q1"}, Lang: "vi", Scope: results.Scope{Wave: scope}}
	got, err := h.here.board.Tables(h.t.Context(), slug, q)
	h.must(err)
	for _, t := range got.Tables.Tables {
		for _, base := range t.Bases {
			column := ""
			if base.Column != nil {
				column = *base.Column
			}
			g := shown[t.Item]
			f := m.count(g, m.saying(column, shown["q1"], answers))
			if base.Asked != f.asked || base.Answered != f.answered || base.Valid != f.valid {
				h.differ("tables", scope, t.Item+" bases in "+column, base, []int64{f.asked, f.answered, f.valid})
			}
			for _, code := range codesOf(g) {
				cell, want := t.Find(code, column), f.codes[code]
				if g.ranks() {
					want = 0
					if f.places[code] != nil {
						want = f.places[code][0]
					}
				}
				if cell == nil || cell.Count != want {
					h.differ("tables", scope, t.Item+" "+code+" in "+column, cell, want)
				}
			}
			if cell := t.Find("total", column); t.Kind == stats.Number.String() {
				if sum, _, _, _, _, _ := summary(f.numbers); !equal(float64(cell.Estimate), sum) {
					h.differ("tables", scope, t.Item+" in "+column, cell.Estimate, sum)
				}
			}
		}
	}
}

// saying are the answers with a code of q1 as it is shown; "" for all.
func (m *model) saying(code string, q1 *series, answers []*answer) []*answer {
	return slices.DeleteFunc(slices.Clone(answers), func(a *answer) bool {
		return code != "" && (a.said.q1 != code || !slices.Contains(q1.editions, a.edition))
	})
}

func codesOf(g *series) []string {
	var out []string
	for _, c := range g.choices {
		out = append(out, c.Code)
	}
	return out
}

// fieldwork compares what came in by unit with the model.
func (h *history) fieldwork(scope string) {
	m := h.model
	f, err := h.here.board.Fieldwork(h.t.Context(), slug, results.Scope{Wave: scope})
	h.must(err)
	answers := m.counted(scope)
	if f.Counted != int64(len(answers)) {
		h.differ("fieldwork", scope, "counted", f.Counted, len(answers))
	}
	if scope == survey.AllWaves || m.units == nil {
		return
	}
	for _, code := range f.Tree.Codes() {
		if got, want := f.Sums[live.Cell{Unit: code}], int64(len(m.belowUnit(code, answers))); got != want {
			h.differ("fieldwork", scope, code, got, want)
		}
	}
}
