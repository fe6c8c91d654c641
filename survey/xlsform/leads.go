package xlsform

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
)

// places are where a path of an expression can lead: every item by its absolute path, and what the form says of itself.
type places struct {
	paths map[string]bool
	names map[string]bool
	said  map[string]bool // cells that were looked at
}

// rootPath is how expressions name the form itself.
const rootPath = "/data"

func (r *reader) places() *places {
	p := &places{paths: map[string]bool{rootPath: true}, names: map[string]bool{}, said: map[string]bool{}}
	for _, meta := range []string{"", "/instanceID", "/instanceName", "/deprecatedID", "/audit", "/entity"} {
		p.paths[rootPath+"/meta"+meta] = true
	}
	r.q.Walk(func(path string, it *survey.Item) bool {
		p.paths[rootPath+"/"+path], p.names[it.Name] = true, true
		return true
	})
	return p
}

// checkLeads warns of paths and bare words in expressions that lead to no item: what stands there is always blank.
// pyxform says nothing.
func (r *reader) checkLeads() {
	p := r.places()
	r.q.Walk(func(path string, it *survey.Item) bool {
		for _, e := range expressionsOf(it) {
			r.checkLead(p, path, it, e)
		}
		if strings.ContainsAny(it.Default, "($") {
			r.checkLead(p, path, it, cellExpression{colDefault, it.Default})
		}
		return true
	})
}

func (r *reader) checkLead(p *places, path string, it *survey.Item, e cellExpression) {
	if yesNo[strings.ToLower(e.text)] || strings.Contains(e.text, "//") {
		return // the latter finds items wherever they are
	}
	parsed, err := expr.ParseIn(e.text, r.q.Roots()...)
	if err != nil {
		return // said by compiled
	}
	at, said := place(it, e.column), map[string]bool{}
	if p.said[at.Sheet+"!"+at.Cell] {
		return // a copy that a loop made
	}
	p.said[at.Sheet+"!"+at.Cell] = true
	for _, ref := range parsed.Refs() {
		word := ref.Path
		if ref.Row || ref.LastSaved || word == "" || said[word] ||
			e.column == colFilter && !pathInFilter(e.text, ref) ||
			p.has(path, ref) {
			continue
		}
		said[word] = true
		hint := p.meant(ref, e.column)
		if e.column == colRelevant && len(parsed.Refs()) == len(said) {
			hint = survey.Say("hint.condition_depends_on_nothing").Plus(hint)
		}
		r.warn(at.Sheet, at.Cell, "expression.leads_nowhere", "word", word, "hint", hint)
	}
}

var yesNo = set("yes", "no", "true", "false", "1", "0", "true()", "false()")

// outsideCurrent finds a step up that does not start at current(), which in a choice_filter starts at the choice.
var outsideCurrent = regexp.MustCompile(`(^|[^/\w)\]])\.\./`)

// pathInFilter reports whether a reference of a choice_filter is a path; bare words are columns there, and looked up
// elsewhere.
func pathInFilter(text string, ref expr.Ref) bool {
	return ref.Name != "" || strings.HasPrefix(ref.Path, "/") ||
		strings.HasPrefix(ref.Path, "..") && !outsideCurrent.MatchString(text)
}

// has reports whether a reference of the item with the path leads to an item.
func (p *places) has(path string, ref expr.Ref) bool {
	if strings.Contains(ref.Path, "*") || strings.Contains(ref.Path, "//") || strings.Contains(ref.Path, "()") {
		return true // any of several
	}
	from := rootPath + "/" + path
	if ref.Name != "" {
		return slices.ContainsFunc(slices.Collect(maps.Keys(p.paths)), func(full string) bool {
			to, ok := expr.ResolvePath(full, ref.Path)
			return ok && strings.HasSuffix(full, "/"+ref.Name) && p.paths[strings.TrimSuffix(to, "/")]
		})
	}
	to, ok := expr.ResolvePath(from, ref.Path)
	return ok && p.paths[strings.TrimSuffix(to, "/")]
}

// meant guesses what stands behind a path that leads nowhere: an item by the last word of the path, yes, or a text.
func (p *places) meant(ref expr.Ref, column string) survey.Words {
	word := ref.Path[strings.LastIndexByte(ref.Path, '/')+1:]
	bare := ref.Name == "" && !strings.Contains(ref.Path, "/")
	yes := bare && (column == colRequired || column == colReadOnly)
	name := word
	if !p.names[word] {
		name = expr.Nearest(word, maps.Keys(p.names))
	}
	var hint survey.Words
	switch {
	case yes && name != word:
		hint = survey.Say("hint.yes")
	case name != "":
		hint = expr.DidYouMean("${" + name + "}")
	}
	if bare && !yes {
		hint = hint.Plus(survey.Say("hint.text_in_quotes", "text", word))
	}
	return hint
}
