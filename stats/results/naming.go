package results

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/versions"
	"github.com/khaosat/khaosat/survey/words"
)

// Tables name variables thus: items by their series, the rest by these, which begin with a mark that no item's name can
// hold.
const (
	UnitVariable = "@unit:" // + level: the place of the response at that level, by its key
	WaveVariable = "@wave"
)

// ByLevel before a level of units names, in breaks and conditions, the unit of that level: "_unit_huyen".
const ByLevel = "_unit_"

// Dimensions are what breaks and conditions know of a response beside its answers, under the names by which they call
// it.
var Dimensions = []struct {
	Name, Variable string
	Of             func(r *survey.Response) string
}{
	{"_class", "@class", func(r *survey.Response) string { return r.Class }},
	{"_wave", WaveVariable, func(r *survey.Response) string { return r.Wave }},
	{"_mode", "@mode", func(r *survey.Response) string { return string(r.Channel) }},
	{"_language", "@language", func(r *survey.Response) string { return r.Language }},
	{"_version", "@version", func(r *survey.Response) string { return r.Version }},
	{"_link", "@link", func(r *survey.Response) string { return r.Link }},
}

// Levelled is the name of a break, which addresses of before have with another prefix.
func Levelled(by string) string {
	if level, ok := strings.CutPrefix(by, "unit:"); ok {
		return ByLevel + level
	}
	return by
}

// oneLine is a text without line ends and doubled blanks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Naming puts the questionnaire's words to tables whose rows and columns are codes.
type Naming struct {
	Survey  *survey.Survey
	Lineage *versions.Lineage // of the version that is shown
	Places  *places.Places
	Links   []survey.Link
	Lang    string

	chain []string
	order map[string]int // of places in the register
}

// NewNaming makes the naming of a survey's tables in a language.
func NewNaming(sv *survey.Survey, l *versions.Lineage, places *places.Places, links []survey.Link,
	lang string) *Naming {
	n := &Naming{Survey: sv, Lineage: l, Places: places, Links: links, Lang: lang, chain: l.Form.Q.Chain(lang),
		order: map[string]int{}}
	for i, code := range places.All.Codes() {
		n.order[code] = i
	}
	return n
}

// Compare has units in the order of the register, waves, classes and versions in that of the survey; choices stand in
// the order of their list already.
func (n *Naming) Compare(variable string, x, y stats.BreakColumn) int {
	if strings.HasPrefix(variable, UnitVariable) {
		return n.order[x.Key] - n.order[y.Key]
	}
	if !strings.HasPrefix(variable, "@") {
		return 0
	}
	at := func(code string) int {
		if i := slices.Index(n.listed(variable), code); i >= 0 {
			return i
		}
		return math.MaxInt
	}
	return cmp.Or(cmp.Compare(at(x.Key), at(y.Key)), cmp.Compare(x.Key, y.Key))
}

// listed are the codes of a dimension in the order that the survey gives them.
func (n *Naming) listed(variable string) []string {
	var out []string
	switch variable {
	case "@class":
		for _, class := range n.Survey.Classes {
			out = append(out, class.Code)
		}
	case WaveVariable:
		for _, w := range n.Survey.Waves {
			out = append(out, w.Code)
		}
	case "@version":
		return n.Survey.Versions
	}
	return out
}

// Put writes the labels of tables, and what their reader has to know of the answers in them. Items are called by their
// series, banners by their labels; a level of units stays as in the query.
func (n *Naming) Put(t *stats.Tables) {
	t.Notices = []string{}
	if t.Rows == 0 {
		t.Notices = append(t.Notices, survey.Say("tables.no_responses_count_none").In(n.Lang))
	}
	said := map[string]bool{}
	for i := range t.Tables {
		if name := t.Tables[i].Item; !said[name] {
			said[name] = true
			t.Notices = append(t.Notices, n.apart(n.Lineage.Named(name))...)
		}
	}
	for i := range t.Tables {
		n.put(&t.Tables[i])
	}
}

func (n *Naming) put(t *stats.Table) {
	if t.Banner != nil {
		name := *t.Banner
		for i := range t.Bases[1:] {
			base := &t.Bases[i+1]
			base.Label = n.code(name, *base.Column)
		}
		shown := n.banner(name)
		t.Banner = &shown
	}
	s := n.Lineage.Named(t.Item)
	for _, cells := range [][]stats.TableCell{t.Cells, t.Nets} {
		for i := range cells {
			c := &cells[i]
			code := c.Row
			if t.Kind == stats.Rank.String() {
				code, _, _ = stats.RankRow(code)
			}
			if t.Kind != "number" && n.choice(s, code) != "" {
				c.Label = n.choice(s, code)
			}
		}
	}
	t.Label = n.Text(s)
}

// Text is the label of an item, marked where the answers are of previous versions and stand apart.
func (n *Naming) Text(s *versions.Series) string {
	return cmp.Or(oneLine(s.Field.Item.Label.In(n.chain...)), s.Field.Item.Name) + s.Mark().In(n.Lang)
}

// banner is what stands above the columns of a break; a level of units stays as in the query.
func (n *Naming) banner(variable string) string {
	if s := n.Lineage.Named(variable); s != nil {
		return n.Text(s)
	}
	if level, ok := strings.CutPrefix(variable, UnitVariable); ok {
		return ByLevel + level
	}
	return words.T(n.Lang, "dimension._"+strings.TrimPrefix(variable, "@"))
}

// code is the label of a column.
func (n *Naming) code(variable, code string) string {
	if strings.HasPrefix(variable, UnitVariable) {
		u, _ := n.Places.All.Unit(code)
		return u.Name
	}
	if s := n.Lineage.Named(variable); s != nil {
		return n.choice(s, code)
	}
	var label survey.Text
	switch variable {
	case "@class":
		if i := slices.IndexFunc(n.Survey.Classes, func(x survey.Class) bool { return x.Code == code }); i >= 0 {
			label = n.Survey.Classes[i].Label
		}
	case WaveVariable:
		w, _ := n.Survey.FindWave(code)
		label = w.Label
	case "@mode":
		if key := "desk.channel." + code; words.T(n.Lang, key) != key {
			return words.T(n.Lang, key)
		}
	case "@language":
		x, _ := n.Lineage.Form.Q.Language(code)
		return cmp.Or(x.Name, code)
	case "@link":
		if i := slices.IndexFunc(n.Links, func(x survey.Link) bool { return x.Code == code }); i >= 0 {
			return cmp.Or(n.Links[i].Label, code)
		}
	}
	return cmp.Or(oneLine(label.In(n.chain...)), code)
}

// choice is the label of a choice, "" for a row that is none, with what a reader of the table has to know: that only
// previous versions have it, or that not all were offered it.
func (n *Naming) choice(s *versions.Series, code string) string {
	if s.Field.List == nil {
		return ""
	}
	label := ""
	if c := s.Field.List.Choice(code); c != nil {
		label = oneLine(c.Label.In(n.chain...))
	}
	c := s.Choice(code)
	switch {
	case c == nil:
		return label
	case c.Previous:
		return oneLine(c.Label.In(n.chain...)) + " (" + versions.OfPreviousVersions(c.Version).In(n.Lang) + ")"
	case c.Offered != nil:
		return survey.Say("tables.those_who_offered", "label", label).In(n.Lang)
	}
	return label
}

// apart says of an item which answers are not counted in its tables, and of previous versions' answers why they stand
// apart.
func (n *Naming) apart(s *versions.Series) []string {
	var out []string
	add := func(w survey.Words) { out = append(out, "“"+n.Text(s)+"”: "+w.In(n.Lang)) }
	if s.Previous {
		add(s.Stands())
	}
	for _, other := range n.Lineage.Series {
		if other.Of == s {
			add(other.NotCounted(""))
		}
	}
	return out
}

// Once leaves out what a query for tables says again: an item or a break that is asked for twice is one.
func Once(names []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		was := seen[name]
		seen[name] = true
		return was
	})
}
