package expr_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey/expr"
)

// treeSpec is a node of testdata/vectors.json.
type treeSpec struct {
	Name, Value, Type string
	Relevant          *bool
	Repeat            bool
	Children          []treeSpec
}

func (s treeSpec) grow(n *expr.Node) *expr.Node {
	n.Value, n.Repeat = s.Value, s.Repeat
	n.Type = map[string]expr.Type{"number": expr.Decimal, "boolean": expr.Boolean}[s.Type]
	n.Relevant = s.Relevant == nil || *s.Relevant
	for _, c := range s.Children {
		c.grow(n.Append(c.Name, ""))
	}
	return n
}

type vectors struct {
	Now, Version, UUID string
	Tree               treeSpec
	Instances          map[string]struct {
		Columns []string
		Rows    [][]string
	}
	Labels  map[string]map[string]string
	Vectors []vector
}

type vector struct {
	ID, Expr, Context, Error, Syntax, Language, Started string
	Rand                                                []float64
	Lookup                                              map[string]string
	Steps, Bytes                                        int
	Offered                                             *expr.RepeatSource
	Want                                                struct {
		Type  string
		Value any
	}
}

func readVectors(t testing.TB) vectors {
	t.Helper()
	b, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var all vectors
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// find follows a path such as /data/member[2]/note.
func find(t testing.TB, root *expr.Node, path string) *expr.Node {
	t.Helper()
	n := root
	for _, part := range strings.Split(path, "/")[2:] {
		name, at, _ := strings.Cut(part, "[")
		i := 1
		if at != "" {
			i, _ = strconv.Atoi(strings.TrimSuffix(at, "]"))
		}
		same := n.All(name)
		if i > len(same) {
			t.Fatalf("no %s in the tree", path)
		}
		n = same[i-1]
	}
	return n
}

// pathsOf gives the path of the first node of each name.
func pathsOf(n *expr.Node, into map[string]string) map[string]string {
	if _, known := into[n.Name]; !known {
		into[n.Name] = n.Path()
	}
	for _, c := range n.Children {
		pathsOf(c, into)
	}
	return into
}

func (all vectors) context(t testing.TB, v vector, root *expr.Node) *expr.Context {
	now, err := time.Parse(time.RFC3339, all.Now)
	if err != nil {
		t.Fatal(err)
	}
	names := pathsOf(root, map[string]string{})
	ctx := &expr.Context{
		Node: root, Version: all.Version, Language: v.Language, MaxSteps: v.Steps, MaxBytes: v.Bytes,
		Now: func() time.Time { return now }, Zone: time.FixedZone("", 7*3600), UUID: func() string { return all.UUID },
		Resolve:     func(name string) (string, bool) { p, ok := names[name]; return p, ok },
		ChoiceLabel: func(n *expr.Node, code string) string { return all.Labels[n.Name][code] },
		Instances:   map[string]*expr.Instance{},
	}
	if v.Started != "" {
		if ctx.Started, err = time.Parse(time.RFC3339, v.Started); err != nil {
			t.Fatal(err)
		}
	}
	if v.Context != "" {
		ctx.Node = find(t, root, v.Context)
	}
	i := 0
	ctx.Rand = func() float64 { i++; return v.Rand[i-1] }
	if v.Lookup != nil {
		ctx.Node = nil
		ctx.Lookup = func(name string) (expr.Value, bool) { s, ok := v.Lookup[name]; return expr.TextValue(s), ok }
	}
	for name, in := range all.Instances {
		ctx.Instances[name] = expr.NewInstance(in.Columns, in.Rows)
	}
	return ctx
}

// TestVectors runs the table that server and phone share.
func TestVectors(t *testing.T) {
	all := readVectors(t)
	if len(all.Vectors) < 300 {
		t.Fatalf("%d vectors", len(all.Vectors))
	}
	ids := map[string]bool{}
	root := all.Tree.grow(expr.NewRoot(all.Tree.Name))
	for _, v := range all.Vectors {
		if ids[v.ID] {
			t.Errorf("%s stands twice", v.ID)
		}
		ids[v.ID] = true
		t.Run(v.ID, func(t *testing.T) {
			e, err := expr.Parse(v.Expr)
			if v.Syntax != "" {
				var bad *expr.SyntaxError
				if !errors.As(err, &bad) || bad.Code != v.Syntax || bad.In("vi") == "" || bad.In("en") == "" {
					t.Fatalf("Parse(%s): %v, want %s", v.Expr, err, v.Syntax)
				}
				return
			}
			if err != nil {
				t.Fatalf("Parse(%s): %v", v.Expr, err)
			}
			ctx := all.context(t, v, root)
			got, err := v.eval(e, ctx)
			v.check(t, got, err)
			if bound, err := e.Bind(ctx.Resolve); err == nil && v.Rand == nil {
				ctx.Resolve = nil
				got, err = v.eval(bound, ctx)
				v.check(t, got, err)
			}
		})
	}
}

func (v vector) eval(e *expr.Expr, ctx *expr.Context) (expr.Value, error) {
	if v.Offered == nil {
		return e.Eval(ctx)
	}
	nodes, err := expr.Offered(ctx, *v.Offered, e)
	return expr.NodesValue(nodes...), err
}

func (v vector) check(t *testing.T, got expr.Value, err error) {
	t.Helper()
	if v.Error != "" {
		var bad *expr.EvalError
		if !errors.As(err, &bad) || bad.Code != v.Error || bad.In("vi") == "" || bad.In("en") == "" {
			t.Errorf("%s = %q, %v; want error %s", v.Expr, got.Text(), err, v.Error)
		}
		return
	}
	if err != nil {
		t.Errorf("%s: %v", v.Expr, err)
		return
	}
	if got.Kind().String() != v.Want.Type || !v.fits(got) {
		t.Errorf("%s = %s %q, want %s %v", v.Expr, got.Kind(), got.Text(), v.Want.Type, v.Want.Value)
	}
}

func (v vector) fits(got expr.Value) bool {
	switch want := v.Want.Value.(type) {
	case bool:
		return got.Bool() == want
	case float64:
		return got.Number() == want || math.Abs(got.Number()-want) <= 1e-12*math.Abs(want)
	case string:
		return got.Text() == want
	case []any:
		var texts []any
		for _, n := range got.Nodes() {
			texts = append(texts, expr.NodesValue(n).Text())
		}
		return slices.Equal(texts, want)
	}
	return false
}
