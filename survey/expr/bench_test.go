package expr_test

import (
	"fmt"
	"testing"

	"github.com/khaosat/khaosat/survey/expr"
)

// form is a questionnaire of that many items in pages of 25, every value a small number.
func form(items int) (*expr.Node, func(string) (string, bool)) {
	data, paths := expr.NewRoot("data"), map[string]string{}
	var page *expr.Node
	for i := range items {
		if i%25 == 0 {
			page = data.Append(fmt.Sprintf("page%d", i/25), "")
		}
		n := page.Append(fmt.Sprintf("q%d", i), fmt.Sprint(i%5))
		n.Type = expr.Decimal
		paths[n.Name] = n.Path()
	}
	return data, func(name string) (string, bool) { p, ok := paths[name]; return p, ok }
}

func must(b testing.TB, src string, resolve func(string) (string, bool)) *expr.Expr {
	b.Helper()
	e, err := expr.Parse(src)
	if err == nil && resolve != nil {
		e, err = e.Bind(resolve)
	}
	if err != nil {
		b.Fatal(err)
	}
	return e
}

func BenchmarkEval(b *testing.B) {
	data, resolve := form(1000)
	ctx := &expr.Context{Node: data.At("page1", "q30")}
	for _, c := range []struct{ name, src string }{
		{"relevance", "${q500} >= 3 and selected(${q3}, '3')"},
		{"constraint", ". >= 0 and . <= 150"},
		{"sum-of-5", "${q1} + ${q2} + ${q3} + ${q4} + ${q5}"},
		{"regex", "regex(${q1}, '[0-9]{1,3}')"},
		{"if-concat", "if(${q1} = 1, concat(${q2}, '-', ${q3}), '')"},
		{"date", "difference-in-months('1984-03-10', '2025-06-30') div 12"},
	} {
		e := must(b, c.src, resolve)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Eval(ctx); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkForm is one pass over all calculations of a large form, what a changed answer costs at most.
func BenchmarkForm(b *testing.B) {
	data, resolve := form(1000)
	var all []*expr.Expr
	var nodes []*expr.Node
	for i := range 300 {
		all = append(all, must(b,
			fmt.Sprintf("if(${q%d} > 2 and ${q%d} != '', round((${q%d} + ${q%d}) div 2, 1), coalesce(${q%d}, 0))",
				i, i+100, i+200, i+300, i+400), resolve))
		path, _ := resolve(fmt.Sprintf("q%d", i+600))
		nodes = append(nodes, data.At(fmt.Sprintf("page%d", (i+600)/25), path[len(path)-4:]))
	}
	b.ReportAllocs()
	for b.Loop() {
		for i, e := range all {
			v, err := e.Eval(&expr.Context{Node: nodes[i]})
			if err != nil {
				b.Fatal(err)
			}
			nodes[i].Set(v)
		}
	}
}

// BenchmarkChoiceFilter filters a list of 10,000 communes by district, as one types.
func BenchmarkChoiceFilter(b *testing.B) {
	var rows [][]string
	for i := range 10_000 {
		rows = append(rows, []string{fmt.Sprintf("c%d", i), fmt.Sprintf("Xã %d", i), fmt.Sprintf("d%d", i%100)})
	}
	list := expr.NewInstance([]string{"name", "label", "district"}, rows)
	data := expr.NewRoot("data")
	data.Append("d", "d7")
	ctx := &expr.Context{Node: data.Append("c", ""), Instances: map[string]*expr.Instance{"communes": list}}
	e := must(b, "instance('communes')/root/item[district = ${d}]",
		func(n string) (string, bool) { return "/data/" + n, true })
	b.ReportAllocs()
	for b.Loop() {
		if v, err := e.Eval(ctx); err != nil || v.Len() != 100 {
			b.Fatal(v.Len(), err)
		}
	}
}

// BenchmarkFilterRow is one row of a table filter.
func BenchmarkFilterRow(b *testing.B) {
	e := must(b, "district = 'D1' and score >= 5", nil)
	row := map[string]expr.Value{"district": expr.TextValue("D1"), "score": expr.TextValue("7")}
	ctx := &expr.Context{Lookup: func(name string) (expr.Value, bool) { v, ok := row[name]; return v, ok }}
	b.ReportAllocs()
	for b.Loop() {
		if v, err := e.Eval(ctx); err != nil || !v.Bool() {
			b.Fatal(v, err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := expr.Parse("if(${q1} > 2 and selected(${q2}, 'a'), round(${q3} div 2, 1), coalesce(../q4, 0))"); err != nil {
			b.Fatal(err)
		}
	}
}
