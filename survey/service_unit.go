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
	return put(ctx, s.store.UnitSets(), set.ID, set)
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

func (u Unit) overlaps(o Unit) bool {
	return (u.To == "" || o.From == "" || o.From <= u.To) && (o.To == "" || u.From == "" || u.From <= o.To)
}

// UnitTree answers questions about the units that are valid on one day.
type UnitTree struct {
	units    map[string]Unit
	children map[string][]string
	order    []string
}

// NewUnitTree takes the units that are valid on the day ("" = all), in their order.
func NewUnitTree(units []Unit, day Day) *UnitTree {
	t := &UnitTree{units: map[string]Unit{}, children: map[string][]string{}}
	for _, u := range units {
		if _, there := t.units[u.Code]; there || !u.ValidOn(day) {
			continue
		}
		t.units[u.Code] = u
		t.order = append(t.order, u.Code)
		t.children[u.Parent] = append(t.children[u.Parent], u.Code)
	}
	return t
}

// Unit returns the unit with the code, and whether there is one.
func (t *UnitTree) Unit(code string) (Unit, bool) { u, ok := t.units[code]; return u, ok }

// Codes lists all codes in the register's order.
func (t *UnitTree) Codes() []string { return t.order }

// Children lists the codes right below a unit; "" gives the top.
func (t *UnitTree) Children(code string) []string { return t.children[code] }

// Under reports whether a unit is top itself or lies below it.
func (t *UnitTree) Under(code, top string) bool {
	for steps := 0; steps <= len(t.units); steps++ {
		if code == top {
			return true
		}
		u, ok := t.units[code]
		if !ok || u.Parent == "" {
			return false
		}
		code = u.Parent
	}
	return false
}

// AtLevel returns the ancestor of a unit, or the unit itself, that has the level; "" when there is none.
func (t *UnitTree) AtLevel(code, level string) string {
	for steps := 0; steps <= len(t.units); steps++ {
		u, ok := t.units[code]
		if !ok {
			return ""
		}
		if u.Level == level {
			return code
		}
		code = u.Parent
	}
	return ""
}

// Levels lists the levels that occur, from the top of the tree down.
func (t *UnitTree) Levels() []string {
	var levels []string
	var visit func(code string, depth int)
	visit = func(code string, depth int) {
		for _, c := range t.children[code] {
			if l := t.units[c].Level; !slices.Contains(levels, l) {
				levels = append(levels, l)
			}
			if depth < len(t.units) {
				visit(c, depth+1)
			}
		}
	}
	visit("", 0)
	return levels
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

// Units returns the tree of the survey's units on the survey's day; an empty tree when the survey has none.
func (s *Service) Units(ctx context.Context, slug string) (*UnitTree, error) {
	sv, err := s.Survey(ctx, slug)
	if err != nil {
		return nil, err
	}
	if sv.Units == "" {
		return NewUnitTree(nil, ""), nil
	}
	row, err := s.store.UnitSets().Get(ctx, sv.Units)
	if err != nil && KindOf(err) == NotFound {
		return NewUnitTree(nil, ""), nil
	}
	return NewUnitTree(row.Value.Units, sv.UnitDay), err
}
