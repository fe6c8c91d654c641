package expr

// The parts of an expression, for programs that look for answers which make it true: generators of test answers, and
// explanations of why an item is not asked.

// Operator says what the expression does at its top: "or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*",
// "div", "mod", "|", "neg", "call" (Name is the function), "ref" (Name is that of ${name}), "path", "text" or "number".
func (e *Expr) Operator() string {
	switch e.top.op {
	case opText:
		return "text"
	case opNumber:
		return "number"
	case opRef:
		return "ref"
	case opPath:
		return "path"
	case opCall:
		return "call"
	}
	return symbols[e.top.op]
}

// Name is the name of a function or reference, "" for everything else.
func (e *Expr) Name() string {
	if e.top.op == opCall || e.top.op == opRef {
		return e.top.text
	}
	return ""
}

// Literal is the value of "text" and "number"; ok is false for everything else.
func (e *Expr) Literal() (v Value, ok bool) {
	switch e.top.op {
	case opText:
		return TextValue(e.top.text), true
	case opNumber:
		return NumberValue(e.top.num), true
	}
	return Value{}, false
}

// Parts are the operands or arguments, each an expression of its own, bound as e is. A path has the set that it starts
// from and then its predicates, which mean nothing outside it. Source offsets stay those of e, and String gives all of
// e.
func (e *Expr) Parts() []*Expr {
	out := make([]*Expr, 0, len(e.top.args))
	for _, a := range e.top.args {
		out = append(out, &Expr{src: e.src, top: a})
	}
	for _, s := range e.top.steps {
		for _, p := range s.where {
			out = append(out, &Expr{src: e.src, top: p})
		}
	}
	return out
}

// exampleLetters are tried first where a pattern allows many characters.
var exampleLetters = []rune("abcdeghiklmnopqrstuvxyz0123456789ABCDEGHIKLMNOPQRSTUVXYZ -_.,@/:+()#'")

// maxExample bounds the length of an example, in runes.
const maxExample = 500

// Example draws a text for the pattern of a call of regex: a walk through the pattern's program, choose(n) giving 0 to
// n-1. It fits the pattern unless that looks ahead or at edges of words. ok is false when e is no such call or the walk
// got lost.
func (e *Expr) Example(choose func(n int) int) (text string, ok bool) {
	p := e.top.prog
	if p == nil {
		return "", false
	}
	var out []rune
	for pc, steps := 0, 0; steps < 20*maxExample && len(out) <= maxExample; steps++ {
		in := p.code[pc]
		switch in.kind {
		case doMatch:
			return string(out), true
		case doClass:
			c, some := p.classes[in.a].example(choose)
			if !some {
				return "", false
			}
			out = append(out, c)
			pc++
		case doSplit:
			pc = [2]int{in.a, in.b}[choose(2)]
		case doJump, doAhead, doNotAhead:
			pc = in.a
		default:
			pc++
		}
	}
	return "", false
}

// example draws a character of the class; false when none was found.
func (c *class) example(choose func(n int) int) (rune, bool) {
	from := choose(len(exampleLetters))
	for i := range exampleLetters {
		if r := exampleLetters[(from+i)%len(exampleLetters)]; c.has(r) {
			return r, true
		}
	}
	for i := 0; i < len(c.ranges); i += 2 {
		if r := c.ranges[i] + rune(choose(int(c.ranges[i+1]-c.ranges[i])+1)); c.has(r) {
			return r, true
		}
	}
	for r := rune(' '); r < 0x2000; r++ {
		if c.has(r) {
			return r, true
		}
	}
	return 0, false
}
