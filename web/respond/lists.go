package respond

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/web/edge"
)

// scriptAddress is where the phone finds what it works with on pages: the questionnaire, with the lists that they need.
func (f *filling) scriptAddress(pages []int) string {
	q := url.Values{"version": {f.form.Q.Version}, "phone": {f.lang}}
	q.Set("lists", strings.Join(f.neededLists(pages), ","))
	return "/api/v1/surveys/" + url.PathEscape(f.sv.Slug) + "/questionnaire?" + q.Encode()
}

// saidOf lists what the page says of an item: its own texts, and those of its choices.
func saidOf(field *form.Field) []survey.Text {
	it := field.Item
	out := []survey.Text{it.Label, it.Hint, it.Guidance, it.ConstraintMessage}
	if field.List != nil {
		for _, c := range field.List.Choices {
			out = append(out, c.Label)
		}
	}
	return out
}

// neededLists names the lists that a filter on one of the pages cuts, that an expression anywhere looks into, or whose
// labels stand in a text there, or from which a calculation picks, in order.
func (f *filling) neededLists(pages []int) []string {
	needed := map[string]bool{}
	f.onPages(pages, func(s *form.Slot) {
		if s.Field.Item.ChoiceFilter != "" && !f.inParts(s.Field) {
			needed[s.Field.Item.List] = true
		}
		if of := s.Field.Source; of != nil {
			needed[of.Item.List] = true
		}
		if s.Field.List != nil && slices.ContainsFunc(s.Field.List.Choices, f.saysAnswers) {
			needed[s.Field.Item.List] = true
		}
		for _, t := range saidOf(s.Field) {
			for _, text := range t {
				for _, m := range pipedName.FindAllStringSubmatch(text, -1) {
					f.listsOf(m[1], needed)
				}
			}
		}
	})
	for _, field := range f.form.Fields {
		if field.Item.Calculation != "" {
			needed[field.Item.List] = true // what is worked out must stand in it
		}
		for _, e := range f.form.Expressions(field) {
			f.listsIn(e, field, needed)
		}
		for _, e := range field.Lookups() {
			f.listsIn(e, field, needed)
		}
	}
	var out []string
	for _, l := range f.form.Q.Lists {
		if needed[l.Name] {
			out = append(out, l.Name)
		}
	}
	return out
}

// inParts reports whether the phone asks for the choices of an item by what its filter looks for, as for the communes
// of a district, and not for the whole list: a long one that single choices cut by a column in which every choice has a
// value.
func (f *filling) inParts(field *form.Field) bool {
	list, filter := field.List, f.form.Expressions(field)["choice_filter"]
	if list == nil || filter == nil || !edge.IsLong(*list) || filter.Column() == "" {
		return false
	}
	for _, ref := range filter.Refs() {
		if of := f.form.Referred(field, ref); of != nil && of.Kind.Choose != kinds.OneOf {
			return false
		}
	}
	return !slices.ContainsFunc(list.Choices, func(c survey.Choice) bool { return c.Columns[filter.Column()] == "" })
}

var pipedName = regexp.MustCompile(`\$\{\s*([^}]*?)\s*\}`)

func (f *filling) listsOf(name string, needed map[string]bool) {
	for _, field := range f.form.Fields {
		if field.Item.Name == name || field.Path == name {
			needed[field.Item.List] = true
		}
	}
}

func (f *filling) listsIn(e *expr.Expr, field *form.Field, needed map[string]bool) {
	for _, name := range e.Instances() {
		needed[strings.TrimSuffix(name, path.Ext(name))] = true
		needed[name] = true
	}
	labels := slices.ContainsFunc(e.Functions(),
		func(name string) bool { return name == "jr:choice-name" || name == "choice-label" })
	if !labels {
		return
	}
	for _, ref := range e.Refs() {
		if of := f.form.Referred(field, ref); of != nil {
			needed[of.Item.List] = true
		}
	}
}
