package expr_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/khaosat/khaosat/survey/expr"
)

func seed(f *testing.F) {
	for _, v := range readVectors(f).Vectors {
		if len(v.Expr) < 300 {
			f.Add(v.Expr)
		}
	}
	f.Add("${tuổi}>=18 and selected(${nghề},'nông dân') or not(. <> 'x')")
	f.Add("instance(“list”)/root/item[id=${existing}]/label")
	f.Add("(A//A)") // from here on found by fuzzing
	f.Add("#%!")
	f.Add(strings.Repeat("(", 250) + strings.Repeat("[", 250))
}

// FuzzParse: whatever the source, Parse gives an expression that can be bound, asked and written, or an error that says
// where and what, in both languages.
func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, src string) {
		e, err := expr.Parse(src)
		if err != nil {
			var bad *expr.SyntaxError
			if !errors.As(err, &bad) || bad.Code == "" || bad.In("vi") == "" || bad.In("en") == "" || bad.Offset < 0 ||
				bad.Offset > utf8.RuneCountInString(src) {
				t.Fatalf("%#v", err)
			}
			if strings.Contains(bad.In("vi")+bad.In("en"), "%!") && !strings.Contains(src, "%!") {
				t.Fatalf("bad format: %s / %s", bad.In("vi"), bad.In("en"))
			}
			return
		}
		if e.String() != src {
			t.Errorf("String() = %q", e.String())
		}
		b, err := e.JSON()
		if err != nil || !json.Valid(b) {
			t.Fatalf("JSON: %v %s", err, b)
		}
		for _, r := range e.Refs() {
			if r.Offset < 0 || r.Offset >= utf8.RuneCountInString(src) || r.Name == "" && r.Path == "" {
				t.Errorf("%+v in %q", r, src)
			}
		}
		if _, err := e.Bind(func(n string) (string, bool) { return "/data/" + n, true }); err != nil {
			t.Error(err)
		}
		e.Names()
		e.Volatile()
	})
}

// FuzzEval: an expression that parses gives a value or an *EvalError within its budget, and the same value again.
func FuzzEval(f *testing.F) {
	seed(f)
	all := readVectors(f)
	f.Fuzz(func(t *testing.T, src string) {
		e, err := expr.Parse(src)
		if err != nil {
			return
		}
		root := all.Tree.grow(expr.NewRoot(all.Tree.Name))
		ctx := all.context(t, vector{Context: "/data/member[2]/note"}, root)
		ctx.Rand, ctx.MaxSteps, ctx.MaxBytes = func() float64 { return 0.5 }, 20_000, 10_000
		first, err := e.Eval(ctx)
		var bad *expr.EvalError
		if err != nil && (!errors.As(err, &bad) || bad.Code == "" || bad.In("vi") == "" || bad.In("en") == "" ||
			strings.Contains(bad.In("vi")+bad.In("en"), "%!") && !strings.Contains(src, "%!")) {
			t.Fatalf("%#v", err)
		}
		second, again := e.Eval(ctx)
		if (err == nil) != (again == nil) || first.Text() != second.Text() || first.Kind() != second.Kind() {
			t.Errorf("%q gives %q, then %q", src, first.Text(), second.Text())
		}
		bound, err := e.Bind(ctx.Resolve)
		if err == nil {
			if third, err := bound.Eval(ctx); err == nil && third.Text() != first.Text() {
				t.Errorf("%q gives %q, bound %q", src, first.Text(), third.Text())
			}
		}
	})
}
