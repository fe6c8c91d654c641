package service_test

import (
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// Of a survey that took the name of an earlier one, and has too few answers, nothing is shown, and nothing is stored
// over what is there.
func TestAReleaseOfNothingShowsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := &survey.Release{Survey: "yk", Created: time.Unix(1, 0), Seen: 6, Counted: 6}
	if _, err := w.Release(w.ctx, "yk", "", func(*survey.Release) *survey.Release { return first }); err != nil {
		t.Fatal(err)
	}
	is, err := w.Release(w.ctx, "yk", "", func(*survey.Release) *survey.Release { return nil })
	if err != nil || is != nil {
		t.Errorf("shown is %+v, %v", is, err)
	}
	_, err = w.Release(w.ctx, "yk", "", func(was *survey.Release) *survey.Release {
		if was == nil || was.Counted != 6 {
			t.Errorf("stored is %+v", was)
		}
		return was
	})
	if err != nil {
		t.Fatal(err)
	}
}
