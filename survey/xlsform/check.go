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
				vi, en := didYouMean(n, sortedKeys(r.names.shown))
				r.fail(r.survey.sheet, at, "trigger.unknown", survey.Say("trigger nhắc tới ${%[1]s}, không có câu hỏi nào tên như vậy.%[2]s", "The trigger names ${%[1]s}, but no question has this name.%[3]s", n, vi, en))
			}
		}
	}
}

// checkEntities names what a form with entities asks for. The rules of names are pyxform's.
func (r *reader) checkEntities() {
	declared := r.entities != nil && len(r.entities.rows) > 0
	if declared {
		rec := r.entities.rows[0]
		r.block(r.entities.sheet, rec.first(), "unsupported.entities", survey.Say("khaosat chưa hỗ trợ entities (danh mục đối tượng cập nhật từ phiếu).", "khaosat does not support entities (lists of things that responses update)."))
		for _, rec := range r.entities.rows {
			name := rec.code(colListName)
			if name == "" || !isName(name) || strings.Contains(name, ".") || strings.HasPrefix(name, "__") {
				r.fail(r.entities.sheet, rec.at(colListName), "entities.name", survey.Say("Tên danh mục entities “%s” không hợp lệ: không trống, không có dấu chấm, không bắt đầu bằng hai gạch dưới.", "The entity list name “%s” is not valid: it must not be empty, have no dot and not begin with two underscores.", name))
			}
		}
	}
	for _, rec := range r.survey.rows {
		v := rec.code("bind::entities:saveto")
		if v == "" {
			continue
		}
		at := rec.at("bind::entities:saveto")
		_, property, ok := strings.Cut(v, "#")
		if !ok {
			property = v
		}
		lower := strings.ToLower(property)
		switch {
		case !declared:
			r.fail(r.survey.sheet, at, "entities.missing", survey.Say("Có save_to thì phải có trang entities.", "A save_to needs an entities sheet."))
		case !isName(property), strings.HasPrefix(property, "__"), lower == "name", lower == "label":
			r.fail(r.survey.sheet, at, "entities.property", survey.Say("Tên thuộc tính save_to “%s” không hợp lệ.", "The save_to property “%s” is not a valid name.", property))
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
