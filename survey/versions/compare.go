package versions

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/cases"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
)

// weight says what a difference does to figures.
type weight int

const (
	free   weight = iota // old and new answers are counted together
	asks                 // the author has to say whether they are
	splits               // they are not, unless the author says so
	never                // they cannot be
)

// difference is one thing that differs between an item under two versions.
type difference struct {
	what   string // stable: "stem", "role" …
	code   string // of a choice, "" for the item itself
	kind   ChangeKind
	weight weight
	words  survey.Words
}

// comparer compares items of one version, under which answers were given, with those of another, under which they are
// shown.
type comparer struct {
	h       *History
	was, is *edition
	found   []difference
}

func (c *comparer) differs(w weight, what, code string, kind ChangeKind, key string, pairs ...any) {
	c.found = append(c.found, difference{what, code, kind, w, survey.Say(key, pairs...)})
}

// compare lists all that differs. Notes and groups hold no answers: nothing of them is told.
func (c *comparer) compare(a, b *form.Field) []difference {
	if a.Kind == b.Kind && !a.Kind.Holds() {
		return nil
	}
	c.place(a, b)
	c.kind(a, b)
	c.stem(a, b)
	c.routing(a, b)
	c.numbers(a, b)
	c.choices(a, b)
	return c.found
}

// place tells of another name, another group, or another repeat, in which rows are counted and not people.
func (c *comparer) place(a, b *form.Field) {
	if a.Item.Name != b.Item.Name {
		c.differs(free, "name", "", Renamed, "changes.renamed", "was", a.Item.Name, "is", b.Item.Name)
	}
	if !c.same(a.Parent, b.Parent) {
		c.differs(free, "group", "", Moved, "changes.moved", "was", a.Path, "is", b.Path)
	}
	if !c.sameRows(a.Repeat, b.Repeat) {
		c.differs(never, "repeat", "", Retyped, "changes.moved_into_out_repeat")
	}
}

// same tells whether two fields are one item.
func (c *comparer) same(a, b *form.Field) bool {
	if a == nil || b == nil {
		return a == b
	}
	return c.was.lines[a] == c.is.lines[b]
}

// sameRows tells whether two repeats, and those round them, are the same ones.
func (c *comparer) sameRows(a, b *form.Field) bool {
	for a != nil && b != nil && c.same(a, b) {
		a, b = a.Repeat, b.Repeat
	}
	return a == nil && b == nil
}

func (c *comparer) kind(a, b *form.Field) {
	x, y := a.Kind, b.Kind
	changed := func(w weight) {
		c.differs(w, "kind", "", Retyped, "changes.kind_changed", "was", x.Words, "is", y.Words)
	}
	switch {
	case x == y && (a.Source == nil) == (b.Source == nil):
	case slices.Contains(x.Wider, y.Name):
		changed(free)
	case x.Numeric() && y.Numeric():
		changed(splits)
	case x == y:
		c.differs(never, "kind", "", Retyped, "changes.choices_come_elsewhere_list")
	default:
		changed(never)
	}
}

// stem compares the wording of the item. An item that was renamed and keeps its key was said by its author to be the
// same one.
func (c *comparer) stem(a, b *form.Field) {
	w := asks
	if !b.Kind.Asked() || a.Item.Name != b.Item.Name && b.Item.Key != "" && a.Key == b.Key {
		w = free
	}
	for _, t := range c.texts(a.Item.Label, b.Item.Label) {
		if reworded(t[0], t[1]) {
			c.differs(w, "stem", "", Reworded, "changes.question_changed", "was", t[0], "is", t[1])
			return
		}
	}
	if touched(c.texts(a.Item.Label, b.Item.Label)) {
		c.differs(free, "label", "", Reworded, "changes.wording_touched_up")
	}
	if touched(c.texts(a.Item.Hint, b.Item.Hint)) {
		c.differs(free, "hint", "", Reworded, "changes.hint_touched_up")
	}
}

// routing compares who is asked, who must answer, and what is worked out.
func (c *comparer) routing(a, b *form.Field) {
	w := asks
	if !b.Kind.Asked() {
		w = free
	}
	for _, x := range []struct {
		what    string
		was, is string
		weight  weight
	}{
		{"relevant", c.relevance(c.was, a), c.relevance(c.is, b), w},
		{"required", c.required(c.was, a), c.required(c.is, b), w},
		{"calculation", c.expression(c.was, a, a.Item.Calculation), c.expression(c.is, b, b.Item.Calculation), w},
		{"choice_filter", c.expression(c.was, a, a.Item.ChoiceFilter), c.expression(c.is, b, b.Item.ChoiceFilter), w},
		{"constraint", c.expression(c.was, a, a.Item.Constraint), c.expression(c.is, b, b.Item.Constraint), free},
	} {
		if x.was != x.is {
			kind := Remeant
			if x.what == "constraint" {
				kind = Reworded
			}
			c.differs(x.weight, x.what, "", kind, "changes.changed", "what", survey.Say("changes.of."+x.what),
				"was", x.was, "is", x.is)
		}
	}
}

// relevance is the condition of an item and of all that it stands in.
func (c *comparer) relevance(e *edition, f *form.Field) string {
	var parts []string
	for ; f != nil; f = f.Parent {
		if s := c.expression(e, f, f.Item.Relevant); s != "" {
			parts = append(parts, s)
		}
	}
	slices.Reverse(parts)
	return strings.Join(parts, " and ")
}

func (c *comparer) required(e *edition, f *form.Field) string {
	switch s := f.Item.Required; {
	case form.IsYes(s):
		return "yes"
	case form.IsNo(s):
		return ""
	default:
		return c.expression(e, f, s)
	}
}

// expression is the source of an expression on which blanks and renamed items leave no trace.
func (c *comparer) expression(e *edition, f *form.Field, source string) string {
	source = survey.Piped.ReplaceAllStringFunc(source, func(s string) string {
		path, ok := e.form.Resolve(f, survey.Piped.FindStringSubmatch(s)[1])
		if !ok {
			return s
		}
		to := e.form.ByPath[strings.TrimPrefix(path, form.RootName+"/")]
		if to == nil {
			return s
		}
		return "${" + e.lines[to].last().Path + "}"
	})
	var b strings.Builder
	quote := rune(0)
	for _, r := range source {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote = r
		}
		if quote != 0 || !unicode.IsSpace(r) {
			b.WriteRune(r)
		} else if s := b.String(); s != "" && !strings.HasSuffix(s, " ") {
			b.WriteByte(' ')
		}
	}
	return tight.ReplaceAllString(strings.TrimSpace(b.String()), "$1")
}

// tight finds blanks round signs, which mean nothing.
var tight = regexp.MustCompile(` *([=<>!+*(),]) *`)

// numbers compares what numbers are of.
func (c *comparer) numbers(a, b *form.Field) {
	if !b.Kind.Numeric() || !a.Kind.Numeric() {
		return
	}
	for _, x := range []struct{ what, was, is string }{
		{"unit", a.Item.UnitOfMeasure, b.Item.UnitOfMeasure},
		{"indicator", a.Item.Indicator, b.Item.Indicator},
	} {
		switch was, is := fold(x.was), fold(x.is); {
		case was == is:
		case was == "" || is == "":
			c.differs(free, x.what, "", Remeant, "changes.what_from_to", "what", survey.Say("changes.of."+x.what),
				"was", x.was, "is", x.is)
		default:
			c.differs(splits, x.what, "", Remeant, "changes.changed", "what", survey.Say("changes.of."+x.what),
				"was", x.was, "is", x.is)
		}
	}
	if a.Kind != b.Kind {
		return
	}
	for _, p := range b.Kind.Bounds {
		if was, is := a.Item.Parameters[p.Name], b.Item.Parameters[p.Name]; was != is {
			c.differs(splits, "range", p.Name, Remeant, "changes.range_changed",
				"parameter", p.Name, "was", was, "is", is)
		}
	}
}

// choices compares two lists of choices.
func (c *comparer) choices(a, b *form.Field) {
	if a.List == nil || b.List == nil {
		return
	}
	labels := map[string]map[string]string{} // by language, folded label → its code before
	for _, o := range a.Offer {
		for lang, text := range o.Label {
			if labels[lang] == nil {
				labels[lang] = map[string]string{}
			}
			labels[lang][fold(text)] = o.Code
		}
	}
	ordered := scaled(a.List) || scaled(b.List)
	for _, n := range choicesOnce(b) {
		if o := a.Codes[n.Code]; o != nil {
			c.choice(o, n, labels)
			continue
		}
		switch {
		case b.Kind.Choose == kinds.InOrder:
			c.differs(splits, "step", n.Code, Added, "changes.choice_added_what_ranked", "choice", n.Code,
				"label", c.text(n.Label))
		case ordered && !n.Role.Missing():
			c.differs(splits, "step", n.Code, Added, "changes.step_added_scale", "choice", n.Code,
				"label", c.text(n.Label))
		default:
			c.differs(free, "choice", n.Code, Added, "changes.choice_added_percentage_those", "choice", n.Code,
				"label", c.text(n.Label))
		}
	}
	for _, o := range choicesOnce(a) {
		if b.Codes[o.Code] != nil {
			continue
		}
		if b.Kind.Choose == kinds.InOrder {
			c.differs(splits, "gone", o.Code, Removed, "changes.choice_taken_what_ranked", "choice", o.Code,
				"label", c.text(o.Label))
			continue
		}
		c.differs(free, "gone", o.Code, Removed, "changes.choice_taken_out_answers", "choice", o.Code,
			"label", c.text(o.Label))
	}
}

// choice compares one choice under two versions. A role or score that was not there is only said now, or no more: the
// answers mean what they meant.
func (c *comparer) choice(o, n *survey.Choice, labels map[string]map[string]string) {
	for _, x := range []struct {
		what, was, is string
		same          bool
	}{
		{"role", string(o.Role), string(n.Role), o.Role == n.Role},
		{"score", o.Score, n.Score, sameNumber(o.Score, n.Score)},
	} {
		switch {
		case x.same:
		case x.was == "":
			c.differs(free, x.what, n.Code, Remeant, "changes.choice_given", "choice", n.Code,
				"what", survey.Say("changes.of."+x.what), "is", x.is)
		case x.is == "":
			c.differs(free, x.what, n.Code, Remeant, "changes.choice_not_given", "choice", n.Code,
				"what", survey.Say("changes.of."+x.what), "was", x.was)
		default:
			c.differs(splits, x.what, n.Code, Remeant, "changes.choice_changed", "choice", n.Code,
				"what", survey.Say("changes.of."+x.what), "was", x.was, "is", x.is)
		}
	}
	c.choiceLabel(o, n, labels)
}

func (c *comparer) choiceLabel(o, n *survey.Choice, labels map[string]map[string]string) {
	for _, lang := range c.languages(n.Label) {
		is := n.Label[lang]
		if other, there := labels[lang][fold(is)]; there && other != n.Code && fold(o.Label[lang]) != fold(is) {
			c.differs(splits, "label_meaning", n.Code, Remeant, "changes.choice_label_choice_had", "choice", n.Code,
				"other", other, "is", is)
			return
		}
	}
	texts := c.texts(o.Label, n.Label)
	for _, t := range texts {
		if reworded(t[0], t[1]) || otherNumbers(t[0], t[1]) {
			c.differs(splits, "label_meaning", n.Code, Remeant, "changes.choice_changed_label", "choice", n.Code,
				"was", t[0], "is", t[1])
			return
		}
	}
	if touched(texts) {
		c.differs(free, "choice_label", n.Code, Reworded, "changes.wording_choice_touched_up", "choice", n.Code)
	}
}

// text is a label for a message.
func (c *comparer) text(t survey.Text) string {
	return strings.Join(strings.Fields(t.In(c.is.form.Q.DefaultLanguage, c.was.form.Q.DefaultLanguage)), " ")
}

// texts pairs two texts in each language that has both, the old one first; with no language in common, in the default
// ones.
func (c *comparer) texts(was, is survey.Text) [][2]string {
	var out [][2]string
	for _, lang := range sortedLanguages(is) {
		if was[lang] != "" && is[lang] != "" {
			out = append(out, [2]string{was[lang], is[lang]})
		}
	}
	if out == nil && !was.Empty() && !is.Empty() {
		out = append(out, [2]string{was.In(c.was.form.Q.DefaultLanguage), is.In(c.is.form.Q.DefaultLanguage)})
	}
	return out
}

// languages are those of a text in an order that is always the same, since what is found first is told: the default one
// first.
func (c *comparer) languages(t survey.Text) []string {
	out := sortedLanguages(t)
	first := c.is.form.Q.DefaultLanguage
	slices.SortStableFunc(out, func(a, b string) int {
		switch {
		case a == first && b != first:
			return -1
		case b == first && a != first:
			return 1
		}
		return 0
	})
	return out
}

func sortedLanguages(t survey.Text) []string {
	var out []string
	for lang := range t {
		out = append(out, lang)
	}
	slices.Sort(out)
	return out
}

// scaled tells whether a list orders its choices: one that counts has a role or a score.
func scaled(l *survey.ChoiceList) bool {
	return slices.ContainsFunc(l.Choices,
		func(c survey.Choice) bool { return !c.Role.Missing() && (c.Role != survey.NoRole || c.Score != "") })
}

// choicesOnce are the choices of an item, a code that stands twice once.
func choicesOnce(f *form.Field) []*survey.Choice {
	var out []*survey.Choice
	seen := map[string]bool{}
	for _, c := range f.Offer {
		if !seen[c.Code] {
			seen[c.Code] = true
			out = append(out, c)
		}
	}
	return out
}

func sameNumber(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return a == b || errX == nil && errY == nil && x == y
}

// fold is a text without its capitals and with single blanks, in which texts are compared.
func fold(s string) string {
	return cases.Fold().String(survey.NFC(strings.Join(strings.Fields(s), " ")))
}

// letters are what counts of a text: letters and digits, without references to answers.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) {
			return r
		}
		return -1
	}, fold(survey.Piped.ReplaceAllString(s, "")))
}

// reworded tells whether two texts differ by more than a third of the letters of the shorter one.
func reworded(was, is string) bool {
	a, b := letters(was), letters(is)
	if a == b {
		return false
	}
	least := min(len([]rune(a)), len([]rune(b)))
	return 3*expr.Edits(a, b) > least
}

// touched tells whether any of the texts differs at all, blanks aside.
func touched(texts [][2]string) bool {
	return slices.ContainsFunc(texts, func(t [2]string) bool {
		was, is := strings.Join(strings.Fields(t[0]), " "), strings.Join(strings.Fields(t[1]), " ")
		return survey.NFC(was) != survey.NFC(is)
	})
}

var digits = regexp.MustCompile(`[0-9]+`)

// otherNumbers tells whether both texts have numbers and not the same ones: “Dưới 18 tuổi” is not “Dưới 16 tuổi”.
func otherNumbers(was, is string) bool {
	a, b := digits.FindAllString(was, -1), digits.FindAllString(is, -1)
	return a != nil && b != nil && !slices.Equal(a, b)
}
