package xlsform

import (
	"sort"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// checkAll looks at what can be judged only once every row is known.
func (r *reader) checkAll() {
	for _, n := range []string{"instanceID", "instanceName"} {
		r.names.made[n] = true
	}
	r.checkReferences(r.settings, func(header) bool { return false })
	r.checkReferences(r.survey, func(h header) bool { return h.name == colType || h.name == colName || h.name == colTrigger })
	r.checkReferences(r.choices, func(h header) bool { return !translatable[h.name] })
	for _, rec := range r.given {
		r.checkReference(r.survey.sheet, rec.at(colType), rec.code(colType))
	}
	r.checkTriggers()
	for _, rec := range r.survey.rows {
		r.pulledFiles(rec)
	}
	r.checkEntities()
	r.proposeScales()
	for _, name := range r.order {
		r.q.Lists = append(r.q.Lists, *r.lists[name])
	}
	r.checkExpressions()
	r.checkCoverage()
}

// checkTriggers refuses triggers that name no question, or one that nobody sees change.
func (r *reader) checkTriggers() {
	for _, t := range r.triggers {
		at := t.rec.at(colTrigger)
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
		ac, ar := splitCell(a.Cell)
		bc, br := splitCell(b.Cell)
		if ar != br {
			return ar < br
		}
		return ac < bc
	})
}

// splitCell gives the 0-based column and the row of a cell's reference.
func splitCell(cell string) (column, row int) {
	column, _ = columnOf(cell)
	for _, c := range cell {
		if c >= '0' && c <= '9' && row < maxRows {
			row = row*10 + int(c-'0')
		}
	}
	return column, row
}
