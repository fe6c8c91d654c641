package stats

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/khaosat/khaosat/stats/law"
)

func init() {
	refOps["dist"] = refDist
}

// refLaws maps the name of a distribution function in the reference to ours; the arguments are given
// in the order of the names beside it.
var refLaws = map[string]struct {
	args []string
	f    func(a []float64) float64
}{
	"qnorm":        {[]string{"p"}, func(a []float64) float64 { return law.NormalQuantile(a[0]) }},
	"pnorm":        {[]string{"x"}, func(a []float64) float64 { return law.NormalCDF(a[0]) }},
	"pnorm_upper":  {[]string{"x"}, func(a []float64) float64 { return law.NormalUpper(a[0]) }},
	"qt":           {[]string{"p", "df"}, func(a []float64) float64 { return law.TQuantile(a[0], a[1]) }},
	"pt":           {[]string{"x", "df"}, func(a []float64) float64 { return law.TCDF(a[0], a[1]) }},
	"pt_upper":     {[]string{"x", "df"}, func(a []float64) float64 { return law.TUpper(a[0], a[1]) }},
	"qchisq":       {[]string{"p", "df"}, func(a []float64) float64 { return law.ChiSquareQuantile(a[0], a[1]) }},
	"pchisq":       {[]string{"x", "df"}, func(a []float64) float64 { return law.ChiSquareCDF(a[0], a[1]) }},
	"pchisq_upper": {[]string{"x", "df"}, func(a []float64) float64 { return law.ChiSquareUpper(a[0], a[1]) }},
	"qf":           {[]string{"p", "df1", "df2"}, func(a []float64) float64 { return refQF(a[0], a[1], a[2]) }},
	"pf":           {[]string{"x", "df1", "df2"}, func(a []float64) float64 { return law.FCDF(a[0], a[1], a[2]) }},
	"pf_upper":     {[]string{"x", "df1", "df2"}, func(a []float64) float64 { return law.FUpper(a[0], a[1], a[2]) }},
	"qbeta":        {[]string{"p", "a", "b"}, func(a []float64) float64 { return law.BetaQuantile(a[0], a[1], a[2]) }},
	"pbeta":        {[]string{"x", "a", "b"}, func(a []float64) float64 { return law.BetaCDF(a[0], a[1], a[2]) }},
	"pbeta_upper":  {[]string{"x", "a", "b"}, func(a []float64) float64 { return law.BetaUpper(a[0], a[1], a[2]) }},
	"lgamma":       {[]string{"x"}, func(a []float64) float64 { lg, _ := math.Lgamma(a[0]); return lg }},
	"pbinom": {[]string{"x", "n", "prob"}, func(a []float64) float64 {
		return law.BinomialCDF(int64(a[0]), int64(a[1]), a[2])
	}},
	"pbinom_upper": {[]string{"x", "n", "prob"}, func(a []float64) float64 {
		return law.BinomialUpper(int64(a[0]), int64(a[1]), a[2])
	}},
	"phyper": {[]string{"x", "m", "nn", "k"}, func(a []float64) float64 {
		return law.HypergeometricCDF(int64(a[0]), int64(a[1]), int64(a[2]), int64(a[3]))
	}},
	"phyper_upper": {[]string{"x", "m", "nn", "k"}, func(a []float64) float64 {
		return law.HypergeometricUpper(int64(a[0]), int64(a[1]), int64(a[2]), int64(a[3]))
	}},
}

// refDist computes one vector of a distribution function.
func refDist(_ *refEnv, args refArgs) (any, error) {
	values, err := refLawValues(args)
	if err != nil {
		return nil, err
	}
	return map[string]any{"value": values}, nil
}

// refQF is the F quantile in the arithmetic of R's qf, from our beta quantile: (1/x - 1)·df2/df1 where x
// has the upper tail p. FQuantile does not lose the last digits of an x near 1 so, and
// TestLaws holds the two together.
func refQF(p, df1, df2 float64) float64 {
	x := law.Logistic(law.BetaLogit(1-p, p, df2/2, df1/2))
	return (1/x - 1) * (df2 / df1)
}

// result is what the reference expects of the entry with these arguments, nil if there is none.
func (env *refEnv) result(op string, args refArgs) map[string]any {
	var result map[string]any
	for _, e := range env.file.Entries {
		if e.Op == op && e.Args.String() == args.String() && json.Unmarshal(e.Result, &result) == nil {
			return result
		}
	}
	return nil
}

// expected is a list of numbers in that result; NaN where it is not a number.
func (env *refEnv) expected(op string, args refArgs, key string) []float64 {
	values, _ := env.result(op, args)[key].([]any)
	list := make([]float64, len(values))
	for i, v := range values {
		list[i], _ = refNumber(v)
	}
	return list
}

func refLawValues(args refArgs) ([]float64, error) {
	law, ok := refLaws[args.Str("f")]
	if !ok {
		return nil, fmt.Errorf("no distribution function %q", args.Str("f"))
	}
	columns := make([][]float64, len(law.args))
	n := 1
	for i, name := range law.args {
		if columns[i] = args.Nums(name); len(columns[i]) == 0 {
			return nil, fmt.Errorf("%s: argument %q is missing", args.Str("f"), name)
		}
		n = max(n, len(columns[i]))
	}
	values := make([]float64, n)
	for i := range values {
		at := make([]float64, len(columns))
		for j, column := range columns {
			at[j] = column[i%len(column)]
		}
		values[i] = law.f(at)
	}
	return values, nil
}
