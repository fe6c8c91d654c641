package stats

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/stats/law"
)

// refCompare compares a computed value with an expectation of the same shape, under the tolerances of the reference:
// relative tol, with numbers that are differences of larger ones measured against those, and an absolute floor.
type refCompare struct {
	entry  refEntry
	ignore map[string]bool
	tol    float64
	floor  float64
}

// refNormal turns a value into what encoding/json would give for it (maps, []any, float64, string, bool, nil), but
// keeps NaN and infinities, which JSON cannot say. Structs become maps by their json tags.
func refNormal(v any) any {
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Invalid:
		return nil
	case reflect.Pointer, reflect.Interface:
		if r.IsNil() {
			return nil
		}
		return refNormal(r.Elem().Interface())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return float64(r.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return float64(r.Uint())
	case reflect.Float32, reflect.Float64:
		return r.Float()
	case reflect.Slice, reflect.Array:
		out := make([]any, r.Len())
		for i := range out {
			out[i] = refNormal(r.Index(i).Interface())
		}
		return out
	case reflect.Map:
		out := map[string]any{}
		for _, k := range r.MapKeys() {
			out[fmt.Sprint(k.Interface())] = refNormal(r.MapIndex(k).Interface())
		}
		return out
	case reflect.Struct:
		out := map[string]any{}
		for i := 0; i < r.NumField(); i++ {
			tag, _, _ := strings.Cut(r.Type().Field(i).Tag.Get("json"), ",")
			if tag != "" && tag != "-" {
				out[tag] = refNormal(r.Field(i).Interface())
			}
		}
		return out
	}
	return v
}

// refNumber reads a number of an expectation: null and "NaN" are NaN, "Inf" and "-Inf" are infinite.
func refNumber(v any) (float64, bool) {
	switch x := v.(type) {
	case nil:
		return math.NaN(), true
	case float64:
		return x, true
	case string:
		switch x {
		case "NaN", "NA":
			return math.NaN(), true
		case "Inf":
			return math.Inf(1), true
		case "-Inf":
			return math.Inf(-1), true
		}
	}
	return 0, false
}

// refCounts are the keys that may be numbers where nothing is estimated.
var refCounts = []string{
	"n", "df", "rows", "sumw", "x", "count", "counts", "total", "missing", "base", "level", "probs", "ndf", "ddf",
	"rows_N", "df_full",
	"n_unweighted", "weighted",
}

// undefined tells whether a value estimates nothing: every number outside the counts is NaN or nil, and nothing is
// counted.
func (c *refCompare) undefined(got any) bool {
	v := refNormal(got)
	if m, ok := v.(map[string]any); ok {
		for key, x := range m {
			if slices.Contains(refCounts, key) {
				if n, ok := x.(float64); ok && key == "n" && n > 0 && c.entry.Degenerate == "empty" {
					return false
				}
				continue
			}
			if !c.undefined(x) {
				return false
			}
		}
		return true
	}
	if list, ok := v.([]any); ok {
		for _, x := range list {
			if !c.undefined(x) {
				return false
			}
		}
		return true
	}
	x, ok := v.(float64)
	return !ok || math.IsNaN(x)
}

// refSized are the keys whose values may be small differences of larger numbers: they are measured against the estimate
// beside them.
var refSized = map[string]bool{
	"lower": true, "upper": true, "ci_t": true, "ci_z": true, "ci_satterthwaite": true, "diff": true, "nps": true,
	"est":      true,
	"estimate": true, "lower_z": true, "upper_z": true, "lower_cc": true, "upper_cc": true,
}

// values compares and returns one line for each difference.
func (c *refCompare) values(path string, want, got any) []string {
	return c.compare(path, want, got, refScale{})
}

// refScale is what a number is measured against: per element of a list, or one for all.
type refScale struct {
	each []float64
	all  float64
}

func (s refScale) at(i int) refScale {
	if i < len(s.each) {
		return refScale{all: math.Max(s.all, s.each[i])}
	}
	return refScale{all: s.all}
}

func (c *refCompare) compare(path string, want, got any, scale refScale) []string {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s: got %v, want an object", path, got)}
		}
		return c.objects(path, w, g, scale)
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return []string{fmt.Sprintf("%s: got %v, want %v", path, got, want)}
		}
		var diffs []string
		for i := range w {
			diffs = append(diffs, c.compare(fmt.Sprintf("%s[%d]", path, i), w[i], g[i], scale.at(i))...)
		}
		return diffs
	case bool:
		if got != want {
			return []string{fmt.Sprintf("%s: got %v, want %v", path, got, want)}
		}
		return nil
	}
	w, isNumber := refNumber(want)
	if !isNumber {
		if got != want {
			return []string{fmt.Sprintf("%s: got %v, want %v", path, got, want)}
		}
		return nil
	}
	g, ok := refNumber(got)
	if !ok || !c.near(w, g, scale.all) {
		return []string{fmt.Sprintf("%s: got %v, want %v", path, got, want)}
	}
	return nil
}

// near compares two numbers. Undefined agrees with undefined only.
func (c *refCompare) near(want, got, scale float64) bool {
	if math.IsNaN(want) || math.IsNaN(got) {
		return math.IsNaN(want) && math.IsNaN(got)
	}
	if want == got {
		return true
	}
	d := math.Abs(want - got)
	return d <= c.tol*math.Max(math.Abs(want), scale) || d <= c.floor
}

// objects compares key by key. An expectation's key that we do not give is a difference.
func (c *refCompare) objects(path string, want, got map[string]any, outer refScale) []string {
	want = c.section14(want)
	own := c.size(want)
	if own.all == 0 && own.each == nil {
		own = outer
	}
	keys := make([]string, 0, len(want))
	for key := range want {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	var diffs []string
	for _, key := range keys {
		if strings.HasPrefix(key, "r_") || c.ignore[key] {
			continue
		}
		g, ok := got[key]
		if !ok {
			diffs = append(diffs, fmt.Sprintf("%s.%s: not given, want %v", path, key, want[key]))
			continue
		}
		where := strings.TrimPrefix(path+"."+key, ".")
		switch {
		case key == "vcov":
			diffs = append(diffs, c.covariance(where, want[key], g)...)
		case refSized[key]:
			diffs = append(diffs, c.compare(where, want[key], g, own)...)
		case key == "se":
			diffs = append(diffs, c.compare(where, want[key], g, own.times(1e-12/c.tol))...)
		case key == "t" || key == "z":
			diffs = append(diffs, c.compare(where, want[key], g, refScale{all: own.over(want["se"])})...)
		default:
			diffs = append(diffs, c.compare(where, want[key], g, refScale{})...)
		}
	}
	return diffs
}

// size is the magnitude of what an object estimates.
func (c *refCompare) size(m map[string]any) refScale {
	var s refScale
	for _, key := range []string{"est", "ratio", "quantile", "p1", "p2", "m1", "m2", "diff", "estimate", "nps",
		"promoters", "coef"} {
		switch x := m[key].(type) {
		case float64:
			s.all = math.Max(s.all, math.Abs(x))
		case []any:
			if s.each == nil {
				for _, e := range x {
					v, _ := e.(float64)
					s.each = append(s.each, math.Abs(v))
				}
			}
		}
	}
	if se, ok := m["se"].(float64); ok {
		s.all = math.Max(s.all, math.Abs(se))
	}
	return s
}

func (s refScale) times(f float64) refScale {
	out := refScale{all: s.all * f}
	for _, x := range s.each {
		out.each = append(out.each, x*f)
	}
	return out
}

// over is the size in standard errors: what a rounding error of the estimate does to t.
func (s refScale) over(se any) float64 {
	x, ok := se.(float64)
	if !ok || x == 0 {
		return 0
	}
	return s.all / math.Abs(x)
}

// covariance measures each covariance against the two variances.
func (c *refCompare) covariance(path string, want, got any) []string {
	w, g := refMatrix(want), refMatrix(got)
	if w == nil || len(g) != len(w) {
		return []string{fmt.Sprintf("%s: got %v, want %v", path, got, want)}
	}
	var diffs []string
	for i := range w {
		for j := range w[i] {
			if len(g[i]) != len(w[i]) {
				return []string{fmt.Sprintf("%s[%d]: got %v, want %v", path, i, g[i], w[i])}
			}
			size := math.Sqrt(math.Abs(w[i][i] * w[j][j]))
			if d := math.Abs(w[i][j] - g[i][j]); d > c.tol*size && d > c.floor*c.floor {
				diffs = append(diffs, fmt.Sprintf("%s[%d][%d]: got %v, want %v", path, i, j, g[i][j], w[i][j]))
			}
		}
	}
	return diffs
}

func refMatrix(v any) [][]float64 {
	rows, ok := v.([]any)
	if !ok {
		return nil
	}
	out := make([][]float64, len(rows))
	for i, r := range rows {
		cells, ok := r.([]any)
		if !ok {
			return nil
		}
		for _, x := range cells {
			f, _ := refNumber(x)
			out[i] = append(out[i], f)
		}
	}
	return out
}

// section14 rewrites an expectation whose numbers are accidents of R into the project's rule (PITFALLS, section 14): a
// standard error lost in rounding is 0 and has no design effect; one respondent has no standard error; without degrees
// of freedom there is no interval; at 0 % and 100 % the interval is Clopper-Pearson on the valid answers.
func (c *refCompare) section14(want map[string]any) map[string]any {
	switch c.entry.Op {
	case "svychisq":
		return withoutNaN(want)
	case "svytable":
		return singlesUndefined(want)
	}
	if ratio, ok := want["ratio"].(float64); ok && want["est"] == nil {
		want["est"] = ratio // to be treated alike; it is compared as ratio
		defer delete(want, "est")
	}
	if want["est"] == nil || want["se"] == nil {
		return want
	}
	out := map[string]any{}
	for k, v := range want {
		out[k] = v
	}
	zero := c.zeroSE(out)
	n, counted := want["n"].(float64)
	df, _ := refNumber(want["df"]) // may be "Inf"
	if counted && n == 1 {
		out["se"] = refUndefined(want["se"])
		delete(out, "deff")
	}
	if counted && df <= 0 || zero {
		for _, k := range []string{"ci_z", "n_eff", "vcov"} {
			delete(out, k)
		}
	}
	if p, ok := want["est"].(float64); ok && out["se"] == 0.0 && c.entry.Op == "svyciprop" && df > 0 && n > 1 {
		out["lower"], out["upper"] = refExact(p, n, c.entry.Args.Num("level", 0.95))
	}
	if want["ratio"] != nil {
		delete(out, "est")
	}
	return out
}

// zeroSE sets standard errors below 1e-12 of their estimate to 0 and takes their design effects away; it tells whether
// there are any.
func (c *refCompare) zeroSE(m map[string]any) (found bool) {
	est, listed := m["est"].([]any)
	ses, _ := m["se"].([]any)
	if !listed {
		est, ses = []any{m["est"]}, []any{m["se"]}
	}
	ses = slices.Clone(ses)
	deffs, _ := m["deff"].([]any)
	deffs = slices.Clone(deffs)
	for i := range ses {
		e, _ := refNumber(est[i])
		if s, _ := refNumber(ses[i]); s < 1e-12*math.Max(math.Abs(e), 1) {
			found, ses[i] = true, 0.0
			if i < len(deffs) {
				deffs[i] = nil
			}
		}
	}
	if !found {
		return false
	}
	if !listed {
		m["se"] = ses[0]
		return true
	}
	m["se"] = ses
	if deffs != nil {
		m["deff"] = deffs
	}
	return true
}

// refExact is Clopper-Pearson, in closed form at 0 of n and n of n.
func refExact(p, n, level float64) (lower, upper float64) {
	if p > 0 && p < 1 {
		return law.BetaQuantile((1-level)/2, p*n, n-p*n+1), law.BetaQuantile((1+level)/2, p*n+1, n-p*n)
	}
	tail := math.Pow((1-level)/2, 1/n)
	if p == 0 {
		return 0, 1 - tail
	}
	return tail, 1
}

func refUndefined(v any) any {
	if list, ok := v.([]any); ok {
		return make([]any, len(list))
	}
	return nil
}

// String shows an entry's arguments in a failure.
func (a refArgs) String() string {
	raw, _ := json.Marshal(map[string]json.RawMessage(a))
	return string(raw)
}

// withoutNaN leaves out what R gives as NaN for a table with an empty level: we drop the level, and test what is left.
func withoutNaN(want map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range want {
		if v != "NaN" {
			out[k] = v
		}
	}
	return out
}

// singlesUndefined takes the standard errors of rows and columns with one respondent away.
func singlesUndefined(want map[string]any) map[string]any {
	n := refMatrix(want["n_unweighted"])
	if n == nil {
		return want
	}
	out := map[string]any{}
	for k, v := range want {
		out[k] = v
	}
	blank := func(key string, one func(i, j int) bool) {
		var rows []any
		for i, r := range want[key].([]any) {
			cells := slices.Clone(r.([]any))
			for j := range cells {
				if one(i, j) {
					cells[j] = nil
				}
			}
			rows = append(rows, cells)
		}
		out[key] = rows
	}
	rowSum, colSum := make([]float64, len(n)), make([]float64, len(n[0]))
	for i := range n {
		for j, x := range n[i] {
			rowSum[i] += x
			colSum[j] += x
		}
	}
	blank("se_row", func(i, _ int) bool { return rowSum[i] == 1 })
	blank("se_col", func(_, j int) bool { return colSum[j] == 1 })
	return out
}
