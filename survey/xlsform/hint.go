package xlsform

import (
	"maps"
	"regexp"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/xlsx"
)

// This file says what pyxform passes over in silence: columns that mean nothing, old spellings, appearances of other
// programs.

// unknownColumns names the columns of a sheet that nobody reads: one that looks like a known column by itself, the
// others together. Further columns of choices serve choice_filter and are no mistake unless they look like one.
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
			hint := expr.DidYouMean(near)
			r.warn(t.sheet, at, "header.unknown", "header", h.text, "hint", hint)
			continue
		}
		if first == "" {
			first = at
		}
		rest = append(rest, h.text)
	}
	if len(rest) > 0 && columns != choiceColumns {
		list := strings.Join(rest, ", ")
		r.warn(t.sheet, first, "header.unused", "list", list)
	}
}

// Usual spellings of columns, for the search of what was meant.
var (
	usualSurvey = set(colType, colName, colLabel, colHint, colGuidance, colRequired, colRequiredMsg, colRelevant,
		colConstraint, colConstraintMs, colCalculation,
		colDefault, colTrigger, colFilter, colReadOnly, colRepeatCount, colAppearance, colParameters, colImage,
		colAudio, colVideo, colReportPhrase, colIndicator, colUnit)
	usualChoices  = set(colListName, colName, colLabel, colRole, colScore, colExclusive, colImage, colAudio, colVideo)
	usualSettings = set("form_title", "form_id", "version", "default_language", "style", "instance_name",
		"allow_choice_duplicates")
)

// foreignLooks are appearances that need a program which khaosat is not; the question is then shown in the ordinary
// way.
var foreignLooks = []string{"custom-", "ex:", "printer:", "intent:", "map", "placement-map", "image-map", "annotate",
	"draw", "signature", "bearing", "url"}

// checkAppearance warns of appearances that khaosat does not have.
func (s *surveyReader) checkAppearance(it *survey.Item, rec record) {
	for _, word := range strings.Fields(it.Appearance) {
		for _, f := range foreignLooks {
			if word == f || (strings.HasSuffix(f, "-") || strings.HasSuffix(f, ":")) && strings.HasPrefix(word, f) {
				s.warn(s.survey.sheet, rec.at(colAppearance), "appearance.plain", "word", word)
				return
			}
		}
	}
}

var searchCall = regexp.MustCompile(`search\(.*?\)`)

// listUse tells how the selects of a choice list take their choices.
type listUse struct{ search, plain bool }

// searchList makes a select with SurveyCTO's search() a text that people type in: its choices are in a file that the
// phone would search. All selects of a list must take their choices in the same way.
func (s *surveyReader) searchList(sel selection, it *survey.Item, rec record) {
	searching := !s.inTable && len(it.Appearance) > 7 && searchCall.MatchString(it.Appearance)
	use := s.searched[sel.list]
	use.search, use.plain = use.search || searching, use.plain || !searching && it.Parameters["randomize"] != "true"
	s.searched[sel.list] = use
	if use.search && use.plain && s.inside[sel.list] {
		s.fail(s.survey.sheet, rec.at(colAppearance), "appearance.search_mixed", "list", sel.list)
	}
	if searching && !s.inside[sel.list] && strings.Contains(sel.list, ".") {
		s.fail(s.survey.sheet, rec.at(colAppearance), "appearance.search_file", "list", sel.list)
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
	s.warn(s.survey.sheet, rec.at(colAppearance), "appearance.search")
	if it.OtherName != "" {
		s.warn(s.survey.sheet, rec.at(colType), "or_other.typed", "item", it.OtherName, "code", otherCode)
	}
}
