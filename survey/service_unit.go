package survey

import (
	"context"
	"slices"
	"strings"
)

// ImportUnits stores a register of units as one document, after checking codes, parents and periods. Everything wrong is listed by row
// (1-based, rows[i] gives the row of units[i]; nil = position + 1).
func (s *Service) ImportUnits(ctx context.Context, a Actor, set UnitSet, rows []int) error {
	if err := s.allow(a, Edit, "*"); err != nil {
		return err
	}
	if !slugPattern.MatchString(set.ID) {
		return Fail(Invalid, "units.id", Say("Tên bộ đơn vị “%s” không dùng được.", "The name of the unit set, “%s”, cannot be used.", set.ID))
	}
	if problems := CheckUnits(set.Units, rows); len(problems) > 0 {
		return Wrong("Service.ImportUnits", problems)
	}
	return s.tell(put(ctx, s.store.UnitSets(), set.ID, set), Notice{Of: OfUnits})
}

// CheckUnits lists what is wrong with a register: blank codes or names, codes that stand twice in one period, parents that do not
// exist, circles, and periods that end before they begin.
func CheckUnits(units []Unit, rows []int) []Problem {
	var problems []Problem
	add := func(i int, code string, w Words) {
		row := i + 1
		if rows != nil {
			row = rows[i]
		}
		problems = append(problems, Problem{Code: code, Place: Place{Row: row}, Words: w})
	}
	if len(units) == 0 {
		return []Problem{{Code: "units.empty", Words: Say("Tệp không có đơn vị nào.", "The file has no units.")}}
	}
	seen := map[string][]Unit{}
	for i, u := range units {
		switch {
		case strings.TrimSpace(u.Code) == "":
			add(i, "unit.code_missing", Say("Thiếu mã đơn vị.", "The unit's code is missing."))
		case strings.TrimSpace(u.Name) == "":
			add(i, "unit.name_missing", Say("Đơn vị %s thiếu tên.", "Unit %s has no name.", u.Code))
		case u.To != "" && u.From > u.To:
			add(i, "unit.period", Say("Đơn vị %s hết hiệu lực trước khi có hiệu lực.", "Unit %s ends before it begins.", u.Code))
		case slices.ContainsFunc(seen[u.Code], func(o Unit) bool { return o.overlaps(u) }):
			add(i, "unit.code_twice", Say("Mã đơn vị %s có hai lần trong cùng thời gian.", "Unit code %s stands twice in one period.", u.Code))
		}
		seen[u.Code] = append(seen[u.Code], u)
	}
	tree := NewUnitTree(units, "")
	for i, u := range units {
		if u.Parent == "" {
			continue
		}
		if len(seen[u.Parent]) == 0 {
			add(i, "unit.parent_unknown", Say("Đơn vị %s có cấp trên %s không có trong tệp.", "Unit %s has the parent %s, which is not in the file.", u.Code, u.Parent))
		} else if tree.Under(u.Parent, u.Code) {
			add(i, "unit.circle", Say("Đơn vị %s nằm trong chính nó.", "Unit %s lies within itself.", u.Code))
		}
	}
	return problems
}

// UnitSets lists the registers of units by id, without their units.
func (s *Service) UnitSets(ctx context.Context, a Actor) ([]UnitSet, error) {
	if a.Name == "" {
		return nil, s.allow(a, SeeTotals, "*")
	}
	rows, err := s.store.UnitSets().List(ctx, "")
	if err != nil {
		return nil, err
	}
	out := make([]UnitSet, 0, len(rows))
	for _, r := range rows {
		out = append(out, r.Value)
	}
	return out, nil
}

// Units returns the tree of the survey's units on the day of its current wave; an empty tree when the survey has none.
func (s *Service) Units(ctx context.Context, slug string) (*UnitTree, error) {
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
func (s *Service) Register(ctx context.Context, sv *Survey) (*Register, error) {
	r := NewRegister(sv, nil)
	if sv.Units == "" {
		return r, nil
	}
	row, err := s.store.UnitSets().Get(ctx, sv.Units)
	if err != nil && KindOf(err) == NotFound {
		return r, nil
	}
	r.units, r.Revision = row.Value.Units, row.Revision
	return r, err
}
