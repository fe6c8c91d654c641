package xlsform

import (
	"sort"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/xlsx"
)

// checkAll looks at what can be judged only once every row is known.
func (r *reader) checkAll() {
	if !r.omitsID() {
		r.names.rows["instanceID"]++
	}
	r.countNames()
	r.checkReferences(r.settings, func(header) bool { return false })
	r.checkReferences(r.survey,
		func(h header) bool { return h.name == colType || h.name == colName || h.name == colTrigger })
	r.checkReferences(r.choices, func(h header) bool { return h.name != colLabel && !isMedia(h.name) })
	r.checkReferences(r.entities, func(h header) bool { return h.name == colListName || h.name == "repeat" })
	for _, rec := range r.given {
		r.checkReference(r.survey.sheet, rec.at(colType), rec.code(colType))
	}
	r.checkTriggers()
	for _, rec := range r.survey.rows {
		r.pulledFiles(rec)
	}
	r.checkClashes()
	r.checkEntities()
	r.checkGeometries()
	r.proposeScales()
	for _, name := range r.order {
		r.q.Lists = append(r.q.Lists, *r.lists[name])
	}
	r.namePlain()
	r.checkExpressions()
	r.checkCoverage()
}

// countNames counts the names of all items, with those that loops, or_other and repeat_count make: a reference must be
// to one of them alone.
func (r *reader) countNames() {
	r.treeNames = map[string]int{r.rootID: 1} // the form itself has a name as well
	r.q.Walk(func(_ string, it *survey.Item) bool {
		r.treeNames[it.Name]++
		return true
	})
	for _, c := range r.counts {
		r.treeNames[c.name]++
	}
	r.q.Walk(func(_ string, it *survey.Item) bool {
		for _, c := range r.counts {
			if c.name == it.Name {
				p := place(it, colName)
				r.fail(p.Sheet, p.Cell, "name.made", "name", c.name, "row", c.rec.number)
			}
		}
		return true
	})
}

// checkTriggers refuses triggers that name no question, or one that nobody sees change.
func (r *reader) checkTriggers() {
	for _, t := range r.triggers {
		at := t.rec.at(colTrigger)
		if name := t.rec.code(colName); r.treeNames[name] > 1 && endType.FindString(t.rec.code(colType)) == "" {
			r.fail(r.survey.sheet, t.rec.at(colName), "trigger.ambiguous", "count", r.treeNames[name], "name", name)
		}
		for _, n := range t.names {
			switch {
			case r.names.shown[n]:
			case r.names.quiet[n]:
				r.fail(r.survey.sheet, at, "trigger.unseen", "name", "${"+n+"}")
			default:
				hint := didYouMean(n, r.names.shown)
				r.fail(r.survey.sheet, at, "trigger.unknown", "name", "${"+n+"}", "hint", hint)
			}
		}
	}
}

// sortProblems puts problems in the order of a reader's eye: errors of the file, then sheet by sheet, row by row.
func sortProblems(list []Problem) {
	rank := map[string]int{"": 0, "settings": 1, "survey": 2, "choices": 3}
	sheet := func(p Problem) int {
		if n, ok := rank[strings.ToLower(p.Sheet)]; ok {
			return n
		}
		return 4
	}
	sort.SliceStable(list, func(i, j int) bool {
		a, b := list[i], list[j]
		if x, y := sheet(a), sheet(b); x != y {
			return x < y
		}
		ar, ac, _ := xlsx.PlaceOf(a.Cell)
		br, bc, _ := xlsx.PlaceOf(b.Cell)
		if ar != br {
			return ar < br
		}
		return ac < bc
	})
}
