package respond

import (
	"math/big"

	"github.com/khaosat/khaosat/survey/kinds"
)

// steps lists the numbers of a scale from its start on, nil when there are more than most.
func steps(b kinds.Bounds, most int) []string {
	by := new(big.Rat).Set(b.Step)
	if b.Start.Cmp(b.End) > 0 {
		by.Neg(by)
	}
	var out []string
	for x := new(big.Rat).Set(b.Start); b.Hold(x); x.Add(x, by) {
		if len(out) == most {
			return nil
		}
		out = append(out, kinds.Decimal(x))
	}
	return out
}
