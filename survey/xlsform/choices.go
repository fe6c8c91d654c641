package xlsform

import (
	"strings"

	"github.com/khaosat/khaosat/survey"
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
		r.fail(t.sheet, "A1", "header.name", survey.Say("Trang %s thiếu cột name.", "The sheet %s has no name column.", t.sheet))
		return 0
	}
	if len(t.rows) > 0 && !t.has(colListName) {
		r.warn(t.sheet, "A1", "header.list_name", survey.Say("Trang %s thiếu cột list_name nên không có danh sách nào.", "The sheet %s has no list_name column, so it holds no list.", t.sheet))
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
			r.fail(t.sheet, rec.at(colListName), "list.many", survey.Say("Có hơn %d danh sách lựa chọn; các dòng sau bị bỏ qua.", "There are more than %d choice lists; later rows are passed over.", maxLists))
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
			r.warn(t.sheet, xlsx.CellName(1, h.column), "header.blank", survey.Say("Tiêu đề cột “%s” có dấu cách nên không dùng được trong choice_filter.", "The column header “%s” has blanks, so no choice_filter can use it.", h.text))
		}
	}
}

func (r *reader) readChoice(t *table, rec record, list string, seen map[string]string) (survey.Choice, bool) {
	code := rec.code(colName)
	at := rec.at(colName)
	if code == "" && t != r.choices {
		r.warn(t.sheet, at, "choice.no_name", survey.Say("Lựa chọn này chưa có mã (cột name) nên bị bỏ qua.", "This choice has no code (column name) and is passed over."))
		return survey.Choice{}, false
	}
	if code == "" {
		r.fail(t.sheet, at, "choice.no_name", survey.Say("Lựa chọn này chưa có mã (cột name).", "This choice has no code (column name)."))
		return survey.Choice{}, false
	}
	if first, ok := seen[code]; ok && !r.allowsDuplicates() && t == r.choices {
		r.fail(t.sheet, at, "choice.duplicate", survey.Say("Mã “%[1]s” có hai lần trong danh sách “%[2]s” (lần đầu ở %[3]s). Nếu cố ý, ghi allow_choice_duplicates = yes ở trang settings.",
			"The code “%[1]s” stands twice in the list “%[2]s” (first at %[3]s). If this is meant, set allow_choice_duplicates = yes on the settings sheet.", code, list, first))
	} else if ok {
		r.keepSetting("allow_choice_duplicates", "yes") // external_choices may repeat codes without saying so
	} else {
		seen[code] = at
	}
	c := survey.Choice{Code: code, Label: r.texts(rec, colLabel), Source: survey.Place{Sheet: t.sheet, Cell: rec.first(), Row: rec.number}}
	if c.Label == nil {
		r.warn(t.sheet, rec.at(colLabel), "choice.no_label", survey.Say("Lựa chọn “%s” chưa có nhãn; người trả lời sẽ thấy mã.", "The choice “%s” has no label; people will see the code.", code))
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
			r.block(t.sheet, rec.at(colScore), "score.number", survey.Say("Điểm “%s” không phải là số.", "The score “%s” is not a number.", v))
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
	vi, en := didYouMean(value, set(allowed...))
	r.block(rec.t.sheet, rec.at(column), code, survey.Say("Giá trị “%[1]s” không có trong danh sách cho phép của cột %[2]s: %[3]s.%[4]s", "The value “%[1]s” is not among those that the column %[2]s takes: %[3]s.%[5]s",
		value, column, strings.Join(allowed, ", "), vi, en))
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
			r.block(rec.t.sheet, at, "cell.error", survey.Say("Ô này đang báo lỗi %s của Excel. Xin sửa công thức hoặc gõ nội dung vào.", "This cell shows the Excel error %s. Please mend the formula or type the text.", c.text))
		case c.kind == formulaCell && c.text == "":
			r.warn(rec.t.sheet, at, "cell.formula", survey.Say("Ô này là công thức chưa có kết quả. Xin mở bằng Excel rồi lưu lại, hoặc gõ nội dung vào.", "This cell is a formula without a stored result. Please open and save the file in Excel, or type the text."))
		case c.kind == formulaCell:
			r.warn(rec.t.sheet, at, "cell.formula", survey.Say("Ô này là công thức; đã dùng kết quả Excel lưu lần cuối: “%.80s”.", "This cell is a formula; the result that Excel stored last was used: “%.80s”.", c.text))
		}
	}
}
