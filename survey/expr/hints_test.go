package expr_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey/expr"
)

// What authors get wrong, with the words that must be in the message: the place and the likely fix.
func TestMistakesNameTheirFix(t *testing.T) {
	for _, c := range []struct {
		src    string
		offset int
		token  string
		fix    string // in both languages
	}{
		{"${tuoi} == 18", 8, "==", "“=”"},
		{"${a} = 1 && ${b} = 2", 9, "&&", "“and”"},
		{"${a} = 1 || ${b} = 2", 9, "||", "“or”"},
		{"${a} <> 'x'", 5, "<>", "“!=”"},
		{"${a} => 5", 5, "=>", "“>=”"},
		{"${a} ≥ 5", 5, "≥", "“>=”"},
		{"${a} – 5", 5, "–", "“-”"},
		{"${a} AND ${b}", 5, "AND", "“and”"},
		{"slected(${a}, 'x')", 0, "slected", "selected"},
		{"IF(1, 2, 3)", 0, "IF", "if"},
		{"cuont(${a})", 0, "cuont", "count"},
		{"length(${a}) > 5", 0, "length", "string-length"},
		{"average(${a})", 0, "average", "sum(…) div count(…)"},
		{"choice-name(${a}, '${a}')", 0, "choice-name", "jr:choice-name"},
		{"counts-selected(${a})", 0, "counts-selected", "count-selected"},
		{"${a} > 5 % 2", 9, "%", "mod"},
		{"${a} / 100", 7, "/", "div"},
		{"${tuoi > 18", 0, "${tuoi ", "}"},
		{"$tuoi > 18", 0, "$tuoi", "${"},
		{"${ tuoi } > 18", 0, "${ tuoi }", "${tuoi}"},
		{"> 18", 0, ">", ". >"},
		{"if(${a}; 1; 2)", 7, ";", "“,”"},
		{"if(${a} > 1, 'x')", 0, "if", "if(condition, then, else)"},
		{"concat('a', 'b'", 6, "(", ")"},
		{"${a} = 'x", 7, "'x", "'"},
		{"${a} = Hà Nội", 10, "Nội", "'…'"},
		{"date('30/04/1975')", 5, "30/04/1975", "'2025-07-01'"},
		{"regex(., '[0-9')", 10, "[0-9", "]"},
		{"regex(., '^[^@]+@\\1$')", 17, `\1`, `\1`},
		{"plug-in-metadata(${a})", 0, "plug-in-metadata", "SurveyCTO"},
		{"count('a')", 6, "", "${"},
	} {
		_, err := expr.Parse(c.src)
		var bad *expr.SyntaxError
		if !errors.As(err, &bad) {
			t.Errorf("Parse(%s): %v", c.src, err)
			continue
		}
		if bad.Offset != c.offset || bad.Token != c.token {
			t.Errorf("%s: at %d %q, want %d %q", c.src, bad.Offset, bad.Token, c.offset, c.token)
		}
		if !strings.Contains(bad.In("vi"), c.fix) || !strings.Contains(bad.In("en"), c.fix) ||
			bad.In("vi") == bad.In("en") {
			t.Errorf("%s: %s / %s: want %s in both", c.src, bad.In("vi"), bad.In("en"), c.fix)
		}
	}
}

func TestTypographicQuotesCountAsStraight(t *testing.T) {
	for _, src := range []string{"${a}=’x’", "${a}=“x”", "${a}=‘x'", "'x' = ${a}"} {
		e, err := expr.Parse(src)
		if err != nil {
			t.Errorf("Parse(%s): %v", src, err)
			continue
		}
		data := expr.NewRoot("data")
		data.Append("a", "x")
		v, err := e.Eval(&expr.Context{Node: data, Resolve: func(string) (string, bool) { return "/data/a", true }})
		if err != nil || !v.Bool() || e.String() != src {
			t.Errorf("%s = %v, %v; String() = %s", src, v.Bool(), err, e)
		}
	}
}

// Names and texts typed with loose tone marks (NFD) mean the same as composed ones.
func TestLooseToneMarks(t *testing.T) {
	e := must(t, "${tuo\u0302\u0309i} = 'Đie\u0302\u0323n'", nil)
	if r := e.Refs()[0].Name; r != "tuổi" {
		t.Errorf("name %q", r)
	}
	v, err := e.Eval(&expr.Context{Lookup: func(string) (expr.Value, bool) { return expr.TextValue("Điện"), true }})
	if err != nil || !v.Bool() {
		t.Error(v.Bool(), err)
	}
}
