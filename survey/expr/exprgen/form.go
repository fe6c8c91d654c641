package exprgen

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/khaosat/khaosat/survey/expr"
)

// tree is a node as the vectors have it.
type tree struct {
	Name     string  `json:"name"`
	Value    string  `json:"value"`
	Type     string  `json:"type,omitempty"`
	Relevant bool    `json:"relevant"`
	Repeat   bool    `json:"repeat,omitempty"`
	Children []*tree `json:"children,omitempty"`
}

// generator holds the form and lists that expressions are written for.
type generator struct {
	*rand.Rand
	data      data
	root      *expr.Node
	now       time.Time
	instances map[string]*expr.Instance
	paths     map[string]string
	places    []place
	names     map[string][]string // kind of answer → items
}

type place struct {
	path string
	node *expr.Node
}

// values are answers by kind; the empty text stands for no answer.
var values = map[string][]string{
	"num":  {"", "0", "1", "-3", "2.5", "41", "1000000", "0.1", "007", "99.995"},
	"text": {"", "a", "Điện Biên", "  hai  chữ ", "0912345678", "5", "false", "x,y|z", "😀a", "2025-06-15"},
	"code": {"", "a", "b", "other"},
	"many": {"", "a", "a b", "b other a", " a  b "},
	"date": {"", "2025-06-15", "2024-02-29", "1969-12-31", "2025-06-15T23:30:00.000+07:00", "2025-06-15T16:30:00Z",
		"2025-06-15T08:00"},
	"bool": {"", "true", "false"},
}

// kinds in a fixed order, so that the same source gives the same form.
var kinds = []string{"num", "text", "code", "many", "date", "bool"}

func newForm(rng *rand.Rand) *generator {
	g := &generator{Rand: rng, root: expr.NewRoot("data"), paths: map[string]string{}, names: map[string][]string{},
		instances: map[string]*expr.Instance{}}
	g.now = time.UnixMilli(1_751_296_507_089 + rng.Int64N(4e10)).UTC()
	g.data = data{Now: g.now.Format("2006-01-02T15:04:05.000Z"), Offset: []int{420, 0, -330, 345}[rng.IntN(4)],
		Version: "3", UUID: "00000000-0000-4000-8000-000000000001", Instances: map[string]list{},
		Labels: map[string]map[string]string{}, Names: map[string]expr.Names{"": expr.NamesOf("")}}
	g.data.Tree = &tree{Name: "data", Relevant: true}
	g.places = []place{{"/data", g.root}}
	g.items(g.root, g.data.Tree, "/data", "q")
	g.group(g.root, g.data.Tree, "/data", "group", "g")
	for range 1 + rng.IntN(3) {
		g.repeat(g.root, g.data.Tree, "/data", "member", "m")
	}
	for name := range g.names {
		for _, item := range g.names[name] {
			g.data.Labels[item] = map[string]string{"a": "Cuốc", "b": "Xẻng <" + item + ">"}
		}
	}
	rows := [][]string{}
	for i := range 20 {
		rows = append(rows, []string{fmt.Sprintf("c%d", i), []string{"a", "b", "other", ""}[rng.IntN(4)],
			values["num"][rng.IntN(10)], fmt.Sprintf("Xã %d", i)})
	}
	l := list{Columns: []string{"name", "parent", "size", "label"}, Rows: rows}
	g.data.Instances["list"] = l
	g.instances["list"] = expr.NewInstance(l.Columns, l.Rows)
	return g
}

// items adds one or two items of each kind, named prefix_kind1 …; the same names come again in every repeat instance.
func (g *generator) items(n *expr.Node, t *tree, path, prefix string) {
	for _, kind := range kinds {
		for i := range 2 {
			name := fmt.Sprintf("%s_%s%d", prefix, kind, i+1)
			c := g.add(n, t, path, name)
			spec := t.Children[len(t.Children)-1]
			spec.Value = values[kind][g.IntN(len(values[kind]))]
			c.Value = spec.Value
			switch kind {
			case "num":
				c.Type, spec.Type = expr.Decimal, "number"
			case "bool":
				c.Type, spec.Type = expr.Boolean, "boolean"
			}
			if _, known := g.paths[name]; !known {
				g.names[kind] = append(g.names[kind], name)
			}
			g.paths[name] = n.Path() + "/" + name
		}
	}
}

// add makes a node in both trees, now and then one that is not relevant.
func (g *generator) add(n *expr.Node, t *tree, path, name string) *expr.Node {
	c := n.Append(name, "")
	c.Relevant = g.IntN(12) > 0
	t.Children = append(t.Children, &tree{Name: name, Relevant: c.Relevant})
	g.places = append(g.places, place{fmt.Sprintf("%s/%s[%d]", path, name, c.Position()), c})
	return c
}

func (g *generator) group(n *expr.Node, t *tree, path, name, prefix string) *expr.Node {
	c := g.add(n, t, path, name)
	g.items(c, t.Children[len(t.Children)-1], fmt.Sprintf("%s/%s[%d]", path, name, c.Position()), prefix)
	g.paths[name] = c.Path()
	return c
}

func (g *generator) repeat(n *expr.Node, t *tree, path, name, prefix string) {
	c := g.group(n, t, path, name, prefix)
	spec := t.Children[len(t.Children)-1]
	c.Repeat, spec.Repeat = true, true
	if name == "member" {
		for range 1 + g.IntN(2) {
			g.repeat(c, spec, fmt.Sprintf("%s/%s[%d]", path, name, c.Position()), "toy", "t")
		}
	}
}
