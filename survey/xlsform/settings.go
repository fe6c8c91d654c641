package xlsform

import (
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// setting gives a setting's value, "" when the sheet does not have it. Only the row right under the headers counts.
func (r *reader) setting(name string) string {
	if rec, ok := r.settingRow(); ok {
		return rec.text(name)
	}
	return ""
}

func (r *reader) settingRow() (record, bool) {
	if r.settings == nil || len(r.settings.rows) == 0 || r.settings.rows[0].number != 2 {
		return record{}, false
	}
	return r.settings.rows[0], true
}

// yes are the words for true and false that pyxform takes in settings.
var yes = map[string]bool{"yes": true, "Yes": true, "YES": true, "true": true, "True": true, "TRUE": true, "true()": true}

var no = set("no", "No", "NO", "false", "False", "FALSE", "false()")

// unsupportedSettings are settings that ask for what khaosat does not do. They lead elsewhere or change how answers are kept.
var unsupportedSettings = map[string]survey.Words{
	"public_key":     survey.Say("Cột public_key: khaosat chưa nhận phiếu mã hóa bằng khóa riêng của bạn.", "Column public_key: khaosat does not take responses encrypted with your own key."),
	"submission_url": survey.Say("Cột submission_url: khaosat không gửi phiếu sang máy chủ khác.", "Column submission_url: khaosat does not send responses to another server."),
}

// keptSettings are settings columns with a field of their own in a Questionnaire.
var keptSettings = set("form_title", "form_id", "version", "default_language", "style", "instance_name")

func (r *reader) readSettings() {
	r.rootID = "data"
	rec, ok := r.settingRow()
	if !ok {
		if r.settings != nil && len(r.settings.rows) > 0 {
			first := r.settings.rows[0]
			r.warn(r.settings.sheet, first.first(), "setting.row", survey.Say("Các thiết lập phải ở dòng 2 của trang settings, ngay dưới tiêu đề; dòng %[1]d bị bỏ qua.", "The settings must stand in row 2 of the settings sheet, right under the headers; row %[1]d is passed over.", first.number))
		}
		r.q.FormID = r.res.FormID
		r.q.Title = survey.Text{"": r.res.Title}
		return
	}
	at := func(name string) string { return rec.at(name) }
	if v := rec.text("form_title"); v != "" {
		r.res.Title = v
	}
	if v := rec.text("form_id"); v != "" {
		r.res.FormID = v
	}
	r.res.Version = rec.text("version")
	q := r.q
	q.FormID, q.Version, q.Style, q.InstanceName = r.res.FormID, r.res.Version, rec.text("style"), plain(rec.text("instance_name"))
	q.Title = survey.Text{"": r.res.Title}
	q.Cells = map[string]survey.Place{}
	for _, c := range rec.cells {
		q.Cells[rec.t.headers[rec.t.at[c.column]].name] = survey.Place{Sheet: r.settings.sheet, Cell: cellName(rec.number, c.column), Row: rec.number}
	}
	if v := rec.code("name"); v != "" {
		r.rootID = v
		if !isName(v) {
			r.fail(r.settings.sheet, at("name"), "setting.name", survey.Say("Tên phiếu (name) “%s” không hợp lệ: bắt đầu bằng chữ hoặc gạch dưới, không dấu cách.", "The form name “%s” is not valid: it must begin with a letter or underscore and have no blanks.", v))
		}
	}
	for _, c := range rec.cells {
		h := rec.t.headers[rec.t.at[c.column]]
		if c.text == "" || keptSettings[h.name] {
			continue
		}
		if w, ok := unsupportedSettings[h.name]; ok {
			r.block(r.settings.sheet, cellName(rec.number, c.column), "unsupported.setting", w)
		}
		if h.known {
			r.keepSetting(h.name, c.text)
		}
	}
	if r.omitsID() && rec.text("public_key") != "" {
		r.fail(r.settings.sheet, at("omit_instanceID"), "setting.omit_id", survey.Say("Phiếu mã hóa không được bỏ instanceID.", "An encrypted form cannot omit the instanceID."))
	}
	r.checkUnusedSettings(rec)
}

// omitsID reports whether responses go without an instanceID. Only this spelling counts.
func (r *reader) omitsID() bool { return yes[r.setting("omit_instanceID")] }

// keepsBlanks reports whether the author asks that runs of blanks in the survey sheet stay (clean_text_values). Texts keep theirs in
// any case; in the words that the reader looks up itself, types and names, they are single as well.
func (r *reader) keepsBlanks() bool { return no[r.setting("clean_text_values")] }

// keepSetting notes a setting that a Questionnaire has no field for.
func (r *reader) keepSetting(name, value string) {
	if r.q.Settings == nil {
		r.q.Settings = map[string]string{}
	}
	r.q.Settings[name] = value
}

// checkUnusedSettings warns of a second row of settings, which nobody reads.
func (r *reader) checkUnusedSettings(rec record) {
	if len(r.settings.rows) > 1 {
		second := r.settings.rows[1]
		r.warn(r.settings.sheet, second.first(), "setting.rows", survey.Say("Chỉ dòng %[1]d của trang settings được dùng; các dòng sau bị bỏ qua.", "Only row %[1]d of the settings sheet is used; later rows are passed over.", rec.number))
	}
}

// allowsDuplicates reports whether one code may stand several times in a list.
func (r *reader) allowsDuplicates() bool {
	return yes[strings.TrimSpace(r.setting("allow_choice_duplicates"))]
}
