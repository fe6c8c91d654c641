package answergen

import (
	"math"
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
)

// knowledge is what the expressions of a form say about its fields.
type knowledge struct {
	form        *form.Form
	expressions map[*form.Field]map[string]*expr.Expr // by column
	pools       map[*form.Field]*pool
	counting    map[*form.Field]bool // decides how many rows a repeat has
	looped      map[*form.Field]bool // its constraint reads calculations that read it
	patterns    map[*form.Field][]*expr.Expr
}

// pool holds the constants that a field is compared with, directly or through calculations.
type pool struct {
	texts   []string
	numbers []float64
}

// causes are the fields that a person can change to change what an expression gives.
type causes struct {
	items    []*form.Field
	repeats  []*form.Field // through the number of their rows
	computed []*form.Field // calculations on the way
	hidden   []*form.Field // what only a program can give: hidden items
}

// columns are those whose constants say something about the fields that they read.
var columns = []string{"relevant", "constraint", "calculation", "required", "choice_filter", "repeat_count",
	"read_only"}

func study(fm *form.Form) *knowledge {
	k := &knowledge{form: fm, expressions: map[*form.Field]map[string]*expr.Expr{}, pools: map[*form.Field]*pool{},
		counting: map[*form.Field]bool{}, looped: map[*form.Field]bool{}, patterns: map[*form.Field][]*expr.Expr{}}
	for _, f := range fm.Fields {
		k.expressions[f], k.pools[f] = fm.Expressions(f), &pool{}
	}
	for _, f := range fm.Fields {
		for _, column := range columns {
			if e := k.expressions[f][column]; e != nil {
				k.learn(f, e)
			}
		}
		if e := k.expressions[f]["repeat_count"]; e != nil {
			for _, c := range k.causes(f, e).items {
				k.counting[c] = true
			}
		}
		if e := k.expressions[f]["constraint"]; e != nil {
			c := k.causes(f, e)
			k.looped[f] = len(c.computed) > 0 && slices.Contains(c.items, f)
		}
	}
	return k
}

// learn adds the constants of each condition of an expression to the pools of the fields that the condition depends on.
func (k *knowledge) learn(f *form.Field, e *expr.Expr) {
	switch op := e.Operator(); {
	case op == "and" || op == "or" || op == "call" && (e.Name() == "not" || e.Name() == "if"):
		for _, p := range e.Parts() {
			k.learn(f, p)
		}
		return
	}
	var texts []string
	var numbers []float64
	var patterns []*expr.Expr
	each(e, func(p *expr.Expr) {
		if v, ok := p.Literal(); ok && v.Kind() == expr.KindNumber {
			numbers = append(numbers, v.Number())
		} else if ok {
			texts = append(texts, v.Text())
		}
		if p.Operator() == "call" && p.Name() == "regex" {
			patterns = append(patterns, p)
		}
	})
	if f.List != nil && e == k.expressions[f]["choice_filter"] {
		texts = append(texts, columnValues(f.List, e.Names())...)
	}
	c := k.causes(f, e)
	for _, c := range append(c.items, c.hidden...) {
		k.pools[c].add(texts, numbers)
		k.patterns[c] = append(k.patterns[c], patterns...)
	}
}

// columnValues lists what stands in the columns of a list that a choice_filter compares answers with.
func columnValues(l *survey.ChoiceList, columns []string) []string {
	var out []string
	for _, name := range columns {
		for _, c := range l.Choices {
			if v := c.Columns[name]; v != "" && len(out) < maxPool && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	return out
}

// maxPool bounds a pool: more constants than this are codes of a long list.
const maxPool = 200

func (p *pool) add(texts []string, numbers []float64) {
	for _, t := range texts {
		if len(p.texts) < maxPool && !slices.Contains(p.texts, t) {
			p.texts = append(p.texts, t)
		}
		if n := expr.TextValue(t).Number(); !math.IsNaN(n) {
			numbers = append(numbers, n)
		}
	}
	for _, n := range numbers {
		if len(p.numbers) < maxPool && !math.IsInf(n, 0) && !slices.Contains(p.numbers, n) {
			p.numbers = append(p.numbers, n)
		}
	}
}

// each visits an expression and all its parts.
func each(e *expr.Expr, visit func(*expr.Expr)) {
	visit(e)
	for _, p := range e.Parts() {
		each(p, visit)
	}
}

// asksItself reports whether an item decides whether it is asked itself, through the relevance of a container.
func (k *knowledge) asksItself(f *form.Field) bool {
	for up := f; up != nil; up = up.Parent {
		if e := k.expressions[up]["relevant"]; e != nil && slices.Contains(k.causes(up, e).items, f) {
			return true
		}
	}
	return false
}

// causes finds what an expression of a field depends on, through calculations.
func (k *knowledge) causes(f *form.Field, e *expr.Expr) causes {
	var c causes
	k.gather(&c, map[*form.Field]bool{}, f, e)
	return c
}

func (k *knowledge) gather(c *causes, seen map[*form.Field]bool, f *form.Field, e *expr.Expr) {
	for _, ref := range e.Refs() {
		g := k.form.Referred(f, ref)
		if g == nil || seen[g] {
			continue
		}
		seen[g] = true
		switch {
		case g.Item.Kind == survey.Repeat:
			c.repeats = append(c.repeats, g)
		case k.expressions[g]["calculation"] != nil:
			c.computed = append(c.computed, g)
			k.gather(c, seen, g, k.expressions[g]["calculation"])
		case g.Kind.Asked():
			c.items = append(c.items, g)
		case g.Kind.From == kinds.FromAuthor:
			c.hidden = append(c.hidden, g)
		}
		for up := g.Repeat; up != nil; up = up.Repeat { // sum(${in_rows}) depends on the rows too
			if f.Repeat != up && !slices.Contains(c.repeats, up) {
				c.repeats = append(c.repeats, up)
			}
		}
	}
}
