package stats

import "math"

// Proportion is the share of the rows with the indicator 1 among those where it is not missing. With replicate weights it also has
// the standard error of its logit. Agrees with svyciprop of R survey 4.5.
func (d *Design) Proportion(indicator Term) (Estimate, error) {
	e, _, err := d.Means(indicator)
	if err != nil {
		return Estimate{}, err
	}
	p := e.Each[0]
	if e.Replicates != nil {
		p.LogitSE = d.reps.logitSE(e.Replicates, p.Value)
	}
	return p, nil
}

// logitSE is the replicate standard error of logit(p).
func (r *replicates) logitSE(theta [][]float64, p float64) float64 {
	logits := make([][]float64, len(theta))
	for k, th := range theta {
		logits[k] = []float64{math.Log(th[0]) - math.Log1p(-th[0])}
	}
	full := math.Log(p) - math.Log1p(-p)
	return math.Sqrt(r.spread(logits, 0, 0, full, full))
}
