package desk

import (
	"slices"
	"strings"
	"time"

	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/survey"
)

type settingsPage struct {
	Opens, Closes string        // in the survey's zone, as <input type=datetime-local> takes them
	Classes       string        // one a line: code = label | English label
	Waves         []survey.Wave // those of the survey, and some rows for more
	UnitSets      []survey.UnitSet
	KeyMark       string       // of the installation's seal
	Items         []outlineRow // items that can hold a unit's code
	UnitItem      string       // which of them does; where the newest version has it no more, as the setting names it
}

// freeWaves is how many more waves can be written at once.
const freeWaves = 2

// inputTime is the layout of <input type=datetime-local>.
const inputTime = "2006-01-02T15:04"

func inputText(sv *survey.Survey, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(sv.Zone()).Format(inputTime)
}

func (d *Desk) settingsPage(v *visit) error {
	ctx := v.Request.Context()
	page := settingsPage{KeyMark: workbook.KeyMark(d.Service.Identity().SealKey()), Classes: labelLines(v.sv.Classes),
		Waves: append(slices.Clone(v.sv.Waves), make([]survey.Wave, freeWaves)...)}
	page.Opens, page.Closes = inputText(v.sv, v.sv.Opens), inputText(v.sv, v.sv.Closes)
	var err error
	if page.UnitSets, err = d.Service.UnitSets(ctx, v.actor); err != nil {
		return err
	}
	q, err := d.newest(v)
	if err != nil {
		return err
	}
	if q != nil {
		q.Walk(func(path string, it *survey.Item) bool {
			if d.Service.Kinds().Of(it.Kind).Unit {
				page.Items = append(page.Items, outlineRow{Name: path, Label: cut(it.Label.In(q.Chain(v.Lang)...), 60)})
			}
			return it.Kind != survey.Repeat
		})
	}
	if page.UnitItem, err = d.unitItem(v); err != nil {
		return err
	}
	if page.UnitItem != "" &&
		!slices.ContainsFunc(page.Items, func(row outlineRow) bool { return row.Name == page.UnitItem }) {
		page.Items = append(page.Items, outlineRow{Name: page.UnitItem})
	}
	return d.render(v, "settings", page)
}

// unitItem is the unit item as the current version names it, else as the setting does.
func (d *Desk) unitItem(v *visit) (string, error) {
	if v.sv.Current == "" || v.sv.UnitItem == "" {
		return v.sv.UnitItem, nil
	}
	lineage, err := d.Service.Lineage(v.Request.Context(), v.sv)
	if err != nil {
		return "", err
	}
	if field := lineage.Item(v.sv.UnitItem, v.sv.Current); field != nil {
		return field.Path, nil
	}
	return v.sv.UnitItem, nil
}

// saveSettings changes what may change after publishing. Everything wrong is said at once, and nothing is changed then.
func (d *Desk) saveSettings(v *visit) error {
	in, problems := readSettings(v)
	if err := survey.Wrong("settings", problems); err != nil {
		return d.again(v, err, d.settingsPage)
	}
	_, err := d.Service.Change(v.Request.Context(), v.actor, v.sv.Slug, func(x *survey.Survey) {
		x.Closed, x.Public, x.Opens, x.Closes, x.TimeZone = in.Closed, in.Public, in.Opens, in.Closes, in.TimeZone
		x.Units, x.UnitDay, x.UnitItem = in.Units, in.UnitDay, in.UnitItem
		x.Classes, x.Waves, x.Wave = in.Classes, in.Waves, in.Wave
	})
	if err != nil {
		return d.again(v, err, d.settingsPage)
	}
	return v.done(v.at("settings"), "saved")
}

// readSettings reads the form of the settings page.
func readSettings(v *visit) (survey.Survey, []survey.Problem) {
	text := func(name string) string { return strings.TrimSpace(survey.NFC(v.PostForm(name))) }
	in := survey.Survey{Closed: v.PostForm("closed") != "", Public: v.PostForm("public") != "",
		TimeZone: text("time_zone"),
		Units:    text("units"), UnitDay: survey.Day(text("unit_day")), UnitItem: text("unit_item"), Wave: text("wave")}
	var problems []survey.Problem
	wrong := func(item, code string, pairs ...any) {
		problems = append(problems, survey.ProblemAt(survey.Place{Item: item}, code, pairs...))
	}
	if _, err := time.LoadLocation(in.TimeZone); err != nil || in.TimeZone == "" {
		wrong("time_zone", "settings.time_zone", "zone", in.TimeZone)
	}
	moment := func(name string) time.Time {
		if text(name) == "" {
			return time.Time{}
		}
		t, err := time.ParseInLocation(inputTime, text(name), in.Zone())
		if err != nil {
			wrong(name, "settings.moment", "text", text(name))
		}
		return t.UTC()
	}
	in.Opens, in.Closes = moment("opens"), moment("closes")
	if !in.Opens.IsZero() && !in.Closes.IsZero() && !in.Opens.Before(in.Closes) {
		wrong("closes", "settings.order")
	}
	for _, l := range labelled(v.PostForm("classes")) {
		in.Classes = append(in.Classes, survey.Class{Code: l.code, Label: l.label})
	}
	in.Waves = readWaves(v)
	if !in.UnitDay.Valid() {
		wrong("unit_day", "settings.unit_day", "day", in.UnitDay)
	}
	return in, append(problems, survey.CheckWaves(in.Waves, in.Wave)...)
}

// readWaves reads the rows of waves; a row without a code is none.
func readWaves(v *visit) []survey.Wave {
	row := func(name string, i int) string {
		if cells := v.PostFormArray("wave_" + name); i < len(cells) {
			return strings.TrimSpace(survey.NFC(cells[i]))
		}
		return ""
	}
	var out []survey.Wave
	for i := range v.PostFormArray("wave_code") {
		w := survey.Wave{Code: row("code", i), Label: survey.Text{"vi": row("label", i)},
			Day: survey.Day(row("day", i)), From: survey.Day(row("from", i)), To: survey.Day(row("to", i))}
		if w.Code == "" {
			continue
		}
		if w.Label["vi"] == "" {
			w.Label["vi"] = w.Code
		}
		if en := row("label_en", i); en != "" {
			w.Label["en"] = en
		}
		out = append(out, w)
	}
	return out
}

type labelledCode struct {
	code  string
	label survey.Text
}

// labelled reads lines of the form "code = Nhãn | English label". A line without a label is labelled by its code.
func labelled(lines string) []labelledCode {
	var out []labelledCode
	for _, line := range strings.Split(survey.NFC(lines), "\n") {
		code, labels, _ := strings.Cut(line, "=")
		code = strings.TrimSpace(code)
		if code == "" {
			continue
		}
		vi, en, _ := strings.Cut(labels, "|")
		l := labelledCode{code: code, label: survey.Text{"vi": strings.TrimSpace(vi)}}
		if l.label["vi"] == "" {
			l.label["vi"] = code
		}
		if en = strings.TrimSpace(en); en != "" {
			l.label["en"] = en
		}
		out = append(out, l)
	}
	return out
}

func labelLine(code string, label survey.Text) string {
	line := code + " = " + label.In("vi")
	if en := label["en"]; en != "" {
		line += " | " + en
	}
	return line + "\n"
}

func labelLines(classes []survey.Class) string {
	var b strings.Builder
	for _, c := range classes {
		b.WriteString(labelLine(c.Code, c.Label))
	}
	return b.String()
}
