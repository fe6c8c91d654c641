package xlsform

import (
	"maps"
	"regexp"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/xlsx"
)

// This file says what pyxform passes over in silence: columns that mean nothing, old spellings, appearances of other programs.

// unknownColumns names the columns of a sheet that nobody reads: one that looks like a known column by itself, the others
// together. Further columns of choices serve choice_filter and are no mistake unless they look like one.
func (r *reader) unknownColumns(t *table, columns *sheetColumns, usual map[string]bool) {
	if t == nil {
		return
	}
	var rest []string
	first := ""
	for _, h := range t.headers {
		if h.known || h.name == colDisabled || (columns == choiceColumns && strings.Contains(h.name, " ")) {
			continue
		}
		base, _, _ := strings.Cut(h.text, ":")
		if base = snake(base); usual[base] {
			base = ""
		}
		at := xlsx.CellName(1, h.column)
		if near := expr.Nearest(base, maps.Keys(usual)); near != "" && len(base) > 3 && !t.has(near) {
			vi, en := expr.DidYouMean(near)
			r.warn(t.sheet, at, "header.unknown", survey.Say("Cột “%[1]s” không có nghĩa nên bị bỏ qua.%[2]s", "The column “%[1]s” means nothing and is passed over.%[3]s", h.text, vi, en))
			continue
		}
		if first == "" {
			first = at
		}
		rest = append(rest, h.text)
	}
	if len(rest) > 0 && columns != choiceColumns {
		list := strings.Join(rest, ", ")
		r.warn(t.sheet, first, "header.unused", survey.Say("Các cột không dùng tới, bị bỏ qua: %s.", "Columns that are not used and are passed over: %s.", list))
	}
}

// Usual spellings of columns, for the search of what was meant.
var (
	usualSurvey = set(colType, colName, colLabel, colHint, colGuidance, colRequired, colRequiredMsg, colRelevant, colConstraint, colConstraintMs, colCalculation,
		colDefault, colTrigger, colFilter, colReadOnly, colRepeatCount, colAppearance, colParameters, colImage, colAudio, colVideo, colReportPhrase, colIndicator, colUnit)
	usualChoices  = set(colListName, colName, colLabel, colRole, colScore, colExclusive, colImage, colAudio, colVideo)
	usualSettings = set("form_title", "form_id", "version", "default_language", "style", "instance_name", "allow_choice_duplicates")
)

// foreignLooks are appearances that need a program which khaosat is not; the question is then shown in the ordinary way.
var foreignLooks = []string{"custom-", "ex:", "printer:", "intent:", "map", "placement-map", "image-map", "annotate", "draw", "signature", "bearing", "url"}

// checkAppearance warns of appearances that khaosat does not have.
func (s *surveyReader) checkAppearance(it *survey.Item, rec record) {
	for _, word := range strings.Fields(it.Appearance) {
		for _, f := range foreignLooks {
			if word == f || (strings.HasSuffix(f, "-") || strings.HasSuffix(f, ":")) && strings.HasPrefix(word, f) {
				s.warn(s.survey.sheet, rec.at(colAppearance), "appearance.plain", survey.Say("Kiểu hiển thị “%s” chưa có ở khaosat; câu hỏi hiện theo cách thường.", "khaosat does not have the appearance “%s”; the question is shown in the ordinary way.", word))
				return
			}
		}
	}
}

var searchCall = regexp.MustCompile(`search\(.*?\)`)

// listUse tells how the selects of a choice list take their choices.
type listUse struct{ search, plain bool }

// searchList makes a select with SurveyCTO's search() a text that people type in: its choices are in a file that the phone
// would search. All selects of a list must take their choices in the same way.
func (s *surveyReader) searchList(sel selection, it *survey.Item, rec record) {
	searching := !s.inTable && len(it.Appearance) > 7 && searchCall.MatchString(it.Appearance)
	use := s.searched[sel.list]
	use.search, use.plain = use.search || searching, use.plain || !searching && it.Parameters["randomize"] != "true"
	s.searched[sel.list] = use
	if use.search && use.plain && s.inside[sel.list] {
		s.fail(s.survey.sheet, rec.at(colAppearance), "appearance.search_mixed", survey.Say("Danh sách “%s” vừa dùng với search() vừa không; search() cần danh sách riêng.", "The list “%s” is used with search() and without; search() needs a list of its own.", sel.list))
	}
	if searching && !s.inside[sel.list] && strings.Contains(sel.list, ".") {
		s.fail(s.survey.sheet, rec.at(colAppearance), "appearance.search_file", survey.Say("search() không dùng được cùng danh sách từ tệp “%s”.", "search() cannot go with a list from the file “%s”.", sel.list))
	}
	if !strings.Contains(it.Appearance, "search(") {
		return
	}
	it.Kind, it.List, it.Type = survey.TextItem, "", rec.code(colType)
	if sel.External {
		it.Type = "select_one " + sel.list // an export has the list on its choices sheet
		if it.OtherName != "" {
			it.Type += " or_other"
		}
	}
	s.warn(s.survey.sheet, rec.at(colAppearance), "appearance.search", survey.Say("khaosat chưa có search(); người trả lời gõ tay. Nên dùng select_one_from_file.", "khaosat does not have search(); people type the answer. Better use select_one_from_file."))
	if it.OtherName != "" {
		s.warn(s.survey.sheet, rec.at(colType), "or_other.typed", survey.Say("Vì gõ tay, câu “%[1]s” chỉ hiện khi người trả lời gõ đúng mã “%[2]s”.", "As people type, the question “%[1]s” is shown only to those who type the code “%[2]s”.", it.OtherName, otherCode))
	}
}
