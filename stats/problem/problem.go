package problem

import "github.com/khaosat/khaosat/survey/words"

// Problem is an error that an analyst can act on, in words: what is wrong, where, and what to do. It is found with
// errors.As; Error gives the English text, In that of a language.
type Problem struct{ words.Message }

func (p *Problem) Error() string { return p.In("en") }

// New makes a problem of a key of the catalogue and the names and values that its text asks for.
func New(key string, pairs ...any) *Problem { return &Problem{words.Say(key, pairs...)} }
