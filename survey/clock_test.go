package survey_test

import (
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

func TestSteadyClockNeverRunsBackwards(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	c := survey.NewSteadyClock(func() time.Time { return now })
	want := func(what string, at time.Time) {
		t.Helper()
		if got := c.Tell(); !got.Equal(at) {
			t.Errorf("%s: %v, want %v", what, got, at)
		}
	}
	want("at first", now)
	noon := now
	now = noon.Add(-24 * time.Hour)
	want("set back a day", noon)
	now = now.Add(time.Minute)
	want("a minute later", noon.Add(time.Minute))
	c.AtLeast(noon)
	want("told to reach what is past", noon.Add(time.Minute))
	c.AtLeast(noon.Add(time.Hour))
	now = now.Add(time.Second)
	want("told to reach an hour ahead", noon.Add(time.Hour+time.Second))
}
