package service

import (
	"cmp"
	"context"
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
)

// presetRules tell what links and tokens of a survey may say: a unit of its register on the day of the wave, one of its
// classes, one of its waves. Where the survey has none of a kind, any is taken.
type presetRules struct {
	sv       *survey.Survey
	register *places.Register
}

func (s *Service) presetRules(ctx context.Context, slug string) (*presetRules, error) {
	sv, err := s.Survey(ctx, slug)
	if err != nil {
		return nil, err
	}
	register, err := s.Register(ctx, sv)
	return &presetRules{sv, register}, err
}

// tree is the register as on the day of the wave that a preset names, else of the current one.
func (r *presetRules) tree(p survey.Preset) *places.UnitTree {
	return r.register.Tree(cmp.Or(p.Wave, r.sv.Wave))
}

// wrong lists what a preset may not say, each with the part of it as its item: unit, class, wave.
func (r *presetRules) wrong(p survey.Preset) (problems []survey.Problem) {
	add := func(part, code string, pairs ...any) {
		problems = append(problems, survey.ProblemAt(survey.Place{Item: part}, code, pairs...))
	}
	tree := r.tree(p)
	if _, known := tree.Unit(p.Unit); !known && p.Unit != "" && len(tree.Codes()) > 0 {
		add("unit", "unit.unknown:surveys_register", "unit", p.Unit)
	}
	isClass := func(c survey.Class) bool { return c.Code == p.Class }
	if p.Class != "" && len(r.sv.Classes) > 0 && !slices.ContainsFunc(r.sv.Classes, isClass) {
		add("class", "class.unknown", "class", p.Class)
	}
	if _, known := r.sv.FindWave(p.Wave); !known && p.Wave != "" && len(r.sv.Waves) > 0 {
		add("wave", "wave.unknown", "wave", p.Wave)
	}
	return problems
}
