package plain

import "math"

// Reliability is Cronbach's alpha of a scale of items that are scored in the same direction.
type Reliability struct {
	N                 int     // respondents: with every item (listwise), or all rows (pairwise)
	K                 int     // items
	Alpha             float64 // raw, from covariances
	AlphaStandardized float64 // from correlations
	MeanCorrelation   float64 // mean correlation between two items
	Items             []ItemReliability
}

// ItemReliability is what one item does for its scale.
type ItemReliability struct {
	N                     int // respondents behind the item's mean
	Mean, SD              float64
	TotalCorrelation      float64 // with the scale, the item itself included
	CorrectedCorrelation  float64 // with the sum of the other items: the one to judge an item by
	AlphaIfDropped        float64 // NaN for a scale of two items
	StandardizedIfDropped float64
}

// Cronbach computes alpha = k/(k-1)·(1 - Σ var(item)/var(sum)). items [item][row], NaN for no answer.
//
// Listwise uses the respondents who answered every item, as SPSS does and as we advise; pairwise
// (listwise false) uses for each covariance all who answered both items, and a respondent's mean of the
// answered items as scale, as R psych::alpha does by default. NaN for fewer than two items or
// respondents, or when nobody differs. Source: Cronbach (1951), Psychometrika 16, 297-334.
func Cronbach(items [][]float64, listwise bool) Reliability {
	if listwise {
		items = completeRows(items)
	}
	k := len(items)
	r := Reliability{K: k}
	if k > 0 {
		r.N = len(items[0])
	}
	cov := covarianceMatrix(items)
	r.Alpha, r.AlphaStandardized, r.MeanCorrelation = alphaOf(cov, -1)
	scale := rowMeans(items)
	for i, values := range items {
		d := Describe(values)
		item := ItemReliability{N: d.N, Mean: d.Mean, SD: d.SD}
		item.TotalCorrelation = Pearson(values, scale, 0.95).R
		var withOthers, others float64
		for a := range k {
			if a == i {
				continue
			}
			withOthers += cov[a][i]
			for b := range k {
				if b != i {
					others += cov[a][b]
				}
			}
		}
		item.CorrectedCorrelation = withOthers / math.Sqrt(cov[i][i]*others)
		item.AlphaIfDropped, item.StandardizedIfDropped, _ = alphaOf(cov, i)
		r.Items = append(r.Items, item)
	}
	return r
}

// alphaOf returns alpha, standardised alpha and the mean correlation of the items but one (-1: of all).
func alphaOf(cov [][]float64, without int) (raw, standardized, meanR float64) {
	var k, trace, sum, correlations float64
	for i := range cov {
		if i == without {
			continue
		}
		k++
		trace += cov[i][i]
		for j := range cov {
			if j != without {
				sum += cov[i][j]
				correlations += cov[i][j] / math.Sqrt(cov[i][i]*cov[j][j])
			}
		}
	}
	if k < 2 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	raw = k / (k - 1) * (1 - trace/sum)
	standardized = k / (k - 1) * (1 - k/correlations)
	return raw, standardized, (correlations - k) / (k * (k - 1))
}

// covarianceMatrix has divisor n-1 over the rows that have both values.
func covarianceMatrix(items [][]float64) [][]float64 {
	cov := make([][]float64, len(items))
	for i := range items {
		cov[i] = make([]float64, len(items))
		for j := range i + 1 {
			a, b := pairs(items[i], items[j])
			cov[i][j] = moment(a, b) / float64(len(a)-1)
			cov[j][i] = cov[i][j]
		}
	}
	return cov
}

// completeRows keeps the rows in which no item is NaN.
func completeRows(items [][]float64) [][]float64 {
	kept := make([][]float64, len(items))
	for i := range kept {
		kept[i] = []float64{}
	}
	if len(items) == 0 {
		return kept
	}
rows:
	for row := range items[0] {
		for _, values := range items {
			if math.IsNaN(values[row]) {
				continue rows
			}
		}
		for i, values := range items {
			kept[i] = append(kept[i], values[row])
		}
	}
	return kept
}

// rowMeans is each row's mean of the items it has, NaN without any.
func rowMeans(items [][]float64) []float64 {
	if len(items) == 0 {
		return nil
	}
	means := make([]float64, len(items[0]))
	for row := range means {
		sum, n := 0.0, 0.0
		for _, values := range items {
			if !math.IsNaN(values[row]) {
				sum += values[row]
				n++
			}
		}
		means[row] = sum / n
	}
	return means
}
