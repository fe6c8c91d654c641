package xlsform

import (
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// frame is a container whose end has not come yet; the lowest one is the questionnaire itself.
type frame struct {
	control  string // group, repeat, loop; "" for the questionnaire
	rec      record // of the begin row
	item     *survey.Item
	children []*survey.Item
	names    map[string]string // name → cell, of the rows
	lower    map[string]string
	made     []madeName // names that the converter makes beside those of the rows
	loopList string
}

// madeName is a name that stands in no cell, and the row because of which it is made.
type madeName struct {
	name string
	rec  record
}

func newFrame(control string, rec record, item *survey.Item) *frame {
	return &frame{control: control, rec: rec, item: item, names: map[string]string{}, lower: map[string]string{}}
}

// Bounds of a questionnaire. The longest real form known has 976 rows and 6 levels.
const (
	maxSurveyRows = 20_000
	maxNesting    = 50
)

// surveyReader is the state of walking down the survey sheet.
type surveyReader struct {
	*reader
	stack      []*frame
	repeats    map[string]bool // names of repeats
	audited    bool            // there was an audit row
	telling    bool            // it was said what files tell
	copies     int             // items that loops made
	inTable    bool            // since a begin with the appearance table-list, up to the next end of any container
	sharedList string          // the list of the first select since then
}

func (s *surveyReader) top() *frame { return s.stack[len(s.stack)-1] }

// readSurvey makes the items of the survey sheet's rows.
func (r *reader) readSurvey() {
	s := &surveyReader{reader: r, stack: []*frame{newFrame("", record{}, nil)}, repeats: map[string]bool{}}
	for i, rec := range r.survey.rows {
		if i == maxSurveyRows {
			r.fail(r.survey.sheet, rec.first(), "survey.long", "most", maxSurveyRows)
			break
		}
		s.row(rec)
	}
	for len(s.stack) > 1 {
		f := s.top()
		r.fail(r.survey.sheet, f.rec.at(colType), "group.unclosed", "control", f.control, "name", f.rec.code(colName))
		s.pop()
	}
	s.checkMade(s.top())
	r.q.Items = s.top().children
}

// row reads one row: a comment, an end, a begin, or a question.
func (s *surveyReader) row(rec record) {
	if s.disabled(rec) {
		return
	}
	t := rec.code(colType)
	if t == "" {
		s.untyped(rec)
		return
	}
	if personAnswers(t) {
		s.res.Items++
	}
	if t == "audit" {
		s.audit(rec)
		return
	}
	params := s.parameters(rec)
	if s.settingRowType(t, rec) {
		return
	}
	if m := endType.FindStringSubmatch(t); m != nil {
		s.trigger(rec)
		s.end(controls[m[1]], rec)
		return
	}
	name, ok := s.name(rec, t)
	s.errorCells(rec)
	if m := beginType.FindStringSubmatch(t); m != nil {
		if !ok {
			name = mend(or(rec.code(colName), "g"+rowNumber(rec))) // so that its end is not wrong as well
		}
		s.begin(controls[m[1]], m[2], name, rec)
		return
	}
	if !ok {
		return
	}
	s.question(t, name, params, rec)
}

// parameters reads the parameters cell. Only some types look at what they say, but on any row they must be well-formed.
func (s *surveyReader) parameters(rec record) map[string]string {
	params, ok := parseParameters(rec.code(colParameters))
	if !ok {
		s.fail(s.survey.sheet, rec.at(colParameters), "parameter.form")
	}
	return params
}

// disabled reports whether the row is switched off by the old column of that name.
func (s *surveyReader) disabled(rec record) bool {
	v := rec.text(colDisabled)
	if v == "" {
		return false
	}
	s.warn(s.survey.sheet, rec.at(colDisabled), "column.disabled")
	return yes[v]
}

func (s *surveyReader) untyped(rec record) {
	if rec.present(colName) || rec.present(colLabel) {
		s.fail(s.survey.sheet, rec.at(colType), "type.missing")
		return
	}
	s.warn(s.survey.sheet, rec.first(), "row.comment")
}

// settingRowType takes the old rows that set the title or id on the survey sheet.
func (s *surveyReader) settingRowType(t string, rec record) bool {
	switch t {
	case "form_title", "set_form_title":
		if name := rec.code(colName); name != "" {
			s.res.Title = name
			s.q.Title = survey.Text{"": name}
		}
	case "form_id", "set_form_id":
		s.res.FormID = rec.code(colName)
		s.q.FormID = s.res.FormID
		if s.res.FormID == "" {
			s.fail(s.survey.sheet, rec.at(colName), "form_id.missing")
		}
	case "prefix":
	default:
		return false
	}
	return true
}

// name checks the name of a row against the rules for names and against its neighbours. False: the row cannot be used.
func (s *surveyReader) name(rec record, t string) (string, bool) {
	name, at := rec.code(colName), rec.at(colName)
	if name == "" {
		if t != "note" {
			s.fail(s.survey.sheet, at, "name.missing", "type", t)
			return "", false
		}
		name = "generated_note_name_" + rowNumber(rec)
	}
	if !isName(name) {
		s.fail(s.survey.sheet, at, "name.invalid", "name", name, "better", mend(name))
		return "", false
	}
	if c, _ := rec.find(colName, ""); strings.IndexFunc(c.written(), accentedCapital) >= 0 {
		s.fail(s.survey.sheet, at, "name.capital", "name", name, "better", strings.ToLower(name))
	}
	f := s.top()
	s.names.rows[name]++
	if first, ok := f.names[name]; ok {
		s.fail(s.survey.sheet, at, "name.duplicate", "name", name, "first", first)
		return "", false
	}
	if name == "meta" {
		s.fail(s.survey.sheet, at, "name.meta")
		return "", false
	}
	f.names[name] = at
	if other, ok := f.lower[strings.ToLower(name)]; ok {
		s.warn(s.survey.sheet, at, "name.case", "name", name, "other", other)
	} else {
		f.lower[strings.ToLower(name)] = name
	}
	return name, true
}

// mend makes a valid name of a wrong one.
func mend(name string) string {
	var b strings.Builder
	for _, r := range name {
		if within(r, nameStart) || within(r, nameRest) {
			b.WriteRune(r)
		} else {
			b.WriteByte('_')
		}
	}
	out := strings.Trim(b.String(), "-.")
	if !isName(out) {
		out = "q_" + out
	}
	return out
}

// begin opens a group, repeat or loop.
func (s *surveyReader) begin(control, list, name string, rec record) {
	item := s.newItem(name, rec)
	item.Kind = survey.Group
	if control == "repeat" {
		item.Kind = survey.Repeat
		s.repeatName(name, rec)
	}
	if n := item.RepeatCount; n != "" && !isReference(n) {
		s.counts = append(s.counts, madeName{name + "_count", rec})
	}
	if len(s.stack) == maxNesting {
		s.fail(s.survey.sheet, rec.at(colType), "group.deep", "most", maxNesting)
	}
	f := newFrame(control, rec, item)
	if contains(strings.Fields(item.Appearance), "table-list") {
		s.inTable, s.sharedList = true, ""
	}
	if control == "loop" {
		f.loopList = list
		switch {
		case list == "":
			s.fail(s.survey.sheet, rec.at(colType), "loop.no_list")
		case !s.inside[list]:
			s.listMissing(rec, list)
		}
	}
	s.stack = append(s.stack, f)
}

func (s *surveyReader) repeatName(name string, rec record) {
	switch {
	case name == s.rootID:
		s.fail(s.survey.sheet, rec.at(colName), "name.root", "name", name)
	case s.repeats[name]:
		s.fail(s.survey.sheet, rec.at(colName), "name.repeat", "name", name)
	}
	s.repeats[name] = true
}

// end closes the innermost container, which must be of the same kind.
func (s *surveyReader) end(control string, rec record) {
	s.inTable = false
	if f := s.top(); len(s.stack) == 1 || f.control != control {
		var hint survey.Words
		if len(s.stack) > 1 {
			hint = survey.Say("hint.open_is", "control", f.control, "name", f.item.Name)
		}
		s.fail(s.survey.sheet, rec.at(colType), "group.end", "control", control, "hint", hint)
		return
	}
	s.pop()
}

// pop closes the innermost container and hands it to the one around it.
func (s *surveyReader) pop() {
	f := s.top()
	s.checkMade(f)
	s.stack = s.stack[:len(s.stack)-1]
	f.item.Children = f.children
	if f.control == "loop" {
		f.item.Children = s.expandLoop(f)
	}
	s.top().children = append(s.top().children, f.item)
}

// checkMade refuses names that the converter makes and that a row has as well.
func (s *surveyReader) checkMade(f *frame) {
	for _, m := range f.made {
		if at, ok := f.names[m.name]; ok {
			s.fail(s.survey.sheet, at, "name.made", "name", m.name, "row", m.rec.number)
		}
	}
}

// expandLoop makes of an old loop what it stands for: one group for each choice of the list, each with all the
// questions.
func (s *surveyReader) expandLoop(f *frame) []*survey.Item {
	list := s.lists[f.loopList]
	if list == nil {
		return f.children
	}
	if s.copies += len(list.Choices) * size(f.children); s.copies > maxSurveyRows {
		s.fail(s.survey.sheet, f.rec.at(colType), "loop.large", "most", maxSurveyRows)
		return f.children
	}
	var out []*survey.Item
	for _, c := range list.Choices {
		if c.Code == "none" {
			continue // an old word for “none of these”, which is no thing to ask about
		}
		g := &survey.Item{Name: c.Code, Kind: survey.Group, Label: c.Label, Source: f.item.Source}
		if !isName(c.Code) {
			s.fail(s.survey.sheet, f.rec.at(colType), "loop.code", "code", c.Code)
		}
		for _, child := range f.children {
			g.Children = append(g.Children, loopCopy(child, c))
		}
		out = append(out, g)
	}
	if rep := firstRepeat(f.children); rep != nil && len(out) > 1 {
		s.fail(s.survey.sheet, place(rep, colName).Cell, "name.repeat:loop_makes", "repeat", rep.Name)
	}
	return out
}

// firstRepeat is the first repeat among items and their members, nil when there is none.
func firstRepeat(items []*survey.Item) *survey.Item {
	for _, it := range items {
		if it.Kind == survey.Repeat {
			return it
		}
		if rep := firstRepeat(it.Children); rep != nil {
			return rep
		}
	}
	return nil
}

// size counts items with their members.
func size(items []*survey.Item) int {
	n := len(items)
	for _, it := range items {
		n += size(it.Children)
	}
	return n
}

// loopCopy copies an item for one choice of a loop; %(name)s and %(label)s in its texts and expressions become the
// choice's.
func loopCopy(it *survey.Item, c survey.Choice) *survey.Item {
	out := *it
	for _, t := range []*survey.Text{&out.Label, &out.Hint, &out.Guidance, &out.ConstraintMessage,
		&out.RequiredMessage} {
		*t = loopText(*t, c)
	}
	for _, s := range []*string{&out.Name, &out.Relevant, &out.Constraint, &out.Calculation, &out.Required,
		&out.ReadOnly, &out.Default, &out.ChoiceFilter} {
		*s = loopString(*s, c, "")
	}
	out.Children = nil
	for _, child := range it.Children {
		out.Children = append(out.Children, loopCopy(child, c))
	}
	return &out
}

func loopText(t survey.Text, c survey.Choice) survey.Text {
	if t == nil {
		return nil
	}
	out := survey.Text{}
	for lang, s := range t {
		out[lang] = loopString(s, c, lang)
	}
	return out
}

func loopString(s string, c survey.Choice, lang string) string {
	if !strings.Contains(s, "%(") {
		return s
	}
	return strings.NewReplacer("%(name)s", c.Code, "%(label)s", c.Label.In(lang)).Replace(s)
}
