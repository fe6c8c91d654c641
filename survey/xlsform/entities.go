package xlsform

import (
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// colSaveTo is the survey column that names a property of an entity.
const colSaveTo = "bind::entities:saveto"

// checkEntities names what a form with entities asks for. The rules of names are pyxform's. The sheet is kept as settings,
// so that an export still has it.
func (r *reader) checkEntities() {
	declared := r.entities != nil && len(r.entities.rows) > 0
	if declared {
		r.block(r.entities.sheet, r.entities.rows[0].first(), "unsupported.entities", survey.Say("khaosat chưa hỗ trợ entities (danh mục đối tượng cập nhật từ phiếu).", "khaosat does not support entities (lists of things that responses update)."))
		for i, rec := range r.entities.rows {
			r.entity(i, rec)
		}
	}
	for _, rec := range r.survey.rows {
		v := rec.code(colSaveTo)
		if v == "" {
			continue
		}
		property := v[strings.IndexByte(v, '#')+1:]
		lower := strings.ToLower(property)
		switch {
		case !declared:
			r.fail(r.survey.sheet, rec.at(colSaveTo), "entities.missing", survey.Say("Có save_to thì phải có trang entities.", "A save_to needs an entities sheet."))
		case !isName(property), strings.HasPrefix(property, "__"), lower == "name", lower == "label":
			r.fail(r.survey.sheet, rec.at(colSaveTo), "entities.property", survey.Say("Tên thuộc tính save_to “%s” không hợp lệ.", "The save_to property “%s” is not a valid name.", property))
		}
	}
}

func (r *reader) entity(n int, rec record) {
	name := rec.code(colListName)
	if name == "" || !isName(name) || strings.Contains(name, ".") || strings.HasPrefix(name, "__") {
		r.fail(r.entities.sheet, rec.at(colListName), "entities.name", survey.Say("Tên danh mục entities “%s” không hợp lệ: không trống, không có dấu chấm, không bắt đầu bằng hai gạch dưới.", "The entity list name “%s” is not valid: it must not be empty, have no dot and not begin with two underscores.", name))
	}
	for _, c := range rec.cells {
		r.keepSetting(entityKey(n, rec.t.headers[rec.t.at[c.column]].name), c.text)
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
