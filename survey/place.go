package survey

import "iter"

// UnitOf is the unit where a response belongs: the one that a token, a link or an import preset, else the answer to the survey's
// unit item. form is the response's own version; nil looks for the item by its path alone. The code is read in the register
// by whoever needs its name.
func (sv *Survey) UnitOf(form *Form, r *Response) string {
	if r.Unit != "" || sv.UnitItem == "" {
		return r.Unit
	}
	if v, answered := r.Answers[sv.UnitItem]; answered || form == nil {
		return v.Text
	}
	if field, _ := form.Find(sv.UnitItem); field != nil {
		return r.Answers[field.Path].Text
	}
	return ""
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
