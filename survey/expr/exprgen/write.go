package exprgen

import (
	"fmt"
	"strings"
)

// any writes an expression of a random type with at most depth levels.
func (g *generator) any(depth int) string {
	return g.one(depth, g.number, g.text, g.condition, g.nodes)
}

func (g *generator) one(depth int, writers ...func(int) string) string {
	return writers[g.IntN(len(writers))](depth)
}

func (g *generator) pick(list ...string) string { return list[g.IntN(len(list))] }

func (g *generator) item(kinds ...string) string {
	names := g.names[g.pick(kinds...)]
	return "${" + names[g.IntN(len(names))] + "}"
}

// number writes an expression that gives a number, or something that counts as one.
func (g *generator) number(depth int) string {
	if depth <= 0 {
		return g.pick(g.item("num"), g.item("num", "text", "bool", "date"), "0", "1", "2.5", "12", "'3'", "''",
			"1 div 0")
	}
	a, b := func() string { return g.number(depth - 1) }, func() string { return g.number(depth - 2) }
	t, c := func() string { return g.text(depth - 1) }, func() string { return g.condition(depth - 1) }
	switch g.IntN(22) {
	case 0:
		return "(" + a() + g.pick(" + ", " - ", " * ", " div ", " mod ") + b() + ")"
	case 1:
		return a() + g.pick(" + ", " - ", " * ") + b() + g.pick(" + ", " - ", " * ") + b()
	case 2:
		return "-" + a()
	case 3:
		return "round(" + a() + ", " + g.pick("0", "1", "2", "-1", "-2", b()) + ")"
	case 4:
		return g.pick("int", "floor", "ceiling", "abs", "round", "number") + "(" + a() + ")"
	case 5: // the last digit of these is the business of the machine
		return "round(" + g.pick("sqrt", "exp", "log", "log10", "sin", "cos", "tan", "atan", "exp10") + "(" + a() +
			" mod 10), 6)"
	case 6:
		return "round(pow(" + b() + " mod 5, " + g.pick("2", "3", "0.5", "-1") + "), 6)"
	case 7:
		return "count(" + g.nodes(depth-1) + ")"
	case 8:
		return g.pick("sum", "count-non-empty") + "(" + g.nodes(depth-1) + ")"
	case 9:
		return g.pick("min", "max") + "(" + g.nodes(depth-1) + ")"
	case 10:
		return g.pick("min", "max") + "(" + a() + ", " + b() + ", " + b() + ")"
	case 11:
		return "string-length(" + t() + ")"
	case 12:
		return "count-selected(" + g.item("many", "text") + ")"
	case 13:
		return g.pick("position(..)", "position()", "index()", "last()", "position("+g.nodes(depth-1)+")")
	case 14:
		return "if(" + c() + ", " + a() + ", " + b() + ")"
	case 15:
		return "number(" + t() + ")"
	case 16:
		return "decimal-date-time(" + g.date(depth-1) + ")"
	case 17:
		return g.pick("difference-in-days", "difference-in-months", "cht:difference-in-weeks",
			"cht:difference-in-years") + "(" + g.date(depth-1) + ", " + g.date(depth-2) + ")"
	case 18:
		return "(" + g.date(depth-1) + " - " + g.date(depth-2) + ")"
	case 19:
		return "coalesce(" + a() + ", " + b() + ")"
	case 20:
		return "decimal-time(" + g.date(depth-1) + ")"
	}
	return "count-items(" + g.pick("' '", "','", "''") + ", " + t() + ")"
}

// text writes an expression that gives a text, or something that has one.
func (g *generator) text(depth int) string {
	if depth <= 0 {
		return g.pick(g.item("text"), g.item("code", "many", "date", "bool"), g.item("num"), "'a'", "''", "'Điện'",
			"\"it's\"", "' b '", "'5'")
	}
	a, b := func() string { return g.text(depth - 1) }, func() string { return g.text(depth - 2) }
	n := func() string { return g.number(depth - 2) }
	switch g.IntN(22) {
	case 0:
		return "concat(" + a() + ", " + b() + ", " + n() + ")"
	case 1:
		return "concat(" + g.nodes(depth-1) + ")"
	case 2:
		return "join(" + g.pick("', '", "''") + ", " + g.nodes(depth-1) + ")"
	case 3:
		return "substr(" + a() + ", " + n() + g.pick("", ", "+n()) + ")"
	case 4:
		return "substring(" + a() + ", " + n() + g.pick("", ", "+n()) + ")"
	case 5:
		return g.pick("substring-before", "substring-after") + "(" + a() + ", " + b() + ")"
	case 6:
		return g.pick("normalize-space", "trim", "string") + "(" + a() + ")"
	case 7:
		return "translate(" + a() + ", " + g.pick("'aĐ5'", b()) + ", " + g.pick("'x'", "''", b()) + ")"
	case 8:
		return "selected-at(" + g.item("many", "text") + ", " + n() + ")"
	case 9:
		return "jr:choice-name(" + g.pick("'a'", a()) + ", '" + g.item("code", "many") + "')"
	case 10:
		return "if(" + g.condition(depth-1) + ", " + a() + ", " + b() + ")"
	case 11:
		return "coalesce(" + a() + ", " + b() + ")"
	case 12:
		return "string(" + g.number(depth-1) + ")"
	case 13:
		return "format-date-time(" + g.date(depth-1) + ", '" +
			g.pick("%d/%m/%Y", "%e %b %y", "%H:%M:%S.%3", "%a %W %n %h %q 100%%") + "')"
	case 14:
		return "once(" + a() + ")"
	case 15:
		return "digest(" + a() + ", '" + g.pick("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512") + "'" +
			g.pick("", ", 'hex'") + ")"
	case 16:
		return "pulldata('list', '" + g.pick("label", "name", "none") + "', '" + g.pick("parent", "size", "none") +
			"', " + b() + ")"
	case 17:
		return "item-at(" + g.pick("'|'", "','", "' '") + ", " + a() + ", " + n() + ")"
	case 18:
		return "string(" + g.condition(depth-1) + ")"
	case 19:
		return g.date(depth - 1)
	case 20:
		return "name(" + g.nodes(depth-1) + ")"
	}
	return "base64-decode(" + g.pick("'xJBp4buHbg=='", a()) + ")"
}

// date writes an expression that gives a date, a date-time or no date.
func (g *generator) date(depth int) string {
	if depth <= 0 {
		return g.pick(g.item("date"), g.item("date"), "today()", "now()", "'2025-02-28'", "''")
	}
	switch g.IntN(5) {
	case 0:
		return "date(" + g.pick(g.number(depth-1)+" + 0", g.date(depth-1)) + ")"
	case 1:
		return "date-time(" + g.pick(g.number(depth-1)+" + 0", g.date(depth-1)) + ")"
	case 2:
		return "date(concat('2025-', " + g.number(depth-2) + ", '-', " + g.number(depth-2) + "))"
	case 3:
		return "date-time(decimal-date-time(" + g.date(depth-1) + ") + " + g.pick("0.25", "3", "-400") + ")"
	}
	return g.date(0)
}

// condition writes an expression that gives a truth value, or something that has one.
func (g *generator) condition(depth int) string {
	if depth <= 0 {
		return g.pick("true()", "false()", g.item("bool"), g.item("num", "text"), "selected("+g.item("many")+", 'a')",
			g.item("num")+" > 1", g.item("code")+" = 'a'")
	}
	operand := func() string { return g.one(depth-1, g.number, g.text, g.condition, g.nodes, g.date) }
	switch g.IntN(11) {
	case 0, 1:
		return "(" + g.condition(depth-1) + g.pick(" and ", " or ") + g.condition(depth-1) + ")"
	case 2:
		return "not(" + g.condition(depth-1) + ")"
	case 3, 4, 5:
		return "(" + operand() + g.pick(" = ", " != ", " < ", " <= ", " > ", " >= ") + operand() + ")"
	case 6:
		return g.pick("contains", "starts-with", "ends-with", "selected") + "(" + g.text(depth-1) + ", " +
			g.text(depth-2) + ")"
	case 7:
		return "regex(" + g.text(depth-1) + ", '" + g.pick(patterns...) + "')"
	case 8:
		return "checklist(" + g.pick("-1", "1", "2") + ", " + g.pick("-1", "2") + ", " + g.condition(depth-1) + ", " +
			g.condition(depth-2) + ")"
	case 9:
		return "weighted-checklist(0, 3, " + g.condition(depth-1) + ", " + g.number(depth-2) + ", " +
			g.condition(depth-2) + ", 1.5)"
	}
	return g.pick("boolean", "boolean-from-string") + "(" + operand() + ")"
}

var patterns = []string{
	`[0-9]{10}`, `\d*`, `[a-zĐđ ]+`, `\p{L}+(\s\p{L}+)*`, `(?i)[a-c]*|điện.*`, `.*[^0-9].*`, `(?=.*\d).{2,}`,
	`(a|b|ab)*`, `[\w.-]+`, `\S+\b.*`, `(?!true).*`, `[\p{Lu}&&[^Đ]].*`,
}

// nodes writes an expression that gives a node-set.
func (g *generator) nodes(depth int) string {
	item := func() string { return g.item(kinds...) }
	if depth <= 0 {
		return g.pick(item(), item(), ".", "..", "../*", "current()", "current()/..")
	}
	where := func() string { return "[" + g.predicate(depth-1) + "]" }
	switch g.IntN(14) {
	case 0:
		return "/data/member" + where() + "/" + g.pick("m_num1", "m_text1", "*", "toy", "toy/t_num1", "..")
	case 1:
		return g.pick("//m_num1", "//t_code1", "//toy", "//*", "/data//m_date1", "//member//t_num2")
	case 2:
		return "${member}" + where()
	case 3:
		return item() + where()
	case 4:
		return "instance('list')/root/item[parent = " + g.text(depth-1) + "]/" + g.pick("name", "size", "label")
	case 5:
		return "instance('list')/root/item" + where() + g.pick("", "/size")
	case 6:
		return "(" + g.nodes(depth-1) + " | " + g.nodes(depth-2) + ")"
	case 7:
		return "../" + g.pick("..", ".", "*", "m_num1", "q_text1", "t_code1")
	case 8:
		return "indexed-repeat(" + g.pick("${m_num1}", "${m_text2}", "${t_num1}") + ", ${member}, " +
			g.number(depth-1) + ")"
	case 9:
		return "indexed-repeat(${t_text1}, ${member}, " + g.pick("1", "2", g.number(depth-2)) + ", ${toy}, " +
			g.pick("1", "2") + ")"
	case 10:
		return "randomize(" + g.nodes(depth-1) + ", " + fmt.Sprint(g.IntN(100)) + ")"
	case 11:
		return "/data/" + g.pick("q_num1", "group/g_text1", "member/m_num2", "member/toy/t_date1", "none")
	case 12:
		return "(" + g.nodes(depth-1) + ")[" + g.pick("1", "2", "last()", g.predicate(depth-2)) + "]"
	}
	return g.pick("${toy}", "${group}", "${member}") + "/" + g.pick("*", "..", "m_num1", "t_num1", "g_code1")
}

// predicate writes what stands in [ ].
func (g *generator) predicate(depth int) string {
	return strings.TrimSpace(g.pick(
		g.condition(depth), "position() = "+g.pick("1", "2", "last()"), g.pick("1", "2", "last()", "3 - 1"),
		". = "+g.text(depth-1),
		g.pick("m_num1", "t_num1", "size", ".")+" >= "+g.number(depth-1),
		g.pick("m_code1", "parent")+" = current()/../"+g.pick("q_code1", "m_code1"),
		"position() != "+g.number(depth-1), "m_text1 != ''",
	))
}
