package expr

import (
	"slices"
	"strings"
)

const (
	maxNesting = 200  // brackets inside brackets
	maxDepth   = 1000 // levels of the finished tree; a chain a - b - c … adds one level for each operator, a sum none
)

// Expr is a compiled expression: immutable, safe for concurrent use.
type Expr struct {
	src string
	top *term
}

// Parse reads the XLSForm dialect of XPath 1.0 with the functions of ODK. Typographic quotes count as straight ones, as
// for pyxform. An error is a *SyntaxError.
func Parse(src string) (*Expr, error) {
	if len(src) > MaxSource {
		return nil, fault(0, "", "source.too-long", "kb", MaxSource>>10)
	}
	runes, _ := straighten(src)
	ts, bad := tokens(runes)
	if bad != nil {
		return nil, bad
	}
	p := &parser{ts: ts, src: runes}
	if p.peek().kind == tokEnd {
		return nil, fault(0, "", "source.empty")
	}
	t := p.or()
	if p.bad == nil && p.peek().kind != tokEnd {
		p.leftOver()
	}
	if p.bad == nil && t.depth() > maxDepth {
		p.fail(fault(0, "", "source.too-deep"))
	}
	if p.bad != nil {
		return nil, p.bad
	}
	return &Expr{src: src, top: t}, nil
}

// ParseIn is Parse for a form whose root ODK also calls by other names: a path that begins with one of them,
// /name/group/a, is read as /data/group/a.
func ParseIn(src string, roots ...string) (*Expr, error) {
	e, err := Parse(src)
	if err != nil {
		return nil, err
	}
	e.top.each(func(t *term) bool {
		if t.op == opPath && t.from == fromRoot && len(t.steps) > 0 && t.steps[0].axis == axisChild &&
			slices.Contains(roots, t.steps[0].name) {
			t.steps[0].name = rootName
		}
		return true
	})
	return e, nil
}

// rootName is the root's own name.
const rootName = "data"

// String is the source as it was given to Parse.
func (e *Expr) String() string { return e.src }

// parser is a recursive descent over tokens. The first error stays in bad and ends the descent.
type parser struct {
	src  []rune
	ts   []token
	i    int
	deep int
	bad  *SyntaxError
}

func (p *parser) peek() token { return p.ts[p.i] }

func (p *parser) take() token {
	t := p.ts[p.i]
	if t.kind != tokEnd {
		p.i++
	}
	return t
}

func (p *parser) is(text string) bool {
	t := p.peek()
	return (t.kind == tokPunct || t.kind == tokOp) && t.text == text
}

func (p *parser) accept(text string) bool {
	if p.bad == nil && p.is(text) {
		p.i++
		return true
	}
	return false
}

func (p *parser) fail(e *SyntaxError) *term {
	if p.bad == nil {
		p.bad = e
	}
	return &term{}
}

// levels are the binary operators from weak to strong.
var levels = []map[string]op{
	{"or": opOr},
	{"and": opAnd},
	{"=": opEqual, "!=": opNot},
	{"<": opLess, "<=": opAtMost, ">": opMore, ">=": opAtLeast},
	{"+": opAdd, "-": opSub},
	{"*": opMul, "div": opDiv, "mod": opMod},
}

// or reads a whole expression.
func (p *parser) or() *term {
	if p.deep++; p.deep > maxNesting {
		at := p.peek().at
		return p.fail(fault(at, "", "source.too-deep:brackets_nested", "most", maxNesting))
	}
	t := p.binary(0)
	p.deep--
	return t
}

// binary reads a left-associative chain. and, or and + become one term with many arguments, so that a long sum is flat.
func (p *parser) binary(level int) *term {
	if level == len(levels) {
		return p.unary()
	}
	left := p.binary(level + 1)
	for chained := false; p.bad == nil; {
		o, ok := levels[level][p.peek().text]
		if !ok || p.peek().kind != tokOp {
			break
		}
		sign := p.take()
		right := p.binary(level + 1)
		if left.op == o && chained && (o == opAnd || o == opOr || o == opAdd) {
			left.args = append(left.args, right)
			continue
		}
		chained = true
		left = &term{op: o, at: sign.at, args: []*term{left, right}}
	}
	return left
}

func (p *parser) unary() *term {
	if t := p.peek(); p.accept("-") {
		if p.deep++; p.deep > maxNesting {
			return p.fail(fault(t.at, "-", "source.too-deep:too_many"))
		}
		arg := p.unary()
		p.deep--
		return &term{op: opNegate, at: t.at, args: []*term{arg}}
	}
	t := p.path()
	if !p.is("|") || p.bad != nil {
		return t
	}
	union := &term{op: opUnion, at: p.peek().at, args: []*term{p.nodes(t)}}
	for p.accept("|") {
		union.args = append(union.args, p.nodes(p.path()))
	}
	return union
}

// nodes asks for a term that can give a node-set.
func (p *parser) nodes(t *term) *term {
	if p.bad == nil && !t.givesNodes() {
		return p.fail(fault(t.at, "", "argument.nodes"))
	}
	return t
}

func (t *term) givesNodes() bool {
	return t.op == opRef || t.op == opPath || t.op == opUnion || t.op == opCall && t.fn.nodes
}

// path reads a location path, or a primary expression with what follows it: predicates and steps.
func (p *parser) path() *term {
	if p.bad != nil {
		return &term{}
	}
	t := p.peek()
	switch {
	case t.kind == tokPunct && (t.text == "/" || t.text == "//"):
		path := &term{op: opPath, at: t.at, from: fromRoot}
		if p.take(); t.text == "//" {
			path.steps = append(path.steps, step{axis: axisDeep})
		} else if !p.startsStep() {
			return path
		}
		return p.steps(path)
	case p.startsStep():
		return p.steps(&term{op: opPath, at: t.at, from: fromItem})
	}
	prim := p.primary()
	if p.bad != nil || !p.is("[") && !p.is("/") && !p.is("//") {
		return prim
	}
	path := &term{op: opPath, at: prim.at, from: fromTerm, args: []*term{p.nodes(prim)}}
	if p.is("[") {
		path.steps = append(path.steps, step{axis: axisSelf, name: "()", where: p.predicates()})
	}
	if p.bad == nil && (p.is("/") || p.is("//")) {
		if p.take().text == "//" {
			path.steps = append(path.steps, step{axis: axisDeep})
		}
		return p.steps(path)
	}
	return path
}

// startsStep tells whether a location step begins here: a name that is not a call, "*", ".", "..", "@", axis::.
func (p *parser) startsStep() bool {
	switch t := p.peek(); t.kind {
	case tokName:
		following := p.ts[p.i+1]
		call := following.kind == tokPunct && following.text == "("
		return !call || t.text == "node" || t.text == "text"
	case tokAxis:
		return true
	case tokPunct:
		return t.text == "." || t.text == ".." || t.text == "@"
	}
	return false
}

// steps reads step (/ step)* into path.
func (p *parser) steps(path *term) *term {
	for {
		if !p.step(path) {
			return path
		}
		if p.accept("//") {
			path.steps = append(path.steps, step{axis: axisDeep})
		} else if !p.accept("/") {
			return path
		}
	}
}

func (p *parser) step(path *term) bool {
	t := p.take()
	var s step
	switch {
	case t.kind == tokPunct && t.text == ".":
		s.axis = axisSelf
	case t.kind == tokPunct && t.text == "..":
		s.axis = axisParent
	case t.kind == tokAxis:
		ax, ok := map[string]axis{"child": axisChild, "parent": axisParent, "self": axisSelf}[t.text]
		name := p.take()
		if !ok || name.kind != tokName {
			p.fail(fault(t.at, t.text+"::", "path.axis", "token", t.text))
			return false
		}
		s.axis, s.name = ax, name.text
		p.nodeTest(&s, name)
	case t.kind == tokName:
		s.axis, s.name = axisChild, t.text
		p.nodeTest(&s, t)
	case t.kind == tokPunct && t.text == "@":
		p.fail(fault(t.at, "@", "path.attribute"))
		return false
	default:
		p.fail(p.slash(t))
		return false
	}
	s.where = p.predicates()
	path.steps = append(path.steps, s)
	return p.bad == nil
}

// nodeTest reads the "()" of node() and text(): node() takes any name, text() is the item itself.
func (p *parser) nodeTest(s *step, name token) {
	if (name.text != "node" && name.text != "text") || !p.is("(") {
		return
	}
	p.take()
	if !p.accept(")") {
		p.fail(p.unclosed(p.peek()))
	}
	s.name = "*"
	if name.text == "text" {
		s.axis, s.name = axisSelf, ""
	}
}

// slash explains a "/" that is not followed by a name: nearly always meant as a division.
func (p *parser) slash(t token) *SyntaxError {
	if t.kind == tokRef || t.kind == tokNumber || t.kind == tokPunct && t.text == "(" {
		return fault(t.at, "/", "operator.slash")
	}
	return fault(t.at, t.text, "path.step")
}

func (p *parser) predicates() []*term {
	var out []*term
	for p.bad == nil && p.is("[") {
		open := p.take()
		out = append(out, p.or())
		if p.bad == nil && !p.accept("]") {
			p.fail(fault(open.at, "[", "bracket.unclosed"))
		}
	}
	return out
}

// primary reads a literal, ${name}, a call or an expression in brackets.
func (p *parser) primary() *term {
	t := p.peek()
	switch {
	case t.kind == tokText:
		p.take()
		return &term{op: opText, at: t.at, text: t.text}
	case t.kind == tokNumber:
		p.take()
		return &term{op: opNumber, at: t.at, num: t.num}
	case t.kind == tokRef:
		p.take()
		return &term{op: opRef, at: t.at, text: t.text}
	case t.kind == tokName:
		return p.call()
	case t.kind == tokPunct && t.text == "(":
		p.take()
		if p.is(")") {
			return p.fail(fault(t.at, "()", "bracket.empty"))
		}
		inner := p.or()
		if p.bad == nil && !p.accept(")") {
			return p.fail(p.unclosed(t))
		}
		// The extra level keeps (a)[1], the first of all, apart from a[1], the first below each parent.
		if inner.op == opPath {
			return &term{op: opPath, at: t.at, from: fromTerm, args: []*term{inner}}
		}
		return inner
	}
	return p.fail(p.missing(t))
}

func (p *parser) unclosed(open token) *SyntaxError {
	return fault(open.at, "(", "bracket.unclosed:opens_here")
}

// missing explains an operator, a comma or the end where a value should stand.
func (p *parser) missing(t token) *SyntaxError {
	if t.kind == tokEnd {
		return fault(t.at, "", "operand.end")
	}
	if t.kind == tokOp && p.i == 0 {
		return fault(t.at, t.text, "operand.first", "token", t.text)
	}
	return fault(t.at, t.text, "operand.missing", "token", t.text)
}

// leftOver explains what stands behind a complete expression.
func (p *parser) leftOver() {
	t := p.peek()
	switch {
	case t.kind == tokPunct && (t.text == ")" || t.text == "]"):
		p.fail(fault(t.at, t.text, "bracket.extra", "token", t.text))
	case t.kind == tokPunct && t.text == ",":
		p.fail(fault(t.at, ",", "operator.comma"))
	default:
		w := clip(p.src[t.at:t.end])
		p.fail(fault(t.at, w, "operator.missing:operator_missing", "word", w))
	}
}

// call reads name(arguments) and checks name, number and kind of arguments.
func (p *parser) call() *term {
	name := p.take()
	open := p.take() // "(", known from startsStep
	t := &term{op: opCall, at: name.at, text: name.text}
	if p.bad == nil && !p.accept(")") {
		for {
			t.args = append(t.args, p.or())
			if p.bad != nil {
				return t
			}
			if p.accept(")") {
				break
			}
			if !p.accept(",") {
				return p.fail(p.argumentEnd(open))
			}
		}
	}
	fn, ok := functions[strings.TrimPrefix(name.text, "odk:")]
	if !ok {
		return p.fail(unknownFunction(name))
	}
	t.fn = fn
	if len(t.args) < fn.min || fn.max >= 0 && len(t.args) > fn.max ||
		fn.counts != nil && !slices.Contains(fn.counts, len(t.args)) {
		return p.fail(fault(name.at, name.text, "function.arguments:function_takes", "function", name.text, "wanted",
			fn.arity(), "usage", fn.usage, "given", len(t.args)))
	}
	if fn.check != nil {
		fn.check(p, t)
	}
	return t
}

// argumentEnd explains what stands where "," or ")" should.
func (p *parser) argumentEnd(open token) *SyntaxError {
	t := p.peek()
	if t.kind == tokEnd || t.kind == tokPunct && t.text == "]" {
		return p.unclosed(open)
	}
	w := clip(p.src[t.at:t.end])
	return fault(t.at, w, "operator.missing:comma_operator", "word", w)
}
