package results

import (
	"cmp"
	"math"
	"slices"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/survey/versions"
)

// Confidence is the level of every interval on pages and in workbooks.
const Confidence = 0.95

// ShareOf is the part that count is of base, with Wilson's interval; NaN where the base is 0.
func ShareOf(count, base int64) *Share {
	nan := math.NaN()
	s := &Share{Count: count, Base: base, Estimate: nan, Lower: nan, Upper: nan, Method: string(stats.IntervalWilson)}
	if base > 0 {
		s.Estimate = float64(count) / float64(base)
		s.Lower, s.Upper = plain.BinomialInterval(count, base, plain.Wilson, Confidence)
	}
	return s
}

// Rows lists the choices of an item with their counts and the bases of their proportions.
func Rows(series *versions.Series, base Base, count, offered func(c *versions.SeriesChoice) int64) []Row {
	var out []Row
	for i := range series.Choices {
		c := &series.Choices[i]
		row := Row{Code: c.Code, Label: c.Label, Role: c.Role, Count: count(c), Proportion: math.NaN(),
			Base: base.Valid}
		if c.Previous {
			row.Previous = c.Version
		}
		if c.Offered != nil {
			row.Offered, row.Base = true, offered(c)
		}
		if row.Base > 0 && !c.Role.Missing() {
			row.Proportion = float64(row.Count) / float64(row.Base)
		}
		out = append(out, row)
	}
	return out
}

// Summary summarises values; the median is the mean of the two middle ones.
func Summary(values []float64) *Numbers {
	n := &stats.Numbers{}
	for _, x := range values {
		n.Add(x)
	}
	return SummaryOf(n)
}

// SummaryOf is Summary of values that are kept.
func SummaryOf(n *stats.Numbers) *Numbers {
	out := Undefined()
	if out.N = n.N(); out.N > 0 {
		out.Total, out.Mean, out.SD, out.Min, out.Max, out.Median = n.Sum(), n.Mean(), n.SD(), n.Min(), n.Max(),
			n.Median()
	}
	return &out
}

// Scored is a score and how many have it.
type Scored struct {
	Score float64
	Count int64
}

// ScoreSummary is Summary over scores that are counted, not listed.
func ScoreSummary(levels []Scored) *Numbers {
	slices.SortFunc(levels, func(a, b Scored) int { return cmp.Compare(a.Score, b.Score) })
	levels = slices.DeleteFunc(levels, func(l Scored) bool { return l.Count == 0 })
	out := Undefined()
	total := 0.0
	for _, l := range levels {
		out.N += l.Count
		total += l.Score * float64(l.Count)
	}
	if out.N == 0 {
		return &out
	}
	out.Total, out.Mean = total, total/float64(out.N)
	out.Min, out.Max = levels[0].Score, levels[len(levels)-1].Score
	at := func(rank int64) float64 { // the score of the answer with the 1-based rank
		for _, l := range levels {
			if rank -= l.Count; rank <= 0 {
				return l.Score
			}
		}
		return out.Max
	}
	out.Median = (at((out.N+1)/2) + at(out.N/2+1)) / 2
	if out.N > 1 {
		squares := 0.0
		for _, l := range levels {
			squares += (l.Score - out.Mean) * (l.Score - out.Mean) * float64(l.Count)
		}
		out.SD = math.Sqrt(squares / float64(out.N-1))
	}
	return &out
}

// RankOf sums up how many put a choice in each place, best first, of so many who ranked anything.
func RankOf(places []int64, base int64) Rank {
	r := Rank{Mean: math.NaN(), Places: places}
	sum := int64(0)
	for i, n := range places {
		r.N += n
		sum += int64(i+1) * n
		r.Top = append(r.Top, ShareOf(r.N, base))
	}
	if r.N > 0 {
		r.Mean = float64(sum) / float64(r.N)
	}
	return r
}
