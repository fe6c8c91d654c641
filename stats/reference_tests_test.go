package stats

import (
	"fmt"
	"math"

	"github.com/khaosat/khaosat/stats/plain"
)

func init() {
	refOps["svytable"] = refTwoWay
	refOps["svychisq"] = refAssociation
	refOps["svyttest"] = refDesignTTest
	refOps["svyquantile"] = refQuantile
	refOps["svyquantile_point"] = refQuantilePoint
	refOps["svyby_quantile"] = refByQuantile
	refOps["two_wave_prop"] = refTwoWaveProp
	refOps["two_wave_mean"] = refTwoWaveMean
	refOps["mrs"] = refMultiple
	refOps["colprop_design"] = refColumns
	refOps["colprop_neff"] = refColumnsEffective
}

// crossOf crosses two variables over the rows that have both.
func crossOf(d *Design, row, col string, complete bool) (*Cross, error) {
	f := d.Frame()
	item := f.Column(factorName(f, row))
	other := f.Column(factorName(f, col))
	b, err := NewBreak(f, factorName(f, col))
	if err != nil {
		return nil, err
	}
	if complete {
		d = d.Within(f.Select(func(i int) bool {
			return item.Missing(i) == NotMissing &&
				other.Missing(i) == NotMissing
		}))
	}
	return d.TallyItems([]*Column{item}, []*Break{b})[0][0], nil
}

func refTwoWay(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	x, err := crossOf(d, a.Str("row"), a.Str("col"), true)
	if err != nil {
		return nil, err
	}
	y, err := crossOf(d, a.Str("col"), a.Str("row"), true)
	if err != nil {
		return nil, err
	}
	nr, nc := len(x.Item.Variable.Codes), len(x.Break.Columns)
	grid := func() [][]float64 {
		g := make([][]float64, nr)
		for i := range g {
			g[i] = make([]float64, nc)
		}
		return g
	}
	n, w := grid(), grid()
	names := []string{"pct_total", "se_total", "pct_row", "se_row", "pct_col", "se_col"}
	out := map[string]any{"n_unweighted": n, "weighted": w}
	for _, k := range names {
		out[k] = grid()
	}
	var all []Quotient
	for i := range nr {
		for j := range nc {
			cell := x.cell(j, i)
			n[i][j], w[i][j] = float64(x.Count(cell)), x.Tally.Total(cell)
			whole := x.Share(Total, 0)
			all = append(all, Quotient{Num: []Coef{{cell, 1}}, Den: ones(x.at(Total, x.validValues()...)),
				Base: whole.Base, Domain: whole.Domain, Share: true})
			all = append(all, x.Share(j, i))
		}
	}
	e, err := x.Estimate(all...)
	if err != nil {
		return nil, err
	}
	var byRow []Quotient
	for i := range nr {
		for j := range nc {
			byRow = append(byRow, y.Share(i, j))
		}
	}
	er, err := y.Estimate(byRow...)
	if err != nil {
		return nil, err
	}
	dfRow, dfCol := make([]any, nr), make([]any, nc)
	for i := range nr {
		for j := range nc {
			k := i*nc + j
			for m, est := range []Estimate{e.Each[2*k], er.Each[k], e.Each[2*k+1]} {
				out[names[2*m]].([][]float64)[i][j], out[names[2*m+1]].([][]float64)[i][j] = 100*est.Value, 100*est.SE
			}
			dfRow[i], dfCol[j] = er.Each[k].DF, e.Each[2*k+1].DF
			if er.Each[k].N == 0 {
				dfRow[i] = nil
			}
			if e.Each[2*k+1].N == 0 {
				dfCol[j] = nil
			}
		}
	}
	out["df_row"], out["df_col"], out["df"] = dfRow, dfCol, x.DF(x.domain(Total))
	out["rows"], out["cols"] = codeValues(x.Item), codeValues(y.Item)
	return out, nil
}

func codeValues(c *Column) []string {
	var list []string
	for _, code := range c.Variable.Codes {
		list = append(list, code.Value)
	}
	return list
}

func refAssociation(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	x, err := crossOf(d, a.Str("row"), a.Str("col"), false)
	if err != nil {
		return nil, err
	}
	t, err := x.Association(AssociationTest(a.Str("statistic")))
	if err != nil {
		return nil, err
	}
	return map[string]any{"statistic": t.Statistic, "p": t.P, "ndf": t.NDF, "df": t.NDF, "ddf": t.DDF,
		"pearson_x2": t.PearsonX2,
		"rows_N":     t.Rows, "trace_delta": t.Delta}, nil
}

func refDesignTTest(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	f := d.Frame()
	y := Value(f.Column(a.Str("y")))
	level := a.Num("level", 0.95)
	var t *DesignTTest
	if g := a.Str("group"); g != "" {
		c := f.Column(factorName(f, g))
		group := func(code int) Selection {
			return f.Select(func(i int) bool { at, _ := c.Code(i); return at == code })
		}
		t, err = d.TTestGroups(y, group(0), group(1), level)
	} else {
		t, err = d.TTest(y, a.Num("mu", 0), level)
	}
	if err != nil {
		return nil, err
	}
	return map[string]any{"estimate": t.Diff, "t": t.T, "df": t.DF, "p": t.P, "lower": t.Lower, "upper": t.Upper,
		"se": t.SE}, nil
}

// quantileOptions reads the options of a quantile; R computes with negative weights, so we let them pass here.
func quantileOptions(a refArgs) (QuantileOptions, error) {
	opt := QuantileOptions{Rule: QuantileRule(a.Str("qrule")), Level: a.Num("level", 0.95), DF: a.Num("df", 0),
		Negative: true}
	switch name := a.Str("interval"); name {
	case "", "quantile":
		opt.OfReplicates = name == "quantile"
	case string(IntervalScore):
		opt.Interval = IntervalScore
	default:
		m, err := ParseInterval(name)
		opt.Interval = m
		return opt, err
	}
	return opt, nil
}

func refQuantile(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	return quantilesOf(d, a)
}

// refQuantilePoint wants no interval, and so no variance: a lonely PSU stops nothing.
func refQuantilePoint(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	return quantilesOf(d.WithLonely(LonelyRemove, false), a)
}

func quantilesOf(d *Design, a refArgs) (map[string]any, error) {
	opt, err := quantileOptions(a)
	if err != nil {
		return nil, err
	}
	c := d.Frame().Column(a.Str("var"))
	list, err := d.Quantiles(c, a.Nums("probs"), opt)
	if err != nil {
		return nil, err
	}
	out := map[string]any{"probs": a.Nums("probs")}
	var q, lower, upper, se []float64
	for _, e := range list {
		if e.Reason == ReasonEmpty {
			return nil, fmt.Errorf("no values")
		}
		q, lower, upper, se = append(q, e.Value), append(lower, e.Lower), append(upper, e.Upper), append(se, e.SE)
		out["df"] = e.DF
	}
	missing := d.scope.And(d.Frame().Select(func(i int) bool { return c.Missing(i) != NotMissing }))
	if missing.Count() > 0 && !a.Bool("na_rm") {
		for i := range q {
			q[i], lower[i], upper[i], se[i] = math.NaN(), math.NaN(), math.NaN(), math.NaN()
		}
	}
	out["quantile"], out["lower"], out["upper"], out["se"] = q, lower, upper, se
	return out, nil
}

func refByQuantile(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	rows := []any{}
	groups, selections := surveyGroups(d, a.Strs("by"))
	for g, by := range groups {
		m, err := quantilesOf(d.Within(selections[g]), a)
		if err != nil {
			continue
		}
		m["by"] = by
		rows = append(rows, m)
	}
	return map[string]any{"rows": rows}, nil
}

// twoWaves are the estimates of a term in both waves.
func twoWaves(env *refEnv, a refArgs, term func(d *Design) Term) (WaveDifference, error) {
	var e [2]Estimate
	for k, key := range []string{"design1", "design2"} {
		d, err := surveyDesign(env, a, key)
		if err != nil {
			return WaveDifference{}, err
		}
		list, _, err := d.Means(term(d))
		if err != nil {
			return WaveDifference{}, err
		}
		e[k] = list.Each[0]
	}
	return CompareWaves(e[0], e[1]), nil
}

func waveResult(w WaveDifference, a refArgs, first, second string) map[string]any {
	level := a.Num("level", 0.95)
	limits := func(lower, upper float64) map[string]any { return map[string]any{"lower": lower, "upper": upper} }
	return map[string]any{first: w.Before.Value, "se1": w.Before.SE, second: w.After.Value, "se2": w.After.SE,
		"diff": w.Diff, "se": w.SE,
		"z": w.Z, "p_z": w.PZ, "ci_z": limits(w.NormalInterval(level)), "df": w.DF, "p_t": w.P,
		"ci_t":             limits(w.Interval(level)),
		"df_satterthwaite": w.DFSatterthwaite, "p_satterthwaite": w.PSatterthwaite,
		"ci_satterthwaite": limits(w.SatterthwaiteInterval(level))}
}

func refTwoWaveProp(env *refEnv, a refArgs) (any, error) {
	w, err := twoWaves(env, a, func(d *Design) Term { return refValues(d, a.Str("var"), a.Strs("values")) })
	return waveResult(w, a, "p1", "p2"), err
}

func refTwoWaveMean(env *refEnv, a refArgs) (any, error) {
	w, err := twoWaves(env, a, func(d *Design) Term { return Value(d.Frame().Column(a.Str("var"))) })
	return waveResult(w, a, "m1", "m2"), err
}

// refMultiple treats 0/1 items as the options of a multiple response.
func refMultiple(env *refEnv, a refArgs) (any, error) {
	var d *Design
	var err error
	if a.Str("design") != "" {
		d, err = surveyDesign(env, a, "design")
	} else {
		d, err = NewDesign(env.refFrame(a.Str("data"), nil), DesignSpec{})
	}
	if err != nil {
		return nil, err
	}
	items := a.Strs("items")
	f := d.Frame()
	var options []Term
	for _, name := range items {
		c := f.Column(name)
		if a.Str("base") == "all" {
			x := make([]float64, f.Len())
			for i := range x {
				if c.Number(i) > 0 {
					x[i] = 1
				}
			}
			options = append(options, Values(x))
			continue
		}
		options = append(options, Values(c.numbers))
	}
	base := f.Select(func(i int) bool {
		ticked, missing := false, false
		for _, name := range items {
			x := f.Column(name).Number(i)
			ticked, missing = ticked || x > 0, missing || x != x
		}
		return a.Str("base") == "all" || (a.Str("base") == "answered" && !missing) || ticked
	})
	m, err := d.Within(base).MultipleResponse(options...)
	if err != nil {
		return nil, err
	}
	out := map[string]any{"items": items}
	var count, cases, seCases, deff, responses, seResponses []float64
	sum, ticks := 0.0, 0.0
	for i := range items {
		c, r := m.Cases[i], m.Responses[i]
		n := math.Round(c.Value * float64(c.N))
		count, ticks = append(count, n), ticks+n
		cases, seCases, deff = append(cases, 100*c.Value), append(seCases, 100*c.SE), append(deff, c.DeffWOR)
		responses, seResponses = append(responses, 100*r.Value), append(seResponses, 100*r.SE)
		sum += 100 * c.Value
		out["n_cases"], out["df"] = c.N, c.DF
	}
	out["count"], out["n_responses"], out["pct_cases"], out["se_cases"], out["deff_cases"] = count, ticks, cases,
		seCases, deff
	out["pct_responses"], out["se_responses"], out["sum_pct_cases"] = responses, seResponses, sum
	return out, nil
}

func refColumns(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	x, err := crossOf(d, a.Str("row"), a.Str("col"), true)
	if err != nil {
		return nil, err
	}
	tests, err := x.CompareColumns(eachCode(x), plain.Bonferroni)
	if err != nil {
		return nil, err
	}
	out := columnPairs(x, tests, "t")
	out["df"] = x.DF(x.domain(Total))
	return out, nil
}

func refColumnsEffective(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	x, err := crossOf(d, a.Str("row"), a.Str("col"), true)
	if err != nil {
		return nil, err
	}
	out := columnPairs(x, x.CompareEffective(eachCode(x), plain.Bonferroni), "z")
	var bases []float64
	for col := range x.Break.Columns {
		bases = append(bases, x.Bases(col).Effective)
	}
	out["n_eff"] = bases
	return out, nil
}

// eachCode lists every code as a row of its own.
func eachCode(x *Cross) [][]int {
	var rows [][]int
	for i := range x.Item.Variable.Codes {
		rows = append(rows, []int{i})
	}
	return rows
}

func columnPairs(x *Cross, tests []ColumnTest, statistic string) map[string]any {
	pairs := []any{}
	columns := len(x.Break.Columns)
	for _, t := range tests {
		pairs = append(pairs, map[string]any{"row": x.Item.Variable.Codes[t.Row].Value,
			"col1": x.Break.Columns[t.Col1].Key,
			"col2": x.Break.Columns[t.Col2].Key, "p1": t.P1, "p2": t.P2, "diff": t.Diff, "se": t.SE,
			statistic: t.Statistic, "p": t.P,
			"p_bonferroni": t.PAdjusted})
	}
	return map[string]any{"pairs_per_row": columns * (columns - 1) / 2, "pairs": pairs}
}
