package xlsx

import (
	"errors"

	"github.com/khaosat/khaosat/survey"
)

// Refusal is why a workbook is not read: its code, its place where it has one, and what to do.
type Refusal struct{ survey.Problem }

func (r *Refusal) Error() string { return r.Words.In("en") }

// Problem is a failure of reading as a problem of the file; false for an error of the disk or the line that it came
// from.
func Problem(err error) (survey.Problem, bool) {
	var r *Refusal
	if errors.As(err, &r) {
		return r.Problem, true
	}
	return survey.Problem{}, false
}

func refuse(code string, pairs ...any) *Refusal {
	return &Refusal{survey.ProblemAt(survey.Place{}, code, pairs...)}
}

// at tells the place of a refusal, where it has none yet.
func (r *Refusal) at(p survey.Place) *Refusal {
	if r.Place == (survey.Place{}) {
		r.Place = p
	}
	return r
}

// unreadable is an error from inside a part: a refusal as it is, and everything else is damage.
func unreadable(err error) error {
	var r *Refusal
	if errors.As(err, &r) {
		return r
	}
	return truncated()
}

func truncated() *Refusal {
	return refuse("file.truncated")
}

func bomb() *Refusal {
	return refuse("file.bomb")
}
