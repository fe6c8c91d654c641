package expr

import (
	"errors"
	"fmt"

	"github.com/khaosat/khaosat/survey/words"
)

// ErrTooMuchWork is wrapped by the EvalError of an evaluation that passed Context.MaxSteps or Context.MaxBytes.
var ErrTooMuchWork = errors.New("expression takes too much work")

// SyntaxError says why Parse or Bind refused a source, where, and what to write instead.
type SyntaxError struct {
	Offset        int    // where the trouble starts, in runes from the start of the source
	Token         string // the words that are wrong, as the author wrote them; empty at the end of the source
	Code          string // stable kind: "function.unknown", "operator.double-equals", …
	words.Message        // what is wrong and the likely fix
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("at character %d: %s", e.Offset+1, e.In("en"))
}

// EvalError says why an expression has no value for the data at hand.
type EvalError struct {
	Offset int    // the part of the source that failed, in runes
	Code   string // stable kind: "work.steps", "instance.unknown", …
	words.Message
	Err error // ErrTooMuchWork or nil
}

func (e *EvalError) Error() string {
	return fmt.Sprintf("at character %d: %s", e.Offset+1, e.In("en"))
}

// Unwrap gives ErrTooMuchWork where a limit was passed.
func (e *EvalError) Unwrap() error { return e.Err }
