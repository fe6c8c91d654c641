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
	r.checkReferences(r.survey, func(h header) bool { return h.name == colType || h.name == colName || h.name == colTrigger })
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

// countNames counts the names of all items, with those that loops, or_other and repeat_count make: a reference must be to
// one of them alone.
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
				r.fail(p.Sheet, p.Cell, "name.made", survey.Say("Tên “%[1]s” được tự tạo cho dòng %[2]d. Xin đặt tên khác.", "The name “%[1]s” is made for row %[2]d by itself. Please choose another.", c.name, c.rec.number))
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
			r.fail(r.survey.sheet, t.rec.at(colName), "trigger.ambiguous", survey.Say("Dòng có trigger phải có tên riêng, nhưng có %[1]d mục tên “%[2]s”.", "A row with a trigger needs a name of its own, but %[1]d items are called “%[2]s”.", r.treeNames[name], name))
		}
		for _, n := range t.names {
			switch {
			case r.names.shown[n]:
			case r.names.quiet[n]:
				r.fail(r.survey.sheet, at, "trigger.unseen", survey.Say("${%s} là câu tính toán, người trả lời không thấy, nên không dùng làm trigger được.", "${%s} is a calculation that nobody sees, so it cannot be a trigger.", n))
			default:
				vi, en := didYouMean(n, r.names.shown)
				r.fail(r.survey.sheet, at, "trigger.unknown", survey.Say("trigger nhắc tới ${%[1]s}, không có câu hỏi nào tên như vậy.%[2]s", "The trigger names ${%[1]s}, but no question has this name.%[3]s", n, vi, en))
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
