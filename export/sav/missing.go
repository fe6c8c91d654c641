package sav

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// Values of user-missing records (PSPP Developers Guide, Variable Record): up to three values, or a range, or a range
// and a value.
const (
	savRange         = -2
	savRangeAndValue = -3
)

// missingRecord is the number of a variable's user-missing values as its record tells it, and what follows there: the
// values, or the lowest and the highest of a range and then one value outside it.
func (v *savVariable) missingRecord() (kind int, values []float64) {
	if len(v.missingNumbers) <= savMaxMissing {
		return len(v.missingNumbers), v.missingNumbers
	}
	low, high, alone, _ := v.missingRange()
	if math.IsNaN(alone) {
		return savRange, []float64{low, high}
	}
	return savRangeAndValue, []float64{low, high, alone}
}

// missingRange finds the narrowest range, with one value beside it where that helps, that holds all missing values and
// no answer; alone is NaN where no value stands beside. ok is false when there is none.
func (v *savVariable) missingRange() (low, high, alone float64, ok bool) {
	all := slices.Sorted(slices.Values(v.missingNumbers))
	last := len(all) - 1
	width := math.Inf(1)
	for _, try := range []struct {
		from, to int
		alone    float64
	}{{0, last, math.NaN()}, {1, last, all[0]}, {0, last - 1, all[last]}} {
		from, to := all[try.from], all[try.to]
		if to-from < width && !v.answered(from, to) {
			low, high, alone, width, ok = from, to, try.alone, to-from, true
		}
	}
	return low, high, alone, ok
}

// answered reports whether a value that is not missing lies in a range.
func (v *savVariable) answered(low, high float64) bool {
	valid := func(x float64) bool { return x >= low && x <= high && !slices.Contains(v.missingNumbers, x) }
	return slices.ContainsFunc(v.numbers, valid) ||
		slices.ContainsFunc(v.labels, func(l savLabel) bool { return valid(l.number) })
}

// holdMissing makes the missing values ones that SPSS can hold: where there are too many for single values and answers
// lie between them they get other numbers, side by side below all answers, and the notice says which.
func (v *savVariable) holdMissing() []survey.Words {
	if len(v.missingNumbers) <= savMaxMissing {
		return nil
	}
	if _, _, _, ok := v.missingRange(); ok {
		return nil
	}
	next := -91.0
	for v.answered(next-float64(len(v.missingNumbers)), next) {
		next -= 100
	}
	to := map[float64]float64{}
	var parts []string
	for _, x := range v.missingNumbers {
		to[x] = next
		parts = append(parts, strconv.FormatFloat(x, 'f', -1, 64)+" → "+strconv.FormatFloat(next, 'f', -1, 64))
		next--
	}
	move := func(x *float64) {
		if y, ok := to[*x]; ok {
			*x = y
		}
	}
	v.labels = slices.Clone(v.labels)
	for i := range v.labels {
		move(&v.labels[i].number)
	}
	for i := range v.numbers {
		move(&v.numbers[i])
	}
	for i := range v.missingNumbers {
		move(&v.missingNumbers[i])
	}
	return []survey.Words{survey.Say("export.codes_mean_missing_stand", "variable", v.name, "n", len(parts),
		"codes", strings.Join(parts, ", "))}
}
