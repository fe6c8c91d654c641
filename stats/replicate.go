package stats

// replicates are sets of weights that stand in for a formula of the variance.
type replicates struct {
	count   int
	factor  []float64 // [key][replicate]
	key     []uint32  // key of each row; nil: the row is the key
	whole   bool      // factors are weights themselves, not multipliers of the sampling weight
	scale   float64
	rscales []float64
	mse     bool // squares are about the full estimate, not about the mean of the replicates
}

// row lists the factors of a row.
func (r *replicates) row(i int) []float64 {
	if r.key != nil {
		i = int(r.key[i])
	}
	return r.factor[i*r.count : (i+1)*r.count]
}

// addRow adds a row's values under every set of weights.
func (r *replicates) addRow(t *Tally, row int, w float64, values [][]float64, i int) {
	if r.whole {
		w = 1
	}
	factors := r.row(row)
	for c, v := range values {
		x := w * v[i]
		if x == 0 {
			continue
		}
		for k, f := range factors {
			t.replicate[k*t.cells+c] += f * x
		}
	}
}

func (t *Tally) finishReplicates(d *Design) {}

func (t *Tally) replicateVariance(qs []Quotient, full []Estimate, cov bool) ([][]float64, [][]float64) {
	return nil, nil
}

func (d *Design) tallyResiduals(t *Tally, terms []Term) int64 { return 0 }

func (d *Design) crossTerms(out [][]*Cross) {}
