package xlsform

import (
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// colSaveTo is the survey column that names a property of an entity.
const colSaveTo = "bind::entities:saveto"

// checkEntities names what a form with entities asks for. The rules are pyxform's. The sheet is kept as settings, so that an
// export still has it.
func (r *reader) checkEntities() {
	if r.entities != nil && len(r.entities.rows) > 0 {
		r.warn(r.entities.sheet, r.entities.rows[0].first(), "unsupported.entities", survey.Say("Trang entities bị bỏ qua: câu trả lời vẫn được lưu, nhưng khaosat không lập danh mục đối tượng từ phiếu.", "The sheet entities is passed over: answers are kept, but khaosat makes no list of things of them."))
		for i, rec := range r.entities.rows {
			r.entity(i, rec)
		}
	}
	saved := map[string]string{} // list and property → cell
	for _, rec := range r.survey.rows {
		if rec.code(colSaveTo) != "" && rec.code(colType) != "" && !yes[rec.text(colDisabled)] {
			r.saveTo(rec, saved)
		}
	}
}

// saveTo checks the property of an entity that an answer is kept as: "property", or "list#property".
func (r *reader) saveTo(rec record, saved map[string]string) {
	list, property, named := strings.Cut(rec.code(colSaveTo), "#")
	if !named {
		list, property = "", list
		for n := range r.entityNames {
			list = n // the only one, or said to be unclear
		}
	}
	at, t, lower := rec.at(colSaveTo), rec.code(colType), strings.ToLower(property)
	bad := func(code, vi, en string, args ...any) {
		r.fail(r.survey.sheet, at, code, survey.Formats(vi, en, args...))
	}
	switch {
	case len(r.entityNames) == 0:
		bad("entities.missing", "Có save_to thì phải có trang entities.", "A save_to needs an entities sheet.")
	case !named && len(r.entityNames) > 1:
		bad("entities.which", "Có nhiều danh mục entities nên save_to phải ghi “danh_mục#thuộc_tính”.", "With several entity lists a save_to must be written as “list#property”.")
	case !r.entityNames[list]:
		vi, en := didYouMean(list, r.entityNames)
		bad("entities.list", "Trang entities không có danh mục “%[1]s”.%[2]s", "The entities sheet has no list “%[1]s”.%[3]s", list, vi, en)
	case beginType.MatchString(t) || endType.MatchString(t):
		bad("entities.group", "Nhóm không lưu được thành thuộc tính; xin bỏ save_to ở dòng này.", "A group or repeat cannot be kept as a property; please remove the save_to of this row.")
	case !isName(property), strings.HasPrefix(property, "__"), lower == "name", lower == "label":
		bad("entities.property", "Tên thuộc tính save_to “%s” không hợp lệ.", "The save_to property “%s” is not a valid name.", property)
	case saved[list+"#"+property] != "":
		bad("entities.twice", "Thuộc tính “%[1]s” đã dùng ở %[2]s.", "The property “%[1]s” stands at %[2]s already.", property, saved[list+"#"+property])
	}
	saved[list+"#"+property] = at
}

// entity checks one row of the entities sheet.
func (r *reader) entity(n int, rec record) {
	name := rec.code(colListName)
	bad := func(column, code, vi, en string, args ...any) {
		r.fail(r.entities.sheet, rec.at(column), code, survey.Formats(vi, en, args...))
	}
	if name == "" || !isName(name) || strings.Contains(name, ".") || strings.HasPrefix(name, "__") {
		bad(colListName, "entities.name", "Tên danh mục entities “%s” không hợp lệ: không trống, không có dấu chấm, không bắt đầu bằng hai gạch dưới.", "The entity list name “%s” is not valid: it must not be empty, have no dot and not begin with two underscores.", name)
	} else if r.entityNames[name] {
		bad(colListName, "entities.name", "Danh mục entities “%s” có hai dòng.", "The entity list “%s” stands twice.", name)
	}
	r.entityNames[name] = true
	id, create, update := rec.present("entity_id"), rec.present("create_if"), rec.present("update_if")
	switch {
	case !id && update:
		bad("update_if", "entities.columns", "Có update_if thì phải có entity_id.", "An update_if needs an entity_id.")
	case id && create && !update:
		bad("create_if", "entities.columns", "Có entity_id và create_if thì phải có update_if.", "An entity_id with a create_if needs an update_if.")
	case !id && !rec.present(colLabel):
		bad(colLabel, "entities.columns", "Tạo mục mới thì phải có label.", "Creating entities needs a label.")
	}
	for _, c := range rec.cells {
		h := rec.t.headers[rec.t.at[c.column]]
		if !h.known {
			bad(h.name, "entities.columns", "Trang entities không có cột “%s”.", "The entities sheet has no column “%s”.", h.text)
		}
		r.keepSetting(entityKey(n, h.name), c.text)
	}
}

const entityPrefix = "entities::"

func entityKey(row int, column string) string {
	return fmt.Sprintf("%s%d::%s", entityPrefix, row, column)
}

// entitiesSheet lays the kept entities out again; without any it has no headers.
func entitiesSheet(q *survey.Questionnaire) sheetOut {
	s := sheetOut{name: "entities"}
	columns := map[string]bool{}
	rows := 0
	for k := range q.Settings {
		var n int
		if rest, ok := strings.CutPrefix(k, entityPrefix); ok {
			number, column, _ := strings.Cut(rest, "::")
			if _, err := fmt.Sscan(number, &n); err == nil {
				columns[column], rows = true, max(rows, n+1)
			}
		}
	}
	s.headers = sortedKeys(columns)
	for n := 0; n < rows && n < 100; n++ {
		row := make([]string, len(s.headers))
		for i, h := range s.headers {
			row[i] = q.Settings[entityKey(n, h)]
		}
		s.rows = append(s.rows, row)
	}
	return s
}
