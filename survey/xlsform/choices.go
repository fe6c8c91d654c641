package xlsform

import (
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/words"
	"github.com/khaosat/khaosat/survey/xlsx"
)

// maxLists bounds how many choice lists a form may have; the largest real form known has 130.
const maxLists = 5000

// readChoices reads the lists of the choices sheet, then those of external_choices, which khaosat treats alike.
func (r *reader) readChoices() {
	if r.choices != nil {
		r.res.Choices = r.readLists(r.choices, func(list string) string { return list })
	}
	for name := range r.lists {
		r.inside[name] = true
	}
	if r.external != nil {
		r.externalName = func(list string) string {
			if r.inside[list] {
				return list + "_external" // the name stands on the choices sheet as well
			}
			return list
		}
		r.readLists(r.external, r.externalName)
	}
}

// readLists reads a sheet of choices and returns how many rows it has.
func (r *reader) readLists(t *table, called func(list string) string) int {
	if len(t.rows) > 0 && !t.has(colName) && t == r.choices {
		r.fail(t.sheet, "A1", "header.name", "sheet", t.sheet)
		return 0
	}
	if len(t.rows) > 0 && !t.has(colListName) {
		r.warn(t.sheet, "A1", "header.list_name", "sheet", t.sheet)
		return 0
	}
	r.warnChoiceHeaders(t)
	seen := map[string]map[string]string{} // list → code → cell
	rows := 0
	for _, rec := range t.rows {
		name := rec.code(colListName)
		if name == "" {
			continue
		}
		name = called(name)
		rows++
		list := r.lists[name]
		if list == nil && len(r.order) >= maxLists {
			r.fail(t.sheet, rec.at(colListName), "list.many", "most", maxLists)
			return rows
		}
		if list == nil {
			list = &survey.ChoiceList{Name: name}
			r.lists[name] = list
			r.order = append(r.order, name)
			seen[name] = map[string]string{}
		}
		if c, ok := r.readChoice(t, rec, name, seen[name]); ok {
			list.Choices = append(list.Choices, c)
		}
	}
	return rows
}

// warnChoiceHeaders warns of columns with blanks in their header, which no choice_filter can use.
func (r *reader) warnChoiceHeaders(t *table) {
	for _, h := range t.headers {
		if !h.known && strings.Contains(h.name, " ") {
			r.warn(t.sheet, xlsx.CellName(1, h.column), "header.blank", "header", h.text)
		}
	}
}

func (r *reader) readChoice(t *table, rec record, list string, seen map[string]string) (survey.Choice, bool) {
	code := rec.code(colName)
	at := rec.at(colName)
	if code == "" && t != r.choices {
		r.warn(t.sheet, at, "choice.no_name")
		return survey.Choice{}, false
	}
	if code == "" {
		r.fail(t.sheet, at, "choice.no_name:choice_no")
		return survey.Choice{}, false
	}
	if first, ok := seen[code]; ok && !r.allowsDuplicates() && t == r.choices {
		r.fail(t.sheet, at, "choice.duplicate", "code", code, "list", list, "first", first)
	} else if ok {
		r.keepSetting("allow_choice_duplicates", "yes") // external_choices may repeat codes without saying so
	} else {
		seen[code] = at
	}
	c := survey.Choice{Code: code, Label: r.texts(rec, colLabel),
		Source: survey.Place{Sheet: t.sheet, Cell: rec.first(), Row: rec.number}}
	if c.Label == nil {
		r.warn(t.sheet, rec.at(colLabel), "choice.no_label", "code", code)
	}
	c.Media = r.media(rec)
	r.readChoiceExtras(t, rec, &c)
	r.errorCells(rec)
	return c, true
}

// readChoiceExtras reads role, score, exclusive and the further columns of a choice.
func (r *reader) readChoiceExtras(t *table, rec record, c *survey.Choice) {
	if v := strings.ToLower(rec.code(colRole)); v != "" {
		if role, ok := roleOf(v); ok {
			c.Role = role
		} else {
			r.outside(rec, colRole, "role.unknown", v, roleNames())
		}
	}
	if v := rec.code(colScore); v != "" {
		if score, ok := decimalText(v); ok {
			c.Score = score
		} else {
			r.block(t.sheet, rec.at(colScore), "score.number", "value", v)
		}
	}
	switch v := rec.code(colExclusive); {
	case yes[v] || v == "1":
		c.Exclusive = true
	case v != "" && !no[v] && v != "0":
		r.outside(rec, colExclusive, "exclusive.unknown", v, []string{"yes", "no"})
	}
	for _, cell := range rec.cells {
		h := t.headers[t.at[cell.column]]
		if h.known || cell.text == "" || strings.Contains(h.name, " ") {
			continue
		}
		if c.Columns == nil {
			c.Columns = map[string]string{}
		}
		c.Columns[h.name] = plain(cell.text)
	}
}

// outside warns of a value that is not in the closed list of one of our own columns.
func (r *reader) outside(rec record, column, code, value string, allowed []string) {
	hint := didYouMean(value, set(allowed...))
	r.blockWith(rec.t.sheet, rec.at(column), code,
		survey.Say("xlsform.value_not_among_those", "value", value, "column", column,
			"allowed", strings.Join(allowed, ", "), "hint", hint))
}

func roleOf(s string) (survey.Role, bool) {
	for _, role := range survey.Roles() {
		if string(role) == s {
			return role, true
		}
	}
	return survey.NoRole, false
}

func roleNames() []string {
	var names []string
	for _, role := range survey.Roles() {
		names = append(names, string(role))
	}
	return names
}

// decimalText checks a decimal number, which may be written with a comma, and gives it with a point.
func decimalText(s string) (string, bool) {
	s = strings.Replace(s, ",", ".", 1)
	if _, ok := rational(s); !ok || strings.ContainsAny(s, "eE_") {
		return "", false
	}
	return s, true
}

// media collects the files that belong to a row: image, audio, video by language.
func (r *reader) media(rec record) map[string]survey.Text {
	var out map[string]survey.Text
	for _, kind := range []string{colImage, colBigImage, colAudio, colVideo} {
		if t := r.texts(rec, kind); t != nil {
			if out == nil {
				out = map[string]survey.Text{}
			}
			out[kind] = t
		}
	}
	return out
}

// errorCells says which cells of a row hold an Excel error or a formula. pyxform takes both as the text they show.
func (r *reader) errorCells(rec record) {
	for _, c := range rec.cells {
		h := rec.t.headers[rec.t.at[c.column]]
		if !h.known && c.kind != plainCell {
			continue
		}
		at := xlsx.CellName(rec.number, c.column)
		switch {
		case c.kind == errorCell:
			r.block(rec.t.sheet, at, "cell.error", "text", c.text)
		case c.kind == formulaCell && c.text == "":
			r.warn(rec.t.sheet, at, "cell.formula")
		case c.kind == formulaCell:
			r.warn(rec.t.sheet, at, "cell.formula:cell_formula", "text", words.Short(c.text, 80))
		}
	}
}
