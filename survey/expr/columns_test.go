package expr_test

import (
	"fmt"
	"testing"

	"github.com/khaosat/khaosat/survey/expr"
)

func TestColumnsOfListsAndFiles(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"pulldata('pd', 'tenxa', 'maxa', ${xa})", "[{pd tenxa} {pd maxa}]"},
		{"instance('xa')/root/item[name = ${x} and dan > 5]/huyen", "[{xa huyen} {xa name} {xa dan}]"},
		{"instance('xa')/root/item[huyen = current()/../h]/name = instance('h')/root/item[1]/label",
			"[{xa name} {xa huyen} {h label}]"},
		{"instance('xa')/root/item[name = instance('y')/root/item[a = 1]/b]/c", "[{xa c} {xa name} {y b} {y a}]"},
		{"count(instance('xa')/root/item)", "[]"},
		{"instance('contact-summary')/context/tuoi", "[]"},
		{"pulldata(${f}, 'a', 'b', 1)", "[]"},
	} {
		e, err := expr.Parse(c.src)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(e.Columns()); got != c.want {
			t.Errorf("%s reads %s, want %s", c.src, got, c.want)
		}
	}
}
