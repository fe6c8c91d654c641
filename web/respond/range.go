package respond

import (
	"math/big"
	"strings"
)

// steps lists the numbers from start to end by step, nil when there are more than most.
func steps(start, end, step *big.Rat, most int) []string {
	by := new(big.Rat).Set(step)
	if start.Cmp(end) > 0 {
		by.Neg(by)
	}
	var out []string
	for x := new(big.Rat).Set(start); (by.Sign() > 0 && x.Cmp(end) <= 0) ||
		(by.Sign() < 0 && x.Cmp(end) >= 0); x.Add(x, by) {
		if len(out) == most {
			return nil
		}
		out = append(out, decimal(x))
	}
	return out
}

// decimal writes a number without zeros that say nothing.
func decimal(x *big.Rat) string {
	s := x.FloatString(12)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
