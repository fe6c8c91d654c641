package xlsform

import (
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/xlsx"
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

// ignoredSettings are settings that ask for what khaosat does not do and that touch no answer.
var ignoredSettings = map[string]survey.Words{
	"public_key":      survey.Say("Cột public_key bị bỏ qua: phiếu không được mã hóa bằng khóa riêng của bạn.", "The column public_key is passed over: responses are not encrypted with your own key."),
	"submission_url":  survey.Say("Cột submission_url bị bỏ qua: phiếu chỉ gửi về máy chủ khaosat này.", "The column submission_url is passed over: responses go to this khaosat server only."),
	"auto_send":       survey.Say("Cột auto_send bị bỏ qua: phiếu luôn được gửi ngay khi có mạng.", "The column auto_send is passed over: responses are always sent as soon as there is a network."),
	"auto_delete":     survey.Say("Cột auto_delete bị bỏ qua: phiếu đã gửi không nằm lại trên máy.", "The column auto_delete is passed over: what was sent does not stay on the device."),
	"client_editable": survey.Say("Cột client_editable bị bỏ qua.", "The column client_editable is passed over."),
	"sms_keyword":     survey.Say("Cột sms_keyword bị bỏ qua: khaosat không nhận phiếu qua tin nhắn.", "The column sms_keyword is passed over: khaosat takes no responses by text message."),
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
	r.checkTranslated()
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
		q.Cells[rec.t.headers[rec.t.at[c.column]].name] = survey.Place{Sheet: r.settings.sheet, Cell: xlsx.CellName(rec.number, c.column), Row: rec.number}
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
		if w, ok := ignoredSettings[h.name]; ok {
			r.warn(r.settings.sheet, xlsx.CellName(rec.number, c.column), "setting.ignored", w)
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

// checkTranslated refuses settings in a language of their own: pyxform cannot convert such a form.
func (r *reader) checkTranslated() {
	for _, h := range r.settings.headers {
		if base, language, ok := strings.Cut(h.name, "::"); ok && singleSettings[base] {
			r.fail(r.settings.sheet, xlsx.CellName(1, h.column), "setting.translated", survey.Say("Thiết lập %[1]s chỉ có một, không theo ngôn ngữ. Xin ghi tiêu đề là %[1]s, bỏ “::%[2]s”.",
				"There is one %[1]s for all languages. Please write %[1]s as the header, without “::%[2]s”.", or(nested[base], base), language))
		}
	}
}

// singleSettings are the settings that stand once, by the names that pyxform gives them.
var singleSettings = set("title", "id_string", "form_title", "form_id", "version", "instance_name", "default_language", "style", "name")

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
