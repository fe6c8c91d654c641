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
var yes = map[string]bool{"yes": true, "Yes": true, "YES": true, "true": true, "True": true, "TRUE": true,
	"true()": true}

var no = set("no", "No", "NO", "false", "False", "FALSE", "false()")

// ignoredSettings are settings that ask for what khaosat does not do and that touch no answer.
var ignoredSettings = map[string]survey.Words{
	"public_key":      survey.Say("setting.ignored:public_key"),
	"submission_url":  survey.Say("setting.ignored:submission_url"),
	"auto_send":       survey.Say("setting.ignored:auto_send"),
	"auto_delete":     survey.Say("setting.ignored:auto_delete"),
	"client_editable": survey.Say("setting.ignored:client_editable"),
	"sms_keyword":     survey.Say("setting.ignored:sms_keyword"),
}

// keptSettings are settings columns with a field of their own in a Questionnaire.
var keptSettings = set("form_title", "form_id", "version", "default_language", "style", "instance_name")

func (r *reader) readSettings() {
	r.rootID = "data"
	rec, ok := r.settingRow()
	if !ok {
		if r.settings != nil && len(r.settings.rows) > 0 {
			first := r.settings.rows[0]
			r.warn(r.settings.sheet, first.first(), "setting.row", "row", first.number)
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
	q.FormID, q.Version, q.Style, q.InstanceName = r.res.FormID, r.res.Version, rec.text("style"),
		plain(rec.text("instance_name"))
	q.Title = survey.Text{"": r.res.Title}
	q.Cells = map[string]survey.Place{}
	for _, c := range rec.cells {
		q.Cells[rec.t.headers[rec.t.at[c.column]].name] = survey.Place{Sheet: r.settings.sheet,
			Cell: xlsx.CellName(rec.number, c.column), Row: rec.number}
	}
	if v := rec.code("name"); v != "" {
		r.rootID = v
		if !isName(v) {
			r.fail(r.settings.sheet, at("name"), "setting.name", "value", v)
		}
	}
	for _, c := range rec.cells {
		h := rec.t.headers[rec.t.at[c.column]]
		if c.text == "" || keptSettings[h.name] {
			continue
		}
		if w, ok := ignoredSettings[h.name]; ok {
			r.warnWith(r.settings.sheet, xlsx.CellName(rec.number, c.column), "setting.ignored", w)
		}
		if h.known {
			r.keepSetting(h.name, c.text)
		}
	}
	if r.omitsID() && rec.text("public_key") != "" {
		r.fail(r.settings.sheet, at("omit_instanceID"), "setting.omit_id")
	}
	r.checkUnusedSettings(rec)
}

// checkTranslated refuses settings in a language of their own: pyxform cannot convert such a form.
func (r *reader) checkTranslated() {
	for _, h := range r.settings.headers {
		if base, language, ok := strings.Cut(h.name, "::"); ok && singleSettings[base] {
			r.fail(r.settings.sheet, xlsx.CellName(1, h.column), "setting.translated",
				"setting", or(nested[base], base), "language", language)
		}
	}
}

// singleSettings are the settings that stand once, by the names that pyxform gives them.
var singleSettings = set("title", "id_string", "form_title", "form_id", "version", "instance_name", "default_language",
	"style", "name")

// omitsID reports whether responses go without an instanceID. Only this spelling counts.
func (r *reader) omitsID() bool { return yes[r.setting("omit_instanceID")] }

// keepsBlanks reports whether the author asks that runs of blanks in the survey sheet stay (clean_text_values). Texts
// keep theirs in any case; in the words that the reader looks up itself, types and names, they are single as well.
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
		r.warn(r.settings.sheet, second.first(), "setting.rows", "row", rec.number)
	}
}

// allowsDuplicates reports whether one code may stand several times in a list.
func (r *reader) allowsDuplicates() bool {
	return yes[strings.TrimSpace(r.setting("allow_choice_duplicates"))]
}
