package xlsform

import (
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// colSaveTo is the survey column that names a property of an entity.
const colSaveTo = "bind::entities:saveto"

// checkEntities names what a form with entities asks for. The rules are pyxform's. The sheet is kept as settings, so
// that an export still has it.
func (r *reader) checkEntities() {
	if r.entities != nil && len(r.entities.rows) > 0 {
		r.warn(r.entities.sheet, r.entities.rows[0].first(), "unsupported.entities")
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
	bad := func(code string, pairs ...any) {
		r.fail(r.survey.sheet, at, code, pairs...)
	}
	switch {
	case len(r.entityNames) == 0:
		bad("entities.missing")
	case !named && len(r.entityNames) > 1:
		bad("entities.which")
	case !r.entityNames[list]:
		hint := didYouMean(list, r.entityNames)
		bad("entities.list", "list", list, "hint", hint)
	case beginType.MatchString(t) || endType.MatchString(t):
		bad("entities.group")
	case !isName(property), strings.HasPrefix(property, "__"), lower == "name", lower == "label":
		bad("entities.property", "property", property)
	case saved[list+"#"+property] != "":
		bad("entities.twice", "property", property, "place", saved[list+"#"+property])
	}
	saved[list+"#"+property] = at
}

// entity checks one row of the entities sheet.
func (r *reader) entity(n int, rec record) {
	name := rec.code(colListName)
	bad := func(column, code string, pairs ...any) {
		r.fail(r.entities.sheet, rec.at(column), code, pairs...)
	}
	if name == "" || !isName(name) || strings.Contains(name, ".") || strings.HasPrefix(name, "__") {
		bad(colListName, "entities.name", "name", name)
	} else if r.entityNames[name] {
		bad(colListName, "entities.name:entity_list", "name", name)
	}
	r.entityNames[name] = true
	id, create, update := rec.present("entity_id"), rec.present("create_if"), rec.present("update_if")
	switch {
	case !id && update:
		bad("update_if", "entities.columns")
	case id && create && !update:
		bad("create_if", "entities.columns:entity_id")
	case !id && !rec.present(colLabel):
		bad(colLabel, "entities.columns:creating_entities")
	}
	for _, c := range rec.cells {
		h := rec.t.headers[rec.t.at[c.column]]
		if !h.known {
			bad(h.name, "entities.columns:entities_sheet", "header", h.text)
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
