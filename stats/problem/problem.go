package problem

import "fmt"

// Problem is an error that an analyst can act on, in words: what is wrong, where, and what to do. It is
// found with errors.As; Error gives the English text.
type Problem struct{ VI, EN string }

func (p *Problem) Error() string { return p.EN }

// New fills the same values into both sentences; use indexed verbs (%[1]s) where the order differs.
func New(vi, en string, values ...any) *Problem {
	return &Problem{VI: fmt.Sprintf(vi, values...), EN: fmt.Sprintf(en, values...)}
}
