// Package exprgen writes random well-typed expressions with the server's answers, so that the phone's evaluator can be
// compared with the server's on expressions that nobody thought of.
package exprgen

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/khaosat/khaosat/survey/expr"
)

// Document is a random form and expressions in the shape of survey/expr/testdata/vectors.json, with the trees that the
// phone evaluates.
type Document struct {
	Data  data                       `json:"data"`
	Trees map[string]json.RawMessage `json:"trees"`
}

type data struct {
	Now       string                       `json:"now"`
	Offset    int                          `json:"offset"`
	Version   string                       `json:"version"`
	UUID      string                       `json:"uuid"`
	Tree      *tree                        `json:"tree"`
	Instances map[string]list              `json:"instances"`
	Labels    map[string]map[string]string `json:"labels"`
	Names     map[string]expr.Names        `json:"names"` // by language
	Vectors   []vector                     `json:"vectors"`
}

type list struct {
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

type vector struct {
	ID      string `json:"id"`
	Expr    string `json:"expr"`
	Context string `json:"context"`
	Error   string `json:"error,omitempty"`
	Want    *want  `json:"want,omitempty"`
}

type want struct {
	Type  string `json:"type"`
	Value any    `json:"value"`
}

// Generate makes a form, lists and n expressions, each evaluated by the server. The same source gives the same
// document. An error means that an expression it wrote does not parse, which is a fault of package expr or of this one.
func Generate(rng *rand.Rand, n int) (*Document, error) {
	g := newForm(rng)
	doc := &Document{Data: g.data, Trees: map[string]json.RawMessage{}}
	for i := range n {
		at := g.places[rng.IntN(len(g.places))]
		src := g.any(4)
		e, err := expr.Parse(src)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", src, err)
		}
		v := vector{ID: fmt.Sprint(i), Expr: src, Context: at.path}
		if doc.Trees[v.ID], err = e.JSON(); err != nil {
			return nil, fmt.Errorf("%s: %w", src, err)
		}
		got, err := e.Eval(g.context(at.node))
		var bad *expr.EvalError
		if errors.As(err, &bad) {
			v.Error = bad.Code
		} else {
			v.Want = &want{got.Kind().String(), plain(got)}
		}
		doc.Data.Vectors = append(doc.Data.Vectors, v)
	}
	return doc, nil
}

// JSON is the document as text.
func (d *Document) JSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(d)
	return b.Bytes(), err
}

// plain is a value as JSON has it; NaN and infinities are texts, nodes their texts.
func plain(v expr.Value) any {
	switch v.Kind() {
	case expr.KindBoolean:
		return v.Bool()
	case expr.KindNumber:
		if f := v.Number(); !math.IsNaN(f) && !math.IsInf(f, 0) {
			return f
		}
	case expr.KindNodes:
		texts := []string{}
		for _, n := range v.Nodes() {
			texts = append(texts, expr.NodesValue(n).Text())
		}
		return texts
	}
	return v.Text()
}

func (g *generator) context(node *expr.Node) *expr.Context {
	return &expr.Context{
		Node: node, Now: func() time.Time { return g.now }, Zone: time.FixedZone("", g.data.Offset*60),
		Resolve:     func(name string) (string, bool) { p, ok := g.paths[name]; return p, ok },
		Instances:   g.instances,
		ChoiceLabel: func(n *expr.Node, code string) string { return g.data.Labels[n.Name][code] },
		UUID:        func() string { return g.data.UUID }, Version: g.data.Version,
	}
}
