package stats

import (
	"math"
	"slices"
)

func init() {
	refOps["svyglm"] = refRegress
	refOps["regTermTest"] = refTermTest
	refOps["svyranktest"] = refRankTest
}

// regressionOf fits the model of an entry: an intercept, treatment contrasts of factors, numbers as they are.
func regressionOf(env *refEnv, a refArgs) (r *Regression, names []string, of map[string][]int, err error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, nil, nil, err
	}
	f := d.Frame()
	var y Term
	if values := a.Strs("values"); values != nil {
		y = refValues(d, a.Str("y"), values)
	} else {
		y = Value(f.Column(a.Str("y")))
	}
	x, names, of := []Term{One()}, []string{"(Intercept)"}, map[string][]int{}
	complete := f.Select(func(row int) bool {
		there := d.kept.Has(row) && f.Column(a.Str("y")).Missing(row) == NotMissing
		for _, name := range a.Strs("x") {
			there = there && f.Column(name).Missing(row) == NotMissing
		}
		return there
	})
	for _, name := range a.Strs("x") {
		c := f.Column(name)
		if c.Variable.Kind == Number {
			of[name] = append(of[name], len(x))
			x, names = append(x, Value(c)), append(names, name)
			continue
		}
		terms, codes, err := Contrasts(c, complete)
		if err != nil {
			return nil, nil, nil, err
		}
		for i, code := range codes {
			of[name] = append(of[name], len(x))
			x, names = append(x, terms[i]), append(names, name+c.Variable.Codes[code].Value)
		}
	}
	r, err = d.Regress(Family(a.Str("family")), y, x...)
	return r, names, of, err
}

func refRegress(env *refEnv, a refArgs) (any, error) {
	r, names, _, err := regressionOf(env, a)
	if err != nil {
		return nil, err
	}
	var terms []string
	var coef, se, t, p, lower, upper []float64
	var vcov [][]float64
	dropped := math.IsNaN
	for j, b := range r.Coef {
		if dropped(b) { // R does not list it
			continue
		}
		l, u := r.Interval(j, a.Num("level", 0.95))
		terms, coef, se, vcov = append(terms, names[j]), append(coef, b), append(se, r.SE[j]),
			append(vcov, slices.DeleteFunc(slices.Clone(r.Cov[j]), dropped))
		t, p, lower, upper = append(t, b/r.SE[j]), append(p, r.P(j)), append(lower, l), append(upper, u)
	}
	return map[string]any{"terms": terms, "coef": coef, "se": se, "t": t, "p": p, "df_residual": r.DF, "lower": lower,
		"upper": upper,
		"vcov":  vcov, "n": r.N, "dispersion": r.Dispersion}, nil
}

func refTermTest(env *refEnv, a refArgs) (any, error) {
	r, _, of, err := regressionOf(env, a)
	if err != nil {
		return nil, err
	}
	coefs := slices.DeleteFunc(of[a.Str("term")], func(j int) bool { return math.IsNaN(r.Coef[j]) })
	f, p, err := r.WaldF(coefs...)
	return map[string]any{"F": f, "ndf": len(coefs), "ddf": r.DF, "p": p}, err
}

// refRankTest compares groups by rank scores. With several groups the reference prints R's list by its places: the
// degrees of freedom as "statistic", and chi-squared as "df".
func refRankTest(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	f := d.Frame()
	group := f.Column(factorName(f, a.Str("group")))
	d = d.Within(f.Select(func(i int) bool {
		return group.Missing(i) == NotMissing && f.Column(a.Str("y")).Missing(i) == NotMissing
	}))
	score := RankScore(a.Str("test"))
	several := len(group.Variable.Codes) > 2
	if score == "KruskalWallis" {
		score = RankWilcoxon
	}
	x := []Term{One()}
	var all []int
	for code := 1; code < len(group.Variable.Codes); code++ {
		all = append(all, len(x))
		x = append(x, Is(group, code))
	}
	r, err := d.Regress(Gaussian, d.RankScores(f.Column(a.Str("y")), score), x...)
	if err != nil {
		return nil, err
	}
	if several {
		k := float64(len(all))
		wald, p, err := r.WaldF(all...)
		return map[string]any{"statistic": k, "df": []float64{wald * k}, "p": p, "estimate": math.NaN()}, err
	}
	return map[string]any{"statistic": r.Coef[1] / r.SE[1], "df": []float64{r.DF}, "p": r.P(1), "estimate": r.Coef[1]},
		nil
}
