package stats

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/plain"
)

// Operations of the reference on single files, without a design: small tables and unweighted tests.
func init() {
	refOps["freq"] = refFreq
	refOps["crosstab"] = refCrosstab
	refOps["chisq_test"] = refChisq
	refOps["gof_test"] = refGoodnessOfFit
	refOps["fisher_2x2"] = refFisher
	refOps["mcnemar"] = refMcNemar
	refOps["colprop_z"] = refColumnZ
	refOps["prop_ci"] = refPropCI
	refOps["prop_test2"] = refPropTest2
	refOps["t_test"] = refTTest
	refOps["anova1"] = refAnova
	refOps["wilcoxon"] = refWilcoxon
	refOps["describe"] = refDescribe
	refOps["cor"] = refCor
	refOps["ordinal_assoc"] = refOrdinal
	refOps["cronbach"] = refCronbach
	refOps["svycralpha"] = refWeightedAlpha
	refOps["pct2"] = refPct2
	refOps["pct2_float"] = refPct2Float
	refOps["largest_remainder"] = refLargestRemainder
	refIgnore["pct2"] = []string{"r_round", "sprintf_2f", "floor_p100"}
	refIgnore["pct2_float"] = []string{"sprintf_2f"}
}

// refTable is the table of an entry: given, or two variables of a data file with their levels (all of
// them, or those that rows and cols name).
func refTable(env *refEnv, args refArgs) (table [][]int64, rows, cols []string) {
	var given [][]int64
	if args.Into("table", &given) {
		return given, nil, nil
	}
	d := env.Data(args.Str("data"))
	rowCodes, rows := d.Codes(args.Str("row"))
	colCodes, cols := d.Codes(args.Str("col"))
	full := plain.Crosstabulate(rowCodes, colCodes, len(rows), len(cols))
	pick := func(levels, wanted []string) (at []int) {
		for i := range levels {
			at = append(at, i)
		}
		if len(wanted) > 0 {
			at = nil
			for _, w := range wanted {
				at = append(at, slices.Index(levels, w))
			}
		}
		return at
	}
	for _, r := range pick(rows, args.Strs("rows")) {
		var line []int64
		for _, c := range pick(cols, args.Strs("cols")) {
			line = append(line, full[r][c])
		}
		table = append(table, line)
	}
	return table, rows, cols
}

func refPercent(shares []float64) []float64 {
	out := make([]float64, len(shares))
	for i, x := range shares {
		out[i] = 100 * x
	}
	return out
}

func refPercents(shares [][]float64) [][]float64 {
	var out [][]float64
	for _, row := range shares {
		out = append(out, refPercent(row))
	}
	return out
}

func refFreq(env *refEnv, args refArgs) (any, error) {
	d := env.Data(args.Str("data"))
	codes, levels := d.Codes(args.Str("var"))
	counts := make([]int64, len(levels))
	var missing int64
	for _, c := range codes {
		if c < 0 {
			missing++
		} else {
			counts[c]++
		}
	}
	if args.Str("base") == "all" {
		levels, counts = append(slices.Clone(levels), "(missing)"), append(counts, missing)
	}
	f := plain.FrequencyTable(counts)
	return map[string]any{
		"levels": levels, "count": counts, "base": f.Base, "missing": missing, "total": len(codes),
		"pct": refPercent(f.Shares), "cum_pct": refPercent(f.Cumulative),
	}, nil
}

func refCrosstab(env *refEnv, args refArgs) (any, error) {
	table, rows, cols := refTable(env, args)
	t := plain.CrossTable(table)
	return map[string]any{
		"rows": rows, "cols": cols, "counts": table, "pct_row": refPercents(t.RowShares()),
		"pct_col": refPercents(t.ColumnShares()), "pct_total": refPercents(t.TotalShares()),
	}, nil
}

func refChisq(env *refEnv, args refArgs) (any, error) {
	table, _, _ := refTable(env, args)
	t, err := plain.Independence(table, args.Bool("yates"))
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"statistic": t.Statistic, "df": t.DF, "p": t.P, "min_expected": t.MinExpected,
		"n_expected_below_5": t.ExpectedBelow5,
		"expected":           t.Expected, "stdres": t.StdResiduals, "n": t.N, "cramers_v": t.CramersV, "phi": t.Phi,
		"contingency": t.Contingency, "g2": t.G2, "g2_p": t.G2P,
	}, nil
}

func refGoodnessOfFit(_ *refEnv, args refArgs) (any, error) {
	var counts []int64
	args.Into("counts", &counts)
	t, err := plain.GoodnessOfFit(counts, args.Nums("p"))
	return map[string]any{"statistic": t.Statistic, "df": t.DF, "p": t.P}, err
}

func refFisher(env *refEnv, args refArgs) (any, error) {
	t, _, _ := refTable(env, args)
	f := plain.Fisher(t[0][0], t[0][1], t[1][0], t[1][1], args.Num("level", 0.95))
	return map[string]any{
		"table": t, "p_two_sided": f.TwoSided, "p_less": f.Less, "p_greater": f.Greater,
		"or_cmle": f.OddsRatio, "or_lower": f.Lower, "or_upper": f.Upper, "or_sample": f.Sample,
	}, nil
}

func refMcNemar(env *refEnv, args refArgs) (any, error) {
	t, _, _ := refTable(env, args)
	m := plain.McNemar(t[0][1], t[1][0])
	return map[string]any{"x2": m.X2, "p": m.P, "x2_cc": m.X2CC, "p_cc": m.PCC}, nil
}

func refColumnZ(env *refEnv, args refArgs) (any, error) {
	table, rows, cols := refTable(env, args)
	_, sums := plain.MarginsOf(table)
	pairs := plain.ColumnPairs(table)
	list := []any{}
	for _, p := range pairs {
		list = append(list, map[string]any{
			"row": rows[p.Row], "col1": cols[p.Col1], "col2": cols[p.Col2], "p1": p.P1, "p2": p.P2, "z": p.Z, "p": p.P,
			"p_bonferroni": p.PBonferroni,
		})
	}
	alpha := args.Num("alpha", 0.05)
	return map[string]any{
		"pairs_per_row": len(cols) * (len(cols) - 1) / 2, "col_n": sums, "pairs": list,
		"letters":            plain.ColumnLetters(pairs, len(rows), len(cols), alpha, false),
		"letters_bonferroni": plain.ColumnLetters(pairs, len(rows), len(cols), alpha, true),
	}, nil
}

func refPropCI(env *refEnv, args refArgs) (any, error) {
	x, n := int64(args.Num("x", 0)), int64(args.Num("n", 0))
	if file := args.Str("data"); file != "" {
		d := env.Data(file)
		x, n = 0, 0
		values := args.Strs("values")
		for _, text := range d.Text(args.Str("var")) {
			if text != "" || args.Str("base") == "all" {
				n++
			}
			if slices.Contains(values, text) {
				x++
			}
		}
	}
	lower, upper := plain.BinomialInterval(x, n, plain.BinomialMethod(args.Str("method")), args.Num("level", 0.95))
	return map[string]any{"x": x, "n": n, "est": float64(x) / float64(n), "lower": lower, "upper": upper}, nil
}

func refPropTest2(_ *refEnv, args refArgs) (any, error) {
	n := func(key string) int64 { return int64(args.Num(key, -1)) }
	t := plain.TwoProportions(n("x1"), n("n1"), n("x2"), n("n2"), args.Num("level", 0.95))
	return map[string]any{
		"p1": t.P1, "p2": t.P2, "diff": t.Diff, "se_unpooled": t.SE, "z_pooled": t.Z, "x2": t.X2, "p": t.P,
		"lower": t.Lower, "upper": t.Upper, "x2_cc": t.X2CC, "p_cc": t.PCC, "lower_cc": t.LowerCC,
		"upper_cc": t.UpperCC,
	}, nil
}

// refGroups splits a number by a variable; keys are the group's texts.
func refGroups(d *refData, y, group string) map[string][]float64 {
	groups := map[string][]float64{}
	for i, x := range d.Numbers(y) {
		if g := d.Text(group)[i]; g != "" {
			groups[g] = append(groups[g], x)
		}
	}
	return groups
}

func refTTest(env *refEnv, args refArgs) (any, error) {
	d := env.Data(args.Str("data"))
	level := args.Num("level", 0.95)
	var t plain.TTest
	switch kind := args.Str("kind"); kind {
	case "one":
		t = plain.TTestOne(d.Numbers(args.Str("y")), args.Num("mu", 0), level)
	case "paired":
		t = plain.TTestPaired(d.Numbers(args.Str("y")), d.Numbers(args.Str("y2")), level)
	case "welch", "pooled":
		groups := refGroups(d, args.Str("y"), args.Str("group"))
		test := plain.TTestWelch
		if kind == "pooled" {
			test = plain.TTestPooled
		}
		t = test(groups[args.Str("g1")], groups[args.Str("g2")], level)
	default:
		return nil, fmt.Errorf("t test %q is not known", kind)
	}
	return map[string]any{"t": t.T, "df": t.DF, "p": t.P, "estimate": t.Estimate, "se": t.SE, "lower": t.Lower,
		"upper": t.Upper}, nil
}

func refAnova(env *refEnv, args refArgs) (any, error) {
	var groups [][]float64
	for _, g := range refGroups(env.Data(args.Str("data")), args.Str("y"), args.Str("group")) {
		groups = append(groups, g)
	}
	a := plain.OneWay(groups)
	return map[string]any{
		"F": a.F, "df1": a.DF1, "df2": a.DF2, "p": a.P,
		"welch_F": a.WelchF, "welch_df1": a.WelchDF1, "welch_df2": a.WelchDF2, "welch_p": a.WelchP,
		"kruskal_h": a.KruskalH, "kruskal_df": a.KruskalDF, "kruskal_p": a.KruskalP,
	}, nil
}

func refWilcoxon(env *refEnv, args refArgs) (any, error) {
	groups := refGroups(env.Data(args.Str("data")), args.Str("y"), args.Str("group"))
	t := plain.RankSum(groups[args.Str("g1")], groups[args.Str("g2")])
	return map[string]any{"W": t.W, "p": t.P, "p_cc": t.PCC}, nil
}

func refDescribe(env *refEnv, args refArgs) (any, error) {
	values := env.Data(args.Str("data")).Numbers(args.Str("var"))
	d := plain.Describe(values)
	probs := []float64{0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95}
	got := map[string]any{
		"n": d.N, "missing": d.Missing, "sum": d.Sum, "mean": d.Mean, "var": d.Variance, "sd": d.SD, "se": d.SE,
		"min": d.Min, "max": d.Max,
		"probs": probs, "median": plain.SampleQuantile(values, 0.5, plain.QuantileR7),
		"g1": d.Skewness, "G1": d.AdjustedSkewness, "g2": d.Kurtosis, "G2": d.AdjustedKurtosis,
	}
	for _, kind := range []plain.QuantileType{plain.QuantileR7, plain.QuantileSPSS, plain.QuantileSAS} {
		var list []float64
		for _, p := range probs {
			list = append(list, plain.SampleQuantile(values, p, kind))
		}
		got["q"+strconv.Itoa(int(kind))] = list
	}
	return got, nil
}

func refCor(env *refEnv, args refArgs) (any, error) {
	d := env.Data(args.Str("data"))
	x, y := d.Numbers(args.Str("x")), d.Numbers(args.Str("y"))
	var c plain.Correlation
	switch method := args.Str("method"); method {
	case "pearson":
		c = plain.Pearson(x, y, args.Num("level", 0.95))
	case "spearman":
		c = plain.Spearman(x, y)
	case "kendall":
		c = plain.Kendall(x, y)
	default:
		return nil, fmt.Errorf("correlation %q is not known", method)
	}
	return map[string]any{"n": c.N, "r": c.R, "statistic": c.Statistic, "df": c.DF, "p": c.P, "lower": c.Lower,
		"upper": c.Upper}, nil
}

func refOrdinal(env *refEnv, args refArgs) (any, error) {
	d := env.Data(args.Str("data"))
	x, xLevels := d.Codes(args.Str("x"))
	y, yLevels := d.Codes(args.Str("y"))
	a := plain.Ordinal(plain.Crosstabulate(x, y, len(xLevels), len(yLevels)))
	return map[string]any{
		"n": a.N, "concordant": a.Concordant, "discordant": a.Discordant, "gamma": a.Gamma, "gamma_ase": a.GammaASE,
		"gamma_ase0": a.GammaASE0, "gamma_z": a.GammaZ, "gamma_p": a.GammaP, "tau_b": a.TauB, "tau_c": a.TauC,
		"somers_d_col_given_row": a.ColumnGivenRow, "somers_d_row_given_col": a.RowGivenColumn,
	}, nil
}

func refItems(d *refData, args refArgs) [][]float64 {
	var items [][]float64
	for _, name := range args.Strs("items") {
		items = append(items, d.Numbers(name))
	}
	return items
}

func refCronbach(env *refEnv, args refArgs) (any, error) {
	r := plain.Cronbach(refItems(env.Data(args.Str("data")), args), args.Str("na") == "listwise")
	items := []any{}
	for i, name := range args.Strs("items") {
		m := r.Items[i]
		items = append(items, map[string]any{
			"item": name, "n": m.N, "mean": m.Mean, "sd": m.SD, "item_total_raw": m.TotalCorrelation,
			"item_total_corrected": m.CorrectedCorrelation, "alpha_if_dropped": m.AlphaIfDropped,
			"alpha_std_if_dropped": m.StandardizedIfDropped,
		})
	}
	return map[string]any{
		"n": r.N, "k": r.K, "alpha_raw": r.Alpha, "alpha_std": r.AlphaStandardized, "mean_r": r.MeanCorrelation,
		"items": items,
	}, nil
}

func refWeightedAlpha(env *refEnv, args refArgs) (any, error) {
	d, err := surveyDesign(env, args, "design")
	if err != nil {
		return nil, err
	}
	rows := env.rowsOf[d.Frame()]
	var items []Term
	for _, all := range refItems(env.Data(refDataOf(env, args.Str("design"))), args) {
		items = append(items, Values(gather(all, rows)))
	}
	alpha, n, err := d.Alpha(items...)
	if err != nil {
		return nil, err
	}
	return map[string]any{"alpha": alpha, "n": n}, nil
}

// refPct2 gives our rule, and the exact facts beside it; what naive arithmetic shows is no target.
func refPct2(_ *refEnv, args refArgs) (any, error) {
	var x, n int64
	args.Into("x", &x)
	args.Into("n", &n)
	h := digits.PercentHundredths(x, n)
	if h == digits.Undefined {
		return nil, fmt.Errorf("no percentage of %d", n)
	}
	remainder := new(big.Int).Mul(big.NewInt(20000), big.NewInt(x))
	half, remainder := remainder.QuoRem(remainder, big.NewInt(n), new(big.Int))
	tie := remainder.Sign() == 0 && half.Bit(0) == 1
	even := h
	if tie && h%2 != 0 {
		even--
	}
	return map[string]any{
		"half_up": digits.FormatHundredths("en", h), "hundredths_half_up": h, "exact_tie": tie,
		"half_even":  digits.FormatHundredths("en", even),
		"pct_double": 100 * float64(x) / float64(n),
	}, nil
}

func refPct2Float(_ *refEnv, args refArgs) (any, error) {
	return map[string]any{"text": digits.FormatHundredths("en", digits.RoundPercent(args.Num("p", math.NaN())))}, nil
}

func refLargestRemainder(_ *refEnv, args refArgs) (any, error) {
	weighted := args.Nums("counts")
	shares := digits.LargestRemainderWeighted(weighted)
	single := make([]int64, len(weighted))
	sum := exact.TotalOf(weighted)
	for i, k := range weighted {
		single[i] = digits.ProportionHundredths(k / sum)
	}
	var counts []int64
	for _, k := range weighted {
		if k == math.Trunc(k) {
			counts = append(counts, int64(k))
		}
	}
	if len(counts) == len(weighted) {
		shares = digits.LargestRemainder(counts)
		for i, k := range counts {
			single[i] = digits.PercentHundredths(k, int64(sum))
		}
	}
	var sumShares, sumSingle int64
	percents, each := []string{}, []string{}
	for i := range shares {
		sumShares += shares[i]
		sumSingle += single[i]
		percents = append(percents, digits.FormatHundredths("en", shares[i]))
		each = append(each, digits.FormatHundredths("en", single[i]))
	}
	return map[string]any{"percents": percents, "sum_hundredths": sumShares, "each_half_up": each,
		"sum_each_half_up": sumSingle}, nil
}
