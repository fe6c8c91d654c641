package form

import (
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/kinds"
)

// source finds the item whose answers are the choices of the field.
func (c *compiler) source(f *Field) {
	name := f.Item.ChoicesFrom()
	if name == "" || !f.Kind.Choosing() {
		return
	}
	path, ok := c.form.Resolve(f, name)
	if !ok {
		c.known(f, "type", name)
		return
	}
	of := c.form.ByPath[strings.TrimPrefix(path, RootName+"/")]
	if of == nil || of == f || of.Kind.Container() || !of.Kind.Holds() {
		c.problem(f.Item, "type", f.Path, "choices.source", "name", "${"+name+"}")
		return
	}
	f.Source, f.Given = of, true
}

// RepeatSource is the place whose answers are the field's choices; false when they come from a list or there are none.
func (f *Field) RepeatSource() (expr.RepeatSource, bool) {
	if f.Source == nil {
		return expr.RepeatSource{}, false
	}
	g := expr.RepeatSource{Path: RootName + "/" + f.Source.Path}
	if r := f.Source.Repeat; r != nil {
		g.Repeat = strings.Count(r.Path, "/") + 1
	}
	return g, true
}

// repeatChoices makes choices of answers, each once. As in ODK an answer is code and label of its choice, with these
// exceptions: blanks in the code are single, and "_" where several are chosen, because codes are joined by blanks; and
// the answer to a single choice has its label. web/respond/static/respond_given.js does the same on the phone.
func (x *Filled) repeatChoices(s *Slot, filter *expr.Expr) []*survey.Choice {
	g, _ := s.Field.RepeatSource()
	nodes, err := expr.Offered(x.at(s), g, filter)
	if err != nil {
		return nil
	}
	var out []*survey.Choice
	seen := map[string]bool{}
	between := "_"
	if s.Field.Kind.Choose == kinds.OneOf {
		between = " "
	}
	for _, n := range nodes {
		words := strings.Fields(survey.NFC(n.Value))
		c := &survey.Choice{Code: strings.Join(words, between), Label: survey.Text{"": strings.Join(words, " ")}}
		if listed := s.Field.Source.Choice(n.Value); listed != nil && !listed.Label.Empty() {
			c.Label = listed.Label
		}
		if c.Code != "" && !seen[c.Code] {
			seen[c.Code] = true
			out = append(out, c)
		}
	}
	return out
}

// Choice is the choice of a slot with the code, whether it is offered now or not; nil when there is none.
func (x *Filled) Choice(s *Slot, code string) *survey.Choice {
	if s.Field.Source == nil {
		return s.Field.Choice(code)
	}
	for _, c := range x.repeatChoices(s, nil) {
		if c.Code == code {
			return c
		}
	}
	return nil
}

// repeatAnswers is what choices without a filter depend on: their item, and the row around the repeat that they come
// from.
type repeatAnswers struct {
	field *Field
	row   *Slot
}

// repeatCodes are the codes that a slot without a filter offers: gathered once for all rows that offer the same.
func (c *checker) repeatCodes(s *Slot) map[string]bool {
	from := repeatAnswers{field: s.Field}
	var around *Field
	if r := s.Field.Source.Repeat; r != nil {
		around = r.Repeat
	}
	for ; around != nil && from.row == nil; around = around.Repeat {
		for up := s.parent; up != nil && from.row == nil; up = up.parent {
			if up.Field == around && up.Row > 0 {
				from.row = up
			}
		}
	}
	codes, known := c.given[from]
	if !known {
		codes = map[string]bool{}
		for _, choice := range c.x.repeatChoices(s, nil) {
			codes[choice.Code] = true
		}
		if c.given == nil {
			c.given = map[repeatAnswers]map[string]bool{}
		}
		c.given[from] = codes
	}
	return codes
}
