package stats

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/stats/weights"
)

func init() {
	refOps["weights_of"] = refWeightsOf
	refOps["kish"] = refKish
	refOps["trim_by_median"] = refTrimByMedian
}

func refWeightsOf(env *refEnv, args refArgs) (any, error) {
	w, err := refWeights(env, args.Str("design"))
	if err != nil {
		return nil, err
	}
	var negative, zero int
	for _, x := range w {
		if x < 0 {
			negative++
		} else if x == 0 {
			zero++
		}
	}
	return map[string]any{
		"n": len(w), "sum": exact.TotalOf(w), "min": slices.Min(w), "max": slices.Max(w),
		"negative": negative, "zero": zero, "weights": w,
	}, nil
}

func refKish(env *refEnv, args refArgs) (any, error) {
	w := args.Nums("weights")
	if name := args.Str("design"); name != "" {
		var err error
		if w, err = refWeights(env, name); err != nil {
			return nil, err
		}
	}
	k := plain.KishWeights(w)
	return map[string]any{
		"n": k.N, "sum_w": k.Sum, "sum_w2": k.SumSq, "n_eff": k.EffectiveBase, "deff_w": k.Deff, "cv": k.CV,
		"efficiency": k.Efficiency,
	}, nil
}

func refTrimByMedian(env *refEnv, args refArgs) (any, error) {
	w, err := refWeights(env, args.Str("design"))
	if err != nil {
		return nil, err
	}
	t, err := weights.TrimByMedian(w, args.Num("k", math.NaN()), args.Bool("strict"))
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"upper": t.Upper, "n_above": t.Above, "sum_before": exact.TotalOf(w), "sum_after": exact.TotalOf(t.Weights),
		"max_after": slices.Max(t.Weights), "min_after": slices.Min(t.Weights),
		"n_eff_after": plain.KishWeights(t.Weights).EffectiveBase,
	}, nil
}

// refDesign is a design of the reference as far as weights are concerned.
type refDesign struct {
	Data      string
	IDs       []string
	Strata    string
	Weights   string
	Probs     string
	FPC       []string
	Prefilter []refCondition
	From      string
	refReweigh
}

// refReweigh is the operation that makes one design's weights from another's.
type refReweigh struct {
	Op         string
	Subset     []refCondition
	Margin     []string
	Population map[string]any
	Margins    []struct {
		Vars       []string
		Population map[string]any
	}
	Control      struct{ Maxit, Epsilon *float64 }
	Terms        []string
	Calfun       string
	Bounds       []any
	Epsilon      float64
	Maxit        int
	Upper, Lower *float64
	Strict       bool
}

type refCondition struct {
	Var, Op string
	Value   any
}

// refWeights computes the weights of a named design in the row order of its file, with what the
// operations on it have made of them.
func refWeights(env *refEnv, name string) ([]float64, error) {
	def, err := refDefinition(env, name)
	if err != nil {
		return nil, err
	}
	if def.From == "" {
		return refBaseWeights(env, def), nil
	}
	before, err := refWeights(env, def.From)
	if err != nil {
		return nil, err
	}
	w, _, err := def.apply(env.Data(refDataOf(env, name)), before)
	return w, err
}

func refDefinition(env *refEnv, name string) (refDesign, error) {
	var def refDesign
	raw, err := json.Marshal(env.file.Designs[name])
	if err == nil {
		err = json.Unmarshal(raw, &def)
	}
	if err == nil && def.Data == "" && def.From == "" {
		err = fmt.Errorf("no design %q", name)
	}
	return def, err
}

// refDataOf is the data file under a design.
func refDataOf(env *refEnv, name string) string {
	def, err := refDefinition(env, name)
	if err != nil || def.From == "" {
		return def.Data
	}
	return refDataOf(env, def.From)
}

// apply carries out the operation. The calibration is nil for subset and trimWeights.
func (r refReweigh) apply(d *refData, w []float64) ([]float64, *weights.Calibration, error) {
	var c *weights.Calibration
	var err error
	switch r.Op {
	case "subset":
		w = slices.Clone(w)
		for i := range w {
			if !refHolds(d, r.Subset, i) {
				w[i] = 0
			}
		}
		return w, nil, nil
	case "trimWeights":
		lower, upper := math.Inf(-1), math.Inf(1)
		if r.Lower != nil {
			lower = *r.Lower
		}
		if r.Upper != nil {
			upper = *r.Upper
		}
		w, err = weights.TrimWeights(w, lower, upper, r.Strict)
		return w, nil, err
	case "postStratify":
		c, err = weights.PostStratify(w, refMargin(d, r.Margin, r.Population), false)
	case "rake":
		c, err = r.rake(d, w)
	case "calibrate":
		c, err = r.calibrate(d, w)
	default:
		return nil, nil, fmt.Errorf("design operation %q is not known", r.Op)
	}
	if err != nil {
		return nil, nil, err
	}
	return c.Weights, c, nil
}

// rake uses R's loose defaults where the reference gives no control; R only warns when it stops short.
func (r refReweigh) rake(d *refData, w []float64) (*weights.Calibration, error) {
	options := weights.RakeOptions{MaxCycles: 10, Epsilon: 1}
	if r.Control.Maxit != nil {
		options.MaxCycles = int(*r.Control.Maxit)
	}
	if r.Control.Epsilon != nil {
		options.Epsilon = *r.Control.Epsilon
	}
	var margins []weights.Margin
	for _, m := range r.Margins {
		margins = append(margins, refMargin(d, m.Vars, m.Population))
	}
	c, err := weights.Rake(w, margins, options)
	if c != nil {
		return c, nil
	}
	return nil, err
}

func (r refReweigh) calibrate(d *refData, w []float64) (*weights.Calibration, error) {
	options := weights.CalibrateOptions{Distance: weights.Distance(r.Calfun), Epsilon: r.Epsilon, MaxSteps: r.Maxit}
	if len(r.Bounds) == 2 {
		options.Lower, _ = refNumber(r.Bounds[0])
		options.Upper, _ = refNumber(r.Bounds[1])
	}
	ones := weights.Auxiliary{Name: "(Intercept)", Values: make([]float64, d.Rows)}
	for i := range ones.Values {
		ones.Values[i] = 1
	}
	auxiliaries := []weights.Auxiliary{ones}
	for _, term := range r.Terms {
		if d.vars[term].Type == "numeric" {
			auxiliaries = append(auxiliaries, weights.Auxiliary{Name: term, Values: d.Numbers(term)})
			continue
		}
		codes, levels := d.Codes(term)
		m := weights.Margin{Name: term, Labels: levels, Cells: codes, Population: make([]float64, len(levels))}
		auxiliaries = append(auxiliaries, m.Auxiliaries(true)...)
	}
	for j := range auxiliaries {
		t, ok := r.Population[auxiliaries[j].Name]
		if !ok {
			return nil, fmt.Errorf("no population total for %q", auxiliaries[j].Name)
		}
		auxiliaries[j].Total, _ = refNumber(t)
	}
	return weights.Calibrate(w, auxiliaries, options)
}

// refMargin reads a population table: a column of levels for each variable, and Freq.
func refMargin(d *refData, vars []string, population map[string]any) weights.Margin {
	m := weights.Margin{Name: strings.Join(vars, " × ")}
	index := map[string]int{}
	for i, freq := range population["Freq"].([]any) {
		var key []string
		for _, v := range vars {
			key = append(key, fmt.Sprint(population[v].([]any)[i]))
		}
		label := strings.Join(key, " × ")
		count, _ := refNumber(freq)
		index[label] = i
		m.Labels, m.Population = append(m.Labels, label), append(m.Population, count)
	}
	for row := range d.Rows {
		var key []string
		for _, v := range vars {
			key = append(key, d.Text(v)[row])
		}
		cell, ok := index[strings.Join(key, " × ")]
		if !ok {
			cell = -1
		}
		m.Cells = append(m.Cells, cell)
	}
	return m
}

// refBaseWeights are the weights that a design starts with: given, inverse probabilities, or the product of
// population over sample numbers of its stages.
func refBaseWeights(env *refEnv, def refDesign) []float64 {
	d := env.Data(def.Data)
	w := make([]float64, d.Rows)
	for i := range w {
		w[i] = 1
	}
	switch {
	case def.Weights != "":
		w = slices.Clone(d.Numbers(def.Weights))
	case def.Probs != "":
		for i, p := range d.Numbers(def.Probs) {
			w[i] = 1 / p
		}
	default:
		above := slices.Repeat([]string{""}, d.Rows)
		if def.Strata != "" {
			above = d.Text(def.Strata)
		}
		for stage, column := range def.FPC {
			units := make([]string, d.Rows)
			for i := range units {
				units[i] = above[i] + "\x00" + strconv.Itoa(i)
				if stage < len(def.IDs) {
					units[i] = above[i] + "\x00" + d.Text(def.IDs[stage])[i]
				}
			}
			sample := refDistinct(above, units)
			for i, f := range d.Numbers(column) {
				if f <= 1 {
					w[i] /= f
				} else {
					w[i] *= f / sample[above[i]]
				}
			}
			above = units
		}
	}
	kept := w[:0:0]
	for i, x := range w {
		if refHolds(d, def.Prefilter, i) {
			kept = append(kept, x)
		}
	}
	return kept
}

// refDistinct counts the distinct units in each group.
func refDistinct(groups, units []string) map[string]float64 {
	seen := map[string]bool{}
	count := map[string]float64{}
	for i, u := range units {
		if !seen[u] {
			seen[u] = true
			count[groups[i]]++
		}
	}
	return count
}

// refHolds tells whether a row meets all conditions; a missing value meets none.
func refHolds(d *refData, conditions []refCondition, row int) bool {
	for _, c := range conditions {
		text := d.Text(c.Var)[row]
		if text == "" || !refMeets(text, c) {
			return false
		}
	}
	return true
}

func refMeets(text string, c refCondition) bool {
	if list, ok := c.Value.([]any); ok {
		for _, v := range list {
			if text == fmt.Sprint(v) {
				return c.Op != "!="
			}
		}
		return c.Op == "!="
	}
	order := strings.Compare(text, fmt.Sprint(c.Value))
	if want, ok := c.Value.(float64); ok {
		x, _ := strconv.ParseFloat(text, 64)
		order = 0
		if x < want {
			order = -1
		} else if x > want {
			order = 1
		}
	}
	switch c.Op {
	case "==":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	}
	return false
}
