package survey

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what a caller can do about an error. The list is closed.
type Kind int

const (
	Internal     Kind = iota // a fault of ours: the text stays in the log
	Invalid                  // the input is wrong; Problems lists everything that is
	NotFound                 // no such thing
	Conflict                 // another content or revision is there already
	Forbidden                // known who, not allowed
	Unauthorized             // not known who: login, key or token missing or not good
	Closed                   // closed, or a quota is full; what was sent is kept in quarantine
	Erased                   // was there, was erased for good
	Unavailable              // the engine does not answer now: try again
)

var kindNames = [...]string{"internal", "invalid", "not_found", "conflict", "forbidden", "unauthorized", "closed",
	"erased", "unavailable"}

func (k Kind) String() string { return kindNames[k] }

// Place says where in the author's or the respondent's material a problem is. Empty fields are not known.
type Place struct {
	Sheet string `json:"sheet,omitempty"`
	Cell  string `json:"cell,omitempty"` // "B7"
	Row   int    `json:"row,omitempty"`  // 1-based line or row of a table
	Item  string `json:"item,omitempty"` // path of the item
}

func (p Place) String() string {
	var parts []string
	if p.Sheet != "" || p.Cell != "" {
		parts = append(parts, strings.Trim(p.Sheet+"!"+p.Cell, "!"))
	}
	if p.Row > 0 {
		parts = append(parts, fmt.Sprintf("%d", p.Row))
	}
	if p.Item != "" {
		parts = append(parts, p.Item)
	}
	return strings.Join(parts, " · ")
}

// Problem is one thing wrong with an input: a stable code for programs, words for people, and the place.
type Problem struct {
	Code  string `json:"code"` // "answer.required", stable
	Place Place  `json:"place"`
	Words Words  `json:"words"`
	Own   Text   `json:"own,omitempty"` // the author's message in the questionnaire's languages, when there is one
}

// Error is what every operation of this package and its stores returns when it fails.
type Error struct {
	Kind     Kind
	Code     string // stable code for programs, "survey.not_found"
	Op       string // "Service.Submit"
	Where    Place
	Msg      Words
	Problems []Problem // all of them, when Kind is Invalid
	Err      error     // the cause, for the log only
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op + ": ")
	}
	b.WriteString(e.Kind.String())
	if w := e.Where.String(); w != "" {
		b.WriteString(" (" + w + ")")
	}
	if m := e.Msg.String(); m != "" {
		b.WriteString(": " + m)
	}
	for _, p := range e.Problems {
		fmt.Fprintf(&b, "\n  %s: %s (%s)", p.Place, p.Words, p.Code)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of an error, Internal for errors that are not ours.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// ProblemsOf lists the problems that an error carries, nil when it has none.
func ProblemsOf(err error) []Problem {
	var e *Error
	if errors.As(err, &e) {
		return e.Problems
	}
	return nil
}

// Unwritable reports whether an error says that the store can be read and takes nothing: its disk is full, fails, or
// has damaged the data.
func Unwritable(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Code == "store.full" || e.Code == "store.disk" || e.Code == "store.damaged")
}

// CodeOf is the code that the key of a text belongs to. A code with one text is its key; where it has several their
// keys are the code, a colon and a word: "file.empty", "file.empty:sheet". What takes a code with names and values
// takes such a key.
func CodeOf(key string) string {
	code, _, _ := strings.Cut(key, ":")
	return code
}

// Fail makes an error of a kind out of a code, with the names and values that its text asks for.
func Fail(kind Kind, code string, pairs ...any) *Error {
	return FailWith(kind, code, Say(code, pairs...))
}

// FailWith makes an error whose words are not the text of its code.
func FailWith(kind Kind, code string, said Words) *Error {
	return &Error{Kind: kind, Code: CodeOf(code), Msg: said}
}

// ProblemAt makes a problem out of its place and its code, as Fail does.
func ProblemAt(place Place, code string, pairs ...any) Problem {
	return Problem{Code: CodeOf(code), Place: place, Words: Say(code, pairs...)}
}

// FewUnknown is how many names that nobody knows are listed of what was sent: who sends thousands learns no more by the
// rest. All other problems are listed.
const FewUnknown = 10

// Wrong makes the Invalid error that carries all problems of an input; nil when there are none.
func Wrong(op string, problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Code: "invalid", Op: op, Problems: problems,
		Msg: Say("invalid", "n", len(problems))}
}

// Unanswered wraps an engine's failure that may pass: the caller should try again.
func Unanswered(op string, err error) *Error {
	return &Error{Kind: Unavailable, Code: "store.unavailable", Op: op, Err: err,
		Msg: Say("store.unavailable")}
}
