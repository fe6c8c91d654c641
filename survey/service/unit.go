package service

import (
	"context"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
)

// ImportUnits stores a register of units as one document, after checking codes, parents and periods. Everything wrong
// is listed by row (1-based, rows[i] gives the row of units[i]; nil = position + 1).
func (s *Service) ImportUnits(ctx context.Context, a survey.Actor, set survey.UnitSet, rows []int) error {
	if err := s.allow(a, survey.Edit, "*"); err != nil {
		return err
	}
	if !slugPattern.MatchString(set.ID) {
		return survey.Fail(survey.Invalid, "units.id", "set", set.ID)
	}
	if problems := CheckUnits(set.Units, rows); len(problems) > 0 {
		return survey.Wrong("Service.ImportUnits", problems)
	}
	return s.tell(put(ctx, s.store.UnitSets(), set.ID, set), Notice{Of: OfUnits})
}

// CheckUnits lists what is wrong with a register: blank codes or names, codes that stand twice in one period, parents
// that do not exist, circles, and periods that end before they begin.
func CheckUnits(units []survey.Unit, rows []int) []survey.Problem {
	var problems []survey.Problem
	add := func(i int, code string, pairs ...any) {
		row := i + 1
		if rows != nil {
			row = rows[i]
		}
		problems = append(problems, survey.ProblemAt(survey.Place{Row: row}, code, pairs...))
	}
	if len(units) == 0 {
		return []survey.Problem{survey.ProblemAt(survey.Place{}, "units.empty")}
	}
	seen := map[string][]survey.Unit{}
	for i, u := range units {
		switch {
		case strings.TrimSpace(u.Code) == "":
			add(i, "unit.code_missing")
		case strings.TrimSpace(u.Name) == "":
			add(i, "unit.name_missing", "unit", u.Code)
		case u.To != "" && u.From > u.To:
			add(i, "unit.period", "unit", u.Code)
		case slices.ContainsFunc(seen[u.Code], func(o survey.Unit) bool { return o.Overlaps(u) }):
			add(i, "unit.code_twice", "unit", u.Code)
		}
		seen[u.Code] = append(seen[u.Code], u)
	}
	tree := places.NewUnitTree(units, "")
	for i, u := range units {
		if u.Parent == "" {
			continue
		}
		if len(seen[u.Parent]) == 0 {
			add(i, "unit.parent_unknown", "unit", u.Code, "parent", u.Parent)
		} else if tree.Under(u.Parent, u.Code) {
			add(i, "unit.circle", "unit", u.Code)
		}
	}
	return problems
}

// UnitSets lists the registers of units by id, without their units.
func (s *Service) UnitSets(ctx context.Context, a survey.Actor) ([]survey.UnitSet, error) {
	if a.Name == "" {
		return nil, s.allow(a, survey.SeeTotals, "*")
	}
	rows, err := s.store.UnitSets().List(ctx, "")
	if err != nil {
		return nil, err
	}
	out := make([]survey.UnitSet, 0, len(rows))
	for _, r := range rows {
		out = append(out, r.Value)
	}
	return out, nil
}

// Units returns the tree of the survey's units on the day of its current wave; an empty tree when the survey has none.
func (s *Service) Units(ctx context.Context, slug string) (*places.UnitTree, error) {
	sv, err := s.Survey(ctx, slug)
	if err != nil {
		return nil, err
	}
	r, err := s.Register(ctx, sv)
	if err != nil {
		return nil, err
	}
	return r.Tree(sv.Wave), nil
}

// Register returns a survey's units; without any when the survey has none.
func (s *Service) Register(ctx context.Context, sv *survey.Survey) (*places.Register, error) {
	r := places.NewRegister(sv, nil)
	if sv.Units == "" {
		return r, nil
	}
	row, err := s.store.UnitSets().Get(ctx, sv.Units)
	if err != nil && survey.KindOf(err) == survey.NotFound {
		return r, nil
	}
	r.Units, r.Revision = row.Value.Units, row.Revision
	return r, err
}
