package stats

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/stats/weights"
)

// refFrame is a data file as a frame: factors and texts as Single columns, numbers as Number columns. A column "name as
// factor" of a number is added when an operation needs its values as levels.
func (env *refEnv) refFrame(name string, prefilter []svyCondition) *Frame {
	key := fmt.Sprint("frame ", name, prefilter)
	if f, ok := env.cache[key].(*Frame); ok {
		return f
	}
	data := env.Data(name)
	var vars []Variable
	for _, col := range data.Names {
		v := Variable{Name: col, Kind: Single}
		if data.vars[col].Type == "numeric" {
			v.Kind = Number
		} else {
			for _, l := range data.Levels(col) {
				v.Codes = append(v.Codes, Code{Value: l})
			}
		}
		vars = append(vars, v)
	}
	for _, col := range data.Names {
		if data.vars[col].Type == "numeric" {
			v := Variable{Name: col + " as factor", Kind: Single}
			for _, l := range data.Levels(col) {
				v.Codes = append(v.Codes, Code{Value: l})
			}
			vars = append(vars, v)
		}
	}
	f, err := NewFrame(vars)
	if err != nil {
		panic(err)
	}
	keep := data.where(prefilter)
	var rows []int
	r := f.NewRow()
	for i := range data.Rows {
		if !keep[i] {
			continue
		}
		rows = append(rows, i)
		r.Reset()
		for j, c := range f.Columns() {
			col, _ := strings.CutSuffix(c.Variable.Name, " as factor")
			if err := r.SetText(j, data.Text(col)[i]); err != nil {
				panic(err)
			}
		}
		f.Append(r)
	}
	env.cache[key], env.rowsOf[f] = f, rows
	return f
}

// svyCondition is one condition of a subset.
type svyCondition struct {
	Var   string          `json:"var"`
	Op    string          `json:"op"`
	Value json.RawMessage `json:"value"`
}

// where marks the rows for which all conditions hold; a missing value holds none.
func (d *refData) where(conditions []svyCondition) []bool {
	keep := make([]bool, d.Rows)
	for i := range keep {
		keep[i] = true
		for _, c := range conditions {
			keep[i] = keep[i] && c.holds(d.Text(c.Var)[i], d.vars[c.Var])
		}
	}
	return keep
}

func (c svyCondition) holds(text string, v refVariable) bool {
	if text == "" {
		return false
	}
	var list []any
	if json.Unmarshal(c.Value, &list) != nil {
		var one any
		if err := json.Unmarshal(c.Value, &one); err != nil {
			panic(err)
		}
		list = []any{one}
	}
	results := make([]int, len(list))
	for k, x := range list {
		results[k] = svyCompare(text, x, v)
	}
	switch c.Op {
	case "==", "in", "%in%":
		return slices.Contains(results, 0)
	case "!=":
		return !slices.Contains(results, 0)
	case "notin", "not in", "not_in":
		return !slices.Contains(results, 0)
	case ">":
		return results[0] > 0
	case ">=":
		return results[0] >= 0
	case "<":
		return results[0] < 0
	case "<=":
		return results[0] <= 0
	}
	panic("condition " + c.Op + " is not known")
}

func svyCompare(text string, x any, v refVariable) int {
	if n, ok := x.(float64); ok {
		y, err := strconv.ParseFloat(text, 64)
		if err != nil {
			panic(err)
		}
		switch {
		case y < n:
			return -1
		case y > n:
			return 1
		}
		return 0
	}
	return strings.Compare(text, fmt.Sprint(x))
}

// selection is the rows of a design's data for which conditions hold.
func (env *refEnv) selection(d *Design, data string, conditions []svyCondition) Selection {
	keep := env.Data(data).where(conditions)
	if rows := env.rowsOf[d.Frame()]; rows != nil {
		return d.Frame().Select(func(i int) bool { return keep[rows[i]] })
	}
	return d.Frame().Select(func(i int) bool { return keep[i] })
}

// svyNames are names of columns: null, a name or a list of names.
type svyNames []string

// UnmarshalJSON reads any of the three.
func (n *svyNames) UnmarshalJSON(b []byte) error {
	*n = refArgs{"names": b}.Strs("names")
	return nil
}

// first is the only name, "" without any. More than one is more than we can do.
func (n svyNames) first(what string) string {
	switch len(n) {
	case 0:
		return ""
	case 1:
		return n[0]
	}
	panic(fmt.Sprintf("%s of more than one stage: %v", what, n))
}

// svyDesign is a design of the reference: as JSON.
type svyDesign struct {
	Data      string         `json:"data"`
	IDs       svyNames       `json:"ids"`
	Strata    svyNames       `json:"strata"`
	Weights   string         `json:"weights"`
	Probs     svyNames       `json:"probs"`
	FPC       svyNames       `json:"fpc"`
	Nest      bool           `json:"nest"`
	PPS       any            `json:"pps"`
	Variance  string         `json:"variance"`
	Prefilter []svyCondition `json:"prefilter"`
	Replicate *svyReplicate  `json:"replicate"`

	From       string          `json:"from"`
	Op         string          `json:"op"`
	Subset     []svyCondition  `json:"subset"`
	Margin     []string        `json:"margin"`
	Partial    bool            `json:"partial"`
	Margins    []svyMargin     `json:"margins"`
	Population json.RawMessage `json:"population"`
	Control    struct {
		Maxit   int     `json:"maxit"`
		Epsilon float64 `json:"epsilon"`
	} `json:"control"`
	Terms   []string `json:"terms"`
	Calfun  string   `json:"calfun"`
	Bounds  []any    `json:"bounds"`
	Epsilon float64  `json:"epsilon"`
	Maxit   int      `json:"maxit"`
	Upper   any      `json:"upper"`
	Lower   any      `json:"lower"`
	Strict  bool     `json:"strict"`
}

type svyMargin struct {
	Vars       []string        `json:"vars"`
	Population json.RawMessage `json:"population"`
}

type svyReplicate struct {
	Type     string          `json:"type"`
	File     string          `json:"file"`
	Key      string          `json:"key"`
	Combined bool            `json:"combined"`
	Scale    float64         `json:"scale"`
	RScales  json.RawMessage `json:"rscales"`
	MSE      bool            `json:"mse"`
	Rho      float64         `json:"rho"`
}

// svyBuilt is a design made, and the data it is of.
type svyBuilt struct {
	*Design
	data string
	cal  *weights.Calibration
	err  error
}

// Design makes a design of the file by its name. What cannot be made is an error of the entries that use it.
func (env *refEnv) Design(name string) (*Design, string, error) {
	b := env.built(name)
	return b.Design, b.data, b.err
}

func (env *refEnv) built(name string) *svyBuilt {
	if b, ok := env.cache["design "+name].(*svyBuilt); ok {
		return b
	}
	var spec svyDesign
	raw, err := json.Marshal(env.file.Designs[name])
	if err == nil && env.file.Designs[name] == nil {
		err = fmt.Errorf("design %q is not there", name)
	}
	if err == nil {
		err = json.Unmarshal(raw, &spec)
	}
	b := &svyBuilt{err: err}
	if err == nil {
		if spec.From != "" {
			b = env.derive(&spec)
		} else {
			b = env.base(&spec)
		}
	}
	env.cache["design "+name] = b
	return b
}

func (env *refEnv) base(s *svyDesign) *svyBuilt {
	f := env.refFrame(s.Data, s.Prefilter)
	d, err := NewDesign(f, DesignSpec{Weight: s.Weights, Prob: s.Probs.first("probabilities"),
		Strata: factorName(f, s.Strata.first("strata")), PSU: s.IDs, FPC: s.FPC, Nest: s.Nest, PPS: s.pps()})
	if err != nil {
		return &svyBuilt{err: err}
	}
	if s.Replicate != nil {
		d, err = env.replicate(d, s.Replicate)
	}
	return &svyBuilt{Design: d, data: s.Data, err: err}
}

// pps is the kind of a PPS design: its name in R, and the form of the variance, Horvitz-Thompson or Yates-Grundy.
func (s *svyDesign) pps() PPS {
	name, _ := s.PPS.(string)
	if name == "overton" && s.Variance == "YG" {
		return PPSOvertonYatesGrundy
	}
	return PPS(name)
}

// factorName is the Single column of a variable.
func factorName(f *Frame, name string) string {
	if c := f.Column(name); c != nil && c.Variable.Kind == Number {
		return name + " as factor"
	}
	return name
}

func (env *refEnv) replicate(d *Design, r *svyReplicate) (*Design, error) {
	table := env.Data(r.File)
	spec := ReplicateSpec{Type: ReplicateType(r.Type), Key: r.Key, Combined: r.Combined, Scale: r.Scale, MSE: r.MSE,
		Rho: r.Rho}
	if r.Key != "" {
		spec.Keys = table.Text(r.Key)
	}
	for i := range table.Rows {
		var row []float64
		for _, col := range table.Names[1:] {
			x, err := strconv.ParseFloat(table.Text(col)[i], 64)
			if err != nil {
				return nil, err
			}
			row = append(row, x)
		}
		spec.Factors = append(spec.Factors, row)
	}
	args := refArgs{"rscales": r.RScales}
	if r.RScales != nil {
		spec.RScales = args.Nums("rscales")
	}
	return d.WithReplicates(spec)
}

func (env *refEnv) derive(s *svyDesign) *svyBuilt {
	from := env.built(s.From)
	if from.err != nil {
		return from
	}
	b := &svyBuilt{data: from.data}
	switch s.Op {
	case "subset":
		b.Design = from.Within(env.selection(from.Design, from.data, s.Subset))
	case "postStratify":
		m := from.margin(s.Margin, s.Population)
		b.Design, b.err = from.Calibrated(b.keep(func(w []float64) (*weights.Calibration, error) {
			return weights.PostStratify(w, m, s.Partial)
		}))
	case "rake":
		var margins []weights.Margin
		for _, m := range s.Margins {
			margins = append(margins, from.margin(m.Vars, m.Population))
		}
		opt := weights.RakeOptions{MaxCycles: s.Control.Maxit, Epsilon: s.Control.Epsilon}
		if opt.MaxCycles == 0 {
			opt.MaxCycles = 10
		}
		if opt.Epsilon == 0 {
			opt.Epsilon = 1
		}
		fit := weights.RakeFit(margins, opt)
		b.Design, b.err = from.Calibrated(b.keep(func(w []float64) (*weights.Calibration, error) {
			c, err := fit(w)
			if c != nil {
				err = nil // R only warns when the margins have not settled
			}
			return c, err
		}))
	case "calibrate":
		b.Design, b.err = env.calibrate(from, b, s)
	case "trimWeights":
		lower, upper := svyBound(s.Lower, math.Inf(-1)), svyBound(s.Upper, math.Inf(1))
		w, err := weights.TrimWeights(from.KeptWeights(), lower, upper, s.Strict)
		b.err = err
		if err == nil {
			b.Design, b.err = from.Reweighted(w)
		}
	default:
		b.err = fmt.Errorf("design operation %q is not known", s.Op)
	}
	return b
}

func svyBound(v any, def float64) float64 {
	if x, ok := refNumber(v); ok && v != nil {
		return x
	}
	return def
}

// keep notes the calibration of the full sample.
func (b *svyBuilt) keep(
	fit func([]float64) (*weights.Calibration, error),
) func([]float64) (*weights.Calibration, error) {
	return func(w []float64) (*weights.Calibration, error) {
		c, err := fit(w)
		if b.cal == nil {
			b.cal = c
		}
		return c, err
	}
}

// margin reads a population: columns of level names, and Freq.
func (b *svyBuilt) margin(vars []string, population json.RawMessage) weights.Margin {
	var columns map[string][]any
	if err := json.Unmarshal(population, &columns); err != nil {
		panic(err)
	}
	counts := map[string]float64{}
	for i, n := range columns["Freq"] {
		parts := make([]string, len(vars))
		for k, v := range vars {
			parts[k] = fmt.Sprint(columns[v][i])
		}
		x, _ := refNumber(n)
		counts[strings.Join(parts, "\x00")] = x
	}
	names := make([]string, len(vars))
	for k, v := range vars {
		names[k] = factorName(b.Frame(), v)
	}
	m, err := b.PartialMargin(names, counts)
	if err != nil {
		panic(err)
	}
	return m
}

// calibrate builds the model matrix: an intercept, treatment contrasts of factors, numbers as they are.
func (env *refEnv) calibrate(from, b *svyBuilt, s *svyDesign) (*Design, error) {
	var totals map[string]float64
	if err := json.Unmarshal(s.Population, &totals); err != nil {
		return nil, err
	}
	var aux []weights.Auxiliary
	add := func(name string, value func(row int) float64) {
		a := weights.Auxiliary{Name: name, Total: totals[name]}
		if _, ok := totals[name]; !ok {
			panic("population has no " + name)
		}
		for i := range from.Frame().Len() {
			if from.kept.Has(i) {
				a.Values = append(a.Values, value(i))
			}
		}
		aux = append(aux, a)
	}
	if _, ok := totals["(Intercept)"]; ok {
		add("(Intercept)", func(int) float64 { return 1 })
	}
	for _, term := range s.Terms {
		c := from.Frame().Column(term)
		if c.Variable.Kind == Number {
			add(term, c.Number)
			continue
		}
		for code := 1; code < len(c.Variable.Codes); code++ {
			add(term+c.Variable.Codes[code].Value, func(row int) float64 {
				if at, _ := c.Code(row); at == code {
					return 1
				}
				return 0
			})
		}
	}
	opt := weights.CalibrateOptions{Distance: weights.Distance(s.Calfun), Epsilon: s.Epsilon, MaxSteps: s.Maxit}
	if len(s.Bounds) == 2 {
		opt.Lower, opt.Upper = svyBound(s.Bounds[0], math.Inf(-1)), svyBound(s.Bounds[1], math.Inf(1))
	}
	return from.Calibrated(b.keep(func(w []float64) (*weights.Calibration, error) {
		return weights.Calibrate(w, aux, opt)
	}))
}
