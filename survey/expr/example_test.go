package expr_test

import (
	"errors"
	"fmt"

	"github.com/khaosat/khaosat/survey/expr"
)

// A condition of a questionnaire: parsed and bound to the form once, evaluated for each response.
func Example() {
	adult, err := expr.Parse("${age} >= 18 and selected(${tools}, 'phone')")
	if err != nil {
		fmt.Println(err)
		return
	}
	paths := map[string]string{"age": "/data/age", "tools": "/data/group/tools"}
	adult, err = adult.Bind(func(name string) (string, bool) { p, ok := paths[name]; return p, ok })
	if err != nil {
		fmt.Println(err)
		return
	}
	data := expr.NewRoot("data")
	data.Append("age", "41").Type = expr.Decimal
	data.Append("group", "").Append("tools", "radio phone")
	here := data.Append("next", "")

	v, err := adult.Eval(&expr.Context{Node: here})
	fmt.Println(v.Bool(), err)
	// Output: true <nil>
}

// An error says where, and what to write instead.
func ExampleParse() {
	_, err := expr.Parse("${tuoi} == 18")
	var bad *expr.SyntaxError
	if errors.As(err, &bad) {
		fmt.Println(bad.Offset, bad.Code)
		fmt.Println(bad.In("vi"))
		fmt.Println(bad.In("en"))
	}
	// Output:
	// 8 operator.double-equals
	// Dùng “=” thay cho “==”.
	// Use “=” in place of “==”.
}

// Rows of a table need no tree: bare names and ${name} are looked up.
func ExampleContext_lookup() {
	filter, _ := expr.Parse("district = 'D1' and score >= 5")
	for _, row := range []map[string]string{{"district": "D1", "score": "7"}, {"district": "D2", "score": "9"}} {
		v, err := filter.Eval(&expr.Context{Lookup: func(name string) (expr.Value, bool) {
			s, ok := row[name]
			return expr.TextValue(s), ok
		}})
		fmt.Println(v.Bool(), err)
	}
	// Output:
	// true <nil>
	// false <nil>
}

// A choice filter: bare names are columns of the list, ${name} belongs to the item that asks.
func ExampleExpr_Filter() {
	communes := expr.NewInstance([]string{"name", "district"}, [][]string{{"c1", "d1"}, {"c2", "d2"}, {"c3", "d1"}})
	data := expr.NewRoot("data")
	data.Append("district", "d1")
	filter, _ := expr.Parse("district = ${district}")
	items, err := filter.Filter(&expr.Context{
		Node:    data.Append("commune", ""),
		Resolve: func(name string) (string, bool) { return "/data/" + name, true },
	}, communes)
	for _, item := range items {
		fmt.Println(item.Child("name").Value)
	}
	fmt.Println(err)
	// Output:
	// c1
	// c3
	// <nil>
}
