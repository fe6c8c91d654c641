package results

import (
	"cmp"
	"slices"

	"github.com/khaosat/khaosat/survey"
)

// Few tells, parallel to Units, of which units nobody is shown the figures of an item: in an anonymous survey those
// with fewer valid answers than survey.MinimumBase, and all below a unit that is not shown. Where what is not shown of
// a unit with its parts would come to fewer people, the next smallest parts are not shown either: else the unit less
// the parts that are shown would tell. nil: all are shown.
func (r *Results) Few(it *Item) []bool {
	if r.Survey.Mode != survey.Anonymous || it.ByUnit == nil {
		return nil
	}
	at := map[string]int{}
	for i, u := range r.Units {
		at[u.Code] = i
	}
	const top = -1
	parts := map[int][]int{}
	for i, u := range r.Units {
		above, shown := at[u.Parent]
		if !shown || u.Parent == u.Code {
			above = top
		}
		parts[above] = append(parts[above], i)
	}
	few := make([]bool, len(r.Units))
	valid := func(i int) int64 { return it.ByUnit[i].Base.Valid }
	var hide func(whole int, total int64)
	hide = func(whole int, total int64) {
		in := slices.Clone(parts[whole])
		slices.SortStableFunc(in, func(a, b int) int { return cmp.Compare(valid(a), valid(b)) })
		left, some := total, false // what is not shown of the whole
		for _, i := range in {
			left -= valid(i)
		}
		for _, i := range in {
			few[i] = whole != top && few[whole] || valid(i) < survey.MinimumBase || some && left < survey.MinimumBase
			if few[i] {
				left += valid(i)
			}
			some = some || few[i] && r.Units[i].Responses > 0
		}
		for _, i := range in {
			hide(i, valid(i))
		}
	}
	hide(top, it.Base.Valid)
	return few
}
