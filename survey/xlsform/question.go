package xlsform

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/xlsx"
)

func rowNumber(rec record) string { return strconv.Itoa(rec.number) }

// notAnswered are the types of rows that no person answers, blanks left out, beside the containers.
var notAnswered = set("note", "calculate", "hidden", "start", "end", "today", "deviceid", "username", "audit", "email",
	"phonenumber", "simserial", "subscriberid", "start-geopoint", "background-geopoint", "background-audio",
	"csv-external", "xml-external",
	"caseid", "comments", "textaudit", "audioaudit", "calculate_here")

// personAnswers reports whether rows of the type count as items.
func personAnswers(t string) bool {
	return !notAnswered[strings.ReplaceAll(t, " ", "")] && !beginType.MatchString(t) && !endType.MatchString(t)
}

// newItem reads what every kind of row has.
func (s *surveyReader) newItem(name string, rec record) *survey.Item {
	it := &survey.Item{
		Name: name, Key: rec.code(colKey),
		Label: s.texts(rec, colLabel), Hint: s.texts(rec, colHint), Guidance: s.texts(rec, colGuidance),
		Media:           s.media(rec),
		RequiredMessage: s.texts(rec, colRequiredMsg), ConstraintMessage: s.texts(rec, colConstraintMs),
		ReportPhrase: s.texts(rec, colReportPhrase),
		Required:     truth(rec.formula(colRequired)), ReadOnly: truth(rec.formula(colReadOnly)),
		Relevant: always(rec.formula(colRelevant)), Constraint: always(rec.formula(colConstraint)),
		Calculation: rec.formula(colCalculation),
		Default:     rec.formula(colDefault), Trigger: rec.code(colTrigger), ChoiceFilter: rec.formula(colFilter),
		RepeatCount: rec.formula(colRepeatCount),
		Appearance:  rec.code(colAppearance), UnitOfMeasure: rec.text(colUnit),
		Source: survey.Place{Sheet: s.survey.sheet, Cell: rec.first(), Row: rec.number},
		Cells:  map[string]survey.Place{},
	}
	for _, c := range rec.cells {
		h := rec.t.headers[rec.t.at[c.column]]
		it.Cells[h.name] = survey.Place{Sheet: s.survey.sheet, Cell: xlsx.CellName(rec.number, c.column),
			Row: rec.number}
		if strings.HasPrefix(h.name, "media::") {
			s.fail(s.survey.sheet, xlsx.CellName(rec.number, c.column), "media.kind",
				"media", strings.TrimPrefix(h.name, "media::"))
		}
		if h.known && !modelled[h.name] {
			if it.Bind == nil {
				it.Bind = map[string]string{}
			}
			it.Bind[bindKey(h)] = c.text
		}
	}
	if v := strings.ToLower(rec.code(colIndicator)); v != "" {
		if it.Indicator = v; !contains(indicators, v) {
			it.Indicator = ""
			s.outside(rec, colIndicator, "indicator.unknown", v, indicators)
		}
	}
	if key := it.Key; key != "" && strings.ContainsAny(key, " \n\t") {
		s.block(s.survey.sheet, rec.at(colKey), "key.invalid", "key", key)
	}
	s.trigger(rec)
	return it
}

var indicators = []string{"flow", "stock", "ratio"}

// modelled are the survey columns that an Item has a field for.
var modelled = set(colType, colName, colLabel, colHint, colGuidance, colRequired, colRequiredMsg, colRelevant,
	colConstraint, colConstraintMs,
	colCalculation, colDefault, colTrigger, colFilter, colReadOnly, colRepeatCount, colAppearance, colParameters,
	colImage, colBigImage, colAudio, colVideo,
	colKey, colReportPhrase, colIndicator, colUnit)

// bindKey is the spelling under which an unmodelled column is kept: one from which resolve finds the same column again.
func bindKey(h header) string {
	if h.language != "" {
		return h.name + "::" + h.language
	}
	return h.name
}

// truth brings yes and no to "yes" and ""; anything else is an expression.
func truth(s string) string {
	switch {
	case yes[s]:
		return "yes"
	case no[s]:
		return ""
	}
	return s
}

// always brings yes and no to the expressions that they stand for.
func always(s string) string {
	switch {
	case yes[s]:
		return "true()"
	case no[s]:
		return "false()"
	}
	return s
}

// trigger notes the questions that a row's trigger names, to be looked up when all are known.
func (s *surveyReader) trigger(rec record) {
	text := rec.code(colTrigger)
	if text == "" {
		return
	}
	t := triggerCell{rec: rec}
	for _, piece := range strings.Split(text, ",") {
		names, ok := references(piece)
		if !ok || len(names) > 1 || !strings.Contains(text, "${") {
			s.fail(s.survey.sheet, rec.at(colTrigger), "trigger.syntax")
			return
		}
		t.names = append(t.names, names...)
	}
	s.triggers = append(s.triggers, t)
}

// question reads a row that is neither a begin nor an end.
func (s *surveyReader) question(t, name string, params map[string]string, rec record) {
	it := s.newItem(name, rec)
	it.Parameters = params
	s.checkAppearance(it, rec)
	if sel, ok := s.types.selection(t); ok {
		s.selectQuestion(sel, it, rec)
		return
	}
	if m := osmType.FindStringSubmatch(t); m != nil {
		it.Kind, it.Type = survey.Hidden, t
		s.block(s.survey.sheet, rec.at(colType), "unsupported.type")
		s.needsLabel(typeInfo{}, it, rec)
		s.place(it, name)
		return
	}
	if t == "group" || t == "repeat" || t == "loop" {
		s.emptyContainer(t, it, rec)
		return
	}
	info, ok := s.types.plain[t]
	if !ok {
		s.unknownType(t, rec)
		return
	}
	it.Kind, it.Meta = info.kind.Name, info.Meta
	it.Default = momentDefault(info.kind.Moment, it.Default)
	if info.Spelled {
		it.Type = t
	}
	s.filesTell(info.kind, rec)
	if it.Constraint == "" {
		it.Constraint = info.Constraint
	}
	s.plainQuestion(t, info, it, rec)
	s.place(it, name)
}

// filesTell says once what an anonymous survey cannot promise: the form does not know yet whether it will be one.
func (s *surveyReader) filesTell(kind *kinds.Kind, rec record) {
	if s.telling || !kind.Attached() || kind.Bared {
		return
	}
	s.telling = true
	s.warn(s.survey.sheet, rec.at(colType), "file.tells")
}

// dateCell is what pyxform makes of a cell that Excel shows as a date.
var dateCell = regexp.MustCompile(`^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)$`)

// momentDefault is what an item holds of a default in a date cell: its date, or date and time as answers have them.
func momentDefault(holds kinds.Moment, text string) string {
	m := dateCell.FindStringSubmatch(text)
	switch {
	case m != nil && holds == kinds.Day:
		return m[1]
	case m != nil && holds == kinds.DayAndClock:
		return m[1] + "T" + m[2]
	}
	return text
}

// emptyContainer reads a row whose type is a container's word without begin: pyxform makes an empty container of it.
func (s *surveyReader) emptyContainer(t string, it *survey.Item, rec record) {
	s.warn(s.survey.sheet, rec.at(colType), "type.container", "type", t)
	it.Kind, it.Type, it.Parameters = survey.Group, t, nil
	s.names.shown[it.Name] = true
	if t == "repeat" {
		it.Kind = survey.Repeat
		s.repeatName(it.Name, rec)
	}
	s.top().children = append(s.top().children, it)
}

// place puts a question into the container that is open.
func (s *surveyReader) place(it *survey.Item, name string) {
	computed := it.Calculation != "" || it.Trigger != ""
	if s.types.kinds.Of(it.Kind).From == kinds.FromFormula || computed && it.Label.Empty() && it.Hint.Empty() {
		s.names.quiet[name] = true
	} else {
		s.names.shown[name] = true
	}
	s.top().children = append(s.top().children, it)
}

func (s *surveyReader) unknownType(t string, rec record) {
	var hint survey.Words
	if likely := foreignTypes[strings.ToLower(t)]; likely != "" {
		hint = survey.Say("hint.perhaps_use", "word", likely)
	} else if _, ok := s.types.plain[strings.ToLower(t)]; ok {
		hint = survey.Say("hint.small_letters", "word", strings.ToLower(t))
	} else {
		hint = didYouMean(t, s.types.known)
	}
	s.fail(s.survey.sheet, rec.at(colType), "type.unknown", "type", t, "hint", hint)
}

// plainQuestion checks what a type that is no selection asks of its row.
func (s *surveyReader) plainQuestion(t string, info typeInfo, it *survey.Item, rec record) {
	switch {
	case info.kind.Bounds != nil:
		it.Parameters = s.checkRange(rec, info.kind.Bounds, it.Parameters, it.Appearance)
	case info.Deaf:
		it.Parameters = nil
	}
	s.checkParameters(rec, info.Type, it)
	switch t {
	case "calculate":
		if it.Calculation == "" && !info.kind.Computes(it.Default) {
			s.fail(s.survey.sheet, rec.at(colCalculation), "calculate.empty", "item", it.Name)
		}
	case "simserial", "subscriberid":
		s.warn(s.survey.sheet, rec.at(colType), "type.old", "type", t)
	case "background-geopoint":
		if it.Trigger == "" || it.Calculation != "" {
			s.fail(s.survey.sheet, rec.at(colTrigger), "background_geopoint")
		}
		s.unsupportedType(t, rec)
	case "background-audio":
		s.unsupportedType(t, rec)
	case "xml-external":
		s.externalOnce(it.Name, rec)
		s.fileList(it.Name+".xml", "name", "label", rec, colName)
	case "csv-external":
		s.externalOnce(it.Name, rec)
		s.fileList(it.Name+".csv", "name", "label", rec, colName)
	}
	s.needsLabel(info, it, rec)
}

// externalOnce refuses two external files of one name, even of the same file.
func (s *surveyReader) externalOnce(name string, rec record) {
	if s.externals[name] {
		s.fail(s.survey.sheet, rec.at(colName), "file.name_clash:name_used", "name", name)
	}
	s.externals[name] = true
}

func (s *surveyReader) unsupportedType(t string, rec record) {
	s.block(s.survey.sheet, rec.at(colType), "unsupported.type:khaosat_does", "type", t)
}

// needsLabel refuses a question that people see and that shows them nothing.
func (s *surveyReader) needsLabel(info typeInfo, it *survey.Item, rec record) {
	switch said := !it.Label.Empty() || it.Appearance == "label" || !it.Hint.Empty() || info.Hint != nil; {
	case info.quiet, !said && (it.Calculation != "" || it.Trigger != ""):
		return // never shown
	case it.Media[colBigImage] != nil && it.Media[colImage] == nil:
		s.fail(s.survey.sheet, rec.at(colBigImage), "media.big_image")
		return
	case said, len(it.Media) > 0, rec.present("media"):
		return
	}
	s.fail(s.survey.sheet, rec.at(colLabel), "label.missing", "item", it.Name)
}

// audit reads a row that asks for a record of how the form was filled.
func (s *surveyReader) audit(rec record) {
	if n := rec.code(colName); n != "" && n != "audit" {
		s.fail(s.survey.sheet, rec.at(colName), "audit.name")
	}
	if s.audited {
		s.fail(s.survey.sheet, rec.at(colType), "audit.twice")
		return
	}
	s.audited = true
	it := s.newItem("audit", rec)
	it.Kind, it.Meta = survey.Metadata, "audit"
	it.Parameters = s.parameters(rec)
	s.checkParameters(rec, s.types.plain["audit"].Type, it)
	s.checkAudit(rec, it.Parameters)
	s.stack[0].children = append(s.stack[0].children, it)
}
