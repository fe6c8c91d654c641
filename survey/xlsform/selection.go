package xlsform

import (
	"path"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
)

// selectQuestion reads a row of one of the select types or rank.
func (s *surveyReader) selectQuestion(sel selection, it *survey.Item, rec record) {
	it.Kind, it.List = sel.kind.Name, sel.list
	ext := path.Ext(sel.list)
	outside := (ext == ".csv" || ext == ".xml" || ext == ".geojson") && ext != sel.list
	s.checkParameters(rec, sel.Type, it)
	if sel.External && s.externalName != nil {
		sel.list = s.externalName(sel.list)
		it.List = sel.list
	}
	switch {
	case sel.File && (!outside || strings.Count(sel.list, ".") != 1):
		s.fail(s.survey.sheet, rec.at(colType), "file.extension", "list", sel.list)
		return
	case outside:
		s.selectFromFile(sel, it, rec)
	case isReference(sel.list):
		s.given = append(s.given, rec)
		s.codesWithBlanks(sel, rec)
	case strings.Contains(sel.list, "${"):
		it.Kind, it.Type, it.List = survey.Hidden, rec.code(colType), ""
		s.block(s.survey.sheet, rec.at(colType), "unsupported.type:choices_taken", "list", sel.list)
	case sel.External && (s.externalName == nil || s.lists[sel.list] == nil):
		s.fail(s.survey.sheet, rec.at(colType), "list.missing:select_one", "list", sel.list)
		return
	case !sel.External && !s.inside[sel.list]:
		s.listMissing(rec, sel.list)
		return
	default:
		s.checkCodes(sel, rec)
	}
	s.tableList(sel.list, it, rec)
	if sel.orOther {
		s.orOther(sel, it, rec)
	}
	s.searchList(sel, it, rec)
	s.needsLabel(typeInfo{}, it, rec)
	s.place(it, it.Name)
	if it.OtherName != "" {
		s.top().children = append(s.top().children, s.otherItem(it, sel.list))
	}
}

// codesWithBlanks says what becomes of blanks in answers that are choices of a select_multiple or rank.
func (s *surveyReader) codesWithBlanks(sel selection, rec record) {
	if sel.kind.Several() {
		s.warn(s.survey.sheet, rec.at(colType), "choices.blanks", "list", sel.list)
	}
}

// listMissing says that a list is not on the choices sheet, and which one was perhaps meant.
func (r *reader) listMissing(rec record, list string) {
	if len(r.lists) == 0 {
		hint := r.similarSheet("choices")
		r.fail(r.survey.sheet, rec.at(colType), "sheet.choices_missing", "list", list, "hint", hint)
		return
	}
	hint := didYouMean(list, r.lists)
	r.fail(r.survey.sheet, rec.at(colType), "list.missing:list_not", "list", list, "hint", hint)
}

// checkCodes refuses blanks in the codes of a list from which several may be chosen: answers are joined by blanks.
func (s *surveyReader) checkCodes(sel selection, rec record) {
	if sel.kind.Choose != kinds.SomeOf {
		return
	}
	if c := s.facts(s.lists[sel.list]).blank; c != nil {
		s.fail(c.Source.Sheet, c.Source.Cell, "choice.blank:code_blank", "code", c.Code, "sheet", s.survey.sheet,
			"row", rec.number)
	}
}

// tableList keeps the selects of a table-list group to one list.
func (s *surveyReader) tableList(list string, it *survey.Item, rec record) {
	if !s.inTable {
		return
	}
	if s.sharedList == "" {
		s.sharedList = list
		if it.ChoiceFilter != "" {
			s.fail(s.survey.sheet, rec.at(colFilter), "table_list.filter")
		}
	}
	if s.sharedList != list {
		s.fail(s.survey.sheet, rec.at(colType), "table_list.lists", "list", list, "other", s.sharedList)
	}
}

// otherCode is the code of the choice that or_other adds.
const otherCode = "other"

// orOther adds the choice “other” and notes the name of the text question that goes with it.
func (s *surveyReader) orOther(sel selection, it *survey.Item, rec record) {
	list := s.lists[sel.list]
	switch {
	case it.ChoiceFilter != "":
		s.fail(s.survey.sheet, rec.at(colFilter), "or_other.filter")
		return
	case list == nil || len(list.Choices) == 0:
		s.fail(s.survey.sheet, rec.at(colType), "or_other.list")
		return
	}
	it.OtherName = it.Name + "_other"
	s.top().made = append(s.top().made, madeName{it.OtherName, rec})
	if f := s.facts(list); !f.codes[otherCode] {
		f.codes[otherCode] = true
		label, _ := s.otherLabels(list)
		list.Choices = append(list.Choices, survey.Choice{Code: otherCode, Label: label})
		s.warn(s.survey.sheet, rec.at(colType), "or_other.added", "item", it.OtherName)
	}
}

// otherItem is the text question in which people say what they mean by “other”.
func (s *surveyReader) otherItem(it *survey.Item, list string) *survey.Item {
	_, label := s.otherLabels(s.lists[list])
	return &survey.Item{
		Name: it.OtherName, Kind: survey.TextItem, Label: label,
		Relevant: "selected(../" + it.Name + ", '" + otherCode + "')", Source: it.Source,
	}
}
