package survey

import (
	"iter"
	"slices"
)

// UnitOf is the unit where a response belongs: the one that a token, a link or an import preset, else the answer to the survey's
// unit item. form is the response's own version; nil looks for the item by its path alone. The code is read in the register
// by whoever needs its name.
func (sv *Survey) UnitOf(form *Form, r *Response) string {
	if r.Unit != "" {
		return r.Unit
	}
	return sv.unitAnswered(form, r)
}

// unitAnswered is the answer to the survey's unit item.
func (sv *Survey) unitAnswered(form *Form, r *Response) string {
	if sv.UnitItem == "" {
		return ""
	}
	if v, answered := r.Answers[sv.UnitItem]; answered || form == nil {
		return v.Text
	}
	if field, _ := form.Find(sv.UnitItem); field != nil {
		return r.Answers[field.Path].Text
	}
	return ""
}

// FlagUnitConflict marks a response whose answer to the unit item is another place than the one that was preset.
const FlagUnitConflict = "unit.conflict"

// FlagsOf are the codes of what a reviewer should see of a response: those that it came with, and those that are found in the register.
// An answer that names a place within the preset one contradicts nothing.
func (sv *Survey) FlagsOf(form *Form, r *Response, tree *UnitTree) []string {
	out := r.Flags[:len(r.Flags):len(r.Flags)]
	if said := sv.unitAnswered(form, r); said != "" && r.Unit != "" && !tree.Under(said, r.Unit) {
		out = append(out, FlagUnitConflict)
	}
	return out
}

// UnitField is the item that asks for the unit, outside repeats; nil when the form has none.
func (sv *Survey) UnitField(form *Form) *Field {
	if sv.UnitItem == "" {
		return nil
	}
	field := form.Field(sv.UnitItem)
	if field == nil {
		field, _ = form.Find(sv.UnitItem)
	}
	if field == nil || field.Repeat != nil {
		return nil
	}
	return field
}

// FixedUnit is the item whose answer a preset unit settles: the unit item, where it can be answered with this code whatever else is
// answered. Nil when there is none.
func (sv *Survey) FixedUnit(form *Form, unit string) *Field {
	field := sv.UnitField(form)
	if unit == "" || field == nil || field.Computed() {
		return nil
	}
	switch it := field.Item; it.Kind {
	case TextItem, Barcode:
		return field
	case Single:
		if field.List != nil && it.ChoiceFilter == "" && slices.ContainsFunc(field.List.Choices, func(c Choice) bool { return c.Code == unit }) {
			return field
		}
	}
	return nil
}

// Placed yields the responses with their units as UnitOf has them, for tables that people read.
func (sv *Survey) Placed(form *Form, in iter.Seq2[*Response, error]) iter.Seq2[*Response, error] {
	return func(yield func(*Response, error) bool) {
		for r, err := range in {
			if err == nil {
				placed := *r
				placed.Unit = sv.UnitOf(form, r)
				r = &placed
			}
			if !yield(r, err) {
				return
			}
		}
	}
}
