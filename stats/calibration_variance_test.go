package stats

import (
	"encoding/json"
	"math"
	"path/filepath"
	"testing"

	"github.com/khaosat/khaosat/stats/weights"
)

// Means of the answers to q1, and totals of the score, under calibrated designs of the approval survey:
// the standard errors of R survey 4.5 follow from our residuals by the plain formula of a stratified
// cluster sample, with the one lonely stratum centred on the mean PSU total.
func TestResidualsGiveTheVariancesOfR(t *testing.T) {
	dir := filepath.Join("testdata", "reference")
	env := openReference(t, dir, filepath.Join(dir, "expected", "approval.json"))
	checked := 0
	for _, e := range env.file.Entries {
		def, _ := refDefinition(env, e.Args.Str("design"))
		if def.Op == "" || def.Op == "subset" || def.Op == "trimWeights" || def.From != "D" ||
			e.Args.Str("lonely") != "adjust" ||
			e.Op != "svymean" && e.Op != "svytotal" {
			continue
		}
		checked++
		t.Run(e.ID, func(t *testing.T) {
			d := env.Data("approval.csv")
			base, err := refWeights(env, "D")
			if err != nil {
				t.Fatal(err)
			}
			_, c, err := def.apply(d, base)
			if err != nil {
				t.Fatal(err)
			}
			var want struct{ Est, SE []float64 }
			raw := e.Result
			if len(e.Newest) > 0 {
				raw = e.Newest
			}
			if err := json.Unmarshal(raw, &want); err != nil {
				t.Fatal(err)
			}
			var conditions []refCondition
			e.Args.Into("subset", &conditions)
			for level := range want.SE {
				y := refLevelScores(d, e.Args.Strs("vars")[0], level, conditions)
				est, se := refCalibratedSE(d, c, y, e.Op == "svymean")
				if math.Abs(est-want.Est[level]) > 1e-9*want.Est[level] ||
					math.Abs(se-want.SE[level]) > 1e-9*want.SE[level] {
					t.Errorf("level %d: got %v (SE %v), want %v (%v)", level, est, se, want.Est[level], want.SE[level])
				}
			}
		})
	}
	if checked == 0 {
		t.Fatal("no entry with a calibrated design was found")
	}
}

// refLevelScores is the indicator of a level, or the number itself; NaN outside the subpopulation.
func refLevelScores(d *refData, name string, level int, conditions []refCondition) []float64 {
	y := d.Numbers(name)
	for i := range y {
		if !refHolds(d, conditions, i) {
			y[i] = math.NaN()
		}
		if d.vars[name].Type == "factor" && !math.IsNaN(y[i]) {
			is := y[i] == float64(level+1)
			y[i] = 0
			if is {
				y[i] = 1
			}
		}
	}
	return y
}

func refCalibratedSE(d *refData, c *weights.Calibration, y []float64, mean bool) (est, se float64) {
	var sumW, sumWY float64
	for i, w := range c.Weights {
		if !math.IsNaN(y[i]) {
			sumW += w
			sumWY += w * y[i]
		}
	}
	z := make([]float64, len(y))
	est = sumWY
	if mean {
		est = sumWY / sumW
	}
	for i, w := range c.Weights {
		switch {
		case math.IsNaN(y[i]):
		case mean:
			z[i] = w * (y[i] - est) / sumW
		default:
			z[i] = w * y[i]
		}
	}
	c.Residuals(z)
	psus := map[string]map[string]float64{}
	all, units := 0.0, 0.0
	for i, stratum := range d.Text("district") {
		if psus[stratum] == nil {
			psus[stratum] = map[string]float64{}
		}
		psus[stratum][d.Text("commune")[i]] += z[i]
		all += z[i]
	}
	for _, totals := range psus {
		units += float64(len(totals))
	}
	variance := 0.0
	for _, totals := range psus {
		n, centre := float64(len(totals)), 0.0
		for _, t := range totals {
			centre += t / n
		}
		factor := n / (n - 1)
		if n == 1 {
			factor, centre = 1, all/units
		}
		for _, t := range totals {
			variance += factor * (t - centre) * (t - centre)
		}
	}
	return est, math.Sqrt(variance)
}
