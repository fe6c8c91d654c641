package places

import (
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/versions"
)

// UnitOf is the unit where a response belongs: the one that a token, a link or an import preset, else the answer to the
// survey's unit item, whatever the response's version calls it. The code is read in the register by whoever needs its
// name.
func UnitOf(sv *survey.Survey, l *versions.Lineage, r *survey.Response) string {
	if r.Unit != "" {
		return r.Unit
	}
	return unitAnswered(sv, l, r)
}

// unitAnswered is the answer to the survey's unit item.
func unitAnswered(sv *survey.Survey, l *versions.Lineage, r *survey.Response) string {
	field := UnitField(sv, l, r.Version)
	if field == nil {
		return ""
	}
	return r.Answers[field.Path].Text
}

// FlagUnitConflict marks a response whose answer to the unit item is another place than the one that was preset.
const FlagUnitConflict = "unit.conflict"

// FlagsOf are the codes of what a reviewer should see of a response: those that it came with, and those that are found
// in the register. An answer that names a place within the preset one contradicts nothing.
func FlagsOf(sv *survey.Survey, l *versions.Lineage, r *survey.Response, tree *UnitTree) []string {
	out := r.Flags[:len(r.Flags):len(r.Flags)]
	if said := unitAnswered(sv, l, r); said != "" && r.Unit != "" && !tree.Under(said, r.Unit) {
		out = append(out, FlagUnitConflict)
	}
	return out
}

// UnitField is the item that asks for the unit as a version has it, outside repeats; nil when the version has none. The
// setting names it as some version does: see Lineage.Item.
func UnitField(sv *survey.Survey, l *versions.Lineage, version string) *form.Field {
	if sv.UnitItem == "" {
		return nil
	}
	field := l.Item(sv.UnitItem, version)
	if field == nil || field.Repeat != nil {
		return nil
	}
	return field
}

// AsksUnit tells whether a series holds answers to the unit item.
func AsksUnit(sv *survey.Survey, l *versions.Lineage, s *versions.Series) bool {
	return slices.ContainsFunc(s.Versions, func(version string) bool {
		field := UnitField(sv, l, version)
		return field != nil && field == s.Member(version)
	})
}

// FixedUnit is the item of a version whose answer a preset unit settles: the unit item, where it can be answered with
// this code whatever else is answered. Nil when there is none.
func FixedUnit(sv *survey.Survey, l *versions.Lineage, version, unit string) *form.Field {
	field := UnitField(sv, l, version)
	if unit == "" || field == nil || field.Computed() {
		return nil
	}
	switch kind := field.Kind; {
	case !kind.Unit || !kind.Asked():
	case !kind.Choosing():
		return field
	default:
		if field.List != nil && field.Item.ChoiceFilter == "" &&
			slices.ContainsFunc(field.List.Choices, func(c survey.Choice) bool { return c.Code == unit }) {
			return field
		}
	}
	return nil
}
