// Command simulate measures by simulation how often the 95% intervals of package stats hold the true proportion, and
// prints the table of docs/methods.md: go run ./stats/simulate.
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/khaosat/khaosat/stats"
)

// world is a population and a way to sample it.
type world struct {
	p       float64
	n       int
	cluster int     // respondents in a PSU; 1: a simple random sample
	icc     float64 // correlation inside a PSU
}

// intraclass and clusterSize are those of the clustered worlds: opinions in villages, ten interviews in each.
const (
	intraclass  = 0.05
	clusterSize = 10
	level       = 0.95
)

var methods = []stats.IntervalMethod{
	stats.IntervalWilson, stats.IntervalBeta, stats.IntervalLogit, stats.IntervalLikelihood, stats.IntervalAsin,
	stats.IntervalMean,
	stats.IntervalExact, stats.IntervalAgresti, stats.IntervalWald,
}

func main() {
	samples := flag.Int("samples", 4000, "samples for each row of the table")
	seed := flag.Uint64("seed", 20251122, "seed of the random numbers")
	flag.Parse()
	var worlds []world
	for _, cluster := range []int{1, clusterSize} {
		for _, p := range []float64{0.5, 0.9, 0.96, 0.99} {
			for _, n := range []int{50, 200, 1000} {
				w := world{p: p, n: n, cluster: cluster}
				if cluster > 1 {
					w.icc = intraclass
				}
				worlds = append(worlds, w)
			}
		}
	}
	if err := run(worlds, *samples, *seed); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run simulates the worlds, two at a time, and prints a row for each in order.
func run(worlds []world, samples int, seed uint64) error {
	fmt.Println("| sample | p | n |", header(), "|")
	fmt.Println("|---|---|---|" + strings.Repeat("---|", len(methods)))
	rows, errs := make([]string, len(worlds)), make([]error, len(worlds))
	var wg sync.WaitGroup
	slots := make(chan struct{}, 2)
	for i, w := range worlds {
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			rows[i], errs[i] = w.row(samples, rand.New(rand.NewPCG(seed, uint64(i))))
		}()
	}
	wg.Wait()
	for i, row := range rows {
		if errs[i] != nil {
			return errs[i]
		}
		fmt.Println(row)
	}
	return nil
}

func header() string {
	names := make([]string, len(methods))
	for i, m := range methods {
		names[i] = string(m)
	}
	return strings.Join(names, " | ")
}

// row simulates one world: the share of samples whose interval holds p, for each method. A sample without an interval
// counts as not holding it.
func (w world) row(samples int, rng *rand.Rand) (string, error) {
	hold := make([]int, len(methods))
	for range samples {
		e, err := w.sample(rng)
		if err != nil {
			return "", err
		}
		for i, m := range methods {
			l := e.ProportionInterval(m, level)
			if l.Lower <= w.p && w.p <= l.Upper {
				hold[i]++
			}
		}
	}
	name := "simple"
	if w.cluster > 1 {
		name = fmt.Sprintf("PSUs of %d", w.cluster)
	}
	cells := make([]string, len(methods))
	for i, h := range hold {
		cells[i] = fmt.Sprintf("%.1f", 100*float64(h)/float64(samples))
	}
	return fmt.Sprintf("| %s | %.2f | %d | %s |", name, w.p, w.n, strings.Join(cells, " | ")), nil
}

// sample draws a sample and estimates p under its design. Shares of PSUs are beta distributed about p.
func (w world) sample(rng *rand.Rand) (*stats.Estimate, error) {
	f, err := stats.NewFrame([]stats.Variable{
		{Name: "psu", Open: true}, {Name: "q", Codes: []stats.Code{{Value: "no"}, {Value: "yes"}}},
	})
	if err != nil {
		return nil, err
	}
	r := f.NewRow()
	share := w.p
	for i := range w.n {
		if w.icc > 0 && i%w.cluster == 0 {
			k := (1 - w.icc) / w.icc
			share = distuv.Beta{Alpha: w.p * k, Beta: (1 - w.p) * k, Src: rng}.Rand()
		}
		answer := "no"
		if rng.Float64() < share {
			answer = "yes"
		}
		if err := r.SetCode(0, fmt.Sprint(i/w.cluster)); err != nil {
			return nil, err
		}
		if err := r.SetCode(1, answer); err != nil {
			return nil, err
		}
		f.Append(r)
	}
	spec := stats.DesignSpec{}
	if w.cluster > 1 {
		spec.PSU = []string{"psu"}
	}
	d, err := stats.NewDesign(f, spec)
	if err != nil {
		return nil, err
	}
	e, err := d.Proportion(stats.Is(f.Column("q"), 1))
	return &e, err
}
