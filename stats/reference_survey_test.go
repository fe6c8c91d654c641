package stats

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"

	"github.com/khaosat/khaosat/stats/law"
	"github.com/khaosat/khaosat/stats/plain"
)

func init() {
	refOps["svymean"] = func(env *refEnv, a refArgs) (any, error) {
		return refMeans(env, a, a.Strs("vars"), (*Design).Means)
	}
	refOps["svytotal"] = func(env *refEnv, a refArgs) (any, error) {
		a = maps.Clone(a)
		a["fun"] = json.RawMessage(`"svytotal"`)
		return refMeans(env, a, a.Strs("vars"), (*Design).Totals)
	}
	refOps["svymean_missing_in_base"] = refMissingInBase
	refOps["svyratio"] = refRatio
	refOps["svyratio_separate"] = refSeparateRatio
	refOps["svyvar"] = refVariance
	refOps["svycontrast_linear"] = refContrast
	refOps["svyby"] = refBy
	refOps["svyby_ratio"] = refByRatio
	refOps["svyby_diff"] = refByDifference
	refOps["svyciprop"] = refProportion
	refOps["nps"] = refNPS
	refOps["likert_mean"] = refLikert
}

// surveyDesign is the design of an entry: under its policy for lonely PSUs and inside its subset.
func surveyDesign(env *refEnv, a refArgs, key string) (*Design, error) {
	d, data, err := env.Design(a.Str(key))
	if err != nil {
		return nil, err
	}
	policy, err := ParseLonely(a.Str("lonely"))
	if err != nil {
		return nil, err
	}
	d = d.WithLonely(policy, a.Bool("adjust_domain_lonely"))
	if a.Bool("ultimate_cluster") {
		d = d.Ultimate()
	}
	var subset []svyCondition
	if a.Into("subset", &subset) {
		d = d.Within(env.selection(d, data, subset))
	}
	return d, nil
}

// surveyTerms are the terms of variables: one for each level of a factor, or the number.
func surveyTerms(d *Design, vars []string) (terms []Term, names []string) {
	for _, name := range vars {
		c := d.Frame().Column(name)
		if c == nil {
			panic("no variable " + name)
		}
		if c.Variable.Kind == Number {
			terms, names = append(terms, Value(c)), append(names, name)
			continue
		}
		for i, code := range c.Variable.Codes {
			terms, names = append(terms, Is(c, i)), append(names, name+"="+code.Value)
		}
	}
	return terms, names
}

// refMeans runs a function of terms and lays its estimates out.
func refMeans(env *refEnv, a refArgs, vars []string, f func(*Design, ...Term) (*Estimates, int64, error)) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	terms, names := surveyTerms(d, vars)
	e, missing, err := f(d, terms...)
	if err != nil {
		return nil, err
	}
	if missing > 0 && !a.Bool("na_rm") {
		for i := range e.Each {
			x := &e.Each[i]
			x.Value, x.SE, x.Deff, x.DeffWOR, x.N, x.SumW = math.NaN(), math.NaN(), math.NaN(), math.NaN(), x.Rows,
				x.domainW
		}
	}
	out := refEstimates(e, a)
	out["terms"] = names
	return out, nil
}

// refEstimates lays estimates out as the reference does.
func refEstimates(e *Estimates, a refArgs) map[string]any {
	// Where weights add up to less than the sample, we give no design effect without replacement; nor does R for means,
	// but for totals, ratios and replicate weights it prints the formula, below 0.
	negativeDeff := a.Str("fun") == "svytotal" || a.Str("den") != "" || e.Replicates != nil
	level := a.Num("level", 0.95)
	out := map[string]any{"vcov": e.Cov}
	var est, se, deff, tl, tu, zl, zu []float64
	for i := range e.Each {
		x := &e.Each[i]
		est, se = append(est, x.Value), append(se, x.SE)
		switch {
		case a.Str("deff") == "replace":
			deff = append(deff, x.Deff)
		case x.SumW < float64(x.N) && negativeDeff:
			deff = append(deff, x.Deff*x.SumW/(x.SumW-float64(x.N)))
		default:
			deff = append(deff, x.DeffWOR)
		}
		lower, upper := x.Interval(level)
		tl, tu = append(tl, lower), append(tu, upper)
		lower, upper = x.NormalInterval(level)
		zl, zu = append(zl, lower), append(zu, upper)
		out["df"], out["n"], out["sumw"] = x.DF, x.N, x.SumW
	}
	out["est"], out["se"], out["deff"] = est, se, deff
	out["ci_t"] = map[string]any{"lower": tl, "upper": tu}
	out["ci_z"] = map[string]any{"lower": zl, "upper": zu}
	return out
}

// refMissingInBase makes "missing" a level of its own.
func refMissingInBase(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	c := d.Frame().Column(a.Str("var"))
	var terms []Term
	var names []string
	for i, code := range c.Variable.Codes {
		at := d.Frame().Select(func(row int) bool { got, _ := c.Code(row); return got == i })
		terms, names = append(terms, In(at, One())), append(names, c.Variable.Name+"="+code.Value)
	}
	missing := d.Frame().Select(func(row int) bool { return c.Missing(row) != NotMissing })
	terms, names = append(terms, In(missing, One())), append(names, c.Variable.Name+"=(missing)")
	e, _, err := d.Means(terms...)
	if err != nil {
		return nil, err
	}
	out := refEstimates(e, a)
	out["terms"] = names
	return out, nil
}

func refRatio(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	e, missing, err := d.Ratio(Value(d.Frame().Column(a.Str("num"))), Value(d.Frame().Column(a.Str("den"))))
	if err != nil {
		return nil, err
	}
	if missing > 0 && !a.Bool("na_rm") {
		e.Value, e.SE = math.NaN(), math.NaN()
	}
	out := refEstimates(&Estimates{Each: []Estimate{e}}, a)
	one := func(v any) float64 { return v.([]float64)[0] }
	for _, k := range []string{"ci_t", "ci_z"} {
		ci := out[k].(map[string]any)
		out[k] = map[string]any{"lower": one(ci["lower"]), "upper": one(ci["upper"])}
	}
	out["ratio"], out["se"], out["deff"] = e.Value, e.SE, one(out["deff"])
	return out, nil
}

func refSeparateRatio(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	f := d.Frame()
	var totals map[string]float64
	a.Into("den_totals", &totals)
	s, err := d.SeparateRatio(Value(f.Column(a.Str("num"))), Value(f.Column(a.Str("den"))), totals)
	if err != nil {
		return nil, err
	}
	out := map[string]any{"total": s.Total, "se_total": s.SE}
	var names []string
	var ratios, ses []float64
	for _, r := range s.Strata {
		names, ratios, ses = append(names, r.Stratum), append(ratios, r.Ratio.Value), append(ses, r.Ratio.SE)
	}
	out["strata"], out["ratios"], out["se_ratios"] = names, ratios, ses
	return out, nil
}

func refVariance(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	e, missing, err := d.Variance(Value(d.Frame().Column(a.Str("var"))))
	if err != nil {
		return nil, err
	}
	if missing > 0 && !a.Bool("na_rm") {
		e.Value, e.SE = math.NaN(), math.NaN()
	}
	return map[string]any{"variance": e.Value, "se": e.SE, "sd": math.Sqrt(e.Value), "df": e.DF}, nil
}

func refContrast(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	terms, _ := surveyTerms(d, a.Strs("vars"))
	e, _, err := d.Means(terms...)
	if err != nil {
		return nil, err
	}
	c := e.Contrast(a.Nums("coef")...)
	return map[string]any{"est": c.Value, "se": c.SE, "df": c.DF}, nil
}

// surveyGroups lists the combinations of the levels of some variables and their rows, the first variable running
// fastest as in R.
func surveyGroups(d *Design, by []string) (groups []map[string]string, rows []Selection) {
	f := d.Frame()
	groups, rows = []map[string]string{{}}, []Selection{d.scope}
	for k := len(by) - 1; k >= 0; k-- {
		c := f.Column(factorName(f, by[k]))
		var nextG []map[string]string
		var nextR []Selection
		for g := range groups {
			for i, code := range c.Variable.Codes {
				m := map[string]string{by[k]: code.Value}
				for key, v := range groups[g] {
					m[key] = v
				}
				nextG = append(nextG, m)
				nextR = append(nextR, rows[g].And(f.Select(func(row int) bool {
					at, _ := c.Code(row)
					return at == i
				})))
			}
		}
		groups, rows = nextG, nextR
	}
	return groups, rows
}

func refBy(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	terms, names := surveyTerms(d, a.Strs("vars"))
	fun := (*Design).Means
	if a.Str("fun") == "svytotal" {
		fun = (*Design).Totals
	}
	groups, selections := surveyGroups(d, a.Strs("by"))
	rows := []any{}
	for g, by := range groups {
		if selections[g].Count() == 0 {
			continue
		}
		e, missing, err := fun(d.Within(selections[g]), terms...)
		if err != nil {
			return nil, err
		}
		out := refEstimates(e, a)
		out["by"] = by
		if missing > 0 && !a.Bool("na_rm") {
			continue
		}
		rows = append(rows, out)
	}
	whole, _ := d.TallyTerms(One())
	return map[string]any{"terms": names, "df_full": whole.DF(0), "rows": rows}, nil
}

func refByRatio(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	f := d.Frame()
	rows := []any{}
	groups, selections := surveyGroups(d, a.Strs("by"))
	for g, by := range groups {
		if selections[g].Count() == 0 {
			continue
		}
		e, _, err := d.Within(selections[g]).Ratio(Value(f.Column(a.Str("num"))), Value(f.Column(a.Str("den"))))
		if err != nil {
			return nil, err
		}
		rows = append(rows, map[string]any{"by": by, "ratio": e.Value, "se": e.SE})
	}
	return map[string]any{"rows": rows}, nil
}

func refByDifference(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	f := d.Frame()
	by := f.Column(factorName(f, a.Str("by")))
	groups := make([]Selection, len(by.Variable.Codes))
	for code := range groups {
		groups[code] = f.Select(func(row int) bool { at, _ := by.Code(row); return at == code })
	}
	e, err := d.DomainMeans(Value(f.Column(a.Str("var"))), groups...)
	if err != nil {
		return nil, err
	}
	x := e.Difference(by.Variable.CodeIndex(a.Str("g1")), by.Variable.CodeIndex(a.Str("g2")))
	lower, upper := x.Interval(0.95)
	return map[string]any{"diff": x.Value, "se": x.SE, "df": x.DF, "t": x.Value / x.SE, "p": x.P(), "lower": lower,
		"upper": upper,
		"z_p":   2 * law.NormalUpper(math.Abs(x.Value/x.SE))}, nil
}

// refProportion runs svyciprop of a set of values.
func refProportion(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	term := refValues(d, a.Str("var"), a.Strs("values"))
	method, err := ParseInterval(a.Str("method"))
	if err != nil {
		return nil, err
	}
	p, err := d.Proportion(term)
	if err != nil {
		return nil, err
	}
	df, own := p.DF, a.Num("df", p.DF)
	p.DF = own
	level := a.Num("level", 0.95)
	limits := p.ProportionInterval(method, level)
	if method == IntervalLikelihood && (math.IsNaN(p.Value) || p.SE == 0) {
		return nil, fmt.Errorf("no likelihood interval: %s", limits.Reason)
	}
	if method == IntervalBeta {
		p.DF = df // R takes no df for this one
		limits = p.ProportionInterval(method, level)
	}
	n := p.EffectiveN(level)
	if method == IntervalWilson {
		n = p.Value * (1 - p.Value) / (p.SE * p.SE)
	}
	out := map[string]any{"est": p.Value, "se": p.SE, "df": own, "n": p.N, "lower": limits.Lower, "upper": limits.Upper,
		"n_eff": n,
		"rows":  p.Rows, "phi": p.Phi()}
	if p.LogitSE > 0 {
		out["se_logit"] = p.LogitSE
	}
	return out, nil
}

// refValues is the indicator of some values of a variable.
func refValues(d *Design, name string, values []string) Term {
	f := d.Frame()
	c := f.Column(factorName(f, name))
	var codes []int
	for _, v := range values {
		codes = append(codes, c.Variable.CodeIndex(v))
	}
	return Is(c, codes...)
}

func refNPS(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	c := d.Frame().Column(a.Str("var"))
	n, err := d.PromoterScore(c)
	if err != nil {
		return nil, err
	}
	lower, upper := n.Score.Interval(0.95)
	var answers []float64
	for i := range d.Frame().Len() {
		if d.scope.Has(i) {
			answers = append(answers, c.Number(i))
		}
	}
	u := plain.CountPromoters(answers)
	return map[string]any{
		"weighted": map[string]any{"promoters": n.Promoters.Value, "passives": n.Passives.Value,
			"detractors": n.Detractors.Value,
			"se_parts":   []float64{n.Promoters.SE, n.Passives.SE, n.Detractors.SE}, "nps": n.Score.Value,
			"se": n.Score.SE, "df": n.Score.DF,
			"lower": lower, "upper": upper},
		"unweighted": map[string]any{"n": u.N, "promoters": u.Promoters, "detractors": u.Detractors, "nps": u.Score,
			"se":      u.SE,
			"lower_z": u.Score - law.NormalQuantile(0.975)*u.SE, "upper_z": u.Score + law.NormalQuantile(0.975)*u.SE},
	}, nil
}

// refLikert gives levels their scores; a level without one is missing.
func refLikert(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	var scores map[string]float64
	a.Into("scores", &scores)
	f := d.Frame()
	c := f.Column(factorName(f, a.Str("var")))
	x := make([]float64, f.Len())
	var known []float64
	for i := range x {
		x[i] = math.NaN()
		if code, _ := c.Code(i); code >= 0 {
			if s, ok := scores[c.Variable.Codes[code].Value]; ok {
				x[i] = s
				if d.scope.Has(i) {
					known = append(known, s)
				}
			}
		}
	}
	e, _, err := d.Means(Values(x))
	if err != nil {
		return nil, err
	}
	out := refEstimates(e, a)
	out["terms"] = []string{a.Str("var")}
	plain := plain.Describe(known)
	return map[string]any{"weighted": out, "unweighted": map[string]any{
		"n": plain.N, "mean": plain.Mean, "sd": plain.SD, "se": plain.SD / math.Sqrt(float64(plain.N))}}, nil
}
