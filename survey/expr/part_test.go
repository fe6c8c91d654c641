package expr_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey/expr"
)

// outline writes an expression down from its parts.
func outline(e *expr.Expr) string {
	if v, ok := e.Literal(); ok {
		return v.Text()
	}
	var parts []string
	for _, p := range e.Parts() {
		parts = append(parts, outline(p))
	}
	return strings.TrimSpace(e.Operator()+" "+e.Name()) + "(" + strings.Join(parts, ", ") + ")"
}

func TestParts(t *testing.T) {
	for src, want := range map[string]string{
		"${a} = 'x' and not(${b} > 3) and .. = 1": "and(=(ref a(), x), call not(>(ref b(), 3)), =(path(), 1))",
		"-${a} + 2 * 3": "+(neg(ref a()), *(2, 3))",
		"instance('l')/root/item[name = ${a}][1]/label":      "path(call instance(l), =(path(), ref a()), 1)",
		"if(selected(., 'k'), count(${r}), coalesce('', 5))": "call if(call selected(path(), k), call count(ref r()), call coalesce(, 5))",
	} {
		e, err := expr.Parse(src)
		if err != nil {
			t.Fatal(err)
		}
		if got := outline(e); got != want {
			t.Errorf("%s\n got %s\nwant %s", src, got, want)
		}
	}
}

// TestExampleFitsItsPattern draws texts for patterns that questionnaires use and asks regex itself.
func TestExampleFitsItsPattern(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, pattern := range []string{`[0-9]{10}`, `^0[35789][0-9]{8}$`, `\d{3}-\d{4}`, `[A-Za-zÀ-ỹ ]+`,
		`^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,4}$`,
		`(Nam|Nữ)`, `.{5,20}`, `[^0-9]*`, `\p{L}+(\s\p{L}+)*`, `(?i)yes|no`, `[Ѐ-ӿ]{3}`} {
		e, err := expr.Parse("regex(., '" + pattern + "')")
		if err != nil {
			t.Fatal(err)
		}
		var seen []string
		for range 20 {
			text, ok := e.Example(rng.IntN)
			if !ok {
				continue
			}
			if v, err := e.Eval(&expr.Context{Node: &expr.Node{Name: "q", Value: text, Relevant: true}}); err != nil ||
				!v.Bool() {
				t.Errorf("%s does not fit %q, %v", pattern, text, err)
			}
			if !slices.Contains(seen, text) {
				seen = append(seen, text)
			}
		}
		if len(seen) < 2 {
			t.Errorf("%s has only the examples %q", pattern, seen)
		}
	}
	e, err := expr.Parse("'a'")
	if err != nil {
		t.Fatal(err)
	}
	if text, ok := e.Example(rng.IntN); ok {
		t.Errorf("an expression without a pattern has the example %q", text)
	}
}
