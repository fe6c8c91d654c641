package live

import (
	"context"
	"fmt"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
)

// placing says what places were made from: answers are placed anew when any of it changes, whoever changed it.
type placing struct {
	units    string
	revision int64 // of the register
	item     string
	days     string // of all waves
}

func placingOf(sv *survey.Survey, revision int64) placing {
	p := placing{units: sv.Units, revision: revision, item: sv.UnitItem, days: string(sv.DayOfWave(""))}
	for _, w := range sv.Waves {
		p.days += fmt.Sprintf(" %q=%s", w.Code, sv.DayOfWave(w.Code))
	}
	return p
}

// register brings the places up to date with the survey's settings and its register of units. It is true when answers
// have to be placed anew.
func (c *columns) register(ctx context.Context, sv *survey.Survey) (bool, error) {
	register, err := c.svc.Register(ctx, sv)
	if err != nil {
		return false, err
	}
	want := placingOf(sv, register.Revision)
	if c.places != nil && c.placing == want {
		return false, nil
	}
	c.places, c.placing = places.NewPlaces(sv, register), want
	return true, nil
}
